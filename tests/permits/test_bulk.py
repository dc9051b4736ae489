"""Lists of business numbers (A17): the same answers as one by one, each its own check, persons refused, list purged."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from accounts import work
from accounts.access import Forbidden
from accounts.exports import Head
from accounts.models import Assignment, AuditEvent, User, WorkItem
from districts.clock import today
from enrollment.models import Business
from enrollment.rules.recognition import recognise
from enrollment.selectors.many import statuses_of_numbers
from enrollment.selectors.status import registration_status
from permits import services
from permits.errors import Refused
from permits.models import BulkCheck, Check
from permits.selectors.lists import lines_of, texts_of
from permits.selectors.volume import volume_of, volumes
from permits.services.bulk import ask_list
from permits.uploads import texts_of_upload
from tests.factories import make_business, make_employer, make_nik, make_worker

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
ENTITY = "0123456789012000"


def answer(bulk: BulkCheck) -> BulkCheck:
    """What the worker does."""
    work.run_now(WorkItem.objects.get(kind="permits.answer_list", target_id=str(bulk.pk)))
    return BulkCheck.objects.get(pk=bulk.pk)


def rows_of(bulk: BulkCheck) -> list[list[Any]]:
    """The workbook's cells."""
    made = services.answers_export(bulk=bulk, by=bulk.asked_by).make(Head("Jawaban", ()))
    sheet = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]


@pytest.fixture
def several(fresh: None, compliant: Business, in_arrears: Business) -> list[str]:
    """Numbers that lead to one business, none, several, or an employer without one."""
    entity = make_business(name="PT Entitas", npwp=ENTITY)
    make_worker(make_employer(entity, npp="15000001"))
    shared = make_employer(make_business(name="Cabang Satu"), npp="15000002")
    for division in ("001", "002"):
        make_employer(make_business(name=f"Cabang {division}"), npp="15000002", division_code=division)
    alone = make_employer(None, npp="15000003")
    assert shared.npp != alone.npp
    numbers = [compliant.nib, in_arrears.nib, ENTITY, "15000001", "15000002", "15000003", "9199999999990", "15999999"]
    return [number for number in numbers if number]


def test_many_at_once_answer_as_one_by_one(several: list[str]) -> None:
    asked = [recognise(number) for number in several]
    assert {one.kind.value for one in asked} == {"NIB", "NPWP", "NPP"}
    together = statuses_of_numbers(asked, on=today())
    assert together == [registration_status(identifier=one, on=today()) for one in asked]
    assert len({status.found for status in together}) == 4


def test_a_list_is_answered_into_a_workbook_and_purged(
    officer: User, several: list[str], compliant: Business, in_arrears: Business
) -> None:
    nik = make_nik()
    bulk = ask_list(texts=[*several, nik, "=1+1", several[0]], service="DOMISILI", by=officer)
    assert bulk.numbers is not None
    assert several[0].encode() not in bytes(bulk.numbers)
    done = answer(bulk)
    assert (done.numbers, done.count, done.finished_at is not None) == (None, len(several), True)
    assert sum(done.findings.values()) == len(several) + 2
    assert done.findings["NOT_LOOKED_UP"] == 2
    head, *rows = rows_of(done)
    assert head[:5] == ["Baris", "Nomor", "Nama usaha", "Kelurahan", "Temuan"]
    assert rows[0][1:3] == [compliant.nib, "Toko Berkah Jaya"]
    assert "Menunggak 3 bulan" in rows[1][4]
    assert rows[len(several)][1:2] == [nik[:4] + "••••"]
    assert "perorangan" in rows[len(several)][6]
    assert nik not in str(rows)
    assert rows[-1][1:] == rows[0][1:]
    events = AuditEvent.objects.filter(target_id=str(bulk.pk)).values_list("verb", flat=True)
    assert list(events) == ["permits.ask_list", "permits.answer_list"]


def test_each_number_leaves_the_check_it_would_alone(officer: User, several: list[str]) -> None:
    answer(ask_list(texts=several, service="DOMISILI", by=officer))
    columns = ("asked_kind", "asked_masked", "finding", "outcome", "findings", "reasons", "answer", "matched", "as_of")
    listed = {bytes(row.asked_index): row for row in Check.objects.filter(bulk__isnull=False)}
    assert len(listed) == len(several)
    for number in several:
        alone = services.check(text=number, service="DOMISILI", by=officer)
        alone.refresh_from_db()
        alone.answer.pop("before")  # what the office was last told of this business: the card's, not the list's
        row = listed[bytes(alone.asked_index)]
        for name in columns:
            assert getattr(row, name) == getattr(alone, name), name
        assert (row.by, row.agency, row.permit_type) == (alone.by, alone.agency, alone.permit_type)


def test_the_number_of_queries_does_not_grow_with_the_list(officer: User, fresh: None) -> None:
    counts = []
    for size in (5, 50):
        numbers = [make_business().nib or "" for _ in range(size)]
        bulk = ask_list(texts=numbers, service="DOMISILI", by=officer)
        with CaptureQueriesContext(connection) as queries:
            answer(bulk)
        counts.append(len(queries))
    assert counts[1] <= counts[0] + 2


def test_a_list_is_no_persons_look_up(officer: User, several: list[str]) -> None:
    answer(ask_list(texts=several, service="DOMISILI", by=officer))
    assert volume_of(officer).business_hour == 0


def test_twice_delivered_is_answered_once(officer: User, several: list[str]) -> None:
    bulk = ask_list(texts=several, service="DOMISILI", by=officer)
    answer(bulk)
    work.ask(kind="permits.answer_list", target_id=str(bulk.pk), by=officer)
    work.run_now(WorkItem.objects.get(kind="permits.answer_list", state="PENDING"))
    assert Check.objects.filter(bulk=bulk).count() == len(several)


def test_who_lost_the_role_meanwhile_gets_no_answer(officer: User, several: list[str]) -> None:
    bulk = ask_list(texts=several, service="DOMISILI", by=officer)
    Assignment.objects.filter(user=officer).update(valid_to=today() - timedelta(days=1))
    with pytest.raises(work.Cancelled):
        answer(bulk)
    bulk.refresh_from_db()
    assert (bulk.numbers, bulk.finished_at, Check.objects.count()) == (None, None, 0)


@pytest.mark.parametrize(
    ("texts", "code"),
    [([], "LIST_EMPTY"), (["Toko Berkah"], "LIST_EMPTY"), (["9120004127835"] * 1001, "LIST_TOO_LONG")],
)
def test_lists_that_are_refused(officer: User, texts: list[str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        ask_list(texts=texts, service="DOMISILI", by=officer)
    assert refused.value.code == code


def test_an_offices_day_is_limited(officer: User, colleague: User, stranger: User) -> None:
    with override_settings(BULK_NUMBERS_DAY=3):
        ask_list(texts=["9120004127835", "9120004127836"], service="DOMISILI", by=officer)
        with pytest.raises(Refused) as refused:
            ask_list(texts=["9120004127837", "9120004127838"], service="DOMISILI", by=colleague)
        assert refused.value.code == "LIST_DAY_OVER"
        ask_list(texts=["9120004127837", "9120004127838"], service="DOMISILI", by=stranger)


def test_whose_list_it_may_be(officer: User, branch_head: User, importer: User) -> None:
    for by, service in ((branch_head, "DOMISILI"), (importer, "DOMISILI"), (officer, "PTSP_LAMA")):
        with pytest.raises(Forbidden):
            ask_list(texts=["9120004127835"], service=service, by=by)


def test_pasted_lines() -> None:
    pasted = "NIB;Nama\n9120004127835;Toko A\n\n 15.000.001 \r\n'9120004127836'\tx\n"
    assert texts_of(pasted) == ["9120004127835", "15.000.001", "9120004127836"]
    kinds = [(line.kind, line.problem) for line in lines_of(["9120004127835", make_nik(), "12345", ENTITY])]
    assert kinds == [("NIB", ""), ("", "PERSON_KEY"), ("", "NUMBER_UNKNOWN"), ("NPWP", "")]


def workbook(*rows: list[Any]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_uploaded_files() -> None:
    rows = workbook(["Nama", "NPP", "NIB"], ["A", "15000001", 9120004127835], ["B", "15000002", ""], ["C", "", ""])
    assert texts_of_upload(upload("daftar.xlsx", rows)) == ["9120004127835", "15000002"]
    text = "NIB\n9120004127835\n9120004127836\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert texts_of_upload(upload("x.csv", text.encode(encoding))) == ["9120004127835", "9120004127836"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.pdf", b"%PDF", "FILE_TYPE"),
        ("x.txt", b"\xff\xfe\x00", "ENCODING"),
        ("x.txt", b"912\x000", "ENCODING"),
        ("x.csv", b"9" * (2 * 1024 * 1024 + 1), "FILE_TOO_LARGE"),
        ("x.xlsx", b"not a workbook", "FILE_TYPE"),
        ("x.xlsx", workbook(["Nama", "Alamat"], ["A", "B"]), "HEADER_NOT_FOUND"),
    ],
)
def test_files_that_cannot_be_read(name: str, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        texts_of_upload(upload(name, content))
    assert refused.value.code == code


def test_the_pages(client_of: ClientOf, officer: User, stranger: User, several: list[str]) -> None:
    page = client_of(officer)
    empty = page.post("/cek-massal/", {"service": "DOMISILI", "numbers": ""})
    assert (empty.status_code, "Tidak ada nomor usaha" in empty.content.decode()) == (422, True)
    sent = page.post("/cek-massal/", {"service": "DOMISILI", "numbers": "\n".join(several)})
    assert sent.status_code == 303
    address = sent.headers["Location"]
    assert "Menunggu giliran" in page.get(address).content.decode()
    assert page.get(f"{address}jawaban/").status_code == 404
    answer(BulkCheck.objects.get())
    assert page.get(f"{address}kemajuan/").headers["HX-Refresh"] == "true"
    assert "Unduh jawaban" in page.get(address).content.decode()
    file = page.post(f"{address}jawaban/", {"purpose": "DESK"})
    assert file.content.startswith(b"PK")
    assert client_of(stranger).get(f"{address}jawaban/").status_code == 404
    file_sent = page.post("/cek-massal/", {"service": "DOMISILI", "file": upload("d.txt", several[0].encode())})
    assert file_sent.status_code == 303


def test_who_looked_up_how_much(
    client_of: ClientOf, officer: User, stranger: User, supervisor: User, auditor: User, several: list[str]
) -> None:
    with override_settings(LOOKUP_PERSON_HOUR=1, LOOKUP_PERSON_DAY=2, LOOKUP_DELAY_SECONDS=0):
        for _ in range(2):
            services.check(text=make_nik(), service="DOMISILI", by=officer)
        with pytest.raises(Refused):
            services.check(text=make_nik(), service="DOMISILI", by=officer)
    services.check(text=several[0], service="DOMISILI", by=officer)
    services.check(text=several[0], service="DOMISILI", by=stranger)
    answer(ask_list(texts=several, service="DOMISILI", by=officer))
    (own,) = volumes(supervisor)
    assert (own.person_today, own.business_today, own.listed_today) == (2, 1, len(several))
    assert (own.person_month, own.slowed, own.stopped, own.last_braked) == (2, 1, 1, today())
    assert len(volumes(auditor)) == 2
    shown = client_of(supervisor).get("/pantau-cek/").content.decode()
    assert "Berhenti 1 hari" in shown
    assert "Diperlambat 1 hari" in shown
