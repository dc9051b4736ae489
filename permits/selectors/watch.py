"""The watch list as its page shows it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q, QuerySet

from accounts.access import not_found
from accounts.models import User
from permits.models import Watch

__all__ = ["WATCH_STATES", "watch_counts", "watch_seen_by", "watches_of"]

WATCH_STATES = {
    "lapsed": Q(lapsed_on__isnull=False),
    "coming": Q(lapsed_on__isnull=True, lapses_by__isnull=False),
    "holding": Q(lapsed_on__isnull=True, lapses_by__isnull=True),
}


def watches_of(user: User, state: str = "") -> QuerySet[Watch]:
    """The list in scope: what lapsed and nobody has seen first, then what will, then the rest."""
    rows = Watch.objects.visible_to(user).select_related("agency", "application__permit_type", "business__village")
    if state in WATCH_STATES:
        rows = rows.filter(WATCH_STATES[state])
    return rows.order_by(
        F("lapsed_on").desc(nulls_last=True), F("seen_at").asc(nulls_first=True), F("lapses_by").asc(nulls_last=True),
        "-cleared_on", "id",
    )  # fmt: skip


def watch_counts(user: User) -> dict[str, Any]:
    """How many of each kind, in one query."""
    return Watch.objects.visible_to(user).aggregate(**{k: Count("pk", filter=q) for k, q in WATCH_STATES.items()})


def watch_seen_by(user: User, pk: str) -> Watch:
    """A row in scope by the number a form sends; else 404."""
    rows = Watch.objects.visible_to(user)
    found = rows.filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() and len(pk) < 19 else None
    return found or not_found()
