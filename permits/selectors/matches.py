"""Matches that applicants disowned ("bukan usaha saya"): what a look-up no longer offers, what BPJS has to settle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from django.db.models import QuerySet

from accounts import vault
from accounts.access import get_visible_or_404
from accounts.models import User
from districts.models import Agency
from enrollment.rules.recognition import Recognised
from enrollment.rules.status import Found, RegistrationStatus
from permits.models import MatchRejection
from permits.models.watch import MatchRejectionQuerySet

__all__ = ["disowned", "rejection_of", "rejections", "without_disowned"]


def disowned(indexes: Iterable[bytes], agency: Agency | None) -> dict[bytes, frozenset[int]]:
    """Keyed number → the businesses this office no longer offers for it; one query for any number of them."""
    if agency is None:
        return {}
    found: dict[bytes, set[int]] = defaultdict(set)
    rows = MatchRejection.objects.in_force().filter(agency=agency, asked_index__in=list(indexes))
    for index, business in rows.values_list("asked_index", "business_id"):
        found[bytes(index)].add(business)
    return {index: frozenset(businesses) for index, businesses in found.items()}


def without_disowned(status: RegistrationStatus, asked: Recognised, agency: Agency | None) -> RegistrationStatus:
    """The answer of the register without what this office was told is not the applicant's."""
    if status.business_id is None and not status.candidates:
        return status
    index = vault.index(asked.value)
    gone = disowned([index], agency).get(index, frozenset())
    if status.business_id in gone:
        return RegistrationStatus(Found.NOTHING, keys=status.keys, as_of=status.as_of, is_disowned=True)
    left = tuple(candidate for candidate in status.candidates if candidate.business_id not in gone)
    if len(left) == len(status.candidates):
        return status
    if not left:
        return RegistrationStatus(Found.NOTHING, keys=status.keys, as_of=status.as_of, is_disowned=True)
    return replace(status, candidates=left)


def rejections(user: User) -> QuerySet[MatchRejection]:
    """Open ones in the user's scope, the oldest first."""
    return _open().visible_to(user).order_by("at", "id")


def rejection_of(user: User, pk: int) -> MatchRejection:
    """One open rejection in the user's scope, else 404."""
    found: MatchRejection = get_visible_or_404(_open(), user, pk=pk)
    return found


def _open() -> MatchRejectionQuerySet:
    rows = MatchRejection.objects.filter(settled_at__isnull=True)
    return rows.select_related("business__village", "agency", "by", "check_row")
