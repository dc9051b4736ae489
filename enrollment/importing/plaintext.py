"""Texts that need no second look: a whole column at once where all of it is plain, else cell by cell.

Plain is what no cleaning would change: printable ASCII without double spaces or spaces at an end. Names are narrower.
"""

from __future__ import annotations

import re
import string
from typing import TypeGuard

from enrollment.importing.sheet import Cell

__all__ = ["NAME", "TEXT", "Plain"]

_BREAK = "\n"
_SPACES = ("  ", " \n")


class Plain:
    """`letters` may stand anywhere in such a text, `firsts` at its beginning; a single space between them."""

    def __init__(self, letters: str, firsts: str) -> None:
        inside = f"[{re.escape(letters)}]| (?! )"
        self._match = re.compile(f"[{re.escape(firsts)}](?:{inside})*(?<! )").fullmatch
        self._others = str.maketrans("", "", letters + " " + _BREAK)
        self._odd_first = re.compile(f"\n(?![{re.escape(firsts)}])").search

    def is_plain(self, cell: Cell) -> TypeGuard[str]:
        """Whether one cell is such a text."""
        return type(cell) is str and self._match(cell) is not None

    def all_plain(self, cells: list[Cell]) -> bool:
        """Whether every cell is, at a tenth of the cost of asking them one by one."""
        try:
            joined = _BREAK.join(["", *cells, ""])  # type: ignore[list-item]
        except TypeError:
            return False
        return (
            not joined.translate(self._others)
            and joined.count(_BREAK) == len(cells) + 1
            and not any(odd in joined for odd in _SPACES)
            and not self._odd_first(joined, 0, len(joined) - 1)
        )


_PRINTABLE = string.ascii_letters + string.digits + string.punctuation.replace("\\", "")
TEXT = Plain(_PRINTABLE, _PRINTABLE)
NAME = Plain(string.ascii_letters + string.digits + "'.,()&/+-", string.ascii_letters)
