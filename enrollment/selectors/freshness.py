"""How old what we know is: the newest day that committed sheets of a profile stand for."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Max

from enrollment.models import ImportBatch

__all__ = ["as_of", "as_of_all", "data_date", "missing_this_month"]

_REGISTER = ("employers", "workers", "bpu")
_MONTHLY = ("businesses", *_REGISTER)


def as_of_all() -> dict[str, date]:
    """Profile → the newest as-of of its committed batches; profiles never committed are missing."""
    committed = ImportBatch.objects.filter(state=ImportBatch.State.COMMITTED, as_of__isnull=False)
    return dict(committed.order_by("profile").values_list("profile").annotate(Max("as_of")))


def as_of(profile: str) -> date | None:
    """The newest committed as-of of one profile."""
    return as_of_all().get(profile)


def data_date() -> date | None:
    """The day the register as a whole stands for: the newest of its own sheets."""
    return max((day for profile, day in as_of_all().items() if profile in _REGISTER), default=None)


def missing_this_month(on: date) -> list[tuple[str, date | None]]:
    """Monthly profiles whose sheet has not come this month, each with the day its newest stands for.

    The sheet that comes in a month stands for the end of the month before.
    """
    newest, due = as_of_all(), on.replace(day=1) - timedelta(days=1)
    return [(profile, newest.get(profile)) for profile in _MONTHLY if (newest.get(profile) or date.min) < due]
