"""What somebody had filled in when their session ended: carried through the login page, sent only by their own press.

A form that reaches a gated page without a session, or with a token from before the last login, is not thrown away. Its
fields travel sealed (readable here alone, for half an hour, for one address) in the login form; after the login a page
offers to send them. Nothing is kept on the server until somebody has signed in, and nothing is ever sent by itself.
"""

from __future__ import annotations

import base64
import binascii
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest

from accounts import vault

LIFE_SECONDS = 30 * 60
MAX_BYTES = 256 * 1024
COLUMN = "accounts.draft"
SESSION_KEY = "draft"
# Passwords, codes and the session itself are never put by; the admin has a login of its own.
_NEVER = ("/masuk/", "/keluar/", "/akun/", "/bahasa/", "/admin/", "/isian/", "/api/")
_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of the field


@dataclass(frozen=True)
class Draft:
    """Fields on their way to `path`; `user` filled them in, where that is known."""

    path: str
    fields: list[tuple[str, str]]
    user: str | None
    at: float
    files: bool

    @property
    def is_old(self) -> bool:
        return time.time() - self.at > LIFE_SECONDS

    def is_of(self, user: Any) -> bool:
        """Filled in by this user, as far as is known."""
        return self.user is None or self.user == str(user.pk)


def draft_of(request: HttpRequest) -> Draft | None:
    """What this POST carries, where there is anything to keep."""
    if request.method != "POST" or request.path.startswith(_NEVER):
        return None
    fields = [
        (name, str(value))
        for name, values in request.POST.lists()
        if name != _TOKEN and "password" not in name
        for value in values
    ]
    if not fields or sum(len(name) + len(value) for name, value in fields) > MAX_BYTES:
        return None
    user = getattr(request, "ended_user", None)
    return Draft(request.get_full_path(), fields, user and str(user), time.time(), bool(request.FILES))


def sealed(draft: Draft) -> str:
    """The draft as text for a hidden field."""
    content = json.dumps([draft.path, draft.fields, draft.user, draft.at, draft.files])
    return base64.urlsafe_b64encode(vault.seal(content, COLUMN)).decode()


def opened(token: str) -> Draft | None:
    """The draft of such a text; None where it is none of ours, or too old."""
    try:
        path, fields, user, at, files = json.loads(vault.unseal(base64.urlsafe_b64decode(token), COLUMN))
    except (vault.Unreadable, binascii.Error, ValueError):
        return None
    draft = Draft(path, [(name, value) for name, value in fields], user, at, files)
    return None if draft.is_old else draft


def keep(request: HttpRequest, token: str) -> None:
    """For after the login; replaces one kept earlier."""
    if token and len(token) <= 2 * MAX_BYTES and opened(token):
        request.session[SESSION_KEY] = token


def kept(request: HttpRequest) -> Draft | None:
    """What is still waiting for this session's user; another user's is dropped unseen."""
    draft = opened(request.session.get(SESSION_KEY, ""))
    if draft is None or not draft.is_of(request.user):
        request.session.pop(SESSION_KEY, None)
        return None
    return draft


def from_our_page(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages sent this; a page elsewhere cannot make it say so."""
    source = request.headers.get("Origin") or request.headers.get("Referer", "")
    parts = urlsplit(source)
    return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())
