"""schemathesis on the OpenAPI document: whatever is sent, no 500 and no answer the document does not name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.models import User
from config.wsgi import application
from enrollment.models import Business
from permits import services
from tests.api.conftest import PURPOSES, issue

pytestmark = pytest.mark.django_db
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 15
PATIENT = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def reporter(key: str, admin_user: Any, admin2: Any) -> str:
    """A key of BPJS' own system."""
    return issue(admin_user, admin2, agency="BPJS-SKP", purposes=["PENDAFTARAN"], quota_hour=10**6, quota_day=10**6)[1]


@pytest.fixture
def key(admin_user: Any, admin2: Any) -> Iterator[str]:
    """A key that nothing slows down."""
    _token, secret = issue(admin_user, admin2, quota_hour=10**6, quota_day=10**6)
    # Outside Django's own client each request would close the connection, and with it the test's transaction.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with override_settings(LOOKUP_PERSON_DAY=10**6, LOOKUP_BUSINESS_HOUR=10**6, LOOKUP_PERSON_HOUR=10**6):
        yield secret
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@dataclass(frozen=True)
class Found:
    """What leads somewhere: numbers of the register and a letter's code."""

    numbers: list[str]
    code: str


@pytest.fixture
def found(compliant: Business, unregistered: Business, ptsp: User) -> Found:
    check = services.check_business(business=unregistered, service="PTSP_LAMA", by=ptsp)
    letter = services.hold(check=check, by=ptsp)
    return Found([compliant.nib or "", unregistered.nib or ""], letter.code)


def document(key: str) -> Any:
    """The document as it is served."""
    headers = {"Authorization": f"Bearer {key}"}
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, headers=headers)


def narrowed(schema: Any, found: Found) -> Any:
    """Asking only for what is there: the operations themselves are reached, not only their gates."""
    shapes = schema.raw_schema["components"]["schemas"]
    shapes["RegistrationIn"]["properties"] |= {
        "key": {"enum": ["NIB"]},
        "number": {"enum": found.numbers},
        "registered_on": {"enum": ["2026-11-20"]},
        "npp": {"enum": ["XY001122"]},
    }
    for name in ("CheckIn", "BatchIn"):
        shapes[name]["properties"]["service"]["enum"] = PURPOSES
    for name in ("CheckIn", "NumberIn"):
        shapes[name]["properties"]["identifier"]["enum"] = found.numbers
    schema.raw_schema["paths"]["/api/v1/referrals/{code}"]["get"]["parameters"][0]["schema"]["enum"] = [found.code]
    return schema


EVENTS = "/api/v1/events/registration"
PLACES = [
    ("POST", "/api/v1/checks"),
    ("POST", "/api/v1/checks/batch"),
    ("POST", EVENTS),
    ("GET", "/api/v1/referrals/{code}"),
]
POSITIVE, NEGATIVE = GenerationMode.POSITIVE, GenerationMode.NEGATIVE


@pytest.mark.parametrize(("mode", "is_narrow"), [(POSITIVE, True), (POSITIVE, False), (NEGATIVE, False)])
@pytest.mark.parametrize(("method", "path"), PLACES)
def test_every_answer_is_in_the_document(
    key: str, reporter: str, found: Found, method: str, path: str, mode: GenerationMode, is_narrow: bool
) -> None:
    key = reporter if path == EVENTS else key
    good = 202 if path == EVENTS else 200
    schema = document(key)
    operation = (narrowed(schema, found) if is_narrow else schema)[path][method]
    seen: set[int] = set()

    @PATIENT
    @given(case=operation.as_strategy(generation_mode=mode))
    def answers(case: Any) -> None:
        own = {"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"}
        case.headers = {**(case.headers or {}), **own}
        response = case.call()
        seen.add(response.status_code)
        case.validate_response(response, checks=CHECKS)

    answers()
    assert good in seen if is_narrow else seen - {good}, seen
