"""Which day a sheet speaks of: told, else found in its title lines, else the day the file was made, else today."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from enrollment.importing.days import read_day, read_month
from enrollment.importing.errors import Code
from enrollment.rules.calendar import month_end

__all__ = ["date_in_titles"]

_DAYS = re.compile(r"\d{1,2}[-/.](?:\d{1,2}|[A-Za-z]{3,9})[-/.]\d{4}|\d{4}-\d{1,2}-\d{1,2}|\d{1,2} [A-Za-z]{3,9} \d{4}")
_MONTHS = re.compile(r"(?:\d{1,2}|[A-Za-z]{3,9})[-/. ]\s*\d{4}|\d{4}[-/]\d{1,2}")


def date_in_titles(lines: Iterable[str]) -> date | None:
    """The first day in the lines ("per 31-10-2026"), else the end of their first month ("BLTH 10-2026")."""
    lines = list(lines)
    for pattern, read in ((_DAYS, read_day), (_MONTHS, read_month)):
        for line in lines:
            for found in pattern.findall(line):
                day = read(found)
                if day and not isinstance(day, Code):
                    return date.fromisoformat(day) if pattern is _DAYS else month_end(date.fromisoformat(day))
    return None
