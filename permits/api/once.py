"""An operation done once for an Idempotency-Key (B72), and its answer as it was given the first time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from accounts import tokens
from accounts.models import ApiToken
from permits.api.problems import Failed


def once(
    request: HttpRequest,
    token: ApiToken,
    key: UUID | None,
    shape: type[Schema],
    act: Callable[[], Any],
    status: int = 200,
) -> HttpResponse:
    """What `act` answers, in the documented shape; with a key the same call again does not act again."""
    if key is None:
        return _sent(_written(shape, act()), status)
    try:
        found = tokens.begin(token=token, key=key, body_digest=_digest(request))
    except tokens.KeyReused:
        raise Failed(422, "KEY_REUSED") from None
    except tokens.Busy:
        raise Failed(409, "BUSY", retry_after=1) from None
    if isinstance(found, tokens.Replay):
        return _sent(found.answer, found.status)
    try:
        answer = _written(shape, act())
        tokens.answered(found, status=status, answer=answer)
    except BaseException:
        tokens.forgotten(found)
        raise
    return _sent(answer, status)


def _written(shape: type[Schema], answer: Any) -> str:
    return shape.model_validate(answer).model_dump_json()


def _sent(answer: str, status: int) -> HttpResponse:
    return HttpResponse(answer, status=status, content_type="application/json")


def _digest(request: HttpRequest) -> str:
    return hashlib.sha256(request.path.encode() + b"\0" + request.body).hexdigest()
