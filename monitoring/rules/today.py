"""When a matter of the watch is due today: how large an employer, how long a silent counter."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta

from enrollment.rules.calendar import is_working_day

__all__ = ["LARGE_PEOPLE", "NEW_ARREARS", "QUIET_DAYS", "quiet_since"]

# BPS calls an employer of a hundred workers and more large.
LARGE_PEOPLE = 100
# Months owed, first and last: who paid until the month before.
NEW_ARREARS = (1, 1)
QUIET_DAYS = 7


def quiet_since(on: date, holidays: Container[date]) -> date:
    """The first of the last QUIET_DAYS working days that are over."""
    day, left = on, QUIET_DAYS
    while left:
        day -= timedelta(days=1)
        left -= is_working_day(day, holidays)
    return day
