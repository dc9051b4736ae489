"""A register that was fed yesterday, and businesses of every kind in it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from accounts import vault
from accounts.models import User
from districts.clock import today
from enrollment.models import Business, Employer, ImportBatch
from enrollment.rules.calendar import add_months, required_month
from enrollment.selectors.status import holidays
from tests.factories import make_business, make_employer, make_nik, make_user, make_worker

PROFILES = ("businesses", "employers", "workers", "bpu")


def feed_register(as_of: date | None = None, profiles: tuple[str, ...] = PROFILES) -> None:
    """Note committed sheets of every profile with a data date (yesterday unless given)."""
    by = User.objects.filter(username="importir").first() or make_user("importir", "IA", "DPMPTSP")
    for profile in profiles:
        content = os.urandom(8)
        stored = vault.store_file(content=content, name="x.xlsx", kind="UPLOAD", content_type="x", by=by)
        ImportBatch.objects.create(
            profile=profile,
            state="COMMITTED",
            as_of=as_of or today() - timedelta(days=1),
            file=stored,
            sha256=hashlib.sha256(content).hexdigest(),
            uploaded_by=by,
            committed_by=by,
            committed_at="2026-11-21T06:10:00+07:00",
        )


@pytest.fixture
def feed(reference: None) -> Callable[..., None]:
    """`feed(as_of=…)`."""
    return feed_register


@pytest.fixture
def fresh(feed: Callable[..., None]) -> None:
    """Data of yesterday in every profile."""
    feed()


@pytest.fixture
def paid() -> date:
    """The month that must be paid today."""
    return required_month(today(), holidays())


@pytest.fixture
def compliant(fresh: None, paid: date) -> Business:
    """Two declared workers, two covered, paid."""
    business = make_business(
        name="Toko Berkah Jaya", declared_workers=2, owner_nik=make_nik(), owner_name="Hendra Wijaya"
    )
    employer = make_employer(business, paid_through=paid, scale="KECIL")
    make_worker(employer)
    make_worker(employer)
    return business


@pytest.fixture
def unregistered(fresh: None) -> Business:
    """Known by NIB and owner, without any cover."""
    return make_business(name="Bakso Pak Min", declared_workers=3, owner_nik=make_nik(), owner_name="Suparmin")


@pytest.fixture
def in_arrears(fresh: None, paid: date) -> Business:
    """Three months unpaid, five of twelve workers missing."""
    business = make_business(name="CV Citra Bahari", declared_workers=12, owner_nik=make_nik())
    employer = make_employer(business, paid_through=add_months(paid, -3), scale="KECIL")
    for _ in range(7):
        make_worker(employer)
    return business


def register(business: Business, paid_through: date) -> Employer:
    """What an import would do: an employer with the declared workers, linked by an exact key."""
    employer = make_employer(business, paid_through=paid_through, scale="KECIL")
    for _ in range(business.declared_workers or 0):
        make_worker(employer)
    return employer
