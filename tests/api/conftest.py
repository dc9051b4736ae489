"""A key of DPMPTSP's own system, and a register with businesses of every kind."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts import tokens
from accounts.models import ApiToken, User
from districts.clock import today
from districts.models import Agency
from tests.permits.conftest import compliant, feed, fresh, in_arrears, paid, unregistered

__all__ = ["compliant", "feed", "fresh", "in_arrears", "paid", "unregistered"]

Ask = Callable[..., Any]
PURPOSES = ["PTSP_BARU", "PTSP_LAMA"]


def issue(by: User, second: User | None, agency: str = "DPMPTSP", **fields: Any) -> tuple[ApiToken, str]:
    """A key and its secret; approved where there is a second person."""
    given = {"purposes": PURPOSES, "expires_on": today() + timedelta(days=60), "quota_hour": 300, "quota_day": 5000}
    wanted = tokens.Wanted(name="Portal PTSP", agency=Agency.objects.get(code=agency), **{**given, **fields})
    made = tokens.create(wanted=wanted, by=by)
    if second is not None:
        tokens.approve(token=made.token, by=second)
    return ApiToken.objects.get(pk=made.token.pk), made.secret


@pytest.fixture
def issued(admin_user: User, admin2: User) -> tuple[ApiToken, str]:
    """In force, for two services of DPMPTSP."""
    return issue(admin_user, admin2)


@pytest.fixture
def token(issued: tuple[ApiToken, str]) -> ApiToken:
    return issued[0]


@pytest.fixture
def secret(issued: tuple[ApiToken, str]) -> str:
    return issued[1]


@pytest.fixture
def ask(secret: str) -> Ask:
    """`ask("checks", {...})` posts, `ask("referrals/X")` gets; headers and another secret by name."""

    def send(path: str, body: Any = None, *, key: str | None = secret, **headers: str) -> Any:
        client = Client(raise_request_exception=False)
        given = ({"Authorization": f"Bearer {key}"} if key else {}) | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        if body is None:
            return client.get(f"/api/v1/{path}", headers=given)
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        kind = given.pop("Content-Type", "application/json")
        return client.post(f"/api/v1/{path}", content, content_type=kind, headers=given)

    return send


def asking(identifier: str, **fields: Any) -> dict[str, Any]:
    """The body of one look-up."""
    return {"identifier": identifier, "service": "PTSP_LAMA", "application_number": "OSS-2026-000123", **fields}
