"""How much somebody looks up: person keys are rationed, business keys braked (security.md's head). All settings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q

from accounts.models import AuditEvent, User
from accounts.rules import Role
from districts.clock import WIB, now, today
from enrollment.rules.recognition import IdentifierKind
from permits.access import VOLUME_CITY
from permits.models import Check

__all__ = ["PERSON_KINDS", "SLOWED", "STOPPED", "Volume", "Watched", "volume_of", "volumes", "was_told"]

SLOWED = "permits.lookup_slowed"
STOPPED = "permits.lookup_stopped"

PERSON_KINDS = (IdentifierKind.NIK, IdentifierKind.NIK_OR_NPWP, IdentifierKind.KPJ, IdentifierKind.PASSPORT)


@dataclass(frozen=True)
class Volume:
    """Look-ups of one person so far: by person keys in the last hour and day, by business keys in the last hour."""

    person_hour: int
    person_day: int
    business_hour: int

    def is_over(self, kind: IdentifierKind) -> bool:
        """Whether one more of this kind is too many."""
        if kind in PERSON_KINDS:
            return self.person_day >= settings.LOOKUP_PERSON_DAY
        return self.business_hour >= settings.LOOKUP_BUSINESS_HOUR

    def is_slowed(self, kind: IdentifierKind) -> bool:
        """Whether the answer comes late from here on."""
        return kind in PERSON_KINDS and self.person_hour >= settings.LOOKUP_PERSON_HOUR


def volume_of(user: User) -> Volume:
    """One query over the user's checks of the last 24 hours, lists aside: those count by office and day."""
    hour, day = now() - timedelta(hours=1), now() - timedelta(days=1)
    person = Q(asked_kind__in=PERSON_KINDS)
    counts = Check.objects.filter(by=user, at__gte=day, bulk__isnull=True).aggregate(
        person_hour=Count("pk", filter=person & Q(at__gte=hour)),
        person_day=Count("pk", filter=person),
        business_hour=Count("pk", filter=~person & Q(at__gte=hour)),
    )
    return Volume(**counts)


def was_told(user: User, verb: str) -> bool:
    """Whether the audit trail already says so for the last hour."""
    return AuditEvent.objects.filter(actor=user, verb=verb, at__gte=now() - timedelta(hours=1)).exists()


@dataclass(frozen=True)
class Watched:
    """Counts of one person's look-ups at one office: today and this month, and on how many days he was braked."""

    name: str
    office: str
    person_today: int
    business_today: int
    listed_today: int
    person_month: int
    business_month: int
    listed_month: int
    slowed: int
    stopped: int
    last_braked: date | None


def volumes(user: User) -> list[Watched]:
    """Everybody in the user's scope who looked something up this month, whoever was braked first."""
    start = datetime.combine(today(), time.min, tzinfo=WIB)
    month = start.replace(day=1)
    rows = Check.objects.filter(at__gte=month, by__isnull=False)
    if not user.scope.has(*VOLUME_CITY):
        rows = rows.filter(agency__in=user.scope.agencies(Role.SUPERVISOR))
    person, listed, is_today = Q(asked_kind__in=PERSON_KINDS), Q(bulk__isnull=False), Q(at__gte=start)
    single = ~person & ~listed
    counts = rows.order_by().values("by", "by__display_name", "by__username", "agency__short_name")
    annotated = counts.annotate(
        person_today=Count("pk", filter=person & is_today),
        business_today=Count("pk", filter=single & is_today),
        listed_today=Count("pk", filter=listed & is_today),
        person_month=Count("pk", filter=person),
        business_month=Count("pk", filter=single),
        listed_month=Count("pk", filter=listed),
    )
    found = list(annotated)
    braked = _braked({row["by"] for row in found}, month)
    watched = [_watched(dict(row), braked) for row in found]
    return sorted(watched, key=lambda row: (-row.stopped, -row.slowed, -row.person_month, row.name))


def _braked(users: set[int], since: datetime) -> dict[tuple[int, str], set[date]]:
    """(person, verb) → the days on which it was told."""
    days: dict[tuple[int, str], set[date]] = defaultdict(set)
    told = AuditEvent.objects.filter(actor__in=users, verb__in=(SLOWED, STOPPED), at__gte=since)
    for actor, verb, at in told.values_list("actor", "verb", "at"):
        days[actor, verb].add(at.astimezone(WIB).date())
    return days


def _watched(row: dict[str, Any], braked: dict[tuple[int, str], set[date]]) -> Watched:
    pk = row.pop("by")
    slowed, stopped = braked.get((pk, SLOWED), set()), braked.get((pk, STOPPED), set())
    name, username, office = row.pop("by__display_name"), row.pop("by__username"), row.pop("agency__short_name")
    return Watched(
        name=name or username,
        office=office or "",
        slowed=len(slowed),
        stopped=len(stopped),
        last_braked=max(slowed | stopped, default=None),
        **row,
    )
