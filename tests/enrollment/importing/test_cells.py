"""What one cell becomes: its value, or exactly one code (security.md B28 to B59, domain §5.4)."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from enrollment.importing.cleaners import ColumnCleaner
from enrollment.importing.columns import Column, Kind
from enrollment.importing.errors import Code
from enrollment.importing.sheet import BadDate, ErrorCell, Formula
from enrollment.importing.sink import Sink

ON = dt.date(2026, 11, 22)
NIK = "2171010101900001"
CONTROL = "SITI\u202e AMI\u200bNAH"


def clean(kind, *cells, name="X", limit=150):
    """(values, {index: code}) of a column of these cells."""
    cleaner, sink = ColumnCleaner(Column(name, kind, limit=limit), on=ON), Sink()
    cleaner.learn(list(cells))
    values = cleaner(list(cells), sink)
    return values, {problem.place: problem.code for problem in sink.problems}


def one(kind, cell, **options):
    values, codes = clean(kind, cell, **options)
    return codes.get(0) or values[0]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (NIK, NIK),
        (2171010101900001.0, Code.NIK_NUMERIC_CELL),  # B28
        ("2.17101E+15", Code.NIK_NUMERIC_CELL),  # B29
        ("2,17101E+15", Code.NIK_NUMERIC_CELL),
        (NIK + ".0", Code.NIK_FORMAT),  # B30
        ("'" + NIK, Code.APOSTROPHE),  # B31: dropped, and said
        ("2171 0101 0190 0001", NIK),  # B32
        ("2171.0101-0190.0001", NIK),
        ("2171\u00a00101\u200b01900001\n", NIK),
        ("217101010190001", Code.NIK_FORMAT),  # B33
        (NIK + "1", Code.NIK_FORMAT),
        ("21710101019000010000", Code.NIK_FORMAT),
        ("\u0662" + NIK[1:], Code.NIK_FORMAT),  # B34
        ("\uff12" + NIK[1:], Code.NIK_FORMAT),
        ("217101O101900001", Code.NIK_FORMAT),  # B35
        ("2l71010101900001", Code.NIK_FORMAT),
        ("0000000000000000", Code.NIK_FORMAT),  # B36
        ("1234567890123456", Code.NIK_FORMAT),
        ("9999999999999999", Code.NIK_FORMAT),
        ("2171010100900001", Code.NIK_DATE),  # B37
        ("2171010113900001", Code.NIK_DATE),
        ("2171010001900001", Code.NIK_DATE),
        ("2171013201900001", Code.NIK_DATE),
        ("2171014001900001", Code.NIK_DATE),
        ("2171017201900001", Code.NIK_DATE),
        ("2171013002900001", Code.NIK_DATE),
        ("2171012902010001", Code.NIK_DATE),
        ("2171012902000001", "2171012902000001"),
        ("2171014101900001", "2171014101900001"),
        ("2171010101900000", Code.NIK_FORMAT),
        ("3273010101900001", "3273010101900001"),  # B39
        (Formula(NIK), Code.FORMULA_IN_ID),  # B53
        (Formula(None), Code.FORMULA_IN_ID),
        (ErrorCell("#N/A"), Code.CELL_ERROR),  # B55
        (True, Code.TYPE),
        (None, None),
        ("", None),
    ],
)
def test_nik(cell, expected):
    assert one(Kind.NIK, cell, name="NIK") == expected


@pytest.mark.parametrize(
    ("kind", "cell", "expected"),
    [
        (Kind.KPJ, "00000000001", "00000000001"),
        (Kind.KPJ, 15000000001.0, Code.KPJ_FORMAT),  # B43: Excel may have dropped zeros; a number is never trusted
        (Kind.KPJ, 1.0, Code.KPJ_FORMAT),
        (Kind.KPJ, "1", Code.KPJ_FORMAT),
        (Kind.KPJ, "150-0000-0001", "15000000001"),
        (Kind.KPJ, Formula("00000000001"), Code.FORMULA_IN_ID),
        (Kind.NPP, "ab123456", "AB123456"),
        (Kind.NPP, 15000103.0, "15000103"),
        (Kind.NPP, "15 000 103", "15000103"),
        (Kind.NIB, "0123456789012", "0123456789012"),
        (Kind.NIB, "123", Code.NIB_FORMAT),
        (Kind.NPWP, "01.234.567.8-215.000", "0012345678215000"),
        (Kind.NPWP, "123", Code.NPWP_FORMAT),
        (Kind.DIVISION, None, "000"),
        (Kind.DIVISION, "001", "001"),
    ],
)
def test_other_identifiers(kind, cell, expected):
    assert one(kind, cell, limit=11) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (dt.date(2023, 1, 1), "2023-01-01"),  # B44
        (44927.0, Code.DATE_UNFORMATTED),
        (BadDate("0"), Code.DATE_RANGE),  # B45
        (BadDate("-1"), Code.DATE_RANGE),
        (BadDate("60"), Code.DATE_RANGE),
        (BadDate("99999999"), Code.DATE_RANGE),
        ("31/12/1899", Code.DATE_RANGE),
        ("29/02/2023", Code.DATE_INVALID),  # B46
        ("31/04/2024", Code.DATE_INVALID),
        ("31/02/2026", Code.DATE_INVALID),
        ("29/02/2024", "2024-02-29"),
        ("02/03/1990", "1990-03-02"),  # B47: day first, always
        ("1990-03-02", "1990-03-02"),
        ("3/2/90", Code.DATE_2_DIGIT_YEAR),
        ("02-03-1990", "1990-03-02"),
        ("2.3.1990", "1990-03-02"),
        ("22-SEP-2023", "2023-09-22"),
        ("1 Mei 2024", "2024-05-01"),
        ("17-Agt-2024", "2024-08-17"),
        ("3 Okt 2024", "2024-10-03"),
        ("25 Desember 2024", "2024-12-25"),
        ("1990-03-02 00:00:00", "1990-03-02"),
        ("01-01-2090", None),
        ("31-12-3000", None),
        (dt.date(3000, 12, 31), None),
        ("01-01-1900", None),
        ("kemarin", Code.DATE_INVALID),
        ("44927", Code.DATE_INVALID),
        (True, Code.TYPE),
        (Formula(dt.date(2023, 1, 1)), Code.FORMULA),
        (Formula(None), Code.NO_VALUE),  # B54
        (ErrorCell("#REF!"), Code.CELL_ERROR),
        ("-", None),
        (None, None),
    ],
)
def test_dates(cell, expected):
    assert one(Kind.DATE, cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("23/11/2026", Code.DATE_INVALID),  # B48: tomorrow
        ("22/11/2011", "2011-11-22"),  # fifteen today
        ("23/11/2011", Code.AGE),
        ("22/11/1926", "1926-11-22"),
        ("21/11/1925", Code.AGE),
    ],
)
def test_birth_dates(cell, expected):
    assert one(Kind.BIRTH_DATE, cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-13", Code.DATE_INVALID),  # B49
        ("Okt-26", "2026-10-01"),
        ("202610", "2026-10-01"),
        (202610.0, "2026-10-01"),
        ("Pebruari 2026", "2026-02-01"),
        ("10-2026", "2026-10-01"),
        ("10/2026", "2026-10-01"),
        ("2026-10", "2026-10-01"),
        (dt.date(2026, 10, 17), "2026-10-01"),
        (46296.0, Code.DATE_UNFORMATTED),
        ("13-2026", Code.DATE_INVALID),
    ],
)
def test_months(cell, expected):
    assert one(Kind.MONTH, cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Rp 4.500.000,00", 4_500_000),  # B51
        ("4,500,000.00", 4_500_000),
        ("4.5E6", 4_500_000),
        ("Rp 2.773.184,-", 2_773_184),
        ("4500000", 4_500_000),
        (4_500_000.0, 4_500_000),
        ("4.500", Code.AMOUNT_AMBIGUOUS),
        ("-1", Code.AMOUNT_RANGE),  # B52
        (-1.0, Code.AMOUNT_RANGE),
        ("NaN", Code.AMOUNT_RANGE),
        ("inf", Code.AMOUNT_RANGE),
        (float("nan"), Code.AMOUNT_RANGE),
        (float("inf"), Code.AMOUNT_RANGE),
        ("1e999", Code.AMOUNT_RANGE),
        (1e15, Code.AMOUNT_RANGE),
        ("1000000000000000", Code.AMOUNT_RANGE),
        ("empat juta", Code.AMOUNT_INVALID),
        ("1.23.456", Code.AMOUNT_INVALID),
        (None, None),
    ],
)
def test_amounts(cell, expected):
    found = one(Kind.AMOUNT, cell, name="UPAH")
    assert (float(found) if isinstance(expected, int) else found) == expected


def test_the_whole_column_decides_what_a_mark_means():
    values, codes = clean(Kind.AMOUNT, "4.500", "2.773.184", "850.000", name="UPAH")
    assert ([float(value) for value in values], codes) == ([4500, 2_773_184, 850_000], {})


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("-", Code.NAME),  # B58
        (".", Code.NAME),
        ("12345", Code.NAME),
        ("O'NEIL", "O'NEIL"),
        ("M. YUSUF bin A.", "M. YUSUF bin A."),
        ("JOSE\u0301", "JOSÉ"),  # B59
        (CONTROL, Code.CONTROL_STRIPPED),
        ("SITI \U0001f600", Code.NAME),
        ("A\x00B", Code.CONTROL_CHAR),  # B21
        ("x" * 10_000, Code.TOO_LONG),  # B24
        (True, Code.TYPE),  # B55
        (ErrorCell("#N/A"), Code.CELL_ERROR),
        (Formula("SITI"), Code.FORMULA),  # B53
        (Formula(None), Code.NO_VALUE),
        ("=1+1 PT", "=1+1 PT"),  # B60: stored as it is
        ("<img onerror=x> A", "<img onerror=x> A"),  # B61
    ],
)
def test_names(cell, expected):
    assert one(Kind.NAME, cell) == expected


def test_a_lone_surrogate_is_never_stored():
    values, codes = clean(Kind.NAME, "SITI \ud83d")
    assert codes[0] in (Code.NAME, Code.CONTROL_STRIPPED)
    assert values[0] in (None, "SITI")


def test_what_is_stripped_leaves_the_rest():
    assert clean(Kind.NAME, CONTROL)[0] == ["SITI AMINAH"]


@pytest.mark.parametrize("cell", ["Y", "y", " YA ", "1", "X", "V", "TRUE", True, 1.0])
def test_yes(cell):
    assert one(Kind.FLAG, cell) == "t"


@pytest.mark.parametrize("cell", ["T", "TIDAK", "N", "0", "-", "", None, "FALSE", False, 0.0])
def test_no(cell):
    assert one(Kind.FLAG, cell) == "f"


def test_neither():
    assert one(Kind.FLAG, "mungkin") == Code.PROGRAM_UNKNOWN


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.FIGURE])
def test_no_validator_is_slow_on_hostile_text(kind):
    """B64: 50,000 letters and a bang, in at most 50 ms."""
    for text in ("a" * 50_000 + "!", "1" * 50_000 + "!", "1." * 25_000 + "!", " " * 50_000 + "!"):
        took = []
        for _ in range(3):  # something else may have its turn in one of them
            began = time.process_time()
            clean(kind, text)
            took.append(time.process_time() - began)
        assert min(took) < 0.05


def test_a_column_of_many_niks_is_quick():
    cells = [f"21710101019{number % 90 + 10}{number % 9998 + 1:04d}"[:16] for number in range(286_000)]
    began = time.process_time()
    clean(Kind.NIK, *cells)
    assert time.process_time() - began < 2  # 0.2 s on a quiet machine
