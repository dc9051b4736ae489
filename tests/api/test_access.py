"""The AC column of the access matrix: what a key opens, for its own office and for another's, by its purposes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.urls import get_resolver

from accounts.models import User
from enrollment.models import Business
from permits import services
from permits.models import Check, Referral
from tests.access.machinery import signed_in
from tests.api.conftest import Ask, asking
from tests.factories import make_business, make_nik

pytestmark = pytest.mark.django_db
Letter = Callable[[str, User], Referral]

# path with {own}, {foreign} or {other}: a letter of the key's office, of another office, of another purpose.
TABLE = [
    ("POST", "checks", "PTSP_LAMA", 200),
    ("POST", "checks", "REKOMENDASI", 403),  # the office's, not the key's
    ("POST", "checks", "DOMISILI", 403),  # another office's
    ("POST", "checks", "NO_SUCH", 403),
    ("POST", "checks/batch", "PTSP_LAMA", 200),
    ("POST", "checks/batch", "REKOMENDASI", 403),
    ("POST", "checks/batch", "DOMISILI", 403),
    ("POST", "events/registration", "", 403),  # a key of BPJS for that: tests/permits/test_events.py
    ("GET", "referrals/{own}", "", 200),
    ("GET", "referrals/{foreign}", "", 404),
    ("GET", "referrals/{other}", "", 403),
    ("GET", "referrals/LBJ-4F7K-29XQ", "", 404),
    ("GET", "openapi.json", "", 200),
]


@pytest.fixture
def letter(fresh: None) -> Letter:
    """A letter for one service, by one officer."""

    def write(service: str, by: User) -> Referral:
        business = make_business(owner_nik=make_nik(), declared_workers=1)
        check = services.check_business(business=business, service=service, by=by)
        return services.hold(check=check, by=by)

    return write


@pytest.fixture
def codes(letter: Letter, ptsp: User, officer: User) -> dict[str, str]:
    made = {
        "own": letter("PTSP_LAMA", ptsp),
        "foreign": letter("DOMISILI", officer),
        "other": letter("REKOMENDASI", ptsp),
    }
    return {name: row.code for name, row in made.items()}


@pytest.mark.parametrize(("method", "path", "service", "status"), TABLE)
def test_what_a_key_opens(
    ask: Ask, codes: dict[str, str], compliant: Business, method: str, path: str, service: str, status: int
) -> None:
    before = Check.objects.count()
    one = {"identifier": compliant.nib, "application_number": "A-1"}
    bodies: dict[str, Any] = {
        "checks": asking(compliant.nib or "", service=service),
        "checks/batch": {"service": service, "numbers": [one]},
        "events/registration": {"key": "NIB", "number": compliant.nib, "registered_on": "2026-11-20"},
    }
    response = ask(path.format(**codes), bodies.get(path), Idempotency_Key=str(uuid4()))
    assert response.status_code == status, response.content
    assert (Check.objects.count() > before) == (method == "POST" and status == 200)
    if status != 200:
        assert compliant.name not in response.content.decode()


def test_every_operation_is_in_the_table() -> None:
    api = next(entry for entry in get_resolver().url_patterns if getattr(entry, "namespace", "") == "api")
    known = {path.split("{")[0].split("LBJ")[0] for _method, path, _service, _status in TABLE}
    routes = {str(pattern.pattern).split("<")[0] for pattern in api.url_patterns} - {""}
    assert routes == known


def test_an_account_of_a_key_opens_no_page(ask: Ask, token: Any) -> None:
    """Nobody can log in with it; were it signed in all the same, it would hold no role of a page."""
    client = signed_in(token.user)
    for address in ("/loket/", "/permohonan/", "/usaha/", "/cakupan/", "/laporan/", "/impor/", "/token/"):
        assert client.get(address).status_code == 403, address
