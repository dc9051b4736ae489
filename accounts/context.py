"""What base.html shows around every page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.translation import get_language

from accounts import navigation
from accounts.access import actor
from accounts.kept import kept

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
    office_line, nav = post.agency_name if post else "", _nav(request)
    return shown | {
        "nav": nav,
        # All that the bars around a page show: pieces of pages are kept by it.
        "bars": (
            office_line,
            str(user),
            "" if any(item["current"] for item in nav) else request.path,
            *((item["url"], item["current"], item["count"]) for item in nav),
        ),
        "office_line": office_line,
        "user_display": str(user),
        "data_date": kept("data date", _data_date) if _data_date else None,
        "session_seconds": int(settings.SESSION_IDLE_SECONDS),
        "shortcuts_off": not user.shortcuts_enabled,
    }


def _nav(request: HttpRequest) -> list[dict[str, Any]]:
    items = []
    user = actor(request)
    for entry in navigation.entries_for(user.scope):
        url = kept(("url", get_urlconf(), entry.url_name), partial(_url, entry.url_name))
        if not url:
            continue
        under = [len(path) for path in (url, *entry.also_under) if request.path.startswith(path)]
        count = entry.count(user) if entry.count else 0
        items.append(
            {"key": entry.key, "label": entry.label, "url": url, "under": max(under, default=0), "count": count}
        )
    nearest = max((item["under"] for item in items), default=0)
    return [{**item, "current": bool(nearest) and item["under"] == nearest} for item in items]


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
