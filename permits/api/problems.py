"""Every way an operation can fail, as a problem (RFC 9457) in the caller's language."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from accounts.access import Forbidden
from accounts.problems import problem
from districts.clock import WIB, now, today
from permits.api.parser import BadBody
from permits.errors import Refused

HOUR_SECONDS = 3600
DETAILS: dict[str, str | Promise] = {
    "TOKEN_ADDRESS": _("Token ini tidak boleh dipakai dari alamat ini."),
    "PURPOSE": _("Token ini tidak terikat pada layanan itu."),
    "QUOTA": _("Kuota token ini habis untuk sementara."),
    "KEY_REUSED": _("Idempotency-Key ini sudah dipakai untuk isi yang lain."),
    "BUSY": _("Permintaan dengan Idempotency-Key ini sedang dikerjakan."),
    "DAY_AHEAD": _("Tanggal yang ditanyakan belum tiba."),
    "FIELDS": _("Ada isian yang tidak sesuai; lihat errors."),
}


class Failed(Exception):
    """An operation says no."""

    def __init__(self, status: int, code: str = "", *, retry_after: int = 0) -> None:
        self.status = status
        self.code = code
        self.retry_after = retry_after
        super().__init__(status, code)


def register(api: NinjaAPI) -> None:
    """Hand every kind of failure to its answer; the unexpected goes on to Django, which logs it and answers 500."""
    api.add_exception_handler(Failed, _failed)
    api.add_exception_handler(AuthenticationError, lambda _request, _error: _answer(401))
    api.add_exception_handler(HttpError, _unreadable)
    api.add_exception_handler(RequestDataTooBig, lambda _request, _error: _answer(413))
    api.add_exception_handler(Http404, lambda _request, _error: _answer(404))
    api.add_exception_handler(Forbidden, _forbidden)
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(ValidationError, _invalid)


def _failed(request: HttpRequest, error: Any) -> HttpResponse:
    return _answer(error.status, error.code, DETAILS.get(error.code, ""), retry_after=error.retry_after)


def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    """ninja's own complaint about a body; the parser's reason is its cause."""
    cause = error.__cause__
    return _answer(cause.status if isinstance(cause, BadBody) else error.status_code)


def _forbidden(request: HttpRequest, error: Any) -> HttpResponse:
    return _answer(403, detail=error.reason)


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    """The counter's own sentence."""
    if error.code == "TOO_MANY":
        return _answer(429, error.code, error.sentence, retry_after=HOUR_SECONDS)
    if error.code == "LIST_DAY_OVER":
        return _answer(429, error.code, error.sentence, retry_after=_until_midnight())
    return _answer(422, error.code, error.sentence)


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    """What ninja and pydantic found: where and which kind. Never what was sent, it may be a person's number."""
    errors = [{"field": ".".join(str(part) for part in one["loc"]), "code": one["type"]} for one in error.errors]
    malformed = any(one["type"] == "extra_forbidden" or one["loc"][0] == "header" for one in error.errors)
    return _answer(400 if malformed else 422, "FIELDS", DETAILS["FIELDS"], errors=errors)


def _answer(
    status: int,
    code: str = "",
    detail: str | Promise = "",
    *,
    errors: list[dict[str, Any]] | None = None,
    retry_after: int = 0,
) -> HttpResponse:
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    if retry_after:
        headers["Retry-After"] = str(retry_after)
    return problem(status, code, detail, errors=errors, headers=headers)


def _until_midnight() -> int:
    midnight = datetime.combine(today() + timedelta(days=1), time.min, tzinfo=WIB)
    return int((midnight - now()).total_seconds()) + 1
