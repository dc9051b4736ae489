"""Release without a second visit, with real processes: the file is ready and its applicant told within five minutes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction

from accounts.models import MailSettings, User
from enrollment.models import Business, ImportBatch
from enrollment.signals import batch_committed
from permits import services
from permits.models import Application, Notice
from tests.accounts.test_mail import Server
from tests.factories import make_business, make_nik
from tests.faults.stack import Stack, assert_invariants, stack, wait_until
from tests.permits.conftest import feed_register, register

__all__ = ["stack"]

FIVE_MINUTES = 300


@pytest.fixture
def post(stack: Stack) -> Iterator[Server]:
    """A mail server that keeps what it is given, set up as the product's."""
    with Server() as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        host, port = running.server_address[:2]
        MailSettings.objects.create(host=str(host), port=port, security="NONE", sender="loket@batam.example")
        yield running
        running.shutdown()


@pytest.fixture
def held(post: Server, officer: User) -> Application:
    feed_register()
    business = make_business(name="Bakso Pak Min", declared_workers=1, owner_nik=make_nik())
    check = services.check_business(business=business, service="DOMISILI", by=officer)
    applicant = services.Applicant(name="Suparmin", email="pak.min@contoh.id")
    file = services.hold(check=check, by=officer, applicant=applicant).application
    Notice.objects.filter(kind="HELD").update(state="SENT", closed_at=file.received_at)
    return file


def commit(business: Business | None) -> None:
    """The end of an import, in its transaction."""
    assert business is not None
    batch = ImportBatch.objects.filter(profile="workers").get()
    with transaction.atomic():
        register(business, date(2026, 10, 1))
        batch_committed.send(sender=ImportBatch, batch=batch, months=())


def is_told() -> bool:
    return Notice.objects.filter(kind="READY", state="SENT").exists()


def test_ready_and_told_within_five_minutes(stack: Stack, post: Server, held: Application) -> None:
    stack.worker(beat=True)
    started = time.monotonic()
    commit(held.business)
    wait_until(is_told, "the applicant is told")
    took = time.monotonic() - started
    held.refresh_from_db()
    assert (held.state, len(post.mails)) == ("READY", 1)
    assert f"Subject: Permohonan {held.number} siap diterbitkan".encode() in post.mails[0]
    print(f"commit to told: {took:.1f} s")
    assert took < FIVE_MINUTES
    assert_invariants()


def test_f03_every_message_lost_and_still_told_once(stack: Stack, post: Server, held: Application) -> None:
    commit(held.business)
    stack.flush()
    stack.worker(beat=True)
    wait_until(is_told, "the applicant is told")
    stack.kill_tree("worker")
    stack.worker("second", beat=True)
    time.sleep(3)
    held.refresh_from_db()
    assert (held.state, len(post.mails)) == ("READY", 1)
    assert_invariants()
