"""Idempotency-Key (B72): a call sent again gets the answer it got the first time, and is not done twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from accounts.models import ApiCall, ApiToken, ApiUse

# A worker that died with a call leaves it unanswered; after this long another may do it.
ABANDONED = timedelta(minutes=5)
KEPT = timedelta(hours=24)


class KeyReused(Exception):
    """The key came before, with another body."""


class Busy(Exception):
    """The same call is being answered right now."""


@dataclass(frozen=True)
class Replay:
    """The answer given before, to the byte."""

    status: int
    answer: str


def begin(*, token: ApiToken, key: UUID, body_digest: str) -> Replay | ApiCall:
    """Take the key: the row to answer, or what was answered. Raises KeyReused and Busy."""
    row, is_new = ApiCall.objects.get_or_create(token=token, key=key, defaults={"body_digest": body_digest})
    if is_new:
        return row
    if row.body_digest != body_digest:
        raise KeyReused
    if row.status is not None:
        return Replay(row.status, row.answer)
    now = timezone.now()
    abandoned = ApiCall.objects.filter(pk=row.pk, status__isnull=True, at__lt=now - ABANDONED)
    if not abandoned.update(at=now):
        raise Busy
    return row


def answered(row: ApiCall, *, status: int, answer: str) -> None:
    """Keep what was answered."""
    ApiCall.objects.filter(pk=row.pk).update(status=status, answer=answer)


def forgotten(row: ApiCall) -> None:
    """Nothing came of it: the same key may try again."""
    ApiCall.objects.filter(pk=row.pk, status__isnull=True).delete()


def forget_old_calls() -> int:
    """Answers are kept a day, counts of calls as long as a quota looks back; how many answers went."""
    before = timezone.now() - KEPT
    ApiUse.objects.filter(hour__lt=before - KEPT).delete()
    return ApiCall.objects.filter(at__lt=before).delete()[0]
