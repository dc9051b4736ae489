"""What the pages of checks and files read."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from accounts.access import get_visible_or_404, not_found
from accounts.models import User
from enrollment.models import Business, BusinessEmployerLink
from enrollment.rules.calendar import add_months, months_between, required_month
from enrollment.selectors.status import holidays
from permits.models import Application, Check, LegalBasis, StatusChange
from permits.rules.verdict import NextStep

__all__ = [
    "candidate_of",
    "check_of",
    "file_of_check",
    "file_seen_by",
    "files_of",
    "latest_check",
    "laws",
    "month_strip",
]

State = Application.State


def check_of(user: User, pk: UUID) -> Check:
    """A check of the user's own office, else 404."""
    rows = Check.objects.select_related("permit_type", "rule__legal_basis", "business__village", "agency__city", "by")
    found: Check = get_visible_or_404(rows, user, pk=pk)
    return found


def file_of_check(check: Check) -> Application | None:
    """The file the check was made for or has opened."""
    rows = Application.objects.select_related("permit_type", "decided_by")
    if check.application_id:
        return rows.get(pk=check.application_id)
    return rows.filter(opening_check=check).first()


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
        "agency", "permit_type", "business__village__district", "decided_by", "received_by", "ready_batch"
    ).prefetch_related(Prefetch("history", queryset=history), "receipts", "referrals")
    found: Application = get_visible_or_404(rows, user, pk=pk)
    return found


def latest_check(application: Application) -> Check | None:
    """The newest check of a file: a later one for it, else the one that opened it."""
    rows = Check.objects.select_related("permit_type", "rule__legal_basis", "agency")
    newest = rows.filter(application=application).order_by("-at").first()
    return newest or rows.filter(opened=application).first()


def files_of(user: User, *, state: str = "", service: str = "", text: str = "") -> QuerySet[Application]:
    """The files in scope, filtered; `text` is part of the number or of the business' name."""
    rows = Application.objects.visible_to(user).select_related("permit_type", "agency", "business__village")
    if state in State.values:
        rows = rows.filter(state=state)
    if service:
        rows = rows.filter(permit_type__code=service)
    if text:
        rows = rows.filter(number__icontains=text) | rows.filter(business_name__icontains=text)
    return rows.order_by("-received_at", "-number")


def laws() -> QuerySet[LegalBasis]:
    """Every legal basis on file."""
    return LegalBasis.objects.order_by("short_title")


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
