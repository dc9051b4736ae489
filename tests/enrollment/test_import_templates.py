"""Templates: what they offer, that they come back without a fault, and what is never in them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from enrollment.importing.profiles import PROFILES
from enrollment.importing.templates import template_workbook
from enrollment.models import Employer
from tests.enrollment import sheets

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
ClientOf = Callable[[User], Client]


def filled(content: bytes, row: sheets.Row) -> bytes:
    """The template as a person fills it in: one row under its headings."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    for place, heading in enumerate(headings, start=1):
        value = row.get(str(heading))
        sheet.cell(2, place).value = None if value is None else str(value)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def examples(profile: str) -> sheets.Row:
    """The row of examples that the data dictionary gives."""
    return {column.name: column.example or None for column in PROFILES[profile].columns}


@pytest.mark.parametrize("profile", PROFILES)
def test_a_template_filled_with_its_own_examples_comes_back_without_a_fault(
    profile: str, importer: User, client_of: ClientOf
) -> None:
    if profile in ("workers", "sipp", "form2a"):
        sheets.bring(sheets.workbook([sheets.EMPLOYER]))
    if profile == "form2a":
        sheets.bring(sheets.workbook([sheets.WORKER]))
    template = client_of(importer).get(f"/impor/templat/{profile}.xlsx")
    assert template.status_code == 200
    batch = sheets.bring(filled(template.content, examples(profile)))
    assert (batch.profile, batch.rows, sheets.codes(batch)) == (profile, 1, [])
    assert batch.new + batch.changed + batch.same == 1 and not batch.ignored_columns


def test_a_template_offers_lists_and_keeps_numbers_as_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(PROFILES["workers"])))
    data, dictionary, lists = book.worksheets
    headings = [cell.value for cell in data[1]]
    offered = {
        headings[next(iter(rule.sqref.ranges)).min_col - 1]: rule.formula1
        for rule in data.data_validations.dataValidation
    }
    assert {"SEGMEN", "JKK", "KELURAHAN", "KECAMATAN", "KODE_CABANG", "JENIS_KELAMIN"} <= offered.keys()
    assert data.column_dimensions["A"].number_format == "@" and data.column_dimensions["A"].max == len(headings)
    at = offered["KECAMATAN"].split("!$")[1][0]
    words = [cell.value for cell in lists[at]][1:]
    assert "Lubuk Baja" in words and len([word for word in words if word]) == 12
    assert [cell.value for cell in dictionary[1]][:4] == ["Kolom", "Wajib", "Isi", "Contoh"]
    assert data.max_row == 1  # no example row that somebody might send in


def test_a_filled_template_asks_for_a_purpose_and_leaves_a_trace(bpjs: User, client_of: ClientOf) -> None:
    sheets.bring(sheets.workbook([sheets.EMPLOYER | {"NAMA_PERUSAHAAN": '=HYPERLINK("x") Jaya'}]))
    branch = client_of(bpjs)
    page = "/impor/templat/employers/isi/"
    assert branch.get(page).status_code == 200
    assert branch.post(page, {}).status_code == 400
    taken = branch.post(page, {"purpose": "CHECKING"})
    assert taken.status_code == 200 and "attachment" in taken["Content-Disposition"]
    event = AuditEvent.objects.get(verb="enrollment.fill_template")
    assert (event.data["rows"], event.data["purpose"]) == (1, "CHECKING")
    with zipfile.ZipFile(io.BytesIO(taken.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet  # nothing in it can run
    again = sheets.bring(taken.content)
    assert (again.profile, again.rows, again.same) == ("employers", 1, 1)


@pytest.mark.parametrize("profile", ["businesses", "workforce"])
def test_a_filled_template_imported_as_it_is_changes_nothing(profile: str, bpjs: User, client_of: ClientOf) -> None:
    sheets.bring(sheets.workbook([sheets.GOOD[profile]]))
    taken = client_of(bpjs).post(f"/impor/templat/{profile}/isi/", {"purpose": "CHECKING"})
    back = sheets.bring(taken.content)
    assert back.rows > 0 and (back.profile, back.same) == (profile, back.rows)
    with zipfile.ZipFile(io.BytesIO(taken.content)) as book:
        text = b"".join(map(book.read, book.namelist()))
    assert re.search(rb"2171014506850007|081270000000", text) is None


@pytest.mark.parametrize("profile", ["workers", "bpu", "form2a"])
def test_a_template_holds_the_sheet_one_brought_last_and_comes_back_the_same(
    profile: str, importer: User, bpjs: User, client_of: ClientOf
) -> None:
    sheets.bring(sheets.workbook([sheets.EMPLOYER]))
    good = sheets.GOOD.get(profile, sheets.WORKER)
    if profile == "form2a":
        sheets.bring(sheets.workbook([sheets.WORKER]))
        good = examples(profile)
    office, page = client_of(importer), f"/impor/templat/{profile}/terakhir/"
    assert office.get(page).status_code == 403 and page not in office.get("/impor/").content.decode()
    first = sheets.bring(sheets.workbook([good]), by=importer)
    assert (first.profile, first.state) == (profile, "COMMITTED")
    assert page in office.get("/impor/").content.decode()
    assert office.get(page).status_code == 200 and office.post(page, {}).status_code == 400
    taken = office.post(page, {"purpose": "CHECKING"})
    event = AuditEvent.objects.get(verb="enrollment.take_last_sheet")
    assert (event.actor, event.target_id, event.data["rows"]) == (importer, str(first.pk), 1)
    again = sheets.bring(taken.content, by=importer)
    assert (again.profile, again.rows, again.same, sheets.codes(again)) == (profile, 1, 1, [])
    assert client_of(bpjs).post(page, {"purpose": "CHECKING"}).status_code == 403  # somebody else's rows


def test_people_never_leave_in_a_template(bpjs: User, importer: User, client_of: ClientOf) -> None:
    for profile in ("workers", "bpu", "sipp", "form2a"):
        assert client_of(bpjs).post(f"/impor/templat/{profile}/isi/", {"purpose": "CHECKING"}).status_code == 403
    assert client_of(importer).get("/impor/templat/employers/isi/").status_code == 403
    assert client_of(bpjs).get("/impor/templat/tidakada/isi/").status_code == 404
    assert Employer.objects.count() == 0
