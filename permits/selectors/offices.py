"""Offices whose letterhead somebody looks after."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.access import not_found
from accounts.models import User
from accounts.rules import Role
from districts.models import Agency

__all__ = ["office_seen_by", "offices_of"]


def offices_of(user: User) -> QuerySet[Agency]:
    """All for a system admin, the own ones for a supervisor."""
    rows = Agency.objects.select_related("city").order_by("kind", "code")
    if user.scope.has(Role.SYSTEM_ADMIN):
        return rows
    return rows.filter(pk__in=user.scope.agencies(Role.SUPERVISOR))


def office_seen_by(user: User, code: str) -> Agency:
    """One of them by its code, else 404."""
    office = offices_of(user).filter(code=code).first()
    if office is None:
        not_found()
    return office
