"""Keeping the facts beside the register."""

from __future__ import annotations

from datetime import date

from enrollment.models import ImportBatch
from monitoring.facts import BuildCost, build_month
from monitoring.facts.holds import find_holds
from monitoring.facts.refresh import modes


def rebuild_month(*, period: date, as_of: date, batch: ImportBatch | None = None) -> BuildCost:
    """Replace the stored facts of `period` by the register's as of `as_of`; hold what is odd."""
    (mode,) = modes([period], on=as_of)
    cost = build_month(mode, as_of=as_of, batch_id=batch.pk if batch else None)
    find_holds(mode.period)
    return cost
