"""The sentences of the card say what holds: no pass beside a denial, no payment asked of who has agreed otherwise."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from accounts.models import User
from districts.clock import today
from enrollment.arrangements import record_arrangement
from enrollment.models import Business, Membership
from permits import services
from permits.models import Check, LegalBasis, ServiceRule
from permits.shown import card_of
from tests.factories import make_business

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def ask(business: Business, by: User) -> Check:
    business.refresh_from_db()
    return services.check_business(business=business, service="DOMISILI", by=by)


@pytest.fixture
def deny(branch_head: User, branch_head2: User) -> Callable[[Business], None]:
    def denied(business: Business) -> None:
        denial = services.impose_denial(
            business=business,
            letter_number="B/1",
            letter_date=today(),
            legal_basis=LegalBasis.objects.get(code="PP-86-2013"),
            imposed_on=today(),
            by=branch_head,
        )
        services.approve_denial(denial=denial, by=branch_head2)

    return denied


def test_nothing_beside_a_denial_reads_like_a_pass(
    deny: Callable[[Business], None], client_of: ClientOf, officer: User, compliant: Business
) -> None:
    deny(compliant)
    check = ask(compliant, officer)
    card = card_of(check)
    assert (card.finding, card.title, card.action) == ("DENIED", "Penghentian layanan (TMP2T)", "")
    assert card.reason == "Kepesertaannya sendiri terdaftar dan patuh; surat itu yang menghentikan layanan."
    assert card.steps == ["Minta surat pencabutan ke BPJS TK dengan nomor surat di atas."]
    page = client_of(officer).get(f"/cek/{check.pk}/").text
    assert "Permohonan boleh dilanjutkan" not in page.split("<details")[0]
    assert f"/cek/{check.pk}/bukti-cek/" in page
    assert f"/cek/{check.pk}/lanjut/" not in page


def test_a_denied_business_hears_what_it_lacks_and_of_the_letter(
    deny: Callable[[Business], None], officer: User, in_arrears: Business
) -> None:
    deny(in_arrears)
    card = card_of(ask(in_arrears, officer))
    assert (card.finding, card.title) == ("ARREARS", "Menunggak 3 bulan")
    assert card.reason == "Iuran belum lunas: 3 bulan lewat jatuh tempo."
    assert [step.split()[0] for step in card.steps] == ["Lunasi", "Daftarkan", "Minta"]


@pytest.mark.parametrize(
    ("kind", "while_"), [("INSTALMENT", "selama angsuran dibayar"), ("DISPUTE", "selama sanggahan diperiksa")]
)
def test_who_agreed_with_bpjs_is_not_told_to_pay_it_all(
    kind: str, while_: str, officer: User, bpjs: User, in_arrears: Business
) -> None:
    Business.objects.filter(pk=in_arrears.pk).update(declared_workers=7)
    employer, last = in_arrears.links.get().employer, today() + timedelta(days=60)
    record_arrangement(employer=employer, kind=kind, letter_number="B/7", valid_from=today(), valid_to=last, by=bpjs)
    card = card_of(ask(in_arrears, officer))
    assert while_ in card.reason
    assert "dilunasi" not in card.reason


def test_a_tolerated_month_is_to_be_paid_by_its_day(officer: User, in_arrears: Business) -> None:
    Business.objects.filter(pk=in_arrears.pk).update(declared_workers=7)
    ServiceRule.objects.filter(permit_type__code="DOMISILI").update(tolerance_months=3)
    assert "Sisa iuran dilunasi paling lambat" in card_of(ask(in_arrears, officer)).reason


def test_partly_registered_that_may_pass_says_until_when(officer: User, compliant: Business) -> None:
    Business.objects.filter(pk=compliant.pk).update(declared_workers=4)
    ServiceRule.objects.filter(permit_type__code="DOMISILI").update(partial_may_pass=True, deadline_days=30)
    card = card_of(ask(compliant, officer))
    assert card.finding == "PARTIAL"
    assert "Boleh dilanjutkan; kekurangannya dilengkapi paling lambat" in card.reason


def test_a_reason_is_told_once(officer: User, compliant: Business) -> None:
    Membership.objects.filter(employer=compliant.links.get().employer).update(jkk=False)
    card = card_of(ask(compliant, officer))
    assert card.finding == "PARTIAL"
    assert "JKK" in card.reason
    assert card.other == []


def test_the_answer_days_are_the_rules_own(client_of: ClientOf, officer: User, fresh: None) -> None:
    ServiceRule.objects.filter(permit_type__code="DOMISILI").update(answer_working_days=5)
    check = ask(make_business(name="Toko Satu Kunci", declared_workers=1), officer)
    assert "paling lama 5 hari kerja" in client_of(officer).get(f"/cek/{check.pk}/").text


def test_the_hold_is_confirmed_with_what_is_missing(client_of: ClientOf, officer: User, in_arrears: Business) -> None:
    check = ask(in_arrears, officer)
    page = client_of(officer).post(f"/cek/{check.pk}/tahan/").text
    assert "<li>Lunasi iuran" in page
    assert "<li>Daftarkan 5 tenaga kerja yang belum terdaftar.</li>" in page


def test_a_cleared_file_prints_its_receipt_and_says_how_long_it_can_be_undone(
    client_of: ClientOf, officer: User, compliant: Business, unregistered: Business, settings: Any
) -> None:
    settings.UNDO_MINUTES = 7
    page = client_of(officer)
    check = ask(compliant, officer)
    file = services.clear(check=check, by=officer).application
    assert f'href="/cek/{check.pk}/bukti-cek/"' in page.get(f"/permohonan/{file.pk}/").text
    held = services.hold(check=ask(unregistered, officer), by=officer).application
    assert "diurungkan dalam 7 menit" in page.get(f"/permohonan/{held.pk}/").text


def test_the_empty_queue_does_not_deny_that_checks_were_made(
    client_of: ClientOf, officer: User, compliant: Business
) -> None:
    page = client_of(officer)
    assert "Mulai dengan mengecek pemohon pertama" in page.get("/loket/").text
    ask(compliant, officer)
    assert "Belum ada berkas hari ini" in page.get("/loket/").text


def test_the_list_of_files_keeps_its_filter_over_pages(client_of: ClientOf, officer: User) -> None:
    page = client_of(officer).get("/permohonan/", {"text": "berkah & co"})
    assert page.context["query"] == "text=berkah+%26+co"


def test_what_is_missing_is_told_in_our_words_not_the_browsers(
    client_of: ClientOf, officer: User, unregistered: Business
) -> None:
    """A form a person fills in goes to the server as it is: the summary names each field, in the page's language."""
    page, check = client_of(officer), ask(unregistered, officer)
    for path in ("/loket/", f"/cek/{check.pk}/", f"/cek/{check.pk}/catat/", f"/cek/{check.pk}/pengecualian/"):
        filled_in = [tag for tag in re.findall(r"<form[^>]*>", page.get(path).text) if "/bahasa/" not in tag]
        assert any("novalidate" in tag for tag in filled_in), path
    assert "Ketik nomor atau nama usaha." in page.post("/loket/", {"identifier": "", "service": "DOMISILI"}).text


def test_the_days_register_is_indonesian_whoever_prints_it(client_of: ClientOf, officer: User) -> None:
    User.objects.filter(pk=officer.pk).update(language="en")
    page = client_of(officer).post("/permohonan/hari-ini/", {"purpose": "DESK"})
    text = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(page.content)).pages)
    assert "Kantor: Kecamatan Lubuk Baja" in " ".join(text.split())


def test_each_missing_field_is_named(client_of: ClientOf, officer: User, fresh: None) -> None:
    check = services.check(text="9120999999991", service="DOMISILI", by=officer)
    page = client_of(officer).post(f"/cek/{check.pk}/catat/", {})
    assert page.status_code == 422
    told = [error for errors in page.context["form"].errors.values() for error in errors]
    assert len(set(told)) == len(told)
    assert "Isi nama usaha." in told
