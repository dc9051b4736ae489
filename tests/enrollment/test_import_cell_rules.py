"""The cell rules of security.md §4, B28 to B60, by their numbers: what a cell or a row must answer, and no other."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from accounts.models import AuditEvent, User
from enrollment.importing.columns import Kind
from enrollment.importing.errors import Code, Severity
from enrollment.importing.sheet import BadDate, ErrorCell, Formula
from enrollment.models import Business, Membership
from tests.enrollment import sheets
from tests.enrollment.importing.test_cells import CONTROL, NIK, clean, one
from tests.factories import make_bpu, make_employer, make_worker

# Rule, kind of column, cell, and its value or its one code.
CELLS: list[tuple[str, Kind, Any, Any]] = [
    ("B28", Kind.NIK, 2171010101900001.0, Code.NIK_NUMERIC_CELL),
    ("B29", Kind.NIK, "2.17101E+15", Code.NIK_NUMERIC_CELL),
    ("B29", Kind.NIK, "2,17101E+15", Code.NIK_NUMERIC_CELL),
    ("B30", Kind.NIK, NIK + ".0", Code.NIK_FORMAT),
    ("B31", Kind.NIK, "'" + NIK, Code.APOSTROPHE),
    ("B31", Kind.KPJ, "'23000004827", Code.APOSTROPHE),
    ("B32", Kind.NIK, "2171 0101.0190-0001\u00a0\u200b", NIK),
    ("B32", Kind.NIK, "2171 0101 0190 000", Code.NIK_FORMAT),
    ("B33", Kind.NIK, NIK[:15], Code.NIK_FORMAT),
    ("B33", Kind.NIK, NIK + "1", Code.NIK_FORMAT),
    ("B34", Kind.NIK, "\u0662" + NIK[1:], Code.NIK_FORMAT),
    ("B34", Kind.NIK, "\uff12" + NIK[1:], Code.NIK_FORMAT),
    ("B35", Kind.NIK, NIK.replace("0", "O", 1), Code.NIK_FORMAT),
    ("B35", Kind.NIK, NIK.replace("1", "l", 1), Code.NIK_FORMAT),
    ("B36", Kind.NIK, "0" * 16, Code.NIK_FORMAT),
    ("B36", Kind.NIK, "1234567890123456", Code.NIK_FORMAT),
    ("B36", Kind.NIK, "9" * 16, Code.NIK_FORMAT),
    ("B37", Kind.NIK, "2171010100900001", Code.NIK_DATE),
    ("B37", Kind.NIK, "2171010113900001", Code.NIK_DATE),
    ("B37", Kind.NIK, "2171010001900001", Code.NIK_DATE),
    ("B37", Kind.NIK, "2171013201900001", Code.NIK_DATE),
    ("B37", Kind.NIK, "2171014001900001", Code.NIK_DATE),
    ("B37", Kind.NIK, "2171017201900001", Code.NIK_DATE),
    ("B37", Kind.NIK, "2171010101900000", Code.NIK_FORMAT),
    ("B39", Kind.NIK, "3273010101900001", "3273010101900001"),
    ("B43", Kind.KPJ, 9000000012.0, Code.KPJ_FORMAT),
    ("B43", Kind.KPJ, "9000000012", Code.KPJ_FORMAT),
    ("B43", Kind.PHONE, 81270000000.0, Code.PHONE_FORMAT),
    ("B44", Kind.DATE, dt.date(2023, 1, 1), "2023-01-01"),
    ("B44", Kind.DATE, 44927.0, Code.DATE_UNFORMATTED),
    ("B45", Kind.DATE, BadDate("0"), Code.DATE_RANGE),
    ("B45", Kind.DATE, BadDate("-1"), Code.DATE_RANGE),
    ("B45", Kind.DATE, BadDate("60"), Code.DATE_RANGE),
    ("B45", Kind.DATE, BadDate("99999999"), Code.DATE_RANGE),
    ("B45", Kind.DATE, "31/12/1899", Code.DATE_RANGE),
    ("B46", Kind.DATE, "29/02/2023", Code.DATE_INVALID),
    ("B46", Kind.DATE, "31/04/2024", Code.DATE_INVALID),
    ("B46", Kind.DATE, "29/02/2024", "2024-02-29"),
    ("B47", Kind.DATE, "02/03/1990", "1990-03-02"),
    ("B47", Kind.DATE, "1990-03-02", "1990-03-02"),
    ("B47", Kind.DATE, "3/2/90", Code.DATE_2_DIGIT_YEAR),
    ("B48", Kind.BIRTH_DATE, "23/11/2026", Code.DATE_INVALID),
    ("B48", Kind.BIRTH_DATE, "23/11/2011", Code.AGE),
    ("B48", Kind.BIRTH_DATE, "21/11/1925", Code.AGE),
    ("B49", Kind.MONTH, "2026-13", Code.DATE_INVALID),
    ("B49", Kind.MONTH, "Okt-26", "2026-10-01"),
    ("B49", Kind.MONTH, "202610", "2026-10-01"),
    ("B49", Kind.MONTH, "Pebruari 2026", "2026-02-01"),
    ("B51", Kind.AMOUNT, "Rp 4.500.000,00", "4500000.00"),
    ("B51", Kind.AMOUNT, "4,500,000.00", "4500000.00"),
    ("B51", Kind.AMOUNT, "4.5E6", "4500000"),
    ("B51", Kind.AMOUNT, "4.500", Code.AMOUNT_AMBIGUOUS),
    *(("B52", Kind.AMOUNT, cell, Code.AMOUNT_RANGE) for cell in ("-1", "NaN", "inf", "1e999", 1e15, float("nan"))),
    ("B53", Kind.NAME, Formula("SITI AMINAH"), Code.FORMULA),
    ("B53", Kind.NIK, Formula(NIK), Code.FORMULA_IN_ID),
    ("B53", Kind.KPJ, Formula("23000004827"), Code.FORMULA_IN_ID),
    ("B54", Kind.NAME, Formula(None), Code.NO_VALUE),
    ("B54", Kind.DATE, Formula(None), Code.NO_VALUE),
    ("B55", Kind.NAME, ErrorCell("#N/A"), Code.CELL_ERROR),
    ("B55", Kind.NAME, ErrorCell("#REF!"), Code.CELL_ERROR),
    ("B55", Kind.NAME, True, Code.TYPE),
    *(("B58", Kind.NAME, name, Code.NAME) for name in ("-", ".", "12345")),
    ("B58", Kind.NAME, "", None),  # and an empty name is REQUIRED_MISSING
    ("B58", Kind.NAME, "O'NEIL", "O'NEIL"),
    ("B58", Kind.NAME, "M. YUSUF bin A.", "M. YUSUF bin A."),
    ("B59", Kind.NAME, "JOSE\u0301", "JOSÉ"),
    ("B59", Kind.NAME, CONTROL, Code.CONTROL_STRIPPED),
    ("B59", Kind.VILLAGE, "BA\u200bLOI", Code.CONTROL_STRIPPED),
    ("B59", Kind.NAME, "SITI \U0001f600", Code.NAME),
    ("B59", Kind.NAME, "SITI \ud83d", Code.CONTROL_STRIPPED),
    *(("B60", Kind.NAME, text, text) for text in ("=A1 PT", "==A1", "+A", "-A", "@SUM(A1)", "＝A")),
    ("B60", Kind.NAME, "\t=A", "=A"),
]


@pytest.mark.parametrize(("rule", "kind", "cell", "expected"), CELLS)
def test_a_cell_answers_as_its_rule_says(rule: str, kind: Kind, cell: Any, expected: Any) -> None:
    assert one(kind, cell, name="UPAH" if kind is Kind.AMOUNT else "X") == expected, rule


def test_a_warning_keeps_its_cell() -> None:
    """B31, B43, B59: said, and taken without what does not belong there."""
    for kind, cell, kept in (
        (Kind.NIK, "'" + NIK, NIK),
        (Kind.NAME, CONTROL, "SITI AMINAH"),
        (Kind.VILLAGE, "A\u200bB", "AB"),
    ):
        values, codes = clean(kind, cell)
        assert values == [kept] and codes[0].severity is Severity.WARNING


# Rule, changes of each row, and what its rows answer: nothing, or column and code.
ROWS: list[tuple[str, list[dict[str, Any]], list[tuple[str, str] | None]]] = [
    ("B38", [{"JENIS_KELAMIN": "L"}], [("NIK", "NIK_BIRTHDATE_MISMATCH")]),
    ("B38", [{"TGL_LAHIR": "06-06-1985"}], [("NIK", "NIK_BIRTHDATE_MISMATCH")]),
    ("B39", [{"NIK": "3171014506850007"}], [None]),
    ("B40", [{}, {}], [None, ("KPJ", "DUPLICATE_IN_FILE")]),
    ("B40", [{}, {"UPAH": "6.000.000"}], [("KPJ", "DUP_CONFLICT")] * 2),
    ("B42", [{"KPJ": sheets.kpj(7)}], [("KPJ", "KPJ_TAKEN")]),
    ("B42", [{"KPJ": sheets.kpj(1)}, {"KPJ": sheets.kpj(2)}], [None, ("KPJ", "NIK_SEVERAL_KPJ")]),
    ("B42", [{"NIK": sheets.nik(8), "KPJ": sheets.kpj(9)}], [("KPJ", "NIK_SEVERAL_KPJ")]),
    ("B56", [{"KECAMATAN": "SEI BEDUK", "KELURAHAN": "Mangsang"}], [None]),
    ("B56", [{"KECAMATAN": "Sungai Beduk", "KELURAHAN": "Mangsang"}], [None]),
    ("B56", [{"KELURAHAN": "Belianan"}], [("KELURAHAN", "VILLAGE_UNKNOWN")]),
    ("B56", [{"KECAMATAN": "Nagoya"}], [("KECAMATAN", "DISTRICT_UNKNOWN")]),
    ("B56", [{"KECAMATAN": "Batam Kota"}], [("KELURAHAN", "AREA_MISMATCH")]),
    ("B58", [{"NAMA_LENGKAP": None}], [("NAMA_LENGKAP", "REQUIRED_MISSING")]),
]


@pytest.mark.django_db
@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize(("rule", "changes", "expected"), ROWS)
def test_a_row_answers_as_its_rule_says(
    rule: str, changes: list[dict[str, Any]], expected: list[tuple[str, str] | None]
) -> None:
    employer = make_employer(npp="15000103")
    make_bpu(kpj=sheets.kpj(7))
    make_worker(employer, nik=sheets.nik(8), kpj=sheets.kpj(8), name="SITI AMINAH")
    rows = [sheets.worker(1) | change for change in changes]
    batch = sheets.bring(sheets.workbook(rows), to_register=False)
    found = {row: (column, code) for row, column, code in batch.problems.values_list("row_number", "column", "code")}
    assert [found.get(number) for number in range(2, 2 + len(rows))] == expected, rule
    good = sum(1 for answer in expected if answer is None or Code(answer[1]).severity is Severity.WARNING)
    assert batch.new == good and batch.rows == good + batch.doubtful + batch.wrong


@pytest.mark.django_db
@pytest.mark.usefixtures("reference")
def test_b41_a_nik_known_under_another_name_is_not_overwritten() -> None:
    make_worker(make_employer(npp="15000103"), nik=sheets.nik(1), kpj=sheets.kpj(1), name="JOKO WIDAGDO")
    batch = sheets.bring(sheets.workbook([sheets.worker(1)]))
    assert sheets.codes(batch) == [(2, "NAMA_LENGKAP", "NAME_CONFLICT")] and batch.doubtful == 1
    assert Membership.objects.get().participant.name == "JOKO WIDAGDO"


@pytest.mark.django_db
@pytest.mark.usefixtures("reference")
def test_b57_rows_of_another_area_are_an_event(importer: User) -> None:
    rows = [sheets.FIGURE, sheets.FIGURE | {"KODE_WILAYAH": "31.71.01"}]
    batch = sheets.upload(sheets.workbook(rows), by=importer)
    assert sheets.codes(batch) == [(3, "KODE_WILAYAH", "OUT_OF_SCOPE")]
    event = AuditEvent.objects.get(verb="enrollment.rows_out_of_scope")
    assert (event.data["rows"], event.target_id) == (1, str(batch.pk))


@pytest.mark.django_db
@pytest.mark.usefixtures("reference")
def test_b60_what_begins_like_a_formula_is_stored_as_it_is() -> None:
    """That no export lets it run is `test_import_reject`'s."""
    sheets.bring(sheets.workbook([sheets.BUSINESS | {"NAMA_USAHA": "=1+1 PT", "ALAMAT": "@SUM(A1)"}]))
    assert Business.objects.values_list("name", "address").get() == ("=1+1 PT", "@SUM(A1)")


def test_every_rule_has_its_number_here() -> None:
    elsewhere = {"B41", "B57"}  # tests of their own above; B50 is the reader's (tests/enrollment/importing)
    told = {rule for rule, *_ in CELLS} | {rule for rule, *_ in ROWS} | elsewhere
    assert told == {f"B{number}" for number in range(28, 61)} - {"B50"}
