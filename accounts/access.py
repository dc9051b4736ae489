"""Who may: answers that carry their sentence, and the gates views stand behind (security.md §5, architecture §3.6)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, NoReturn, ParamSpec, TypeVar
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rules import Role
from accounts.scope import ScopedQuerySet

POLL_HEADER = "X-Poll"  # what a page asks by itself, with nobody at the desk
STOP_POLLING = 286  # htmx's own status
NO_ACCESS = _("Anda tidak punya akses ke halaman ini. Hubungi admin kantor Anda.")

P = ParamSpec("P")
View = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=View)


@dataclass(frozen=True)
class Allowed:
    """Yes."""

    def __bool__(self) -> Literal[True]:
        return True


@dataclass(frozen=True)
class Denied:
    """No, and why: the sentence for the message, the disabled button and the log."""

    reason: str | Promise

    def __bool__(self) -> Literal[False]:
        return False


Decision = Allowed | Denied


class Forbidden(PermissionDenied):
    """In scope without the right: the 403 page shows the reason."""

    def __init__(self, reason: str | Promise) -> None:
        self.reason = reason
        super().__init__(str(reason))


def ensure(decision: Decision) -> None:
    """Pass, or raise Forbidden with the decision's sentence."""
    if isinstance(decision, Denied):
        raise Forbidden(decision.reason)


def may(user: Any, *roles: Role) -> Decision:
    """Allowed where the user holds one of `roles` today."""
    return Allowed() if user.is_authenticated and user.scope.has(*roles) else Denied(NO_ACCESS)


def require(*roles: Role) -> Callable[[V], V]:
    """A view's gate: anonymous goes to the login page and comes back; without one of `roles` 403 with the sentence.

    Without roles any signed-in person passes.
    """

    def decorate(view: V) -> V:
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_login(request)
            if roles:
                ensure(may(request.user, *roles))
            return view(request, *args, **kwargs)

        gated.required_roles = frozenset(roles)  # type: ignore[attr-defined]
        return gated  # type: ignore[return-value]

    return decorate


def actor(request: HttpRequest) -> User:
    """The person behind a request that passed `require`."""
    if not isinstance(request.user, User):
        raise Forbidden(NO_ACCESS)
    return request.user


def to_login(request: HttpRequest) -> HttpResponse:
    """To the login page and back here; a fragment asks htmx to move the whole page.

    A page's own poll only ends: whatever is typed on that page stays. `SessionGuard` lets no filled-in form go.
    """
    if request.headers.get(POLL_HEADER):
        return HttpResponse(status=STOP_POLLING, headers={"HX-Reswap": "none"})
    back = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "/")
    response: HttpResponse = HttpResponseRedirect(_login_url(back))
    if request.headers.get("HX-Request"):
        current = request.headers.get("HX-Current-URL", "/")
        response = HttpResponse(status=401, headers={"HX-Redirect": _login_url(current)})
    response.asks_to_sign_in = True  # type: ignore[attr-defined]
    return response


def _login_url(back: str) -> str:
    path = "/" + back.split("://", 1)[-1].split("/", 1)[-1] if "://" in back else back
    return f"{resolve_url('account_login')}?{urlencode({'next': path})}"


def get_visible_or_404(queryset: ScopedQuerySet[Any], user: Any, **lookup: Any) -> Any:
    """The one row of `queryset.visible_to(user)` that matches, else 404: a stranger's and a missing row look alike."""
    for name, value in lookup.items():
        if name.endswith("id") and isinstance(value, str):
            try:
                lookup[name] = uuid.UUID(value)
            except ValueError:
                not_found()
    row = queryset.visible_to(user).filter(**lookup).first()
    if row is None:
        not_found()
    return row


def not_found() -> NoReturn:
    """404 that says nothing about why."""
    raise Http404
