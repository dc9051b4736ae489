"""The queue of doubtful rows, and the answers given so far."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from accounts.access import get_visible_or_404, not_found
from accounts.models import User
from enrollment.models import DoubtDecision, ImportBatch, ImportRowCopy

__all__ = [
    "after",
    "answers_given",
    "before",
    "doubt_batch",
    "named",
    "open_doubts",
    "place",
    "visible_answer",
    "visible_doubt",
    "waiting",
]


def open_doubts(user: User, batch: ImportBatch | None = None) -> QuerySet[ImportRowCopy]:
    """Doubtful rows of committed sheets (or of one) that nobody has decided, in the order they came."""
    found = ImportRowCopy.objects.visible_to(user).select_related("batch__file").order_by("id")
    return found if batch is None else found.filter(batch=batch)


def doubt_batch(user: User, pk: UUID) -> ImportBatch:
    """A committed import whose doubts are asked for, whoever brought it; else 404."""
    batch: ImportBatch | None = (
        ImportBatch.objects.listed_to(user).filter(pk=pk, state=ImportBatch.State.COMMITTED).first()
    )
    if batch is None:
        not_found()
    return batch


def named(rows: QuerySet[ImportRowCopy], pk: str) -> ImportRowCopy | None:
    """The one an address names, as long as it is open."""
    return rows.filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() and len(pk) < 19 else None


def before(rows: QuerySet[ImportRowCopy], row: ImportRowCopy) -> ImportRowCopy | None:
    return rows.filter(pk__lt=row.pk).last()


def after(rows: QuerySet[ImportRowCopy], row: ImportRowCopy) -> ImportRowCopy | None:
    """The next one; behind the last the first comes again."""
    return rows.filter(pk__gt=row.pk).first() or rows.exclude(pk=row.pk).first()


def place(rows: QuerySet[ImportRowCopy], row: ImportRowCopy) -> int:
    """1 for the first."""
    return rows.filter(pk__lt=row.pk).count() + 1


def waiting(user: User) -> int:
    """How many doubts wait for this person."""
    return ImportRowCopy.objects.visible_to(user).count()


def visible_doubt(user: User, pk: int) -> ImportRowCopy:
    """One open doubt the person may look at, else 404."""
    rows = ImportRowCopy.objects.select_related("batch__file", "batch__uploaded_by")
    found: ImportRowCopy = get_visible_or_404(rows, user, pk=pk)
    return found


def answers_given(user: User) -> QuerySet[DoubtDecision]:
    """Answers, newest first, those taken back as well."""
    return (
        DoubtDecision.objects.visible_to(user)
        .select_related("batch__file", "made_by", "taken_back_by")
        .order_by("-made_at", "-id")
    )


def visible_answer(user: User, pk: int) -> DoubtDecision:
    """One answer, else 404."""
    found: DoubtDecision = get_visible_or_404(DoubtDecision.objects.all(), user, pk=pk)
    return found
