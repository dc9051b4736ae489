"""The import through its pages: upload, preview, confirm, result, undo; who may; what a bad file answers."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from accounts import work
from accounts.models import AuditEvent, User, WorkItem
from enrollment.importing import words
from enrollment.models import Employer, ImportBatch
from enrollment.services.kinds import COMMIT, STAGE, UNDO
from tests.enrollment import sheets
from tests.enrollment.importing import damaged
from tests.faults.stack import assert_invariants

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def post_file(client: Client, content: bytes, name: str = "data.xlsx") -> Any:
    return client.post("/impor/", {"file": SimpleUploadedFile(name, content), "profile": "", "as_of": ""})


def staged(client: Client, content: bytes, name: str = "data.xlsx") -> ImportBatch:
    """Uploaded through the page and read by the worker."""
    answer = post_file(client, content, name)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    batch = ImportBatch.objects.get(pk=answer["Location"].split("/")[2])
    sheets.run(STAGE, batch)
    batch.refresh_from_db()
    return batch


@pytest.fixture
def office(importer: User, client_of: ClientOf) -> Client:
    return client_of(importer)


def test_a_sheet_goes_from_upload_to_result_and_back(office: Client) -> None:
    employers = sheets.workbook([sheets.EMPLOYER])
    answer = post_file(office, employers)
    page = answer["Location"]
    waiting = office.get(page).content.decode()
    assert "Sedang diproses" in waiting and 'http-equiv="refresh"' in waiting
    batch = ImportBatch.objects.get()
    sheets.run(STAGE, batch)
    seen = office.get(page).content.decode()
    assert "Periksa sebelum diproses" in seen and "Proses 1 baris" in seen
    assert Employer.objects.count() == 0
    office.post(f"{page}proses/", {"mode": "VALID_ROWS"})
    sheets.run(COMMIT, batch)
    assert "1 baris berhasil diproses" in office.get(page).content.decode()
    assert Employer.objects.get().paid_through is not None
    asked = office.post(f"{page}batalkan/", {"reason": "salah mengirim berkas"})
    assert "Ya, batalkan impor" in asked.content.decode()
    assert Employer.objects.count() == 1
    office.post(f"{page}batalkan/", {"reason": "salah mengirim berkas", "sure": "1"})
    sheets.run(UNDO, batch)
    assert Employer.objects.count() == 0
    assert "Impor ini dibatalkan" in office.get(page).content.decode()
    verbs = list(AuditEvent.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["enrollment.receive_batch", "enrollment.commit_batch", "enrollment.undo_batch"]


def test_the_preview_shows_wrong_doubtful_and_changed_rows(office: Client) -> None:
    sheets.bring(sheets.workbook([sheets.EMPLOYER]))
    sheets.bring(sheets.workbook([sheets.worker(1), sheets.worker(2)]))
    batch = staged(
        office,
        sheets.workbook(
            [
                sheets.worker(1, NAMA_LENGKAP="SITI AMINAH PUTRI"),
                sheets.worker(3, NIK="217103120585"),
                sheets.worker(4, KPJ=sheets.kpj(2)),
                sheets.worker(5, KELURAHAN="Belianan", KECAMATAN="Batam Kota"),
            ]
        ),
    )
    assert (batch.new, batch.changed, batch.same, batch.doubtful, batch.wrong) == (0, 1, 0, 1, 2)
    wrong = office.get(f"/impor/{batch.pk}/").content.decode()
    assert "NIK harus 16 angka. Di baris ini 12 angka." in wrong and 'class="bad">217103120585' in wrong
    assert "Belian (Batam Kota)" in wrong
    assert sheets.nik(5) not in wrong  # a sound NIK stands masked
    one_kind = office.get(f"/impor/{batch.pk}/?tab=salah&kode=VILLAGE_UNKNOWN").content.decode()
    assert "Belianan" in one_kind and "217103120585" not in one_kind
    assert "KPJ ini tercatat untuk orang lain" in office.get(f"/impor/{batch.pk}/?tab=meragukan").content.decode()
    changed = office.get(f"/impor/{batch.pk}/?tab=berubah").content.decode()
    assert "SITI AMINAH PUTRI" in changed
    workbook = office.get(f"/impor/{batch.pk}/salah.xlsx")
    assert workbook.status_code == 200 and workbook["Content-Disposition"].endswith("data.salah.xlsx")


BAD_FILES: dict[str, tuple[str, bytes, str]] = {
    "picture named .xlsx": ("a.xlsx", b"\x89PNG\r\n\x1a\n", "FILE_TYPE"),
    "truncated": ("b.xlsx", damaged.truncated(sheets.workbook([sheets.EMPLOYER]), 0.6), "CORRUPT"),
    "encrypted": ("c.xlsx", damaged.encrypted(sheets.workbook([sheets.EMPLOYER])), "FILE_ENCRYPTED"),
    "headings only": ("d.xlsx", sheets.workbook([], headings=list(sheets.EMPLOYER)), "NO_ROWS"),
    "other headings": ("e.xlsx", sheets.workbook([{"Kolom": "a", "Lain": "b"}]), "HEADER_NOT_FOUND"),
    "corner cell": ("f.xlsx", damaged.corner_cell(), "GRID_TOO_LARGE"),
    "zip bomb": ("g.xlsx", damaged.bomb(), "FILE_BOMB"),
    "damaged old workbook": ("h.xls", damaged.old_workbook(), "CORRUPT"),
}


@pytest.mark.parametrize("kind", BAD_FILES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(
    importer: User, client_of: ClientOf, kind: str, language: str
) -> None:
    """In the user's language, without a row in the register, without the file being kept, never a 500."""
    User.objects.filter(pk=importer.pk).update(language=language)
    office = client_of(importer)
    office.post("/bahasa/", {"language": language, "next": "/impor/"})
    name, content, code = BAD_FILES[kind]
    batch = staged(office, content, name)
    assert (batch.state, batch.refusal_code) == ("REFUSED", code)
    page = office.get(f"/impor/{batch.pk}/")
    with translation.override(language):
        sentence = words.refusal_sentence(batch.refusal_code, batch.refusal_params)
    text = html.unescape(page.content.decode())
    assert page.status_code == 200 and len(sentence) > 20 and sentence in text
    assert ("File tidak dapat dipakai" in text) == (language == "id")
    batch.file.refresh_from_db()
    assert batch.file.purged_at is not None and not batch.problems.exists()
    assert not Employer.objects.exists()
    assert AuditEvent.objects.get(verb="enrollment.refuse_file").data == {"code": code}


def test_an_empty_upload_is_sent_back(office: Client) -> None:
    answer = post_file(office, b"")
    assert answer.status_code == 400 and "File ini kosong" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_the_same_bytes_again_are_answered_with_the_first(office: Client, bpjs: User, client_of: ClientOf) -> None:
    """B26."""
    content = sheets.workbook([sheets.EMPLOYER])
    first = staged(office, content)
    again = post_file(office, content)
    assert again.status_code == 302 and str(first.pk) in again["Location"]
    other = post_file(client_of(bpjs), content)
    assert other.status_code == 409 and str(first.pk) not in other.content.decode()
    office.post(f"/impor/{first.pk}/proses/", {"mode": "VALID_ROWS"})
    sheets.run(COMMIT, first)
    after = post_file(office, content)
    assert after.status_code == 409 and f"/impor/{first.pk}/" in after.content.decode()
    assert ImportBatch.objects.count() == 1


def test_confirming_twice_commits_once(office: Client) -> None:
    batch = staged(office, sheets.workbook([sheets.EMPLOYER]))
    for _ in range(3):
        assert office.post(f"/impor/{batch.pk}/proses/", {"mode": "VALID_ROWS"}).status_code == 302
    assert WorkItem.objects.filter(kind=COMMIT).count() == 1
    sheets.run(COMMIT, batch)
    assert office.post(f"/impor/{batch.pk}/proses/", {"mode": "VALID_ROWS"}).status_code == 302
    assert WorkItem.objects.filter(kind=COMMIT).count() == 1


def test_all_or_nothing_refuses_a_sheet_with_wrong_rows(office: Client) -> None:
    batch = staged(office, sheets.workbook([sheets.EMPLOYER, sheets.EMPLOYER | {"NPP": None}]))
    answer = office.post(f"/impor/{batch.pk}/proses/", {"mode": "ALL_OR_NOTHING"})
    assert answer.status_code == 403 and "Masih ada baris salah" in answer.content.decode()


def test_a_foreign_preview_is_not_there_until_it_is_submitted(
    office: Client, bpjs: User, branch_head: User, client_of: ClientOf, settings: Any
) -> None:
    """F42: neither the colleague nor the approver sees it before; a large import then needs the approver."""
    settings.IMPORT_SECOND_PERSON_ROWS = 0
    batch = staged(office, sheets.workbook([sheets.EMPLOYER]))
    page = f"/impor/{batch.pk}/"
    head, staff = client_of(branch_head), client_of(bpjs)
    assert head.get(page).status_code == staff.get(page).status_code == 404
    assert head.post(f"{page}proses/", {"mode": "VALID_ROWS"}).status_code == 404
    assert office.post(f"{page}proses/", {"mode": "VALID_ROWS"}).status_code == 403
    assert office.post(f"{page}ajukan/").status_code == 302
    assert staff.get(page).status_code == 404
    assert "Proses 1 baris" in head.get(page).content.decode()
    assert head.post(f"{page}proses/", {"mode": "VALID_ROWS"}).status_code == 302
    sheets.run(COMMIT, batch)
    batch.refresh_from_db()
    assert batch.state == "COMMITTED" and batch.committed_by == branch_head
    assert office.post(f"{page}batalkan/", {"reason": "salah mengirim berkas"}).status_code == 403
    assert_invariants()


def test_a_cancelled_import_leaves_nothing(office: Client) -> None:
    batch = staged(office, sheets.workbook([sheets.EMPLOYER]))
    office.post(f"/impor/{batch.pk}/proses/", {"mode": "VALID_ROWS"})
    office.post(f"/impor/{batch.pk}/hentikan/")
    batch.refresh_from_db()
    assert batch.state == "CANCELLED"
    with pytest.raises(work.Failed):
        sheets.run(COMMIT, batch)
    assert not Employer.objects.exists()


def test_the_register_moving_sends_the_batch_back_to_its_preview(office: Client) -> None:
    """F41: what was confirmed is what was seen, or nothing."""
    batch = staged(office, sheets.workbook([sheets.EMPLOYER]))
    office.post(f"/impor/{batch.pk}/proses/", {"mode": "VALID_ROWS"})
    sheets.bring(sheets.workbook([sheets.EMPLOYER | {"NAMA_PERUSAHAAN": "PT Lain"}]))
    sheets.run(COMMIT, batch)
    batch.refresh_from_db()
    assert (batch.state, batch.new, batch.changed) == ("STAGED", 0, 1)
    assert Employer.objects.get().name == "PT Lain"
    assert "Data berubah sejak pratinjau" in office.get(f"/impor/{batch.pk}/").content.decode()
    assert_invariants()


def test_history_and_templates(office: Client, auditor: User, client_of: ClientOf) -> None:
    batch = staged(office, sheets.workbook([sheets.EMPLOYER]), "karyawan <b>okt.xlsx")
    text = client_of(auditor).get("/impor/").content.decode()
    assert "karyawan &lt;b&gt;okt" in text and str(batch.pk) not in text
    for profile in sheets.GOOD:
        assert office.get(f"/impor/templat/{profile}.xlsx").status_code == 200
