"""The pages: what they say, that they work without JavaScript, what they cost, what they must not tell."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import vault
from accounts.models import User
from accounts.templatetags import kept as kept_tag
from districts.clock import today
from enrollment.models import Business, Employer
from permits import services
from permits.models import Application, Check, Receipt, Referral
from permits.views import papers
from tests.factories import make_business, make_nik, village_of
from tests.permits.conftest import register

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def text_of(response: Any) -> str:
    """What is read; words in bold stay within their sentence."""
    page = re.sub(r"</?b>", "", response.content.decode())
    plain = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", page, flags=re.S)
    return re.sub(r"\s+", " ", unescape(plain))


def look_up(client: Client, text: str, **headers: str) -> Any:
    posted = client.post("/loket/", {"identifier": text, "service": "DOMISILI"}, headers=headers)
    assert posted.status_code == 303
    assert re.fullmatch(r"/cek/[0-9a-f-]{36}/", posted["Location"])
    return client.get(posted["Location"], headers=headers)


def button(page: Any, action: str) -> str:
    match = re.search(rf'action="(/[^"]*{action}/)"', page.content.decode())
    assert match, action
    return match[1]


def test_a1_cleared_and_continued(client_of: ClientOf, officer: User, compliant: Business) -> None:
    client = client_of(officer)
    page = look_up(client, compliant.nib or "")
    said = text_of(page)
    for words in (
        "Lolos: terdaftar dan patuh",
        "Permohonan boleh dilanjutkan. Tidak ada tunggakan.",
        "Toko Berkah Jaya",
        "2 dari 2 dilaporkan",
        "Lanjutkan permohonan",
        "Perwako Batam No. 23 Tahun 2015",
        "Sedang dicek",
    ):
        assert words in said
    after = client.post(button(page, "lanjut"), follow=True)
    receipt = Receipt.objects.get()
    assert receipt.code in text_of(after)
    assert "Urungkan" in text_of(after)
    slip = client.get(f"/cek/{receipt.check_row_id}/bukti-cek/")
    assert (slip["Content-Type"], slip.content[:4]) == ("application/pdf", b"%PDF")
    undone = client.post(button(after, "urungkan"), follow=True)
    assert "Keputusan diurungkan" in text_of(undone)
    assert Application.objects.get().state == "RECEIVED"


def test_a2_arrears_with_the_list_of_gaps(client_of: ClientOf, officer: User, in_arrears: Business) -> None:
    said = text_of(look_up(client_of(officer), in_arrears.nib or ""))
    for words in ("Menunggak 3 bulan", "Juga terdaftar sebagian: 5 dari 12 tenaga kerja belum didaftarkan.",
                  "7 dari 12 dilaporkan", "Yang harus dilengkapi pemohon", "Daftarkan 5 tenaga kerja",
                  "Tahan, beri daftar kekurangan"):  # fmt: skip
        assert words in said


def test_a3_held_with_its_letter_byte_for_byte(client_of: ClientOf, officer: User, unregistered: Business) -> None:
    client = client_of(officer)
    page = look_up(client, unregistered.nib or "")
    said = text_of(page)
    for words in (
        "Belum terdaftar",
        "Sudah dicek:",
        "NIK pemilik",
        "Isi surat pengantar",
        "Tahan & cetak surat pengantar",
    ):
        assert words in said
    url = button(page, "tahan")
    answers = {"business_name": "Bakso Pak Min", "applicant_name": "Suparmin", "declared_workers": "3", "phone": ""}
    preview = client.post(url, answers)
    assert "Tahan permohonan Bakso Pak Min?" in text_of(preview)
    assert not Application.objects.exists()
    after = client.post(url, {**answers, "confirm": "1"}, follow=True)
    letter = Referral.objects.get()
    assert letter.number in text_of(after)
    first = client.get(f"/permohonan/{letter.application_id}/surat/")
    again = client.get(f"/permohonan/{letter.application_id}/surat/")
    assert letter.letter is not None
    assert first.content == vault.read_file(letter.letter)
    assert (again.content[:4], again.content == first.content) == (b"%PDF", False)


def test_a3_wrong_answers_are_told_at_their_field(client_of: ClientOf, officer: User, unregistered: Business) -> None:
    client = client_of(officer)
    url = button(look_up(client, unregistered.nib or ""), "tahan")
    page = client.post(url, {"business_name": "Bakso", "applicant_name": "", "declared_workers": "tiga"})
    assert page.status_code == 422
    assert "Ada 2 isian yang perlu diperbaiki" in text_of(page)
    assert "Isi jumlah tenaga kerja, misalnya 3." in text_of(page)


def test_a4_several_and_the_chosen_one(client_of: ClientOf, officer: User, compliant: Business) -> None:
    make_business(name="CV Berkah Jaya Abadi", owner_name="Siti Rahma", owner_nik=make_nik())
    client = client_of(officer)
    page = look_up(client, "berkah jaya")
    assert "2 usaha cocok dengan “berkah jaya”" in text_of(page)
    url = button(page, "pilih")
    chosen = client.post(url, {"business": str(compliant.public_id)}, follow=True)
    assert "Lolos: terdaftar dan patuh" in text_of(chosen)
    foreign = make_business(name="Bukan Tawaran")
    assert client.post(url, {"business": str(foreign.public_id)}).status_code == 404
    assert client.post(url, {"business": "bukan-uuid"}).status_code == 404


def test_a5_not_found_then_noted_then_found(client_of: ClientOf, officer: User, fresh: None) -> None:
    client = client_of(officer)
    page = look_up(client, "9120330147720")
    assert "Belum dapat dipastikan" in text_of(page)
    assert "Ini bukan penolakan." in text_of(page)
    check = Check.objects.get()
    answers = {"name": "UD Sinar Pagi", "owner_name": "Ani", "owner_nik": "12", "nib": "9120330147720",
               "village": village_of().pk, "declared_workers": "2"}  # fmt: skip
    wrong = client.post(f"/cek/{check.pk}/catat/", answers)
    assert (wrong.status_code, "NIK harus 16 angka. Anda mengetik 2." in text_of(wrong)) == (422, True)
    found = client.post(f"/cek/{check.pk}/catat/", {**answers, "owner_nik": make_nik()}, follow=True)
    assert "Belum terdaftar" in text_of(found)
    assert Business.objects.get().source == "LOKET"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "Ketik nomor atau nama usaha."), ("ab", "Ketik nama paling sedikit 3 huruf."),
     ("21710101019000012345", "Nomor tidak dikenali."), ("217101010190", "NIK harus 16 angka. Anda mengetik 12."),
     ("=HYPERLINK(1)", "Belum dapat dipastikan"), ("<script>alert(1)</script>", "Belum dapat dipastikan"),
     ("'; DROP TABLE x; --", "Belum dapat dipastikan"), ("Ⅻ\u200b\u0000toko", "Belum dapat dipastikan")],
)  # fmt: skip
def test_whatever_is_typed_gets_a_sentence(
    client_of: ClientOf, officer: User, fresh: None, typed: str, sentence: str
) -> None:
    client = client_of(officer)
    for headers in ({}, {"HX-Request": "true"}):
        page = client.post("/loket/", {"identifier": typed, "service": "DOMISILI"}, headers=headers, follow=True)
        assert page.status_code in (200, 422)
        assert sentence in text_of(page)
        assert "<script>alert" not in page.content.decode()


def test_a_fragment_brings_the_card_and_the_queue_only(client_of: ClientOf, officer: User, compliant: Business) -> None:
    page = look_up(client_of(officer), compliant.nib or "", **{"HX-Request": "true"})
    content = page.content.decode()
    assert "<html" not in content
    assert 'id="antrean"' in content
    assert "hx-swap-oob" in content
    assert page["HX-Push-Url"] == f"/cek/{Check.objects.get().pk}/"


def test_no_number_of_a_person_stands_in_an_address_or_on_the_page(
    client_of: ClientOf, officer: User, compliant: Business
) -> None:
    assert compliant.owner_nik is not None
    nik = vault.unseal(compliant.owner_nik, "business.owner_nik")
    page = look_up(client_of(officer), nik)
    assert nik not in page.content.decode()
    assert nik not in page.request["PATH_INFO"]


def test_too_many_lookups_are_told_and_refused(client_of: ClientOf, officer: User, fresh: None, settings: Any) -> None:
    settings.LOOKUP_BUSINESS_HOUR = 0
    for headers in ({}, {"HX-Request": "true"}):
        page = client_of(officer).post("/loket/", {"identifier": "toko", "service": "DOMISILI"}, headers=headers)
        assert (page.status_code, "Batas pencarian sudah tercapai." in text_of(page)) == (429, True)


def test_english_says_the_same(client_of: ClientOf, officer: User, in_arrears: Business) -> None:
    officer.language = "en"
    officer.save()
    client = client_of(officer)
    client.cookies["django_language"] = "en"
    page = look_up(client, in_arrears.nib or "")
    assert page.status_code == 200
    assert '<html lang="en"' in page.content.decode()


def test_a5_one_alike_business_stands_beside_what_the_applicant_said(
    client_of: ClientOf, officer: User, compliant: Business
) -> None:
    client = client_of(officer)
    page = look_up(client, "Toko Berkah Jaja")
    for words in ("Belum dapat dipastikan", "Usaha menurut pemohon", "Usaha mirip · nama 0,", "Tidak ada yang cocok"):
        assert words in text_of(page), words
    chosen = client.post(button(page, "pilih"), {"business": str(compliant.public_id)}, follow=True)
    assert "terdaftar dan patuh" in text_of(chosen)


def test_a_name_with_marks_is_written_as_it_is(client_of: ClientOf, officer: User, fresh: None) -> None:
    name = 'CV "Maju & Mundur" <b>Jaya</b>'
    business = make_business(name=name, owner_nik=make_nik(), owner_name="O'Neil", declared_workers=1)
    client = client_of(officer)
    page = look_up(client, business.nib or "")
    assert "<b>Jaya</b>" not in page.content.decode()
    assert unescape(page.content.decode()).count(name) >= 3
    answers = {"business_name": name, "applicant_name": "O'Neil", "declared_workers": "1", "confirm": "1"}
    after = client.post(button(page, "tahan"), answers, follow=True)
    assert name in unescape(after.content.decode())
    assert "&amp;amp;" not in page.content.decode() + after.content.decode()


def test_the_strip_is_not_for_other_districts(
    client_of: ClientOf, officer: User, stranger: User, ptsp: User, compliant: Business
) -> None:
    assert "Iuran 12 bulan" in text_of(look_up(client_of(officer), compliant.nib or ""))
    assert "Iuran 12 bulan" not in text_of(look_up(client_of(stranger), compliant.nib or ""))
    client = client_of(ptsp)
    posted = client.post("/loket/", {"identifier": compliant.nib, "service": "PTSP_LAMA"})
    assert "Iuran 12 bulan" in text_of(client.get(posted["Location"]))


def test_a_new_company_is_told_apart_from_one_in_arrears(
    client_of: ClientOf, ptsp: User, unregistered: Business
) -> None:
    client = client_of(ptsp)
    posted = client.post("/loket/", {"identifier": unregistered.nib, "service": "PTSP_BARU"})
    assert "Perusahaan baru: belum ada riwayat iuran." in text_of(client.get(posted["Location"]))


def test_staying_signed_in_asks_for_no_page(client_of: ClientOf, officer: User, compliant: Business) -> None:
    client = client_of(officer)
    page = look_up(client, compliant.nib or "")
    for path in ("/loket/", "/permohonan/", page.request["PATH_INFO"]):
        assert client.head(path).status_code == 200


def test_b1_the_file_is_decided_after_a_fresh_check(
    client_of: ClientOf, officer: User, unregistered: Business, paid: date
) -> None:
    check = services.check_business(business=unregistered, service="DOMISILI", by=officer)
    file = services.hold(check=check, by=officer).application
    register(unregistered, paid)
    client = client_of(officer)
    page = client.get(f"/permohonan/{file.pk}/")
    for words in ("Persyaratan", "Riwayat", "Keputusan", "Permohonan ditahan", "Surat pengantar dicetak"):
        assert words in text_of(page)
    form = dict(re.findall(r'name="(version|key)" value="([^"]+)"', page.content.decode()))
    nothing = client.post(f"/permohonan/{file.pk}/putusan/", form)
    assert (nothing.status_code, "Pilih salah satu keputusan." in text_of(nothing)) == (422, True)
    read = client.post(f"/permohonan/{file.pk}/putusan/", {**form, "outcome": "continue", "note": "Lengkap"})
    assert "Periksa keputusan" in text_of(read)
    hidden = dict(re.findall(r'name="(version|key|check|outcome|note)" value="([^"]*)"', read.content.decode()))
    saved = client.post(f"/permohonan/{file.pk}/simpan/", hidden, follow=True)
    assert "Permohonan dilanjutkan." in text_of(saved)
    file.refresh_from_db()
    assert file.state == "CLEARED"


def test_g1_a_company_has_its_verdict_its_months_and_its_files_beside_the_recommendation(
    client_of: ClientOf, ptsp: User, in_arrears: Business, unregistered: Business
) -> None:
    files = [
        services.hold(
            check=services.check_business(business=business, service="PTSP_LAMA", by=ptsp), by=ptsp
        ).application
        for business in (in_arrears, in_arrears, unregistered)
    ]
    page = client_of(ptsp).get(f"/permohonan/{files[0].pk}/")
    for words in ("Menunggak 3 bulan", "Iuran 12 bulan", "Permohonan izin", "Rekomendasi", "Terbitkan rekomendasi",
                  "Tahan, minta kelengkapan", "Riwayat", files[1].number):  # fmt: skip
        assert words in text_of(page), words
    assert files[2].number not in text_of(page)
    assert "Persyaratan" not in text_of(page)


def test_b1_a_stale_page_is_told_and_keeps_the_note(
    client_of: ClientOf, officer: User, colleague: User, compliant: Business
) -> None:
    file = services.open_application(
        check=services.check_business(business=compliant, service="DOMISILI", by=officer), by=officer
    )
    mine = services.check_business(business=compliant, service="DOMISILI", by=officer, application=file)
    form = {"outcome": "continue", "note": "Catatan saya", "version": str(file.version), "check": str(mine.pk),
            "key": "6f1f3c1e-9f9d-4f43-8a43-3f1f3c1e9f9d"}  # fmt: skip
    theirs = services.check_business(business=compliant, service="DOMISILI", by=colleague, application=file)
    services.clear(check=theirs, by=colleague, version=file.version)
    page = client_of(officer).post(f"/permohonan/{file.pk}/simpan/", form)
    assert page.status_code == 409
    assert f"baru saja diputuskan oleh {colleague}" in text_of(page)


def test_the_list_filters_and_counts(
    client_of: ClientOf, officer: User, stranger: User, unregistered: Business, compliant: Business
) -> None:
    for business, verb in ((unregistered, services.hold), (compliant, services.clear)):
        verb(check=services.check_business(business=business, service="DOMISILI", by=officer), by=officer)
    client = client_of(officer)
    assert "2 berkas" in text_of(client.get("/permohonan/"))
    held = text_of(client.get("/permohonan/?state=HELD"))
    assert "1 berkas" in held
    assert "Bakso Pak Min" in held
    assert "Toko Berkah Jaya" in text_of(client.get("/permohonan/?text=berkah"))
    assert "0 berkas" in text_of(client_of(stranger).get("/permohonan/"))


def test_f4_opens_the_ready_one_first(client_of: ClientOf, officer: User, compliant: Business) -> None:
    client = client_of(officer)
    assert client.get("/loket/berikutnya/")["Location"] == "/loket/"
    files = [
        services.open_application(
            check=services.check_business(business=compliant, service="DOMISILI", by=officer), by=officer
        )
        for _ in range(2)
    ]
    assert client.get("/loket/berikutnya/")["Location"] == f"/permohonan/{files[0].pk}/"
    Application.objects.filter(pk=files[1].pk).update(state="READY")
    assert client.get("/loket/berikutnya/")["Location"] == f"/permohonan/{files[1].pk}/"


def test_a_number_verifies_publicly_without_personal_data(
    client: Client, officer: User, unregistered: Business, compliant: Business
) -> None:
    letter = services.hold(
        check=services.check_business(business=unregistered, service="DOMISILI", by=officer), by=officer
    )
    receipt = services.clear(
        check=services.check_business(business=compliant, service="DOMISILI", by=officer), by=officer
    )
    for paper in (letter, receipt):
        page = client.get(f"/verifikasi/{paper.code}/")
        said = text_of(page)
        assert (page.status_code, "Nomor ini sah." in said, "Kecamatan Lubuk Baja" in said) == (200, True, True)
        for secret in ("Suparmin", "Hendra", "Bakso", "Toko Berkah", str(paper.application.number)):
            assert secret not in said
    services.undo_clear(application=receipt.application, by=officer)
    assert "tidak berlaku lagi" in text_of(client.get(f"/verifikasi/{receipt.code}/"))


@pytest.mark.parametrize("code", ["LBJ-2222-2222", "apa-saja", "LBJ-0000-IIII", "2171010101900001"])
def test_an_unknown_number_is_a_clear_sentence(client: Client, reference: None, code: str) -> None:
    page = client.get(f"/verifikasi/{code}/")
    assert (page.status_code, "Nomor ini tidak dikenal." in text_of(page)) == (404, True)


def test_guessing_numbers_is_slowed(client: Client, reference: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "LOOKS_A_MINUTE", 2)
    address = {"REMOTE_ADDR": "10.1.2.3"}
    answers = [client.get("/verifikasi/LBJ-2222-2222/", **address) for _ in range(4)]
    assert (answers[-1].status_code, answers[-1]["Retry-After"]) == (429, "60")
    assert "Tunggu satu menit" in answers[-1].text


def test_every_finding_is_told_in_the_card_worst_first(
    client_of: ClientOf, officer: User, in_arrears: Business
) -> None:
    page = look_up(client_of(officer), in_arrears.nib or "")
    html = page.content.decode()
    assert "Juga terdaftar sebagian: <b>5 dari 12</b> tenaga kerja belum didaftarkan." in html
    details = html[html.index('data-kartu="D"') :]
    assert details.index("Tunggakan 3 bln") < details.index("Sebagian")
    said = text_of(page)
    for words in (
        "Iuran belum lunas: 3 bulan lewat jatuh tempo.",
        "7 dari 12 tenaga kerja terdaftar; 5 belum didaftarkan.",
        "Tahan permohonan.",
        "CV Citra Bahari · badan usaha",
        "Peserta sejak",
    ):
        assert words in said
    # The law opens in place, by its own key.
    law = html[html.index('data-kartu="L"') :]
    assert "Semua dasar hukum" in law


def test_the_last_check_and_the_trend_stand_in_one_line(
    client_of: ClientOf, officer: User, stranger: User, in_arrears: Business, paid: date
) -> None:
    def checked(day: date, by: User = officer) -> str:
        check = services.check_business(business=in_arrears, service="DOMISILI", by=by, on=day)
        return text_of(client_of(by).get(f"/cek/{check.pk}/"))

    assert "Cek sebelumnya" not in checked(today() - timedelta(days=1))
    assert "Tunggakan 3 bln. Sekarang sama." in checked(today())
    employer = in_arrears.links.get().employer
    employer.paid_through = paid
    employer.save()
    assert "Sekarang membaik." in checked(today())
    # Another office's checks are its own.
    assert "Cek sebelumnya" not in checked(today(), stranger)


def test_g1_a_company_is_shown_by_its_headcount(
    client_of: ClientOf, ptsp: User, in_arrears: Business, paid: date
) -> None:
    Employer.objects.update(paid_through=paid)
    check = services.check(text=in_arrears.nib or "", service="PTSP_LAMA", by=ptsp)
    said = text_of(client_of(ptsp).get(f"/cek/{check.pk}/"))
    for words in ("Terdaftar sebagian", "7 dari 12 tenaga kerja terdaftar (58,3%). Iuran lunas s.d.",
                  "Tenaga kerja dilaporkan 12", "Aktif di BPJS TK 7", "Belum didaftarkan 5 orang"):  # fmt: skip
        assert words in said, words


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_pages_of_the_counter_cost_a_fixed_number_of_queries(
    client_of: ClientOf, officer: User, compliant: Business
) -> None:
    """Session, user with posts, check with file and the queue's numbers; the queue's rows where a file has moved."""
    client = client_of(officer)

    def checked() -> str:
        return f"/cek/{services.check_business(business=compliant, service='DOMISILI', by=officer).pk}/"

    queries_of(client, checked())
    assert [queries_of(client, checked()), queries_of(client, "/loket/")] == [3, 3]
    for _ in range(5):
        services.clear(check=services.check_business(business=compliant, service="DOMISILI", by=officer), by=officer)
    assert [queries_of(client, checked()), queries_of(client, checked()), queries_of(client, "/loket/")] == [4, 3, 3]


def test_nothing_kept_is_shown_to_somebody_else(
    client_of: ClientOf, officer: User, colleague: User, stranger: User, compliant: Business
) -> None:
    """Bars, box and queue are kept for a minute: by person, office and language, with the token of each request."""
    first = client_of(officer).get("/loket/").content.decode()
    assert str(officer) in first
    for other in (colleague, stranger):
        page = client_of(other).get("/loket/").content.decode()
        assert str(other) in page
        assert str(officer) not in page
    services.clear(check=services.check_business(business=compliant, service="DOMISILI", by=officer), by=officer)
    assert "Toko Berkah Jaya" in text_of(client_of(colleague).get("/loket/"))
    assert "Toko Berkah Jaya" not in text_of(client_of(stranger).get("/loket/"))
    officer.language = "en"
    officer.save()
    assert "Shortcut list" in text_of(client_of(officer).get("/loket/"))
    assert kept_tag.TOKEN not in first
