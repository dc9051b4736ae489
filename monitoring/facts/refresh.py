"""Which months' facts to build again, and building them one transaction each."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import date

from monitoring.facts.mode import MonthMode, month_mode
from monitoring.facts.store import build_month
from monitoring.models import FactBuild
from monitoring.rules.months import window
from monitoring.selectors.reference import holidays


def modes(months: Iterable[date], *, on: date) -> list[MonthMode]:
    """The months as they count on `on`."""
    free_days = holidays()
    return [month_mode(month, on=on, holidays=free_days) for month in months]


def stale(*, on: date) -> list[MonthMode]:
    """Months of the window with no facts yet, or whose due date has passed since they were built."""
    built = dict(FactBuild.objects.values_list("period", "is_due"))
    return [mode for mode in modes(window(on), on=on) if built.get(mode.period) is not mode.is_due]


def rebuild(chosen: Iterable[MonthMode], *, as_of: date, batch_id: uuid.UUID | None = None) -> Iterator[MonthMode]:
    """Build month after month, newest first, yielding each one done; the caller holds the transaction of each."""
    for mode in sorted(chosen, key=lambda mode: mode.period, reverse=True):
        build_month(mode, as_of=as_of, batch_id=batch_id)
        yield mode
