"""Offices: who edits what of a letterhead, that letters use it, and which numbers a supervisor sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.access import Forbidden
from accounts.models import Assignment, AuditEvent, User
from districts.clock import today
from districts.models import Agency
from enrollment.models import Business
from permits import services
from permits.services import OFFICE_FIELDS
from tests.permits.test_denials import text_of, words
from tests.permits.test_papers import held

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
URL = "/kantor/KEC-LBJ/"


@pytest.fixture
def office(reference: None) -> Agency:
    return Agency.objects.get(code="KEC-LBJ")


def answers(office: Agency, **other: Any) -> dict[str, Any]:
    return {name: getattr(office, name) for name in OFFICE_FIELDS} | other


def test_an_admins_letterhead_and_wording_stand_on_the_next_letter(
    client_of: ClientOf, admin_user: User, officer: User, office: Agency, unregistered: Business
) -> None:
    before = held(unregistered, officer)
    given = answers(
        office,
        address="Jalan Contoh No. 1",
        phone="(0778) 000 000",
        letter_opening="Menurut {dasar}, kami mohon bantuan Saudara bagi:",
        letter_closing="Terima kasih banyak.",
        signer_title="Kepala Seksi Pelayanan",
        signer_name="Contoh Nama, S.Sos.",
        signer_nip="19800101 200501 1 001",
        paper="FOLIO",
    )
    assert client_of(admin_user).post(URL, given).status_code == 303
    check = services.check_business(
        business=unregistered, service="DOMISILI", by=officer, application=before.application
    )
    said = words(services.hold(check=check, by=officer).letter)
    for part in ("Jalan Contoh No. 1", "(0778) 000 000", "Menurut Peraturan Wali Kota", "bantuan Saudara bagi:",
                 "Terima kasih banyak.", "u.b. Kepala Seksi Pelayanan", "Contoh Nama, S.Sos.", "19800101"):  # fmt: skip
        assert part in said, part
    assert "Jalan Contoh" not in words(before.letter)
    event = AuditEvent.objects.get(verb="permits.save_office")
    assert "letter_opening" in event.data["fields"]


def test_a_supervisor_has_the_signer_only(
    client_of: ClientOf, supervisor: User, officer: User, office: Agency, unregistered: Business
) -> None:
    page = client_of(supervisor).get(URL)
    assert 'name="signer_name"' in page.content.decode()
    assert 'name="address"' not in page.content.decode()
    client_of(supervisor).post(URL, answers(office, signer_name="Rina S.", address="Jalan Sendiri"))
    office.refresh_from_db()
    assert (office.signer_name, office.address) == ("Rina S.", "")
    with pytest.raises(Forbidden):
        services.save_office(office=office, changed=["address"], by=supervisor)
    with pytest.raises(Forbidden):
        services.save_office(office=office, changed=["signer_name"], by=officer)


def test_the_own_offices_only(client_of: ClientOf, supervisor: User, ptsp_head: User, office: Agency) -> None:
    assert client_of(ptsp_head).get(URL).status_code == 404
    assert client_of(supervisor).get("/kantor/DPMPTSP/").status_code == 404
    with pytest.raises(Forbidden):
        services.save_office(office=office, changed=["signer_name"], by=ptsp_head)
    listed = text_of(client_of(supervisor).get("/kantor/"))
    assert "Kecamatan Lubuk Baja" in listed
    assert "Sagulung" not in listed


def test_a_nip_that_is_none_is_told(client_of: ClientOf, supervisor: User, office: Agency) -> None:
    page = client_of(supervisor).post(URL, {"signer_nip": "123"})
    assert (page.status_code, "NIP terdiri dari 18 angka." in text_of(page)) == (422, True)


def test_the_running_numbers_are_the_supervisors_to_see(
    client_of: ClientOf, supervisor: User, officer: User, unregistered: Business, compliant: Business
) -> None:
    assert "Belum ada nomor tahun ini." in text_of(client_of(supervisor).get(URL))
    held(unregistered, officer)
    services.clear(check=services.check_business(business=compliant, service="SKU", by=officer), by=officer)
    said = text_of(client_of(supervisor).get(URL))
    year = str(today().year)
    for row in (f"Surat pengantar {year} 1", f"Bukti cek {year} 1", f"Berkas permohonan {today():%Y-%m} 2"):
        assert row in said, row


def test_whoever_acts_for_the_supervisor_signs(
    officer: User, colleague: User, supervisor: User, office: Agency, unregistered: Business
) -> None:
    Assignment.objects.create(
        user=colleague, role="CM", agency=office, valid_from=today(), valid_to=today(), delegated_by=supervisor,
        acting_title="Plh. Camat Lubuk Baja",
    )  # fmt: skip
    said = words(held(unregistered, officer).letter)
    assert "Plh. Camat Lubuk Baja, " in said
    assert "u.b." not in said
    assert colleague.display_name in said
