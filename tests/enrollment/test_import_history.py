"""Imports found again: history and its search, the original file for a purpose, each line to the register and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from enrollment.models import Business, ImportBatch, Membership
from enrollment.services import commit_batch
from enrollment.services.kinds import COMMIT
from tests.enrollment import sheets
from tests.enrollment.test_import_web import staged
from tests.factories import make_user

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture
def office(importer: User, client_of: ClientOf) -> Client:
    return client_of(importer)


def committed(client: Client, by: User, content: bytes, name: str = "data.xlsx") -> ImportBatch:
    batch = staged(client, content, name)
    commit_batch(batch=batch, by=by)
    sheets.run(COMMIT, batch)
    batch.refresh_from_db()
    return batch


def test_the_history_is_searched_by_name_profile_person_and_month(
    office: Client, importer: User, bpjs: User, auditor: User, client_of: ClientOf
) -> None:
    committed(office, importer, sheets.workbook([sheets.EMPLOYER]), "iuran oktober.xlsx")
    staged(client_of(bpjs), sheets.workbook([sheets.FIGURE]), "angka.xlsx")
    reader = client_of(auditor)

    def named(query: str) -> tuple[bool, bool]:
        page = reader.get(f"/impor/?{query}").content.decode()
        return "iuran oktober.xlsx" in page, "angka.xlsx" in page

    assert named("") == (True, True)
    assert named("q=OKTOBER") == (True, False)
    assert named("profil=workforce") == (False, True)
    assert named(f"oleh={bpjs.pk}") == (False, True)
    assert named("bulan=2025-01") == (False, False)
    assert named("bulan=nonsens&profil=x&oleh=y") == (True, True)
    page = reader.get("/impor/").content.decode()
    assert ImportBatch.objects.get(profile="employers").sha256 in page


def test_queries_of_the_history(
    office: Client, importer: User, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        staged(office, sheets.workbook([sheets.EMPLOYER | {"NPP": f"1600000{number}"}]), f"{number}.xlsx")
    with django_assert_max_num_queries(12):
        office.get("/impor/")


def test_the_original_goes_out_for_a_purpose_that_is_kept(
    office: Client, importer: User, bpjs: User, branch_head: User, auditor: User, client_of: ClientOf
) -> None:
    content = sheets.workbook([sheets.EMPLOYER])
    batch = committed(office, importer, content)
    page = f"/impor/{batch.pk}/berkas/"
    assert office.get(page).status_code == 200
    assert office.post(page, {"purpose": "mau"}).status_code == 422
    assert not AuditEvent.objects.filter(verb="enrollment.hand_out_file").exists()
    answer = client_of(branch_head).post(page, {"purpose": "pemeriksaan keluhan peserta"})
    assert b"".join(answer.streaming_content) == content
    event = AuditEvent.objects.get(verb="enrollment.hand_out_file")
    assert (event.actor, event.data["purpose"]) == (branch_head, "pemeriksaan keluhan peserta")
    assert client_of(bpjs).get(page).status_code == 404
    assert client_of(auditor).get(page).status_code == 403


def test_the_history_offers_the_original_file_to_whom_it_is_given(
    office: Client, importer: User, branch_head: User, client_of: ClientOf
) -> None:
    batch = committed(office, importer, sheets.workbook([sheets.EMPLOYER]))
    other = make_user("importir.lain", "IA", "BPJS-NGY")
    link = f'href="/impor/{batch.pk}/berkas/"'
    assert link in office.get("/impor/").content.decode()
    assert link in client_of(branch_head).get("/impor/").content.decode()
    page = client_of(other).get("/impor/").content.decode()
    assert f'href="/impor/{batch.pk}/"' in page and link not in page


def test_a_line_leads_to_its_register_row_and_through_the_files_before(
    office: Client, importer: User, bpjs: User, client_of: ClientOf
) -> None:
    first = committed(office, importer, sheets.workbook([sheets.EMPLOYER, sheets.EMPLOYER | {"NPP": "16000001"}]))
    moved = sheets.EMPLOYER | {"KODE_CABANG": "Sekupang", "NAMA_PERUSAHAAN": "PT Contoh Jaya Abadi"}
    second = committed(office, importer, sheets.workbook([moved]), "pindah cabang.xlsx")
    page = office.get(f"/impor/{second.pk}/baris/2/").content.decode()
    assert "PT Contoh Jaya Abadi" in page and "15000103" not in page
    assert f"{first.file.name}, baris 2" in page
    assert "nama perusahaan: PT Contoh Jaya → PT Contoh Jaya Abadi" in page
    assert "Nagoya" in page and "Sekupang" in page
    assert "Tidak ada baris register" in office.get(f"/impor/{first.pk}/baris/2/").content.decode()
    committed(office, importer, sheets.workbook([sheets.BUSINESS]), "usaha.xlsx")
    business = Business.objects.get()
    link = f"/impor/{business.batch_id}/baris/2/"
    assert link not in client_of(bpjs).get(f"/usaha/{business.public_id}/").content.decode()
    assert str(business.public_id) not in office.get(link).content.decode()


def test_a_branch_head_goes_from_the_business_to_the_line(
    office: Client, importer: User, branch_head: User, client_of: ClientOf
) -> None:
    committed(office, importer, sheets.workbook([sheets.BUSINESS]), "usaha.xlsx")
    business = Business.objects.get()
    head, link = client_of(branch_head), f"/impor/{business.batch_id}/baris/2/"
    assert link in head.get(f"/usaha/{business.public_id}/").content.decode()
    assert f"/usaha/{business.public_id}/" in head.get(link).content.decode()


def test_all_taken_and_failed_rows_are_listed_by_line(office: Client, importer: User) -> None:
    sheets.bring(sheets.workbook([sheets.EMPLOYER]))
    rows = [sheets.worker(1), sheets.worker(2, NIK="217103120585"), sheets.worker(3)]
    batch = committed(office, importer, sheets.workbook(rows))
    page = f"/impor/{batch.pk}/baris/"
    everything = office.get(f"{page}?tab=semua").content.decode()
    assert "Baris 1–3 dari 3" in everything and everything.count(f"{page}") >= 3
    taken = office.get(f"{page}?tab=berhasil").content.decode()
    assert "Baris 1–2 dari 2" in taken and "SITI AMINAH" in taken and sheets.kpj(1) not in taken
    assert "NIK harus 16 angka" in office.get(f"{page}?tab=salah").content.decode()


def test_the_largest_effects_come_first(office: Client, importer: User) -> None:
    sheets.bring(sheets.workbook([sheets.EMPLOYER]))
    sheets.bring(sheets.workbook([sheets.worker(number) for number in (1, 2, 3)]))
    changed = [
        sheets.worker(1, UPAH="6.000.000"),
        sheets.worker(2, KELURAHAN="Tanjung Uma"),
        sheets.worker(3, TGL_NA="15-10-2026"),
    ]
    batch = staged(office, sheets.workbook(changed))
    page = office.get(f"/impor/{batch.pk}/?tab=berubah").content.decode()
    order = [page.index(f"<b>{number}</b>") for number in (4, 3, 2)]
    assert order == sorted(order)
    assert Membership.objects.count() == 3
