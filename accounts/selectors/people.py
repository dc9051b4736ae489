"""People and what they hold, for the own account and the admin's start page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from accounts.models import Assignment, User, WorkItem
from districts.clock import today


@dataclass(frozen=True)
class Overview:
    """Counts on the system admin's start page; no personal data."""

    users: int
    disabled: int
    assignments: int
    waiting: int
    running: int
    quarantined: int


def own_posts(user: User) -> QuerySet[Assignment]:
    """The roles a person holds today, with their offices."""
    return (
        user.assignments.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today()), valid_from__lte=today())
        .select_related("agency")
        .order_by("valid_from", "id")
    )


def overview() -> Overview:
    """Accounts and long work in numbers."""
    people = User.objects.aggregate(
        users=Count("id", filter=Q(is_active=True)), disabled=Count("id", filter=Q(is_active=False))
    )
    work = WorkItem.objects.aggregate(
        waiting=Count("id", filter=Q(state=WorkItem.State.PENDING)),
        running=Count("id", filter=Q(state=WorkItem.State.RUNNING)),
        quarantined=Count("id", filter=Q(state=WorkItem.State.QUARANTINED)),
    )
    current = Assignment.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today()))
    return Overview(**people, **work, assignments=current.count())
