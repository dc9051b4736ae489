"""Formats (ui.md §14): examples of the specification, and what must hold for every number, date and identifier."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from districts import formats as f

LANGUAGES = st.sampled_from(["id", "en"])


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (f.number(443840), "443.840"),
        (f.number(443840, lang="en"), "443,840"),
        (f.number(None), "—"),
        (f.percent(65.4), "65,4%"),
        (f.percent(65.4, lang="en"), "65.4%"),
        (f.percent(65.45), "65,5%"),
        (f.decimal(-44, 0), "−44"),
        (f.signed(3412), "+3.412"),
        (f.signed(-44), "−44"),
        (f.signed(0), "0"),
        (f.points(0.5), "▲ 0,5"),
        (f.points(-0.7, unit=True), "▼ 0,7 poin"),
        (f.points(-0.04), "= 0,0"),
        (f.points(0.5, unit=True, lang="en"), "▲ 0.5 points"),
        (f.change(-1010), "▼ 1.010"),
        (f.rupiah(3918000), "Rp3.918.000"),
        (f.rupiah(3918000, 2), "Rp3.918.000,00"),
        (f.million(1234567), "1,2 juta"),
        (f.million(999999), "999.999"),
        (f.file_size(24_600_000), "24,6 MB"),
        (f.file_size(48_000), "48 KB"),
        (f.date_short(date(2026, 11, 20)), "20 Nov 2026"),
        (f.date_long(date(2026, 8, 2)), "2 Agustus 2026"),
        (f.date_long(date(2026, 8, 2), lang="en"), "2 August 2026"),
        (f.date_weekday(date(2026, 11, 20)), "Jum, 20 Nov 2026"),
        (f.month_long(date(2026, 5, 1)), "Mei 2026"),
        (f.month_range(date(2026, 8, 1), date(2026, 10, 1)), "Agustus–Oktober 2026"),
        (f.month_range(date(2025, 12, 1), date(2026, 1, 1)), "Desember 2025–Januari 2026"),
        (f.month_range(date(2026, 8, 1), date(2026, 8, 1)), "Agustus 2026"),
        (f.time_wib(datetime(2026, 11, 18, 23, 10, tzinfo=UTC)), "06.10 WIB"),
        (f.time_wib(datetime(2026, 11, 18, 23, 10, tzinfo=UTC), lang="en"), "06:10 WIB"),
        (f.datetime_wib(datetime(2026, 11, 19, 23, 10, tzinfo=UTC)), "20 Nov 2026, 06.10 WIB"),
        (f.mask_nik("2171 0312 0585 0007"), "2171 •••• •••• 0007"),
        (f.mask_kpj("11012345412"), "•••• •••• 412"),
        (f.group_nib("9120004127835"), "9120 0041 27835"),
        (f.group_npp("jj041278"), "JJ 041 278"),
        (f.group_phone("081270000000"), "0812 7000 0000"),
    ],
)
def test_the_specification_s_examples(written: str, wanted: str) -> None:
    assert written == wanted


def read_back(text: str, lang: str) -> Decimal:
    """The inverse of `decimal`, for the round trips only."""
    thousands, point = (",", ".") if lang == "en" else (".", ",")
    return Decimal(text.replace(thousands, "").replace(point, ".").replace("−", "-"))


@given(st.decimals(-(10**12), 10**12, places=2), LANGUAGES)
def test_a_decimal_reads_back_as_itself(value: Decimal, lang: str) -> None:
    assert read_back(f.decimal(value, 2, lang=lang), lang) == value


@given(st.integers(-(10**12), 10**12), LANGUAGES)
def test_a_count_reads_back_as_itself(value: int, lang: str) -> None:
    assert read_back(f.number(value, lang=lang), lang) == value


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)), LANGUAGES)
def test_a_date_reads_back_as_itself(day: date, lang: str) -> None:
    number, month, year = f.date_short(day, lang=lang).split()
    assert date(int(year), f.MONTHS_SHORT[lang].index(month) + 1, int(number)) == day


@given(st.from_regex(r"\A[0-9]{13}\Z"))
def test_grouping_only_adds_spaces(nib: str) -> None:
    assert f.bare(f.group_nib(nib)) == nib


@given(st.from_regex(r"\A[0-9]{16}\Z"))
def test_a_masked_nik_hides_the_birth_date(nik: str) -> None:
    shown = f.mask_nik(nik)
    assert [mark for mark in shown if mark.isdigit()] == list(nik[:4] + nik[-4:])
    assert shown.count("•") == 8


@given(st.text(alphabet="0123456789", min_size=5, max_size=20).filter(lambda text: len(text) != 16))
def test_a_damaged_nik_shows_no_more_than_two_digits(text: str) -> None:
    assert sum(mark.isdigit() for mark in f.mask_nik(text)) <= 2


@given(st.integers(0, 10**6))
def test_small_counts_single_nobody_out(count: int) -> None:
    shown = f.small_count(count)
    assert (shown == "< 5") == (1 <= count <= 4)
