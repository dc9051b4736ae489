"""Papers: what they say, that a copy says so, that their numbers verify, and how a letter reaches the applicant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail as outgoing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import mail, vault, work
from accounts.access import Forbidden
from accounts.models import AuditEvent, User, WorkItem
from districts.clock import now, today
from districts.models import Agency
from enrollment.models import Business
from permits import services
from permits.errors import Refused
from permits.models import Application, Printing, Referral
from permits.selectors.papers import files_of_day, message_of
from tests.permits.test_denials import text_of, words

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
DESK = {"purpose": "DESK"}


def held(business: Business, by: User, **applicant: Any) -> Referral:
    check = services.check_business(business=business, service="DOMISILI", by=by)
    return services.hold(check=check, by=by, applicant=services.Applicant(**applicant))


def cleared(business: Business, by: User) -> Any:
    return services.clear(check=services.check_business(business=business, service="DOMISILI", by=by), by=by)


def test_the_first_print_is_the_original_and_every_later_one_a_copy(
    client_of: ClientOf, officer: User, colleague: User, unregistered: Business
) -> None:
    letter = held(unregistered, officer)
    assert letter.letter is not None
    url, kept = f"/permohonan/{letter.application_id}/surat/", vault.read_file(letter.letter)
    client = client_of(officer)
    assert client.head(url).status_code == 200
    assert not Printing.objects.exists()
    assert client.get(url).content == kept
    for count, user in enumerate((officer, colleague), 1):
        copy = client_of(user).get(url).content
        said = words(copy)
        assert f"SALINAN ke-{count}" in said
        assert f"{today().day} " in said
        assert letter.number in said
    assert vault.read_file(letter.letter) == kept
    told = AuditEvent.objects.filter(verb="permits.reprint").values_list("data", flat=True)
    assert [row["copy"] for row in told] == [1, 2]


def test_a_reader_of_another_office_does_not_use_up_the_original(
    client_of: ClientOf, officer: User, auditor: User, unregistered: Business
) -> None:
    letter = held(unregistered, officer)
    url = f"/permohonan/{letter.application_id}/surat/"
    assert "SALINAN ke-1" in words(client_of(auditor).get(url).content)
    assert "SALINAN" not in words(client_of(officer).get(url).content)


def test_the_receipt_tells_rule_data_law_and_what_was_shown(officer: User, compliant: Business) -> None:
    receipt = cleared(compliant, officer)
    said = words(receipt.slip)
    assert receipt.number == f"BKT/LBJ/{today().year}/00001"
    for part in ("Lolos: terdaftar dan patuh", receipt.number, receipt.code, receipt.application.number, "2 dari 2",
                 "DOMISILI versi 1", "Perwako Batam No. 23 Tahun 2015", "pasal belum diverifikasi",
                 f"{(today() - timedelta(days=1)).day} "):  # fmt: skip
        assert part in said, part
    assert not set(receipt.code[4:]) & set("01ILOU")
    assert cleared(compliant, officer).number.endswith("/00002")


def test_any_check_has_a_slip_that_is_not_a_receipt(
    client_of: ClientOf, officer: User, stranger: User, in_arrears: Business
) -> None:
    check = services.check_business(business=in_arrears, service="DOMISILI", by=officer)
    url = f"/cek/{check.pk}/bukti-cek/"
    said = words(client_of(officer).get(url).content)
    for part in ("Menunggak 3 bulan", "Lunasi iuran", "bukan nomor bukti", str(check.pk)):
        assert part in said
    assert client_of(stranger).get(url).status_code == 404


def test_the_days_register_has_every_file_of_the_office(
    client_of: ClientOf, officer: User, stranger: User, compliant: Business, unregistered: Business
) -> None:
    with time_machine.travel(now() - timedelta(days=1), tick=True):
        old = services.open_application(
            check=services.check_business(business=compliant, service="DOMISILI", by=officer), by=officer
        )
    letter, receipt = held(unregistered, officer), cleared(compliant, officer)
    cleared(compliant, stranger)
    page = client_of(officer).post("/permohonan/hari-ini/", DESK)
    said = words(page.content)
    for part in ("2 berkas, 1 sudah diputuskan", letter.application.number, receipt.application.number,
                 "Belum terdaftar", "Tanda tangan", "Halaman 1 dari 1", officer.display_name):  # fmt: skip
        assert part in said, part
    assert old.number not in said
    assert "SGL" not in said
    office = Agency.objects.get(code="KEC-LBJ")
    assert [row.finding for row in files_of_day(office, today())] == ["UNREGISTERED", "CLEAR"]  # type: ignore[attr-defined]


def test_the_register_costs_the_same_for_one_and_for_many(
    client_of: ClientOf, officer: User, compliant: Business, django_assert_num_queries: Any
) -> None:
    client = client_of(officer)
    cleared(compliant, officer)
    client.post("/permohonan/hari-ini/", DESK)
    with CaptureQueriesContext(connection) as few:
        client.post("/permohonan/hari-ini/", DESK)
    for _ in range(3):
        cleared(compliant, officer)
    with django_assert_num_queries(len(few)):
        client.post("/permohonan/hari-ini/", DESK)


def test_an_empty_day_prints_too(client_of: ClientOf, officer: User) -> None:
    assert "Tidak ada berkas hari ini." in words(client_of(officer).post("/permohonan/hari-ini/", DESK).content)


def test_the_public_page_tells_valid_expired_revoked_and_unknown(
    client: Client, officer: User, compliant: Business, unregistered: Business
) -> None:
    letter, receipt = held(unregistered, officer, name="Suparmin"), cleared(compliant, officer)
    said = text_of(client.get(f"/verifikasi/{letter.code}/"))
    assert "Nomor ini sah." in said
    assert "Berlaku sampai" in said
    with time_machine.travel(now() + timedelta(days=31), tick=True):
        assert "Masa berlakunya habis pada" in text_of(client.get(f"/verifikasi/{letter.code}/"))
    services.undo_clear(application=receipt.application, by=officer)
    revoked = text_of(client.get(f"/verifikasi/{receipt.code}/"))
    assert "Nomor ini tidak berlaku lagi." in revoked
    assert "Dibatalkan pada" in revoked
    unknown = client.get("/verifikasi/LBJ-2222-3333/")
    assert (unknown.status_code, "Nomor ini tidak dikenal." in text_of(unknown)) == (404, True)
    for name in (unregistered.name, compliant.name, "Suparmin"):
        assert name not in said + revoked


def test_a_replaced_letter_is_over(client: Client, officer: User, unregistered: Business) -> None:
    letter = held(unregistered, officer)
    again = services.check_business(
        business=unregistered, service="DOMISILI", by=officer, application=letter.application
    )
    services.hold(check=again, by=officer)
    assert "Selesai pada" in text_of(client.get(f"/verifikasi/{letter.code}/"))


def test_a_code_can_be_typed(client: Client, officer: User, compliant: Business) -> None:
    receipt = cleared(compliant, officer)
    found = client.get("/verifikasi/", {"kode": f" {receipt.code.lower()} "}, follow=True)
    assert "Nomor ini sah." in text_of(found)
    assert client.get("/verifikasi/", {"kode": "a/b\0c"}, follow=True).status_code == 404


def test_the_text_to_send_names_what_where_and_until(officer: User, in_arrears: Business) -> None:
    Agency.objects.filter(code="KEC-LBJ").update(complaint_line="0778 000 000")
    text = message_of(held(in_arrears, officer))
    letter = Referral.objects.get()
    for part in (in_arrears.name, "Menunggak 3 bulan", "1. Lunasi iuran", "2. Daftarkan 5 tenaga kerja",
                 letter.branch.name, "Yang dibawa", letter.number, f"/verifikasi/{letter.code}/",
                 "Pengaduan: 0778 000 000"):  # fmt: skip
        assert part in text, part
    assert in_arrears.owner_nik is not None
    assert vault.unseal(in_arrears.owner_nik, "business.owner_nik") not in text


@pytest.fixture
def letter(officer: User, unregistered: Business) -> Referral:
    return held(unregistered, officer)


def test_the_letter_goes_by_mail_with_its_pdf(client_of: ClientOf, officer: User, letter: Referral) -> None:
    client, url = client_of(officer), f"/permohonan/{letter.application_id}/kirim/"
    page = client.get(url)
    assert "Pesan kepada pemohon" in text_of(page)
    assert letter.number in text_of(page)
    wrong = client.post(f"{url}pos-el/", {"email": "bukan alamat"})
    assert (wrong.status_code, WorkItem.objects.count()) == (422, 0)
    client.post(f"{url}pos-el/", {"email": "warung@contoh.example"})
    file = Application.objects.get()
    assert file.email is not None
    assert b"contoh" not in bytes(file.email)
    assert "Sedang dikirim." in text_of(client.get(url))
    work.run_now(WorkItem.objects.get())
    sent = outgoing.outbox[0]
    assert (sent.to, sent.subject) == (["warung@contoh.example"], f"Surat pengantar {letter.number}")
    assert sent.body == message_of(letter)
    assert letter.letter is not None
    assert sent.attachments[0][1] == vault.read_file(letter.letter)
    assert "Terkirim lewat pos-el." in text_of(client.get(url))
    assert not Printing.objects.exists()


def test_a_mail_that_fails_is_told(
    client_of: ClientOf, officer: User, letter: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_given: Any) -> None:
        raise mail.NotSent("RECIPIENT")

    monkeypatch.setattr(mail, "send", refuse)
    services.note_email(application=letter.application, email="warung@contoh.example", by=officer)
    letter.application.refresh_from_db()
    item = services.mail_letter(letter=letter, by=officer)
    with pytest.raises(work.Failed, match="RECIPIENT"):
        work.run_now(item)
    said = text_of(client_of(officer).get(f"/permohonan/{letter.application_id}/kirim/"))
    assert "Belum terkirim." in said
    assert "menolak alamat penerima" in said


def test_who_may_send_and_what(officer: User, stranger: User, letter: Referral, compliant: Business) -> None:
    with pytest.raises(Refused, match="NO_ADDRESS"):
        services.mail_letter(letter=letter, by=officer)
    with pytest.raises(Forbidden):
        services.mail_letter(letter=letter, by=stranger)
    services.note_email(application=letter.application, email="a@contoh.example", by=officer)
    item = services.mail_letter(letter=Referral.objects.get(), by=officer)
    Referral.objects.update(closed_at=now())
    with pytest.raises(Refused, match="NOT_HELD"):
        services.mail_letter(letter=Referral.objects.get(), by=officer)
    with pytest.raises(work.Cancelled, match="LETTER_CLOSED"):
        work.run_now(item)
    assert not outgoing.outbox


def test_the_hold_form_takes_an_address(client_of: ClientOf, officer: User, unregistered: Business) -> None:
    check = services.check_business(business=unregistered, service="DOMISILI", by=officer)
    answers = {"business_name": "Bakso Pak Min", "applicant_name": "Suparmin", "declared_workers": "3", "phone": "",
               "email": "pakmin@contoh.example", "confirm": "1"}  # fmt: skip
    held_page = client_of(officer).post(f"/cek/{check.pk}/tahan/", answers, follow=True)
    file = Application.objects.get()
    assert file.email is not None
    assert vault.unseal(file.email, "application.email") == "pakmin@contoh.example"
    assert f'href="/permohonan/{file.pk}/kirim/" data-kartu="K"' in held_page.content.decode()


def test_a_foreign_owners_letter_names_the_passport(officer: User, in_arrears: Business) -> None:
    in_arrears.owner_nik = in_arrears.owner_nik_index = None
    in_arrears.owner_passport = vault.seal("A1234567", "business.owner_passport")
    in_arrears.owner_passport_index = vault.index("A1234567")
    in_arrears.save()
    said = words(held(in_arrears, officer).letter)
    assert "Paspor : A1234567" in said
    assert "NIK" not in said
