"""Identifiers as tables (domain §3, security B28–B39) and properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.rules.identifiers import (
    age_on,
    birthdate_matches,
    clean_identifier,
    kpj_problem,
    mask_kpj,
    mask_name,
    mask_nik,
    mask_npp,
    mask_npwp,
    nib_problem,
    nik_birthdates,
    nik_problem,
    nik_sex,
    normalise_division,
    normalise_npp,
    normalise_npwp,
    npp_is_usual,
    npwp_problem,
)
from enrollment.rules.kinds import Sex

TODAY = date(2026, 11, 22)


def nik_of(born: date, sex: Sex, serial: int = 1, region: str = "217106") -> str:
    day = born.day + (40 if sex is Sex.FEMALE else 0)
    return f"{region}{day:02d}{born:%m%y}{serial:04d}"


@pytest.mark.parametrize(
    ("nik", "problem"),
    [
        ("2171060101900001", None),
        ("3201015505850002", None),  # another province: never a reason for anything
        ("9999990101900001", None),  # nor an unknown one
        ("217106010190001", "NIK_FORMAT"),
        ("21710601019000011", "NIK_FORMAT"),
        ("21710601019000010000", "NIK_FORMAT"),
        ("", "NIK_FORMAT"),
        ("217106010190000O", "NIK_FORMAT"),
        ("217l060101900001", "NIK_FORMAT"),
        ("２１７１０６０１０１９００００１", "NIK_FORMAT"),
        ("٢١٧١٠٦٠١٠١٩٠٠٠٠١", "NIK_FORMAT"),
        ("217106010190000²", "NIK_FORMAT"),
        ("0171060101900001", "NIK_FORMAT"),
        ("2171060101900000", "NIK_FORMAT"),
        ("1234567890123456", "NIK_FORMAT"),
        ("1111111111111111", "NIK_FORMAT"),  # 11 November 1911, and still nobody's
        ("2.17107E+15", "NIK_FORMAT"),
        ("2171060001900001", "NIK_DATE"),
        ("2171063201900001", "NIK_DATE"),
        ("2171064001900001", "NIK_DATE"),
        ("2171067201900001", "NIK_DATE"),
        ("2171069901900001", "NIK_DATE"),
        ("2171067101900001", None),
        ("2171060100900001", "NIK_DATE"),
        ("2171060113900001", "NIK_DATE"),
        ("2171063104900001", "NIK_DATE"),
        ("2171067104900001", "NIK_DATE"),
        ("2171062902000001", None),  # 2000 was a leap year
        ("2171062902040001", None),
        ("2171066902960001", None),
        ("2171062902010001", "NIK_DATE"),
        ("2171063002000001", "NIK_DATE"),
    ],
)
def test_nik_problem(nik: str, problem: str | None) -> None:
    assert nik_problem(nik) == problem


@given(st.integers(0, 10**16 - 1).map(lambda number: f"{number:016d}"))
def test_nik_date_is_a_day_of_the_calendar(nik: str) -> None:
    day = int(nik[6:8])
    days = [day] if day < 40 else [day - 40]
    possible = any(_exists(century + int(nik[10:12]), int(nik[8:10]), days[0]) for century in (1900, 2000))
    junk = len(set(nik)) == 1 or nik in {"1234567890123456", "0123456789012345", "9876543210987654"}
    shaped = nik[0] != "0" and nik[12:] != "0000" and not junk
    assert nik_problem(nik) == (None if shaped and possible else "NIK_DATE" if shaped else "NIK_FORMAT")


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


@given(st.dates(date(1927, 1, 1), date(2011, 11, 22)), st.sampled_from(Sex), st.integers(1, 9999), st.integers(11, 99))
def test_a_nik_made_of_a_working_age_birth_gives_it_back(born: date, sex: Sex, serial: int, province: int) -> None:
    nik = nik_of(born, sex, serial, f"{province}7106")
    assert nik_problem(nik) is None
    assert nik_birthdates(nik, on=TODAY) == (born,)
    assert nik_sex(nik) == sex
    assert birthdate_matches(nik, born, sex)
    assert not birthdate_matches(nik, born + timedelta(days=1), sex)
    assert not birthdate_matches(nik, born, Sex.MALE if sex is Sex.FEMALE else Sex.FEMALE)
    assert birthdate_matches(nik, born)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.dates(date(2000, 1, 1), date(2060, 1, 1)))
def test_birth_dates_are_never_in_the_future_and_a_century_apart(born: date, on: date) -> None:
    found = nik_birthdates(nik_of(born, Sex.MALE), on=on)
    assert all(candidate <= on for candidate in found)
    assert {(candidate.day, candidate.month, candidate.year % 100) for candidate in found} <= {
        (born.day, born.month, born.year % 100)
    }
    assert len(found) == len(set(found)) <= 2
    assert found or born > on or on.year - born.year > 100 or (born.month, born.day) == (2, 29)


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2005, [2005]),  # python-stdnum would say 1905
        (1990, [1990]),
        (2011, [2011]),
        (2020, [2020, 1920]),  # six or a hundred and six: neither of working age, both kept
        (1926, [1926]),
    ],
)
def test_century(year: int, expected: list[int]) -> None:
    dates = nik_birthdates(nik_of(date(year, 1, 1), Sex.FEMALE), on=TODAY)
    assert [born.year for born in dates] == expected


def test_age() -> None:
    assert age_on(date(2011, 11, 22), TODAY) == 15
    assert age_on(date(2011, 11, 23), TODAY) == 14


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("'2171060101900001", "2171060101900001"),
        (" 2171 0601 0190 0001 ", "2171060101900001"),
        ("2171.0601.0190.0001", "2171060101900001"),
        ("2171-0601-0190-0001", "2171060101900001"),
        ("2171\u00a00601\u200b0190\ufeff0001", "2171060101900001"),
        ("21710601\r\n01900001", "2171060101900001"),
        ('"2171060101900001"', "2171060101900001"),
        ("2171060101900001.0", "2171060101900001.0"),
        ("2171060101900001.0 ", "2171060101900001.0"),
        ("ab123456", "AB123456"),
        ("01.234.567.8-215.000", "012345678215000"),
    ],
)
def test_clean_identifier(text: str, cleaned: str) -> None:
    assert clean_identifier(text) == cleaned


@pytest.mark.parametrize(
    ("digits", "problem"),
    [
        ("12345678901", None),
        ("00123456789", None),
        ("1234567890", "KPJ_FORMAT"),
        ("1234567890.0", "KPJ_FORMAT"),
        ("123456789012", "KPJ_FORMAT"),
        ("1234567890A", "KPJ_FORMAT"),
    ],
)
def test_kpj(digits: str, problem: str | None) -> None:
    assert kpj_problem(digits) == problem


@pytest.mark.parametrize(
    ("digits", "problem"),
    [
        ("9120004127835", None),
        ("0220004127835", None),
        ("912000412783", "NIB_FORMAT"),
        ("0000000000000", "NIB_FORMAT"),
        ("912000412783X", "NIB_FORMAT"),
    ],
)
def test_nib(digits: str, problem: str | None) -> None:
    assert nib_problem(digits) == problem


@pytest.mark.parametrize(
    ("text", "npwp"),
    [
        ("01.234.567.8-215.000", "0012345678215000"),
        ("0012345678215000", "0012345678215000"),
        ("2171060101900001", "2171060101900001"),
        ("0012345678215000000001", "0012345678215000"),
        ("01234567821500", None),
        ("000000000000000", None),
        ("01234567821500A", None),
        ("", None),
    ],
)
def test_npwp(text: str, npwp: str | None) -> None:
    assert normalise_npwp(text) == npwp
    assert npwp_problem(text) == (None if npwp else "NPWP_FORMAT")


@pytest.mark.parametrize(
    ("text", "npp", "usual"),
    [
        (" 1500 1234 ", "15001234", True),
        ("ab123456", "AB123456", True),
        ("00123456", "00123456", True),
        ("123456", "123456", False),
        ("1234567é", "1234567É", False),
    ],
)
def test_npp(text: str, npp: str, usual: bool) -> None:
    assert normalise_npp(text) == npp
    assert npp_is_usual(npp) is usual


@pytest.mark.parametrize(("text", "division"), [("", "000"), (" ", "000"), ("001", "001"), ("a1", "A1")])
def test_division(text: str, division: str) -> None:
    assert normalise_division(text) == division


def test_masks_hide_what_identifies() -> None:
    assert mask_nik("2171064101900007") == "2171 •••• •••• 0007"
    assert mask_npwp("2171064101900007") == "2171 •••• •••• 0007"
    assert mask_npp("15001203") == "15••••03"
    assert mask_kpj("12345674827") == "••••••• 4827"
    assert mask_name("Budi  Santoso") == "B••• S•••"
    for mask in (mask_nik, mask_npp, mask_kpj):
        assert "7" not in mask("777")
