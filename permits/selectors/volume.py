"""How much somebody looks up: person keys are rationed, business keys braked (security.md's head). All settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q

from accounts.models import AuditEvent, User
from districts.clock import now
from enrollment.rules.recognition import IdentifierKind
from permits.models import Check

__all__ = ["SLOWED", "STOPPED", "Volume", "volume_of", "was_told"]

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
