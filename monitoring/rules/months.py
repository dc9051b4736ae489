"""Months as text, and the months a chart or a timetable runs over."""

from __future__ import annotations

import re
from datetime import date

from enrollment.rules.calendar import add_months, month_start, months_between

__all__ = ["WINDOW_MONTHS", "parse_month", "window"]

WINDOW_MONTHS = 24
_MONTH = re.compile(r"(\d{4})-(\d{2})")


def parse_month(text: str) -> date:
    """ "2026-10" → 1 October 2026; raises ValueError for anything else."""
    found = _MONTH.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"not a month: {text!r}")
    return date(int(found[1]), int(found[2]), 1)


def window(last: date, months: int = WINDOW_MONTHS) -> tuple[date, ...]:
    """`months` months ending with that of `last`, oldest first."""
    last = month_start(last)
    return months_between(add_months(last, 1 - months), last)
