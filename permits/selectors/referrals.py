"""Referral letters as a branch calls them up: who was sent, how long ago, reminded when, registered or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import vault
from accounts.models import User
from accounts.rules import Role
from districts.clock import today
from permits.models import Application, Notice, Referral, StatusChange

__all__ = ["LAPSE_DAYS", "REFERRAL_STATES", "Call", "calls_of", "referrals_of"]

BRANCH = (Role.BRANCH_STAFF, Role.BRANCH_HEAD)
LAPSE_DAYS = 7
REFERRAL_STATES = {
    "open": _("Masih berlaku"),
    "lapsing": _("Habis dalam 7 hari"),
    "expired": _("Habis masa berlakunya"),
    "registered": _("Sudah terdaftar"),
}
State = Application.State
WAITING = (State.HELD, State.WAITING_BPJS, State.FORWARDED)
TOLD = (Notice.State.SENT, Notice.State.DONE)


@dataclass(frozen=True)
class Call:
    """One line of the list. `reminder`: the newest notice that reached the applicant; `next_on`: the next one."""

    referral: Referral
    age: int
    phone: str
    reminder: Notice | None
    next_on: date | None


def referrals_of(user: User, *, state: str = "open", everywhere: bool = False) -> QuerySet[Referral]:
    """The newest letter of each file, of the own branch or of the city; the oldest first."""
    files = Application.objects.visible_to(user)
    newer = Referral.objects.filter(application=OuterRef("application"), id__gt=OuterRef("id"))
    rows = Referral.objects.filter(~Exists(newer), application__in=files)
    if not everywhere:
        rows = rows.filter(branch__in=user.scope.agencies(*BRANCH))
    waits, day = Q(application__state__in=WAITING), today()
    registered = StatusChange.objects.filter(application=OuterRef("application"), event="MATCHED")
    periods = {
        "open": Q(valid_until__gte=day),
        "lapsing": Q(valid_until__range=(day, day + timedelta(days=LAPSE_DAYS))),
        "expired": Q(valid_until__lt=day),
    }
    rows = rows.filter(waits, periods[state]) if state in periods else rows.filter(~waits & Exists(registered))
    notices = Prefetch("notices", queryset=Notice.objects.order_by("due_on"))
    return (
        rows.select_related(
            "application__agency", "application__permit_type", "application__business__village__district", "branch"
        )
        .prefetch_related(notices)
        .order_by("issued_on", "id")
    )


def calls_of(referrals: Iterable[Referral]) -> list[Call]:
    """The lines of a page or a file."""
    day = today()
    return [
        Call(
            referral=row,
            age=(day - row.issued_on).days,
            phone=_phone(row.application),
            reminder=next((n for n in reversed(row.notices.all()) if n.state in TOLD), None),
            next_on=next((n.due_on for n in row.notices.all() if n.state == Notice.State.PENDING), None),
        )
        for row in referrals
    ]


def _phone(application: Application) -> str:
    """What the applicant left at the counter, else what the register has."""
    if application.phone:
        return vault.unseal(application.phone, "application.phone")
    business = application.business
    return vault.unseal(business.phone, "business.phone") if business and business.phone else ""
