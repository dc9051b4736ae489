"""The report's files beside the issued ones: the workbook in English, and what the public page tells of signatures."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from accounts import vault
from monitoring.models import MonthlyReport
from monitoring.reporting.xlsx import report_xlsx
from monitoring.services import make_report, sign_report
from tests.factories import LUBUK_BAJA
from tests.monitoring.counter import make_check, make_held
from tests.monitoring.registers import grow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

OCTOBER, DUE = date(2026, 10, 1), date(2026, 11, 17)


def build(area: str = LUBUK_BAJA) -> MonthlyReport:
    return make_report(period=OCTOBER, area=area, by=None, on=DUE)


def cells(content: bytes) -> list[list[list[object]]]:
    """Sheet by sheet, row by row."""
    return [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in load_workbook(io.BytesIO(content))]


def numbers(content: bytes) -> list[list[list[object]]]:
    """What is not text, where it stands."""
    return [[[cell for cell in row if not isinstance(cell, str)] for row in sheet] for sheet in cells(content)]


def test_the_workbook_in_english_has_the_same_numbers_and_says_what_it_is(bpjs, client_of):
    grow(5)
    make_check(at="2026-10-05T10:00:00+07:00")
    make_held(at="2026-10-06T10:00:00+07:00", ready_at="2026-10-20T10:00:00+07:00")
    report = build()
    answer = client_of(bpjs).get(reverse("report-xlsx-en", args=[report.pk]))
    issued = vault.read_file(report.xlsx)
    assert numbers(answer.content) == numbers(issued)
    words = {cell for sheet in cells(answer.content) for row in sheet for cell in row if isinstance(cell, str)}
    assert any("Translation" in word for word in words)
    assert not any("Pekerja aktif" in word or "Izin dicek" in word or "Cakupan" in word for word in words)
    assert "-en.xlsx" in answer["Content-Disposition"]
    assert vault.read_file(report.xlsx) == issued
    with translation.override("id"):
        assert report_xlsx(report) == issued


@pytest.mark.usefixtures("blank_files")
def test_whoever_checks_the_code_sees_which_offices_signed_and_when(supervisor, branch_head, client):
    report = build()
    page = reverse("verify", args=[report.code])
    assert "Ditandatangani" not in client.get(page).content.decode()
    sign_report(report=report, title="Camat Lubuk Baja", by=supervisor)
    sign_report(report=report, title="Kepala Kantor Cabang", by=branch_head)
    said = client.get(page).content.decode()
    assert said.count("Ditandatangani") == 2
    assert "Camat Lubuk Baja (Kantor)" in said
    assert "Kepala Kantor Cabang (Cabang BPJS Ketenagakerjaan)" in said
    assert str(supervisor) not in said and str(branch_head) not in said
