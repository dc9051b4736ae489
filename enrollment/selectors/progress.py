"""How far a running import is, how fast it goes and how long it will still take."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import WorkItem
from districts.clock import now

__all__ = ["Pace", "pace"]

# Below it a rate is a guess from nothing.
LEAST_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Pace:
    """Percent done, rows a second and minutes left (at least one); the last two are None while they are not known."""

    percent: int
    rate: int | None = None
    minutes_left: int | None = None
    seconds_left: int | None = None


def pace(item: WorkItem | None) -> Pace | None:
    """Reckoned from when the work was taken up; None while there is nothing to reckon with."""
    if item is None or not item.progress_total:
        return None
    done, total = min(item.progress_done, item.progress_total), item.progress_total
    percent = done * 100 // total
    seconds = (now() - item.started_at).total_seconds() if item.started_at else 0.0
    if not done or done >= total or seconds < LEAST_SECONDS:
        return Pace(percent)
    rate = done / seconds
    left = round((total - done) / rate)
    return Pace(percent, max(round(rate), 1), max(round(left / 60), 1), left)
