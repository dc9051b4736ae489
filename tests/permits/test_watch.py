"""The watch list: a clearance puts a business on it, the register takes it down and up again, nobody guesses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from districts.clock import today
from enrollment.models import Business, Employer
from enrollment.rules.calendar import add_months
from permits import services, watching
from permits.models import Watch
from tests.factories import make_business, make_employer, make_nik, make_worker

pytestmark = pytest.mark.django_db


def cleared(business: Business, by: User) -> Any:
    check = services.check_business(business=business, service="DOMISILI", by=by)
    return services.clear(check=check, by=by).application


def pay(business: Business, through: date) -> None:
    Employer.objects.filter(links__business=business).update(paid_through=through)


def test_a_clearance_is_watched_by_its_office(officer: User, stranger: User, compliant: Business) -> None:
    file = cleared(compliant, officer)
    watch = Watch.objects.get()
    assert (watch.agency, watch.business, watch.application) == (file.agency, compliant, file)
    assert (watch.cleared_with, watch.finding, watch.lapsed_on, watch.cleared_on) == ("CLEAR", "CLEAR", None, today())
    assert list(Watch.objects.visible_to(officer)) == [watch]
    assert not Watch.objects.visible_to(stranger).exists()


def test_what_is_undone_is_not_watched(officer: User, compliant: Business) -> None:
    services.undo_clear(application=cleared(compliant, officer), by=officer)
    assert not Watch.objects.exists()


def test_it_lapses_once_and_recovers(officer: User, compliant: Business, paid: date) -> None:
    cleared(compliant, officer)
    pay(compliant, add_months(paid, -2))
    assert watching.look_again() == {"looked": 1, "lapsed": 1}
    watch = Watch.objects.get()
    assert (watch.finding, watch.lapsed_on, watch.lapses_by) == ("ARREARS", today(), None)
    assert watch.reasons[0]["code"] == "MONTHS_UNPAID"
    Watch.objects.update(lapsed_on=today() - timedelta(days=9), seen_by=officer, seen_at="2026-11-01T08:00:00+07:00")
    assert watching.look_again() == {"looked": 1, "lapsed": 0}
    watch.refresh_from_db()
    assert (watch.lapsed_on, watch.seen_by) == (today() - timedelta(days=9), officer)
    pay(compliant, paid)
    watching.look_again()
    watch.refresh_from_db()
    assert (watch.finding, watch.lapsed_on, watch.seen_by) == ("CLEAR", None, None)


def test_a_business_paid_until_the_next_due_date_is_seen_coming(
    officer: User, compliant: Business, paid: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleared(compliant, officer)
    due = date(2026, 12, 15)
    watching.look_again(due - timedelta(days=30))
    assert Watch.objects.get().lapses_by is None
    watching.look_again(due - timedelta(days=8))
    assert Watch.objects.get().lapses_by == due + timedelta(days=6)
    pay(compliant, add_months(paid, 1))
    watching.look_again(due - timedelta(days=8))
    assert Watch.objects.get().lapses_by is None


def test_old_data_accuses_nobody(officer: User, compliant: Business) -> None:
    cleared(compliant, officer)
    watching.look_again(today() + timedelta(days=400))
    watch = Watch.objects.get()
    assert (watch.finding, watch.lapsed_on, watch.lapses_by) == ("SOURCE_DOWN", None, None)


def test_what_was_cleared_before_is_adopted_once(officer: User, compliant: Business) -> None:
    cleared(compliant, officer)
    Watch.objects.all().delete()
    assert (watching.adopt_cleared(), watching.adopt_cleared()) == (1, 0)
    assert Watch.objects.get().cleared_with == "CLEAR"


def test_the_queries_do_not_grow_with_the_list(officer: User, fresh: None, paid: date) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            watching.look_again()
        return len(caught)

    def one_more() -> None:
        business = make_business(owner_nik=make_nik(), declared_workers=1)
        make_worker(make_employer(business, paid_through=paid))
        cleared(business, officer)

    one_more()
    first = queries()
    for _ in range(4):
        one_more()
    assert queries() == first
    assert Watch.objects.count() == 5
