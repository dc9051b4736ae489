"""Which months' facts to build again, and building them one transaction each."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import replace
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


def modes_built() -> dict[date, MonthMode]:
    """Every month with facts, as it was counted."""
    free_days = holidays()
    return {
        build.period: replace(month_mode(build.period, on=build.as_of, holidays=free_days), is_due=build.is_due)
        for build in FactBuild.objects.all()
    }


def stale(*, on: date) -> list[MonthMode]:
    """The months of the window that are `uncounted`."""
    return uncounted(window(on), on=on)


def uncounted(months: Iterable[date], *, on: date) -> list[MonthMode]:
    """Months with no facts yet, or whose due date, or that of the month before, has passed since."""
    built = modes_built()
    return [mode for mode in modes(months, on=on) if built.get(mode.period) != mode]


def rebuild(chosen: Iterable[MonthMode], *, as_of: date, batch_id: uuid.UUID | None = None) -> Iterator[MonthMode]:
    """Build month after month, newest first, yielding each one done; the caller holds the transaction of each."""
    for mode in sorted(chosen, key=lambda mode: mode.period, reverse=True):
        build_month(mode, as_of=as_of, batch_id=batch_id)
        yield mode
