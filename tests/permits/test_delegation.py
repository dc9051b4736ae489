"""A supervisor who is away: a colleague decides and signs for some days, and nobody decides about himself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from accounts import audit, delegation
from accounts.access import Forbidden
from accounts.delegation import NotDelegated
from accounts.models import Assignment, AuditEvent, User
from accounts.rules import Role
from districts.clock import now, today
from districts.models import Agency
from enrollment.models import Business
from permits import services
from permits.models import Application, ApprovalRequest
from permits.selectors.requests import inbox_count
from permits.selectors.signers import signer_of
from tests.permits.test_pages import text_of

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
REASON = "Pemilik sedang dirawat; istrinya mengurus pendaftaran minggu depan."
TITLE = "Plh. Camat Lubuk Baja"


def later(days: int) -> time_machine.travel:
    return time_machine.travel(now() + timedelta(days=days), tick=True)


def again(user: User) -> User:
    """The same person at the next request: scopes are read once per loaded user."""
    return User.objects.get(pk=user.pk)


def post_of(user: User) -> Assignment:
    return delegation.own_posts(user, today()).get()


def give(by: User, to: User, first: date | None = None, days: int = 5) -> Assignment:
    first = first or today()
    last = first + timedelta(days=days - 1)
    return delegation.delegate(post=post_of(by), to=to, first=first, last=last, title=TITLE, by=by)


def request_of(by: User, business: Business) -> Application:
    check = services.check_business(business=business, service="DOMISILI", by=by)
    row: ApprovalRequest = services.ask_approval(check=check, kind="OVERRIDE", reason=REASON, by=by)
    return row.application


def test_it_begins_and_ends_by_itself(officer: User, colleague: User, supervisor: User, unregistered: Business) -> None:
    file = request_of(officer, unregistered)
    given = give(supervisor, colleague, today() + timedelta(days=1), days=2)
    assert (given.role, given.agency.code, given.delegated_by) == (Role.SUPERVISOR, "KEC-LBJ", supervisor)
    for days, is_acting in ((0, False), (1, True), (2, True), (3, False)):
        with later(days):
            assert inbox_count(again(colleague)) == int(is_acting)
    with later(2):
        assert services.approve_request(application=file, by=again(colleague)).issued_by == colleague
    assert AuditEvent.objects.filter(verb="accounts.delegate", actor=supervisor).count() == 1
    assert audit.verify() is None


def test_nobody_approves_his_own_request_in_anothers_place(
    colleague: User, supervisor: User, unregistered: Business
) -> None:
    give(supervisor, colleague)
    file = request_of(again(colleague), unregistered)
    with pytest.raises(Forbidden):
        services.approve_request(application=file, by=again(colleague))
    services.approve_request(application=file, by=supervisor)


def test_what_is_refused(officer: User, colleague: User, supervisor: User, stranger: User, bpjs: User) -> None:
    with pytest.raises(NotDelegated, match="to"):
        give(supervisor, stranger)
    with pytest.raises(NotDelegated, match="to"):
        give(supervisor, supervisor)
    for first, days in ((today() - timedelta(days=1), 3), (today(), 91), (today(), 0)):
        with pytest.raises(NotDelegated, match="last"):
            give(supervisor, colleague, first, days)
    with pytest.raises(Forbidden):
        delegation.delegate(
            post=post_of(supervisor), to=colleague, first=today(), last=today(), title=TITLE, by=officer
        )
    give(supervisor, colleague)
    with pytest.raises(NotDelegated, match="first"):
        give(supervisor, officer)
    # A delegated role is not passed on.
    acting = Assignment.objects.get(user=colleague, role=Role.SUPERVISOR)
    with pytest.raises(Forbidden):
        delegation.delegate(post=acting, to=officer, first=today(), last=today(), title=TITLE, by=again(colleague))
    assert not delegation.may_delegate(again(colleague))


def test_not_beyond_the_own_post(colleague: User, supervisor: User) -> None:
    Assignment.objects.filter(user=supervisor).update(valid_to=today() + timedelta(days=2))
    with pytest.raises(NotDelegated, match="last"):
        give(supervisor, colleague, days=5)
    assert give(supervisor, colleague, days=3).valid_to == today() + timedelta(days=2)


def test_ended_early_it_counts_no_longer(colleague: User, supervisor: User, officer: User) -> None:
    given = give(supervisor, colleague)
    assert again(colleague).scope.has(Role.SUPERVISOR)
    with pytest.raises(Forbidden):
        delegation.end_delegation(delegation=given, by=colleague)
    delegation.end_delegation(delegation=given, by=supervisor)
    delegation.end_delegation(delegation=given, by=supervisor)
    assert not again(colleague).scope.has(Role.SUPERVISOR)
    assert AuditEvent.objects.filter(verb="accounts.end_delegation").count() == 1
    give(supervisor, officer)


def test_who_signs(colleague: User, supervisor: User) -> None:
    office = Agency.objects.get(code="KEC-LBJ")
    office.head_title, office.signer_title = "Camat Lubuk Baja", "Sekretaris Camat"
    office.signer_name, office.signer_nip = "Siti Rahma", "197001011990011001"
    give(supervisor, colleague, today() + timedelta(days=1), days=1)
    assert signer_of(office, today()) == ("Siti Rahma", "Sekretaris Camat", "197001011990011001")
    assert signer_of(office, today() + timedelta(days=1)) == (str(colleague), TITLE, "")
    assert signer_of(office, today() + timedelta(days=2)).name == "Siti Rahma"
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    assert signer_of(office, today() + timedelta(days=1)).name == "Siti Rahma"


def test_the_page(client_of: ClientOf, officer: User, colleague: User, supervisor: User, stranger: User) -> None:
    chief = client_of(supervisor)
    assert "Delegasikan saat Anda tidak di kantor" in text_of(chief.get("/persetujuan/"))
    page = chief.get("/delegasi/")
    assert {person.pk for person in page.context["form"].fields["to"].queryset} == {officer.pk, colleague.pk}
    last = today() + timedelta(days=3)
    answers = {"post": post_of(supervisor).pk, "to": colleague.pk, "first": today(), "last": last, "title": TITLE}
    wrong = chief.post("/delegasi/", {**answers, "last": today() - timedelta(days=1)})
    assert wrong.status_code == 422
    assert "paling lama 90 hari" in text_of(wrong)
    forged = chief.post("/delegasi/", {**answers, "to": stranger.pk})
    assert forged.status_code == 422
    done = chief.post("/delegasi/", answers, follow=True)
    assert f"{colleague} menggantikan Anda." in text_of(done)
    assert "Berjalan" in text_of(done)
    # Who stands in sees the inbox, but delegates nothing.
    acting = client_of(again(colleague))
    assert acting.get("/persetujuan/").status_code == 200
    assert acting.get("/delegasi/").status_code == 403
    row = Assignment.objects.get(delegated_by=supervisor)
    assert acting.post("/delegasi/akhiri/", {"delegation": row.pk}).status_code == 404
    for junk in ("", "abc", "-1", "9" * 30):
        assert chief.post("/delegasi/akhiri/", {"delegation": junk}).status_code == 404
    ended = chief.post("/delegasi/akhiri/", {"delegation": row.pk}, follow=True)
    assert "diakhiri" in text_of(ended)
    assert acting.get("/persetujuan/").status_code == 403
