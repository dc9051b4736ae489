"""Rows of /api/v1/: a session opens nothing there, whoever's it is. What a key opens: tests/api/test_access.py."""

from __future__ import annotations

from typing import Any

from tests.access.machinery import METHODS, Row, everybody

UNKNOWN = {"Authorization": "Bearer cjs_unknown"}


def any_code(_world: Any) -> dict[str, Any]:
    return {"code": "LBJ-4F7K-29XQ"}


ROWS = [
    Row("api:checks", "POST", everybody(401), anonymous=401, headers=UNKNOWN),
    Row("api:batch", "POST", everybody(401), anonymous=401, headers=UNKNOWN),
    Row("api:referral", "GET", everybody(401), anonymous=401, args=any_code),
    Row("api:registration", "POST", everybody(401), anonymous=401, headers=UNKNOWN),
    # The document may be read by whoever has an account.
    Row("api:openapi", "GET", everybody(200), anonymous=401),
    # Only there so that the document knows where it is mounted.
    *(Row("api:api-root", method, everybody(404), anonymous=404, headers=UNKNOWN) for method in METHODS),
]
