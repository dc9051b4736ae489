"""Taking rows away: the head of the file, its name, the limit, and cells that run nothing (B60, B79)."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client, override_settings
from openpyxl import load_workbook

from accounts.exports import MOST_ROWS, Export, Filter, Head, TooManyRows, take, workbook
from accounts.models import AuditEvent, User

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
EVIL = ("=1+1", "==1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "{=1}", "https://contoh.example")


def export(**changed: Any) -> Export:
    given: dict[str, Any] = {
        "verb": "accounts.export_test",
        "title": "Daftar",
        "stem": "daftar",
        "rows": 2,
        "make": lambda head: workbook(head, "Daftar", ("A", "B"), [("satu", 1)]),
        "back": "/",
        "filters": (Filter("state", "open", "Keadaan", "Masih berlaku"),),
        "as_of": date(2026, 11, 20),
    }
    return Export(**given | changed)


def test_the_head_says_who_what_when_and_why(bpjs: User) -> None:
    content = take(export(), purpose="CONTACT", note="menelepon pemilik", by=bpjs)
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    first = [row[0].value for row in sheet.iter_rows()]
    assert first[:5] == [
        "Daftar", "Keadaan: Masih berlaku", "Data per: 20 November 2026", "Jumlah baris: 2",
        "Keperluan: Menghubungi usaha (menelepon pemilik)"]  # fmt: skip
    assert str(first[5]).startswith(f"Diunduh oleh: {bpjs}")
    assert first[6:] == [None, "A", "satu"]
    event = AuditEvent.objects.get(verb="accounts.export_test")
    assert event.data == {
        "filters": {"state": "open"}, "rows": 2, "purpose": "CONTACT", "note": "menelepon pemilik"}  # fmt: skip


def test_the_name_says_it_too(bpjs: User) -> None:
    name = export().name(purpose="CONTACT", by=bpjs, on=date(2026, 11, 22))
    assert name == f"daftar_open_20261120_contact_{bpjs.username.replace('.', '-')}.xlsx"


def test_too_many_rows_are_never_made(bpjs: User) -> None:
    made: list[Head] = []
    big = export(rows=MOST_ROWS + 1, make=lambda head: made.append(head) or b"")
    with pytest.raises(TooManyRows):
        take(big, purpose="REPORT", note="", by=bpjs)
    assert (made, AuditEvent.objects.filter(verb="accounts.export_test").exists()) == ([], False)


def test_nothing_in_a_workbook_runs() -> None:
    content = workbook(Head("=1", (("=2", "+3"),)), "Daftar", ("=A",), [(text,) for text in EVIL])
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.hyperlink for cell in cells if cell.hyperlink] == []
    assert len(cells) == len(EVIL) + 3


@override_settings(MFA_REQUIRED=True)
def test_rows_that_name_people_ask_for_a_code(client_of: ClientOf, bpjs: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.middleware.needs_second_factor", lambda user: False)
    response = client_of(bpjs).post("/rujukan/daftar.xlsx", {"purpose": "CONTACT"})
    assert (response.status_code, response["Location"].startswith("/akun/konfirmasi/kode/")) == (302, True)
