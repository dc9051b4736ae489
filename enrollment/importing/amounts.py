"""Rupiah amounts and counts as sheets write them; which mark groups thousands is decided for the whole column.

`2.773.184,00`, `2,773,184.00`, `Rp 2.773.184,-`, `4.5E6` speak for themselves; `4.500` is four and a half or four
thousand five hundred, and only the column's other cells can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from enrollment.importing.errors import Code

__all__ = ["Style", "read_amount", "read_count"]

_DRESS = re.compile(r"^\s*(?:Rp\.?|IDR)\s*|\s*,?-+\s*$|\s+", re.IGNORECASE)
_PLAIN = re.compile(r"-?\d+")
_GROUPED = {mark: re.compile(rf"-?\d{{1,3}}(?:\{mark}\d{{3}})+") for mark in ".,"}
_SCIENCE = re.compile(r"-?\d+(?:[.,]\d+)?[eE]\+?\d{1,3}")
_NO_NUMBERS = frozenset({"NAN", "INF", "-INF", "+INF", "INFINITY", "-INFINITY"})
_LARGEST_COUNT = 2_147_483_647


class Style:
    """The mark that groups thousands in one column, as its unmistakable cells have shown it; None while unknown."""

    def __init__(self, seen: Iterable[str] = ()) -> None:
        self._seen = set(seen)

    @property
    def seen(self) -> list[str]:
        """What was learnt, to be learnt no more."""
        return sorted(self._seen)

    @property
    def mark(self) -> str | None:
        return next(iter(self._seen)) if len(self._seen) == 1 else None

    def learn(self, text: str) -> bool:
        """Take what this cell proves about the column. True when the cell itself is ambiguous."""
        text = _DRESS.sub("", text)
        for mark, other in (".,", ",."):
            if text.count(mark) > 1 and _GROUPED[mark].fullmatch(text.split(other)[0]):
                self._seen.add(mark)
                return False
            if mark in text and other in text and text.index(mark) < text.index(other):
                self._seen.add(mark)
                return False
            if text.count(mark) == 1 and other not in text:
                if _GROUPED[mark].fullmatch(text):
                    return True
                self._seen.add(other)  # a lone mark that groups nothing is the decimal one
                return False
        return False


def read_amount(text: str, style: Style, largest: Decimal) -> str | Code:
    """The amount as plain decimal text, "" for a lone dash, or AMOUNT_INVALID, AMOUNT_AMBIGUOUS, AMOUNT_RANGE."""
    bare = _DRESS.sub("", text)
    if not bare:
        return ""
    if bare.upper() in _NO_NUMBERS:
        return Code.AMOUNT_RANGE
    if _SCIENCE.fullmatch(bare):
        plain: str | Code = bare.replace(",", ".")
    elif _PLAIN.fullmatch(bare):
        plain = bare
    else:
        plain = _without_marks(bare, style)
    return plain if isinstance(plain, Code) else _checked(plain, largest)


def _without_marks(bare: str, style: Style) -> str | Code:
    for mark, other in (".,", ",."):
        whole, found, cents = bare.partition(other)
        if _GROUPED[mark].fullmatch(whole) and (not found or re.fullmatch(r"\d+", cents)):
            if bare.count(mark) == 1 and not found:
                return _ambiguous(bare, mark, style)
            return whole.replace(mark, "") + ("." + cents if cents else "")
        if re.fullmatch(rf"-?\d+\{mark}\d+", bare) and style.mark != mark:
            return bare.replace(mark, ".")
    return Code.AMOUNT_INVALID


def _ambiguous(bare: str, mark: str, style: Style) -> str | Code:
    if style.mark is None:
        return Code.AMOUNT_AMBIGUOUS
    return bare.replace(mark, "" if style.mark == mark else ".")


def _checked(plain: str, largest: Decimal) -> str | Code:
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        return Code.AMOUNT_INVALID
    if not 0 <= amount <= largest:
        return Code.AMOUNT_RANGE
    return format(amount, "f")


def read_count(text: str) -> str | Code:
    """A whole number of people; both marks group thousands here, because nobody counts in fractions."""
    bare = _DRESS.sub("", text)
    if not bare:
        return ""
    for mark in ".,":
        if _GROUPED[mark].fullmatch(bare):
            bare = bare.replace(mark, "")
    if not (bare.isascii() and _PLAIN.fullmatch(bare)):
        return Code.AMOUNT_INVALID
    return bare if 0 <= int(bare[:12]) <= _LARGEST_COUNT and len(bare) < 12 else Code.AMOUNT_RANGE
