"""TMP2T: two people impose it and two lift it, each approval leaves a numbered notice that verifies in public."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from accounts import audit, vault
from accounts.access import Forbidden
from accounts.models import AuditEvent, StoredFile, User
from districts.clock import today
from enrollment.models import Business
from permits import services
from permits.errors import Refused
from permits.models import NumberSeries, Printing, ServiceDenial
from permits.selectors.denials import denial_bases, find_businesses, offices_told
from tests.factories import make_business, make_employer, make_nik

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def words(paper: StoredFile | bytes | None) -> str:
    assert paper is not None
    content = paper if isinstance(paper, bytes) else vault.read_file(paper)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def impose(business: Business, by: User, **given: Any) -> ServiceDenial:
    fields = {"letter_number": "B/1204/112026", "letter_date": today(), "imposed_on": today()} | given
    return services.impose_denial(business=business, legal_basis=denial_bases()[0], by=by, **fields)


@pytest.fixture
def in_force(branch_head: User, branch_head2: User, compliant: Business) -> ServiceDenial:
    return services.approve_denial(denial=impose(compliant, branch_head), by=branch_head2)


def test_the_notice_says_what_the_letter_and_the_law_say(in_force: ServiceDenial, compliant: Business) -> None:
    said = words(in_force.letter)
    assert in_force.number is not None
    assert in_force.number.startswith("TMP2T/1/BNG/")
    for part in (in_force.number, "B/1204/112026", compliant.name, in_force.legal_basis.title, "Camat Lubuk Baja",
                 "Kepala Dinas Penanaman Modal", f"Pimpinan {compliant.name}", in_force.code):  # fmt: skip
        assert str(part) in said
    assert not re.search(r"\d{4} ?\d{4} ?\d{4} ?\d{4}", said), "no NIK on a letter to other offices"
    assert "Pasal" not in said


def test_lifting_wants_its_own_two_people(in_force: ServiceDenial, branch_head: User, branch_head2: User) -> None:
    with pytest.raises(Refused, match="NOT_ASKED"):
        services.approve_lifting(denial=in_force, by=branch_head)
    asked = services.ask_lifting(denial=in_force, letter_number="B/1300", letter_date=today(), by=branch_head2)
    assert (asked.stage, asked.lifted_on) == ("LIFTING", None)
    assert services.ask_lifting(denial=asked, letter_number="B/1300", letter_date=today(), by=branch_head) == asked
    with pytest.raises(Refused, match="SECOND_PERSON"):
        services.approve_lifting(denial=asked, by=branch_head2)
    lifted = services.approve_lifting(denial=asked, by=branch_head)
    said = words(lifted.lifting_letter)
    for part in ("Pencabutan penghentian", "B/1300", lifted.number, lifted.lifting_number, lifted.lifting_code):
        assert str(part) in said
    assert NumberSeries.objects.get(kind="DENIAL").last == 2
    again = services.approve_lifting(denial=lifted, by=branch_head)
    assert again.lifting_number == lifted.lifting_number
    assert audit.verify() is None


def test_a_refused_lifting_leaves_it_in_force(in_force: ServiceDenial, branch_head: User, branch_head2: User) -> None:
    services.ask_lifting(denial=in_force, letter_number="B/1300", letter_date=today(), by=branch_head)
    row = services.refuse_lifting(denial=in_force, by=branch_head2)
    assert (row.stage, row.lifting_letter_number) == ("IN_FORCE", "")
    assert services.check_business(business=row.business, service="DOMISILI", by=branch_head).finding == "DENIED"


def test_only_what_nobody_approved_is_withdrawn(
    in_force: ServiceDenial, branch_head: User, unregistered: Business
) -> None:
    with pytest.raises(Refused, match="IN_FORCE"):
        services.withdraw_denial(denial=in_force, by=branch_head)
    draft = impose(unregistered, branch_head)
    with pytest.raises(Refused, match="ALREADY"):
        impose(unregistered, branch_head)
    services.withdraw_denial(denial=draft, by=branch_head)
    assert list(ServiceDenial.objects.all()) == [in_force]
    assert AuditEvent.objects.get(verb="permits.withdraw_denial").data["letter"] == "B/1204/112026"


def test_officers_meet_it_in_the_check_only(
    in_force: ServiceDenial, officer: User, bpjs: User, auditor: User, client_of: ClientOf
) -> None:
    for user in (officer, bpjs, auditor):
        assert not ServiceDenial.objects.visible_to(user).exists()
        assert client_of(user).get("/tmp2t/").status_code == 403
        with pytest.raises(Forbidden):
            services.ask_lifting(denial=in_force, letter_number="x", letter_date=today(), by=user)


def test_from_the_box_to_the_letter_and_back(
    client_of: ClientOf, branch_head: User, branch_head2: User, unregistered: Business
) -> None:
    first, second = client_of(branch_head), client_of(branch_head2)
    found = first.post("/tmp2t/cari/", {"text": unregistered.nib})
    assert f"/tmp2t/usaha/{unregistered.public_id}/" in found.content.decode()
    url = f"/tmp2t/usaha/{unregistered.public_id}/"
    wrong = {"letter_number": "", "letter_date": "32/13/2026", "legal_basis": "", "imposed_on": "x"}
    page = first.post(url, wrong)
    assert (page.status_code, "Tulis tanggal hari/bulan/tahun" in text_of(page)) == (422, True)
    day = f"{today():%d/%m/%Y}"
    right = {"letter_number": "B/77", "letter_date": day, "legal_basis": denial_bases()[0].pk, "imposed_on": day}
    asked = first.post(url, right)
    assert asked.status_code == 303
    assert "Anda yang mengajukannya." in text_of(first.get(asked["Location"]))
    refused = first.post(f"{asked['Location']}setujui/", follow=True)
    assert "perlu disetujui kepala cabang lain" in text_of(refused)
    done = second.post(f"{asked['Location']}setujui/", follow=True)
    assert "Penghentian disetujui." in text_of(done)
    row = ServiceDenial.objects.get()
    second.post(f"{asked['Location']}cabut/", {"letter_number": "B/78", "letter_date": day})
    ended = first.post(f"{asked['Location']}cabut/setujui/", follow=True)
    assert "Penghentian dicabut." in text_of(ended)
    row.refresh_from_db()
    assert "Surat pencabutan" in text_of(ended)
    for path, number in (("surat", row.number), ("surat-cabut", row.lifting_number)):
        printed = first.get(f"{asked['Location']}{path}/")
        assert (printed["Content-Type"], str(number) in words(printed.content)) == ("application/pdf", True)


def test_dates_that_cannot_be_are_told(client_of: ClientOf, branch_head: User, unregistered: Business) -> None:
    tomorrow, day = today() + timedelta(days=1), today()
    answers = {"letter_number": "B/1", "legal_basis": denial_bases()[0].pk}
    for letter, start, told in (
        (tomorrow, tomorrow, "Tanggal surat tidak boleh sesudah hari ini."),
        (day, day - timedelta(days=1), "tidak boleh berlaku sebelum tanggal suratnya"),
    ):
        dates = {"letter_date": f"{letter:%d/%m/%Y}", "imposed_on": f"{start:%d/%m/%Y}"}
        page = client_of(branch_head).post(f"/tmp2t/usaha/{unregistered.public_id}/", answers | dates)
        assert (page.status_code, told in text_of(page)) == (422, True)
    assert not ServiceDenial.objects.exists()


def test_businesses_are_found_by_their_own_numbers_and_names_only(branch_head: User, reference: None) -> None:
    nik = make_nik()
    business = make_business(name="PT Lalai Iuran", owner_nik=nik)
    employer = make_employer(business)
    for text in (business.nib or "", employer.npp, "lalai iuran"):
        assert find_businesses(branch_head, text) == [business], text
    assert find_businesses(branch_head, nik) == []
    assert find_businesses(branch_head, "12") == []


def test_every_office_that_knows_the_business_is_told(in_force: ServiceDenial, opd: User, compliant: Business) -> None:
    codes = [office.code for office in offices_told(in_force)]
    assert codes == ["KEC-LBJ", "DPMPTSP"]
    check = services.check_business(business=compliant, service="OPD_PAR", by=opd)
    services.open_application(check=check, by=opd)
    assert "OPD-PAR" in [office.code for office in offices_told(in_force)]


def test_the_public_page_says_whether_it_stands(
    in_force: ServiceDenial, branch_head: User, branch_head2: User, compliant: Business, client: Client
) -> None:
    said = text_of(client.get(f"/verifikasi/{in_force.code}/"))
    assert "Nomor ini sah." in said
    assert "Penghentian masih berlaku." in said
    services.ask_lifting(denial=in_force, letter_number="B/2", letter_date=today(), by=branch_head)
    lifted = services.approve_lifting(denial=in_force, by=branch_head2)
    said = text_of(client.get(f"/verifikasi/{in_force.code}/"))
    assert "Nomor ini tidak berlaku lagi." in said
    assert "Penghentian dicabut sejak" in said
    ending = text_of(client.get(f"/verifikasi/{lifted.lifting_code}/"))
    assert "Surat pencabutan" in ending
    for page in (said, ending):
        assert compliant.name not in page
        assert str(compliant.nib) not in page


def test_the_second_print_of_a_notice_is_a_copy(
    in_force: ServiceDenial, branch_head: User, branch_head2: User, client_of: ClientOf
) -> None:
    url = f"/tmp2t/{in_force.public_id}/surat/"
    elsewhere = client_of(branch_head2).get(url)
    first, again = (client_of(branch_head).get(url) for _ in range(2))
    assert "SALINAN" in words(elsewhere.content)
    assert first.content == vault.read_file(in_force.letter)  # type: ignore[arg-type]
    assert "SALINAN ke-2" in words(again.content)
    assert [row.copy for row in Printing.objects.order_by("copy")] == [0, 1, 2]


def test_the_list_costs_the_same_for_one_and_for_many(
    client_of: ClientOf, branch_head: User, reference: None, django_assert_num_queries: Any
) -> None:
    client = client_of(branch_head)
    impose(make_business(), branch_head)
    client.get("/tmp2t/")
    with CaptureQueriesContext(connection) as few:
        client.get("/tmp2t/")
    for _ in range(5):
        impose(make_business(), branch_head)
    with django_assert_num_queries(len(few)):
        client.get("/tmp2t/")


def test_a_check_from_before_the_denial_lets_nobody_pass(
    officer: User, branch_head: User, branch_head2: User, compliant: Business
) -> None:
    check = services.check_business(business=compliant, service="DOMISILI", by=officer)
    denial = impose(compliant, branch_head)
    services.approve_denial(denial=denial, by=branch_head2)
    with pytest.raises(Refused, match="DENIED_SINCE"):
        services.clear(check=check, by=officer)
    services.ask_lifting(denial=denial, letter_number="B/2", letter_date=today(), by=branch_head)
    services.approve_lifting(denial=denial, by=branch_head2)
    assert services.clear(check=check, by=officer).code


def test_approvals_want_a_fresh_code_of_whoever_has_a_factor(
    client_of: ClientOf, in_force: ServiceDenial, branch_head: User, branch_head2: User, unregistered: Business
) -> None:
    draft = impose(unregistered, branch_head)
    services.ask_lifting(denial=in_force, letter_number="B/2", letter_date=today(), by=branch_head)
    client = client_of(branch_head2)
    TOTP.activate(branch_head2, generate_totp_secret())
    for row, act in ((draft, "setujui"), (in_force, "cabut/setujui")):
        answer = client.post(f"/tmp2t/{row.public_id}/{act}/")
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/akun/konfirmasi/kode/")
    assert [row.stage for row in ServiceDenial.objects.order_by("id")] == ["LIFTING", "ASKED"]
