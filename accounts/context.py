"""What base.html shows around every page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from accounts import navigation
from accounts.access import actor

_data_date: Callable[[], date | None] | None = None


def data_date_from(read: Callable[[], date | None]) -> None:
    """The app that owns the register says how its data date is read (this room may not look up there)."""
    global _data_date
    _data_date = read


def chrome(request: HttpRequest) -> dict[str, Any]:
    """nav, office_line, user_display, data_date, is_demo, language, session_seconds, shortcuts_off."""
    shown: dict[str, Any] = {"is_demo": settings.DEMO, "language": get_language(), "nav": []}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return shown
    post = next(iter(user.scope.posts), None)
    return shown | {
        "nav": _nav(request),
        "office_line": post.agency_name if post else "",
        "user_display": str(user),
        "data_date": _data_date() if _data_date else None,
        "session_seconds": int(settings.SESSION_IDLE_SECONDS),
        "shortcuts_off": not user.shortcuts_enabled,
    }


def _nav(request: HttpRequest) -> list[dict[str, Any]]:
    items = []
    user = actor(request)
    for entry in navigation.entries_for(user.scope):
        try:
            url = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        current = request.path.startswith((url, *entry.also_under))
        count = entry.count(user) if entry.count else 0
        items.append({"key": entry.key, "label": entry.label, "url": url, "current": current, "count": count})
    return items
