"""Dates and months as sheets write them (domain §5.4): day first always, never a guess.

Each function takes the text of one cell and returns an ISO day, "" for a value that means "none", or a Code.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from enrollment.importing.errors import Code

__all__ = ["month_of_day", "read_day", "read_month"]

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "JANUARI JAN JANUARY",
            "FEBRUARI FEB PEBRUARI PEB FEBRUARY",
            "MARET MAR MRT MARCH",
            "APRIL APR",
            "MEI MAY",
            "JUNI JUN JUNE",
            "JULI JUL JULY",
            "AGUSTUS AGU AGT AGS AUG AUGUST",
            "SEPTEMBER SEP SEPT",
            "OKTOBER OKT OCT OCTOBER",
            "NOVEMBER NOV NOP NOPEMBER",
            "DESEMBER DES DEC DECEMBER",
        ),
        start=1,
    )
    for name in names.split()
}
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?$")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2}|[A-Za-z]{3,9})\.?[-/. ,]\s*(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_MONTH_YEAR = re.compile(r"(\d{1,2}|[A-Za-z]{3,9})\.?[-/. ]\s*(\d{4}|\d{2})")
_YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})")
_SIX_DIGITS = re.compile(r"\d{6}")
# Days that programs write for "no end" and "not known".
_SENTINELS: Final = frozenset({"2090-01-01", "1900-01-01", "9999-12-31"})
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def read_day(text: str) -> str | Code:
    """`02/03/1990`, `02-03-1990`, `1990-03-02`, `22-SEP-2023`, `2 Maret 1990`; a two-digit year is refused."""
    text = _MIDNIGHT.sub("", text.strip())
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
        if len(year) == 2:
            return Code.DATE_2_DIGIT_YEAR
        return _day(year, month, day)
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(*found.groups())
    return Code.DATE_INVALID


def read_month(text: str) -> str | Code:
    """BLTH: `10-2026`, `2026-10`, `202610`, `Okt-26`, `Pebruari 2026`, or a whole day; the month's first day."""
    text = text.strip()
    if _SIX_DIGITS.fullmatch(text):
        year_first = text[:2] in ("19", "20") and "01" <= text[4:] <= "12"
        return _month(text[:4], text[4:]) if year_first else _month(text[2:], text[:2])
    if found := _YEAR_MONTH.fullmatch(text):
        return _month(*found.groups())
    if found := _MONTH_YEAR.fullmatch(text):
        month, year = found.groups()
        return _month("20" + year if len(year) == 2 else year, month)
    return month_of_day(read_day(text))


def month_of_day(day: str | Code) -> str | Code:
    """The first of the month of an ISO day."""
    return day if isinstance(day, Code) or not day else day[:8] + "01"


def _month(year: str, month: str) -> str | Code:
    return month_of_day(_day(year, month, "1"))


def _day(year: str, month: str, day: str) -> str | Code:
    number = int(month) if month.isdigit() else _MONTHS.get(month.upper(), 0)
    try:
        found = date(int(year), number, int(day))
    except ValueError:
        return Code.DATE_INVALID
    return within_range(found)


def within_range(day: date) -> str | Code:
    """The ISO day; "" for the sentinels 3000, 2090 and 1900; DATE_RANGE outside 1900 to 2100."""
    text = day.isoformat()
    if day.year == 3000 or text in _SENTINELS:
        return ""
    return text if _FIRST_YEAR <= day.year <= _LAST_YEAR else Code.DATE_RANGE
