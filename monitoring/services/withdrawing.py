"""Taking back what people set beside the figures: the row stays, with the day it was withdrawn."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models.functions import Now

from accounts import audit
from accounts.models import User
from monitoring.models import ChartNote, RateBands, Target

__all__ = ["withdraw"]

Row = TypeVar("Row", ChartNote, RateBands, Target)


def withdraw(row: Row, *, verb: str, told: dict[str, str], by: User, **noted: Any) -> Row:
    """The row as it stood, locked; inside the caller's transaction. Withdrawn already: nothing happens."""
    rows = type(row)._default_manager
    locked = rows.select_for_update().get(pk=row.pk)
    if locked.withdrawn_at is None:
        rows.filter(pk=locked.pk).update(withdrawn_at=Now(), **noted)
        audit.record(verb=verb, by=by, target=locked, data=told)
    return locked
