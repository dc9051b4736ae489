"""What every request passes: an id, headers, the language, and the limits of a session (security.md T06, §6)."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from accounts import drafts, request_id
from accounts.access import POLL_HEADER, not_found
from accounts.forms import SignInForm
from accounts.problems import api_language, is_api
from accounts.selectors.login import needs_second_factor

Respond = Callable[[HttpRequest], HttpResponse]

PERMISSIONS = ", ".join(
    f"{name}=()" for name in ("camera", "microphone", "geolocation", "payment", "usb", "serial", "browsing-topics")
)
# Probes must answer whatever the database does, so they never look at a session.
PROBES = frozenset({"/healthz", "/readyz"})
SEEN_SECONDS = 60
OPEN_WITHOUT_FACTOR = ("mfa_", "account_", "logout", "set_language", "accessibility", "help")


class RealAddress:
    """Behind our own proxy the caller is the last address it added; from anybody else X-Forwarded-For is a lie."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.META.get("REMOTE_ADDR") in settings.TRUSTED_PROXIES:
            added = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip()
            request.META["REMOTE_ADDR"] = added or request.META["REMOTE_ADDR"]
        else:
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        return self.get_response(request)


class PlainAddress:
    """An address with a NUL names nothing, since no text of the database can hold one; a question asked twice with two
    answers is no question (400): one reader would take the first, another the last."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if "\0" in request.path:
            not_found()
        if any(len(values) > 1 for _name, values in request.GET.lists()):
            raise SuspiciousOperation("a parameter twice")


class RequestId:
    """A new id for each request, in `X-Request-ID`, the log and the audit; one sent by a client is not believed."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request_id.current.set(str(uuid.uuid4()))
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.current.get()
            return response
        finally:
            request_id.current.reset(token)


class Headers:
    """Headers that CSP and Django's SecurityMiddleware do not set; nothing but hashed assets is ever kept."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
            response["Cache-Control"] = "no-store, private"
            patch_vary_headers(response, ["HX-Request"])
        return response


class Language:
    """The user's own choice, else this browser's cookie, else Bahasa Indonesia; Accept-Language decides for the API."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        if is_api(request):
            language = api_language(request)
        elif request.path not in PROBES and request.user.is_authenticated:
            language = request.user.language
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.setdefault("Content-Language", language)
        return response


class SessionGuard:
    """Ends a session after idle and absolute limits, and asks for the second factor where it is required.

    A request of an ended session goes on as nobody's: the page's own gate answers it, after the form's token has been
    checked. A form that is sent to the login page is not lost: the page takes it along (accounts.drafts).
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in PROBES:
            return self.get_response(request)
        if request.user.is_authenticated and not self._keep(request):
            request.ended_user = request.user.pk  # type: ignore[attr-defined]
            logout(request)
            messages.info(request, _("Sesi Anda berakhir. Masuk lagi untuk melanjutkan."))
        response = self.get_response(request)
        draft = drafts.draft_of(request) if getattr(response, "asks_to_sign_in", False) else None
        return self._login_with(request, draft) if draft else response

    def _login_with(self, request: HttpRequest, draft: drafts.Draft) -> HttpResponse:
        """The login page, with the form that was on its way."""
        after = {"redirect_field_name": REDIRECT_FIELD_NAME, "redirect_field_value": reverse("draft")}
        context = {"form": SignInForm(request=request), "draft": drafts.sealed(draft), **after}
        return render(request, "account/login.html", context, status=401)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.url_name or "" if request.resolver_match else ""
        if request.path in PROBES or name.startswith(OPEN_WITHOUT_FACTOR) or not request.user.is_authenticated:
            return None
        if needs_second_factor(request.user):
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        return None

    def _keep(self, request: HttpRequest) -> bool:
        """Whether the session still lives; notes its use at most once a minute, and never that of a page's own poll."""
        session, now = request.session, time.time()
        started = session.setdefault("started", now)
        seen = session.get("seen", now)
        if now - started > settings.SESSION_ABSOLUTE_SECONDS or now - seen > settings.SESSION_IDLE_SECONDS:
            return False
        if "seen" not in session or (now - seen > SEEN_SECONDS and not request.headers.get(POLL_HEADER)):
            session["seen"] = now
        return True
