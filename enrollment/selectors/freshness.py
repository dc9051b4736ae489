"""How old what we know is: the newest day that committed sheets of a profile stand for."""

from __future__ import annotations

from datetime import date

from django.db.models import Max

from enrollment.models import ImportBatch

__all__ = ["as_of", "as_of_all", "data_date"]

_REGISTER = ("employers", "workers", "bpu")


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
