"""What the pages of checks and files read."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.access import get_visible_or_404, not_found
from accounts.kept import kept
from accounts.models import User
from enrollment.models import Business, BusinessEmployerLink
from enrollment.rules.calendar import add_months, months_between, required_month
from enrollment.selectors.status import holidays
from permits.models import Application, Check, LegalBasis, Referral, StatusChange
from permits.rules.verdict import NextStep

__all__ = [
    "candidate_of",
    "file_seen_by",
    "files_of",
    "files_of_business",
    "latest_check",
    "laws",
    "month_strip",
    "open_counts",
    "strip_of",
]

State = Application.State
MOST_FILES = 10
TO_DO = (State.READY, State.WAITING_BPJS, State.HELD, State.FORWARDED, State.LAPSED)


def candidate_of(check: Check, public_id: str) -> Business:
    """The business a check offered under this opaque id; anything else is 404."""
    if public_id not in {row["public_id"] for row in check.candidates}:
        not_found()
    found: Business = Business.objects.select_related("village__district").get(public_id=public_id)
    return found


def file_seen_by(user: User, pk: UUID) -> Application:
    """A file in the user's scope with its timeline, else 404."""
    history = StatusChange.objects.select_related("by", "check_row", "batch")
    rows = Application.objects.select_related(
        "agency",
        "permit_type",
        "business__village__district",
        "decided_by",
        "received_by",
        "ready_batch",
        "assigned_to",
    ).prefetch_related(Prefetch("history", queryset=history), "receipts", "referrals")
    found: Application = get_visible_or_404(rows, user, pk=pk)
    return found


def latest_check(application: Application) -> Check | None:
    """The newest check of a file: a later one for it, else the one that opened it."""
    rows = Check.objects.select_related("permit_type", "rule__legal_basis", "agency")
    newest = rows.filter(application=application).order_by("-at").first()
    return newest or rows.filter(opened=application).first()


def files_of(
    user: User, *, state: str = "", service: str = "", text: str = "", mine: str = ""
) -> QuerySet[Application]:
    """The files in scope, filtered; `text` is part of the number or of the business' name, `mine` those one holds.

    Each with `due_on`: its own deadline, else the end of the letter it is held with.
    """
    rows = Application.objects.visible_to(user).select_related(
        "permit_type", "agency", "business__village", "assigned_to"
    )
    if state in State.values:
        rows = rows.filter(state=state)
    if service:
        rows = rows.filter(permit_type__code=service)
    if text:
        rows = rows.filter(number__icontains=text) | rows.filter(business_name__icontains=text)
    if mine:
        rows = rows.filter(assigned_to=user)
    letters = Referral.objects.filter(application=OuterRef("pk"), closed_at__isnull=True).order_by("-id")
    due = Coalesce("deadline_on", Subquery(letters.values("valid_until")[:1]))
    return rows.annotate(due_on=due).order_by("-received_at", "-number")


def files_of_business(user: User, file: Application) -> list[Application]:
    """The newest files of the same business that the user may see, this one among them."""
    if file.business_id is None:
        return []
    rows = Application.objects.visible_to(user).filter(business=file.business_id).select_related("permit_type")
    return list(rows.order_by("-received_at", "-number")[:MOST_FILES])


def open_counts(user: User) -> dict[str, int]:
    """How many files in scope stand where somebody has to act, and how many one holds oneself; one query."""
    wanted = {state.value: Count("pk", filter=Q(state=state)) for state in TO_DO}
    rows = Application.objects.visible_to(user).filter(Q(state__in=TO_DO) | Q(assigned_to=user))
    found: dict[str, int] = rows.aggregate(**wanted, mine=Count("pk", filter=Q(assigned_to=user)))
    return found


def laws() -> QuerySet[LegalBasis]:
    """Every legal basis on file."""
    return LegalBasis.objects.order_by("short_title")


def strip_of(check: Check) -> list[dict[str, Any]]:
    """The same twelve months as `month_strip`, out of what the check itself found."""
    business = check.answer.get("business") or {}
    if not business.get("employers"):
        return []
    paid, since = business["paid_through"], business["since"]
    last = required_month(check.on, kept("holidays", holidays))
    start = date.fromisoformat(since).replace(day=1) if since else None
    paid_through = date.fromisoformat(paid) if paid else None
    months = months_between(add_months(last, -11), last)
    return [{"month": month, "state": _month_state(month, start, paid_through)} for month in months]


def month_strip(business: Business, on: date) -> list[dict[str, Any]]:
    """Twelve months up to the required one, oldest first: `month`, `state` (paid, unpaid, none = before it joined)."""
    links = BusinessEmployerLink.objects.filter(business=business, state="CONFIRMED").select_related("employer")
    employers = [link.employer for link in links]
    if not employers:
        return []
    last = required_month(on, holidays())
    running = [e for e in employers if e.closed_on is None]
    paid = [e.paid_through for e in running if e.paid_through]
    paid_through = min(paid) if paid and len(paid) == len(running) else None
    start = _first_month(business)
    months = months_between(add_months(last, -11), last)
    return [{"month": month, "state": _month_state(month, start, paid_through)} for month in months]


def _first_month(business: Business) -> date | None:
    row = business.links.filter(state="CONFIRMED").order_by("employer__memberships__started_on")
    first = row.values_list("employer__memberships__started_on", flat=True).first()
    return first.replace(day=1) if first else None


def _month_state(month: date, start: date | None, paid_through: date | None) -> str:
    if start is None or month < start:
        return "none"
    return "paid" if paid_through is not None and month <= paid_through else "unpaid"


def wants_intake(check: Check) -> bool:
    """Whether the next step is to note who stands there."""
    return bool(check.answer.get("next_step") == NextStep.TAKE_INTAKE)
