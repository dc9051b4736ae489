"""The kinds of cell, one letter each, as they pass from the reading child to its parent.

t text · s shared text (inside the child only) · n number · d date (ISO) · b boolean · e error · x date that is none;
a capital letter is the same from a formula; F a formula without a saved value; - an empty cell.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

EMPTY = "-"
NO_VALUE = "F"
_ATTRIBUTE = re.compile(r'\s+([A-Za-z:]+)="([^"]*)"')
_BY_TYPE = {"s": "s", "inlineStr": "t", "str": "t", "b": "b", "e": "e", "d": "d"}
_EPOCH_1900 = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)
_LAST_SERIAL = 2_958_465  # 31 December 9999


@lru_cache(maxsize=4096)
def kind_of(attributes: str, date_styles: frozenset[str]) -> str | None:
    """Kind of a cell by its attributes (the text after `r="…"`); None for a type that is not known."""
    found = dict(_ATTRIBUTE.findall(attributes))
    return kind_by(found.get("t", "n"), found.get("s", "0"), date_styles)


def kind_by(cell_type: str, style: str, date_styles: frozenset[str]) -> str | None:
    if cell_type == "n":
        return "d" if style in date_styles else "n"
    return _BY_TYPE.get(cell_type)


@lru_cache(maxsize=20_000)
def column_number(letters: str) -> int:
    """A → 1, XFD → 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def iso_date(serial: str, date1904: bool) -> str | None:
    """ISO day of a date cell's serial number; None when it is none. Hours are dropped.

    The 1900 system counts a 29 February 1900 that never was: days before it are one later than the formula says.
    """
    try:
        day = int(float(serial))
    except (ValueError, OverflowError):
        return serial[:10] if is_iso(serial) else None
    if date1904:
        return (_EPOCH_1904 + timedelta(days=day)).isoformat() if 0 <= day <= _LAST_SERIAL - 1462 else None
    if day < 1 or day == 60 or day > _LAST_SERIAL:
        return None
    return (_EPOCH_1900 + timedelta(days=day + (day < 60))).isoformat()


def is_iso(text: str) -> bool:
    """Whether `text` begins with a day as 2026-10-31."""
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True
