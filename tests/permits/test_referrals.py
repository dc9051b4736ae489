"""The branch's call list, on screen and as a workbook, and the sheets that are missing."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from accounts.models import AuditEvent, User
from districts.clock import today
from districts.models import Agency
from enrollment.models import Business, BusinessEmployerLink, ImportBatch
from enrollment.selectors.freshness import missing_this_month
from permits import releasing, services
from permits.models import Referral
from permits.selectors.referrals import calls_of, referrals_of
from tests.factories import make_business, make_employer, make_nik
from tests.permits.conftest import register

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture
def letter(officer: User, unregistered: Business) -> Referral:
    check = services.check_business(business=unregistered, service="DOMISILI", by=officer)
    applicant = services.Applicant(name="=HYPERLINK(1)", phone="081270000000", business_name="+Bakso Pak Min")
    return services.hold(check=check, by=officer, applicant=applicant)


def test_open_expired_registered(letter: Referral, bpjs: User, unregistered: Business, paid: date) -> None:
    def lists() -> list[int]:
        return [len(referrals_of(bpjs, state=state)) for state in ("open", "expired", "registered")]

    assert lists() == [1, 0, 0]
    Referral.objects.update(valid_until=today() - timedelta(days=1))
    assert lists() == [0, 1, 0]
    register(unregistered, paid)
    assert releasing.release_held(ImportBatch.objects.filter(profile="workers").get())["released"] == 1
    assert lists() == [0, 0, 1]


def test_only_the_newest_letter_of_the_own_branch(
    letter: Referral, bpjs: User, officer: User, unregistered: Business
) -> None:
    again = services.check_business(
        business=unregistered, service="DOMISILI", by=officer, application=letter.application
    )
    newest = services.hold(check=again, by=officer)
    assert list(referrals_of(bpjs)) == [newest]
    Referral.objects.update(branch=Agency.objects.get(code="BPJS-SKP"))
    assert not referrals_of(bpjs).exists()
    assert list(referrals_of(bpjs, everywhere=True)) == [newest]


def test_the_page_calls_and_says_what_is_missing(letter: Referral, client_of: ClientOf, bpjs: User) -> None:
    Referral.objects.update(issued_on=today() - timedelta(days=8))
    services.close_notice(notice=letter.notices.get(kind="HELD"), outcome="wa", by=letter.issued_by)
    ImportBatch.objects.filter(profile="bpu").update(as_of=date(2026, 9, 30))
    page = client_of(bpjs).get("/rujukan/").content.decode()
    for words in (letter.number, "0812 7000 0000", "8 hari", "Surat pengantar: Sudah diberi tahu",
                  "belum masuk", "Bukan penerima upah", "30 Sep 2026"):  # fmt: skip
        assert words in page
    assert "Pemberi kerja (terakhir" not in page
    assert (
        "Bukan penerima upah (terakhir per 30 Sep 2026)" in client_of(letter.issued_by).get("/loket/").content.decode()
    )


def test_the_workbook_runs_nothing_and_leaves_a_trace(
    letter: Referral, client_of: ClientOf, bpjs: User, officer: User
) -> None:
    response = client_of(bpjs).post("/rujukan/daftar.xlsx", {"purpose": "CONTACT"})
    assert response["Content-Disposition"].startswith('attachment; filename="rujukan_open_own_2')
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=10))
    assert {cell.data_type for cell in rows[0][1:] if cell.value} == {"s"}
    assert [rows[0][n].value for n in (0, 1, 4, 5, 6)] == [
        0, letter.number, "+Bakso Pak Min", "=HYPERLINK(1)", "081270000000"]  # fmt: skip
    event = AuditEvent.objects.filter(verb="permits.export_referrals").get()
    assert (event.data["rows"], event.data["filters"]) == (1, {"state": "open", "branch": "own"})
    assert client_of(officer).get("/rujukan/daftar.xlsx").status_code == 403


def test_the_list_asks_the_same_number_of_questions_for_any_length(
    letter: Referral, bpjs: User, officer: User, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        business = make_business(name=f"Kedai {number}", owner_nik=make_nik(), declared_workers=1)
        services.hold(check=services.check_business(business=business, service="DOMISILI", by=officer), by=officer)
    assert bpjs.scope.roles
    with django_assert_num_queries(2):
        assert len(calls_of(referrals_of(bpjs))) == 4


def test_what_merely_looks_alike_is_shown_to_a_person(
    letter: Referral, client_of: ClientOf, bpjs: User, officer: User, unregistered: Business
) -> None:
    employer = make_employer(name="Bakso Pak Min Jaya")
    BusinessEmployerLink.objects.create(
        business=unregistered, employer=employer, how="NAME", state="SUGGESTED", score="0.930"
    )
    desk = client_of(officer).get("/tindak-lanjut/").content.decode()
    branch = client_of(bpjs).get("/rujukan/").content.decode()
    for page in (desk, branch):
        assert "Mungkin sudah terdaftar" in page
        assert "nama dan kelurahan · 0,93" in page
    assert ("Putuskan usulan" in desk, "Putuskan usulan" in branch) == (False, True)


def test_missing_sheets(feed: Callable[..., None]) -> None:
    feed(as_of=date(2026, 10, 31), profiles=("businesses", "workers"))
    feed(as_of=date(2026, 11, 2), profiles=("employers",))
    assert missing_this_month(date(2026, 11, 22)) == [("bpu", None)]
    assert missing_this_month(date(2026, 12, 1)) == [
        ("businesses", date(2026, 10, 31)), ("employers", date(2026, 11, 2)), ("workers", date(2026, 10, 31)),
        ("bpu", None)]  # fmt: skip


def test_a_letter_goes_to_the_branch_that_keeps_the_employer(officer: User, in_arrears: Business) -> None:
    employer = in_arrears.links.get().employer
    employer.branch = Agency.objects.filter(kind="BPJS").order_by("-code")[0]
    employer.save()
    check = services.check_business(business=in_arrears, service="DOMISILI", by=officer)
    assert services.hold(check=check, by=officer).branch == employer.branch
