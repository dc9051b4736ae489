"""Titles and sentences: only what the figures support."""

from __future__ import annotations

from decimal import Decimal

import pytest

from monitoring.rules.findings import city_finding, programs_finding, trend_finding
from monitoring.rules.months import parse_month, window
from monitoring.rules.rates import gap, overlap, ranks, tile_class
from monitoring.rules.sentences import sentences
from monitoring.words import FINDINGS, SENTENCES, finding_text, sentence_text

ISLANDS = ("A", "B", "C")


def rates(*values: float | None) -> dict[str, Decimal | None]:
    return {code: None if value is None else Decimal(str(value)) for code, value in zip("ABCDEF", values, strict=False)}


SAME = rates(0, 0, 0, 0)


@pytest.mark.parametrize(
    ("shares", "changes", "complete", "code"),
    [
        (rates(10, 20, 30, 90), SAME, True, "LOW_ISLANDS"),
        (rates(10, 60, 70, 20), SAME, True, "LOW"),
        (rates(10, 60, 70, 80), SAME, True, "PLAIN"),
        (rates(40, 40, 70, 80), rates(-1, -2, -0.1, 5), True, "FELL"),
        (rates(40, 40, 70, 80), rates(1, 2, 0.1, 5), True, "ALL_ROSE"),
        (rates(40, 40, 70, 80), rates(1, 2, 0, 5), True, "PLAIN"),
        (rates(40, 40, 70, 80), rates(1, 2, None, 5), True, "PLAIN"),
        (rates(40, None, 70, 80), SAME, True, "INCOMPLETE"),
        (rates(10, 20, 30, 90), SAME, False, "INCOMPLETE"),
    ],
)
def test_the_first_rule_that_fires_names_the_map(shares, changes, complete, code):
    found = city_finding(shares, changes, islands=ISLANDS, is_complete=complete)
    assert found.code == code
    assert "%" not in finding_text(found, month="November 2026", area="A").replace("40%", "")


def test_three_islands_read_as_in_the_picture():
    found = city_finding(rates(35.7, 30.4, 29.3, 86.1), SAME, islands=ISLANDS, is_complete=True)
    assert finding_text(found) == "Tiga kecamatan kepulauan masih di bawah 40%"


@pytest.mark.parametrize(
    ("own", "city", "code"),
    [
        ([80, 81], [60, 61], "ABOVE_ALL_YEAR"),
        ([50, 51], [60, 61], "BELOW_ALL_YEAR"),
        ([80, 60], [60, 61], "TREND_FELL"),
        ([80, None], [60, 61], "TREND_PLAIN"),
        ([80, None, 81], [60, 61, 62], "TREND_ROSE"),
        ([80, 60, 80], [70, 70, 70], "TREND_SAME"),
    ],
)
def test_the_trend_claims_a_year_only_where_every_month_is_known(own, city, code):
    assert trend_finding(own, city).code == code


def test_the_widest_program_gap_is_named_only_under_half():
    assert programs_finding({("BPU", "JHT"): Decimal(15), ("PU", "JP"): Decimal(40)}).params == {
        "segment": "BPU",
        "program": "JHT",
    }
    assert programs_finding({("PU", "JP"): Decimal(50), ("PU", "JHT"): None}).code == "PROGRAMS_PLAIN"


def figures(**changed: object) -> dict:
    base = {
        "area": {"name": "Lubuk Baja", "kind": "district"},
        "coverage": {"rate": 86.1, "change": 1.6, "against_city": 20.7, "active": 54690},
        "places": [
            {"code": "1", "name": "Baloi Indah", "rate": 89.3, "uncovered": 1900},
            {"code": "2", "name": "Tanjung Uma", "rate": 75.2, "uncovered": 2060},
        ],
        "gate": {"held": 31, "checked": 212},
        "held": [{"village": "Tanjung Uma"}] * 5 + [{"village": "Batu Selicin"}] * 4,
        "missing": [],
    }
    return base | changed


def test_the_sentences_of_the_picture():
    assert [sentence_text(sentence) for sentence in sentences(figures())] == [
        "Cakupan naik 1,6 poin dan kini 20,7 poin di atas rata-rata kota.",
        "Tanjung Uma terendah (75,2%) dan menyumbang 2.060 pekerja yang belum terlindungi.",
        "Dari 31 permohonan yang ditahan, 9 belum kembali; 5 di antaranya dari Tanjung Uma.",
    ]


def test_what_is_not_known_is_not_claimed():
    unknown = figures(
        coverage={"rate": None, "change": None, "against_city": None, "active": 7},
        places=[{"code": "1", "name": "Baloi Indah", "rate": None, "uncovered": None}],
        gate={"held": 0, "checked": 0},
        held=[],
        missing=["Baloi Indah"],
    )
    assert [sentence.code for sentence in sentences(unknown)] == ["RATE_UNKNOWN", "NOTHING_CHECKED", "NO_WORKFORCE"]


def test_above_a_hundred_never_goes_without_its_note():
    over = figures(places=[{"code": "1", "name": "Kabil", "rate": 106.2, "uncovered": 0}])
    assert "OVER_HUNDRED" in [sentence.code for sentence in sentences(over)]


@pytest.mark.parametrize("change", [1.0, 0.0, -1.0, None])
@pytest.mark.parametrize("against", [1.0, 0.0, -1.0, None])
def test_every_combination_has_words(change, against):
    own = {"rate": 50.0, "change": change, "against_city": against, "active": 1}
    assert all(sentence_text(sentence) for sentence in sentences(figures(coverage=own)))


def test_no_sentence_stands_unused_or_unwritten():
    assert len(FINDINGS) == len(set(FINDINGS)) == 14
    assert all(
        "%(" in str(text) for code, text in SENTENCES.items() if code not in {"NOTHING_CHECKED", "COVERAGE_SAME_AT"}
    )


def test_small_arithmetic():
    assert gap(10, 8) == 0
    assert gap(None, 8) is None
    assert overlap([3, 4], 6) == 1
    assert overlap([1], 6) == 0
    assert [tile_class(value) for value in (None, *map(Decimal, ("39.9", "40", "54.9", "70", "85")))] == [
        0,
        1,
        2,
        2,
        4,
        5,
    ]
    assert ranks(rates(50, 70, None, 70)) == {"A": 3, "B": 1, "D": 1}


def test_months():
    assert parse_month("2026-10").month == 10
    for wrong in ("2026-13", "2026-1", "26-10", "", "2026-10-01"):
        with pytest.raises(ValueError):
            parse_month(wrong)
    assert len(window(parse_month("2026-03"))) == 24
    assert window(parse_month("2026-03"), 3)[0] == parse_month("2026-01")
