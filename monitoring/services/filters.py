"""Remembering what somebody chose on the coverage pages, from one day to the next."""

from __future__ import annotations

from accounts.models import User
from monitoring.models import RememberedFilters

__all__ = ["keep_filters"]


def keep_filters(*, query: str, by: User) -> None:
    """The choices as the address carries them; none forgets them. A habit of one's own: nothing for the audit trail."""
    if query:
        RememberedFilters.objects.update_or_create(user=by, defaults={"query": query})
    else:
        RememberedFilters.objects.filter(user=by).delete()
