"""Programs by segment and scale (domain §1.1), and the words sheets use for them."""

from datetime import date

import pytest

from enrollment.rules.kinds import (
    BusinessScale,
    EmployerKind,
    Program,
    Segment,
    Sex,
    read_programs,
    read_scale,
    read_segment,
    read_sex,
    read_yes_no,
)
from enrollment.rules.programs import mandatory_programs, missing_programs, optional_programs, program_rule

ON = date(2026, 11, 22)
S, B = Segment, BusinessScale


def programs(text: str) -> frozenset[Program]:
    return frozenset(Program(word) for word in text.split())


@pytest.mark.parametrize(
    ("segment", "scale", "mandatory", "optional"),
    [
        (S.WAGE, B.LARGE, "JKK JKM JHT JP", "JKP"),
        (S.WAGE, B.MEDIUM, "JKK JKM JHT JP", "JKP"),
        (S.WAGE, B.SMALL, "JKK JKM JHT", "JP JKP"),
        (S.WAGE, B.MICRO, "JKK JKM", "JHT JP JKP"),
        (S.WAGE, None, "JKK JKM", "JHT JP JKP"),
        (S.NON_WAGE, None, "JKK JKM", "JHT"),
        (S.NON_WAGE, B.LARGE, "JKK JKM", "JHT"),
        (S.CONSTRUCTION, B.LARGE, "JKK JKM", ""),
        (S.MIGRANT, None, "JKK JKM", "JHT"),
    ],
)
def test_programs_by_scale(segment: Segment, scale: BusinessScale | None, mandatory: str, optional: str) -> None:
    assert mandatory_programs(segment, scale, on=ON) == programs(mandatory)
    assert optional_programs(segment, scale, on=ON) == programs(optional)


@pytest.mark.parametrize("scale", [*B, None])
def test_agencies_owe_accident_and_death_whatever_their_size(scale: BusinessScale | None) -> None:
    kind = EmployerKind.GOVERNMENT
    assert mandatory_programs(S.WAGE, scale, kind=kind, on=ON) == programs("JKK JKM")
    assert optional_programs(S.WAGE, scale, kind=kind, on=ON) == programs("JHT JP")


def test_rules_are_dated() -> None:
    assert program_rule(S.WAGE, B.LARGE, on=date(2015, 6, 30)) is None
    assert mandatory_programs(S.WAGE, B.LARGE, on=date(2015, 6, 30)) == frozenset()
    assert Program.JKP not in optional_programs(S.WAGE, B.LARGE, on=date(2022, 1, 31))
    assert Program.JKP in optional_programs(S.WAGE, B.LARGE, on=date(2022, 2, 1))


@pytest.mark.parametrize(
    ("held", "scale", "missing"),
    [
        ("JKK JKM", B.MICRO, ()),  # a micro firm with only these two is compliant
        ("JKK JKM", B.LARGE, (Program.JHT, Program.JP)),
        ("JHT JKK JKM", B.SMALL, ()),
        ("JP", B.MEDIUM, (Program.JKK, Program.JKM, Program.JHT)),
        ("", None, (Program.JKK, Program.JKM)),
    ],
)
def test_missing_programs_come_in_printed_order(
    held: str, scale: BusinessScale | None, missing: tuple[Program, ...]
) -> None:
    assert missing_programs(programs(held), S.WAGE, scale, on=ON) == missing


@pytest.mark.parametrize(
    ("text", "segment"),
    [
        ("PU", S.WAGE),
        (" pu ", S.WAGE),
        ("TKI", S.MIGRANT),
        ("PMI", S.MIGRANT),
        ("Jakon", S.CONSTRUCTION),
        ("Jasa Konstruksi", S.CONSTRUCTION),
        ("BPU", S.NON_WAGE),
        ("PUU", None),
        ("", None),
    ],
)
def test_segment_words(text: str, segment: Segment | None) -> None:
    assert read_segment(text) == segment


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("Mikro", B.MICRO),
        ("Usaha Mikro", B.MICRO),
        ("USAHA KECIL", B.SMALL),
        ("Menengah", B.MEDIUM),
        ("usaha_besar", B.LARGE),
        ("Raksasa", None),
        ("", None),
    ],
)
def test_scale_words(text: str, scale: BusinessScale | None) -> None:
    assert read_scale(text) == scale


@pytest.mark.parametrize(
    ("text", "sex"), [("L", Sex.MALE), ("laki-laki", Sex.MALE), ("P", Sex.FEMALE), ("Wanita", Sex.FEMALE), ("X", None)]
)
def test_sex_words(text: str, sex: Sex | None) -> None:
    assert read_sex(text) == sex


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["Y", "ya", "1", "X", "v", "TRUE", " Ya "], True),
        (["T", "tidak", "N", "0", "-", "", " ", "False"], False),
        (["?", "2", "YT", "--"], None),
    ],
)
def test_flags(words: list[str], answer: bool | None) -> None:
    assert [read_yes_no(word) for word in words] == [answer] * len(words)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("JKK,JKM,JHT", programs("JKK JKM JHT")),
        ("jkk + jkm / jp", programs("JKK JKM JP")),
        ("", frozenset()),
        ("JKK, JPK", None),
    ],
)
def test_programs_of_one_cell(text: str, found: frozenset[Program] | None) -> None:
    assert read_programs(text) == found


def test_members_equal_and_hash_as_the_stored_text() -> None:
    assert {"PU": 1}[S.WAGE] == 1
    assert f"{B.MICRO}" == "MIKRO"
