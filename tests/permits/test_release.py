"""A committed batch makes held files ready; taking it back holds them again or flags them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection

from accounts import audit, work
from accounts.models import User, WorkItem
from districts.clock import today
from enrollment.importing import effects
from enrollment.models import Business, BusinessEmployerLink, Employer, ImportBatch, Membership
from enrollment.signals import batch_committed, batch_undone
from permits import services
from permits.models import Application, Check
from tests.factories import make_business, make_employer, make_nik
from tests.permits.conftest import register

pytestmark = pytest.mark.django_db


def send(signal: Any, batch: ImportBatch) -> WorkItem:
    """What the import does inside its transaction, and the worker right after it."""
    signal.send(sender=ImportBatch, batch=batch, months=())
    kind = "permits.release_held" if signal is batch_committed else "permits.reopen_released"
    return work.run_now(WorkItem.objects.get(kind=kind, target_id=str(batch.pk), state="PENDING"))


@pytest.fixture
def held(officer: User, unregistered: Business) -> Application:
    check = services.check_business(business=unregistered, service="DOMISILI", by=officer)
    return services.hold(check=check, by=officer).application


@pytest.fixture
def batch(fresh: None) -> ImportBatch:
    return ImportBatch.objects.filter(profile="workers").get()


def test_the_registration_arrives(held: Application, unregistered: Business, batch: ImportBatch, paid: date) -> None:
    register(unregistered, paid)
    assert send(batch_committed, batch).result == {"released": 1, "rechecked": 0}
    held.refresh_from_db()
    assert (held.state, held.ready_batch) == ("READY", batch)
    change = held.history.first()
    assert change is not None
    assert (change.event, change.by, change.batch) == ("MATCHED", None, batch)
    evidence = change.check_row
    assert evidence is not None
    assert (evidence.by, evidence.finding, evidence.application) == (None, "CLEAR", held)
    assert audit.verify() is None


def test_the_officer_then_clears_it(
    held: Application, unregistered: Business, batch: ImportBatch, paid: date, officer: User
) -> None:
    register(unregistered, paid)
    send(batch_committed, batch)
    held.refresh_from_db()
    check = services.check_business(business=unregistered, service="DOMISILI", by=officer, application=held)
    receipt = services.clear(check=check, by=officer, version=held.version)
    assert receipt.application == held
    assert held.referrals.get().closed_at is not None


def test_a_second_run_changes_nothing(
    held: Application, unregistered: Business, batch: ImportBatch, paid: date
) -> None:
    register(unregistered, paid)
    send(batch_committed, batch)
    checks = Check.objects.count()
    assert send(batch_committed, batch).result == {"released": 0, "rechecked": 0}
    assert Check.objects.count() == checks


@pytest.mark.parametrize("change", ["too few", "unpaid", "name only", "nothing"])
def test_what_does_not_pass_stays_held(
    held: Application, unregistered: Business, batch: ImportBatch, paid: date, change: str
) -> None:
    if change == "too few":
        Business.objects.filter(pk=unregistered.pk).update(declared_workers=9)
        unregistered.declared_workers = 3
        register(unregistered, paid)
    elif change == "unpaid":
        register(unregistered, date(2026, 1, 1))
    elif change == "name only":
        employer = make_employer(name=unregistered.name, paid_through=paid)
        BusinessEmployerLink.objects.create(business=unregistered, employer=employer, how="NAME", state="SUGGESTED")
    assert send(batch_committed, batch).result == {"released": 0, "rechecked": 0}
    held.refresh_from_db()
    assert held.state == "HELD"


def test_an_undone_batch_holds_it_again(
    held: Application, unregistered: Business, batch: ImportBatch, paid: date
) -> None:
    employer = register(unregistered, paid)
    send(batch_committed, batch)
    Membership.objects.filter(employer=employer).delete()
    Employer.objects.filter(pk=employer.pk).delete()
    assert send(batch_undone, batch).result == {"reopened": 1, "flagged": 0}
    held.refresh_from_db()
    assert (held.state, held.ready_batch) == ("HELD", None)
    assert held.history.first().event == "REOPENED"  # type: ignore[union-attr]


def test_an_undone_batch_flags_what_was_cleared(
    held: Application, unregistered: Business, batch: ImportBatch, paid: date, officer: User
) -> None:
    employer = register(unregistered, paid)
    send(batch_committed, batch)
    check = services.check_business(business=unregistered, service="DOMISILI", by=officer, application=held)
    services.clear(check=check, by=officer)
    Membership.objects.filter(employer=employer).delete()
    Employer.objects.filter(pk=employer.pk).delete()
    assert send(batch_undone, batch).result == {"reopened": 0, "flagged": 1}
    held.refresh_from_db()
    assert held.state == "CLEARED"
    assert send(batch_undone, batch).result == {"reopened": 0, "flagged": 0}


def test_a_batch_taken_back_before_its_release_releases_nothing(
    held: Application, unregistered: Business, batch: ImportBatch, paid: date
) -> None:
    register(unregistered, paid)
    batch_committed.send(sender=ImportBatch, batch=batch, months=())
    ImportBatch.objects.filter(pk=batch.pk).update(state="UNDONE")
    item = work.run_now(WorkItem.objects.get(kind="permits.release_held", state="PENDING"))
    assert item.result == {"released": 0}


def test_the_preview_tells_how_many_files_would_be_ready(
    held: Application, unregistered: Business, batch: ImportBatch, paid: date
) -> None:
    with connection.cursor():
        assert effects.measure(batch)["releases"] == {"releasable": 0}
        register(unregistered, paid)
        assert effects.measure(batch)["releases"] == {"releasable": 1}
    assert today()


def test_what_went_on_while_the_source_was_down_is_checked_again(
    officer: User, feed: Callable[..., None], paid: date
) -> None:
    business = make_business(owner_nik=make_nik(), declared_workers=1)
    check = services.check_business(business=business, service="DOMISILI", by=officer)
    file = services.clear(check=check, by=officer).application
    assert file.state == "CONTINUED"
    feed()
    batch = ImportBatch.objects.filter(profile="workers").get()
    assert send(batch_committed, batch).result == {"released": 0, "rechecked": 1}
    file.refresh_from_db()
    change = file.history.first()
    assert change is not None
    assert change.check_row is not None
    assert (file.state, change.event, change.check_row.finding) == ("CONTINUED", "CHECKED", "UNREGISTERED")
    assert send(batch_committed, batch).result == {"released": 0, "rechecked": 0}
