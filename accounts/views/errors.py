"""400, 403, 404, 500 and a failed form token, each with its sentence (ui.md §5)."""

from __future__ import annotations

import logging
import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts import drafts, request_id
from accounts.access import NO_ACCESS, Forbidden
from accounts.context import chrome

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What was sent cannot be read."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """In scope without the right: the reason the decision gave."""
    reason = exception.reason if isinstance(exception, Forbidden) else NO_ACCESS
    return render(request, "403.html", {"exception": reason}, status=403)


def token_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is older than the session, or came from elsewhere; one of our own pages' is kept to be sent again."""
    if drafts.from_our_page(request) and request.user.is_authenticated:
        draft = drafts.draft_of(request) or drafts.opened(request.POST.get("draft", ""))
        if draft and draft.is_of(request.user):
            return render(request, "accounts/draft.html", {"draft": draft}, status=403)
    sentence = _("Formulir ini sudah kedaluwarsa. Kembali, muat ulang halaman, lalu kirim sekali lagi.")
    return render(request, "403.html", {"exception": sentence}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """One body for every missing and every foreign address: rendered without the request, so nothing of it shows.

    Its bars are not the kept ones of other pages: those hold forms, and here is no token to send them with.
    """
    context: dict[str, Any] = chrome(request) | {"nav": _without_current(request), "bars": ""}
    return HttpResponse(render_to_string("404.html", context), status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our fault: the page names a short code that the log carries too. Needs neither database nor session.

    A database that is away, full or too slow is a 503: it passes, and a client may try again.
    """
    code = request_id.current.get()[:4].upper()
    passes = isinstance(sys.exception(), OperationalError | InterfaceError)
    logger.error("error page %s for request %s", code, request_id.current.get())
    response = HttpResponse(render_to_string("500.html", {"code": code}), status=503 if passes else 500)
    if passes:
        response["Retry-After"] = "10"
    return response


def _without_current(request: HttpRequest) -> list[dict[str, Any]]:
    return [item | {"current": False} for item in chrome(request).get("nav", [])]
