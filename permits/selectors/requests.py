"""Requests to a second person: the approver's inbox, one file's request, and what may be asked on a check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.rules import Role
from districts.clock import WIB
from permits.models import Application, ApprovalRequest, Check, StatusChange
from permits.rules.answers import requestable

__all__ = ["Granted", "askable", "granted_by_office", "inbox", "inbox_count", "pending_request", "requests_of"]

State = ApprovalRequest.State


def inbox(user: User) -> QuerySet[ApprovalRequest]:
    """What waits for this person's yes or no, oldest first; not what he asked himself."""
    rows = _for(user).select_related("application__agency", "application__permit_type", "check_row__agency", "asked_by")
    return rows.order_by("asked_at", "id")


def inbox_count(user: User) -> int:
    """How many requests wait for this person."""
    return _for(user).count()


def pending_request(application: Application) -> ApprovalRequest | None:
    """The open request of a file."""
    return requests_of(application).filter(state=State.PENDING).first()


def requests_of(application: Application) -> QuerySet[ApprovalRequest]:
    """Every request of a file, newest first."""
    rows = application.requests.select_related("asked_by", "answered_by", "check_row__permit_type")
    return rows.select_related("check_row__rule__legal_basis", "check_row__agency").order_by("-id")


@dataclass(frozen=True)
class Granted:
    """What second persons let go on at an office since a day; `passed` counts every file that was let go on."""

    office: str
    commitments: int
    exemptions: int
    overrides: int
    passed: int

    @property
    def override_share(self) -> float | None:
        """Overrides per hundred files let go on; None where there was none."""
        return 100 * self.overrides / self.passed if self.passed else None


def granted_by_office(user: User, since: date) -> list[Granted]:
    """The offices in scope, the most overrides first (feature A14: visible per desk); undone ones do not count."""
    files = Application.objects.visible_to(user)
    undone = StatusChange.objects.filter(application=OuterRef("application"), event="UNDONE", pk__gt=OuterRef("pk"))
    steps = StatusChange.objects.filter(application__in=files, at__gte=datetime.combine(since, time.min, WIB))
    rows = (
        steps.filter(event__in=("CLEARED", "COMMITTED", "EXEMPTED", "OVERRIDDEN"))
        .exclude(Exists(undone))
        .order_by()
        .values_list("application__agency__short_name")
        .annotate(
            commitments=Count("pk", filter=Q(event="COMMITTED")),
            exemptions=Count("pk", filter=Q(event="EXEMPTED")),
            overrides=Count("pk", filter=Q(event="OVERRIDDEN")),
            passed=Count("pk"),
        )
    )
    return sorted((Granted(*row) for row in rows), key=lambda row: (-row.overrides, -row.passed, row.office))


def askable(check: Check) -> tuple[str, ...]:
    """Kinds of request the rule of this check allows."""
    rule = check.rule
    if rule is None:
        return ()
    allowed = {"commitment_allowed": rule.commitment_allowed, "exemption_allowed": rule.exemption_allowed}
    return requestable(check.outcome, **allowed)


def _for(user: User) -> QuerySet[ApprovalRequest]:
    own = Q(approver=Role.SUPERVISOR, application__agency__in=user.scope.agencies(Role.SUPERVISOR))
    if user.scope.has(Role.BRANCH_HEAD):
        own |= Q(approver=Role.BRANCH_HEAD)
    return ApprovalRequest.objects.visible_to(user).filter(own, state=State.PENDING).exclude(asked_by=user)
