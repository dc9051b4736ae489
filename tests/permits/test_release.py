"""A committed batch makes held files ready; taking it back holds them again or flags them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection

from accounts import audit, invariants, work
from accounts.models import User, WorkItem
from districts.clock import today
from enrollment.importing import effects
from enrollment.importing.linking import link_businesses
from enrollment.models import Business, BusinessEmployerLink, Employer, ImportBatch, Membership
from enrollment.services import confirm_link
from enrollment.signals import batch_committed, batch_undone
from permits import services
from permits.models import Application, Check
from tests.factories import SAGULUNG, make_business, make_employer, make_nik, make_worker
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
    client_of: Any, held: Application, unregistered: Business, batch: ImportBatch, paid: date, officer: User
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
    assert held.number in client_of(officer).get("/tindak-lanjut/").content.decode()
    services.check_business(business=unregistered, service="DOMISILI", by=officer, application=held)
    assert held.number not in client_of(officer).get("/tindak-lanjut/").content.decode()


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
        assert effects.measure(batch)["releases"]["releasable"] == 0
        register(unregistered, paid)
        assert effects.measure(batch)["releases"]["_files"] == {str(held.pk): str(held.pk)}
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


# --- which keys count ---


def walk_in(officer: User, **fields: Any) -> Application:
    """A held walk-in that no sheet knew when it stood there."""
    fields = {"nib": None, "source": "LOKET", "declared_workers": 1, "owner_nik": make_nik(), **fields}
    business = make_business(name="Warung Bu Tini", **fields)
    check = services.check_business(business=business, service="DOMISILI", by=officer)
    return services.hold(check=check, by=officer).application


def link_all(batch: ImportBatch) -> None:
    """What every import does at its end."""
    with connection.cursor() as cursor:
        link_businesses(cursor, batch.pk)


@pytest.mark.parametrize("key", ["NPWP", "NPP", "OWNER_NIK"])
def test_an_employer_with_a_key_noted_at_intake_releases(
    officer: User, batch: ImportBatch, paid: date, key: str
) -> None:
    nik = make_nik()
    file = walk_in(officer, owner_nik=nik, npwp="0123456789012345" if key == "NPWP" else None,
                   npp="XY001122" if key == "NPP" else None)  # fmt: skip
    keys = {"NPWP": {"npwp": "0123456789012345"}, "NPP": {"npp": "XY001122"}, "OWNER_NIK": {"npwp": nik}}[key]
    employer = make_employer(name="PT Nama Lain", paid_through=paid, batch=batch, row_number=12, **keys)
    make_worker(employer)
    link_all(batch)
    assert send(batch_committed, batch).result == {"released": 1, "rechecked": 0}
    file.refresh_from_db()
    change = file.history.first()
    assert change is not None
    assert (file.state, change.event) == ("READY", "MATCHED")
    assert "baris 12" in change.note


@pytest.mark.parametrize("key", ["npwp", "npp", "owner and name"])
def test_the_sheets_own_row_of_a_walk_in_releases_it(officer: User, batch: ImportBatch, paid: date, key: str) -> None:
    nik = make_nik()
    own = {"npwp": {"npwp": "0123456789012345"}, "npp": {"npp": "XY001122"}, "owner and name": {}}[key]
    file = walk_in(officer, owner_nik=nik, **own)
    walked_in = file.business
    name = "Warung Bu Tini" if key == "owner and name" else "PT Tini Sejahtera"
    row = make_business(
        name=name,
        owner_nik=nik if key == "owner and name" else make_nik(),
        declared_workers=1,
        district=SAGULUNG,
        **own,
    )
    employer = register(row, paid)
    assert send(batch_committed, batch).result == {"released": 1, "rechecked": 0}
    file.refresh_from_db()
    assert (file.state, file.business) == ("READY", row)
    Membership.objects.filter(employer=employer).delete()
    employer.delete()
    assert send(batch_undone, batch).result == {"reopened": 1, "flagged": 0}
    file.refresh_from_db()
    assert (file.state, file.business) == ("HELD", walked_in)


@pytest.mark.parametrize("case", ["another shop of the owner", "two rows of one NPWP", "a business with a NIB"])
def test_what_is_not_surely_the_same_waits_for_a_person(
    officer: User, batch: ImportBatch, paid: date, case: str
) -> None:
    nik, npwp = make_nik(), "0123456789012345"
    file = walk_in(officer, owner_nik=nik, npwp=npwp, nib="9120004127835" if case == "a business with a NIB" else None)
    if case == "another shop of the owner":
        register(make_business(name="Laundry Kilat", owner_nik=nik, declared_workers=1), paid)
    else:
        for number in range(2 if case == "two rows of one NPWP" else 1):
            register(make_business(name=f"PT Tini {number}", npwp=npwp, declared_workers=1), paid)
    assert send(batch_committed, batch).result == {"released": 0, "rechecked": 0}
    file.refresh_from_db()
    assert file.state == "HELD"


def test_a_person_who_confirms_the_match_releases_the_file(
    held: Application, unregistered: Business, batch: ImportBatch, paid: date, bpjs: User
) -> None:
    employer = make_employer(name=unregistered.name, paid_through=paid)
    for _ in range(unregistered.declared_workers or 0):
        make_worker(employer)
    link = BusinessEmployerLink.objects.create(
        business=unregistered, employer=employer, how="NAME", state="SUGGESTED", score="0.930"
    )
    confirm_link(link=link, by=bpjs)
    item = work.run_now(WorkItem.objects.get(kind="permits.release_linked", target_id=str(link.pk)))
    assert item.result == {"released": 1, "rechecked": 0}
    held.refresh_from_db()
    assert (held.state, held.ready_batch) == ("READY", None)


def test_a_file_that_only_waited_for_bpjs_is_not_held_by_the_undo(
    officer: User, batch: ImportBatch, paid: date
) -> None:
    one_key = make_business(name="Kedai Satu Nomor", declared_workers=1)
    check = services.check_business(business=one_key, service="DOMISILI", by=officer)
    file = services.ask_bpjs(check=check, by=officer)
    employer = register(one_key, paid)
    assert send(batch_committed, batch).result == {"released": 1, "rechecked": 0}
    Membership.objects.filter(employer=employer).delete()
    employer.delete()
    assert send(batch_undone, batch).result == {"reopened": 1, "flagged": 0}
    file.refresh_from_db()
    assert file.state == "RECEIVED"
    assert not any(invariants.run().values())
