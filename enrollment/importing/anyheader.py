"""A header that no profile knows: the line that looks most like headings, or the one a person has pointed out.

Runs inside the reading child. What a person said comes as `asked` (ImportBatch.reading); `LOOK` asks for the look.
"""

from __future__ import annotations

import re
from typing import Any

from enrollment.importing.errors import FileRefused, Refusal
from enrollment.importing.headers import (
    MAX_HEADER_LINES,
    Header,
    HeaderFinder,
    HeadRow,
    Range,
    filled,
    normalise_heading,
    plain,
    spread,
)
from enrollment.importing.sheet import Candidate

__all__ = ["LOOK", "finder_for"]

LOOK: dict[str, Any] = {"look": True}
LEAST_HEADINGS = 2  # words of our own headings that a line must have, so that a row of data is never taken for one
_WORD = re.compile(r"[A-Z]{2,}")
_NUMBERS = re.compile(r"(\d[\s.\-]*){8}")


def finder_for(candidates: list[Candidate], asked: dict[str, Any]) -> HeaderFinder:
    """Who looks for the header of a file to be read as one of these."""
    if asked.get("look"):
        return _LookingFinder(candidates, asked)
    return _ToldFinder(candidates, asked) if asked.get("columns") else HeaderFinder(candidates, asked)


class _ToldFinder(HeaderFinder):
    """Takes the line a person chose, if it still reads as it did; which column is which was said too."""

    def __init__(self, candidates: list[Candidate], asked: dict[str, Any]) -> None:
        super().__init__(candidates, asked)
        self._name, self._told = candidates[0].name, asked
        self._wanted = [normalise_heading(text) for text in asked["headings"]]

    def find(self, rows: list[HeadRow], merged: list[Range] | None = None) -> Header | FileRefused:
        last = int(self._told["header_row"])
        texts = [plain(text) for text in self._told["headings"]]
        columns = {str(name): int(place) for name, place in self._told["columns"].items()}
        ignored = [text for place, text in enumerate(texts) if text and place not in columns.values()]
        for first in range(last, last - MAX_HEADER_LINES, -1):
            lines = _lines(rows, first, last, merged or [])
            # As wide as then: with another separator a line of a CSV is no line of it.
            if any(lines) and all(self._reads(lines, place) for place in range(max(map(max, filter(None, lines))) + 1)):
                return Header(self._name, texts, first, last, columns, ignored)
        return _nothing()

    def _reads(self, lines: list[dict[int, str]], place: int) -> bool:
        """Whether a column is still headed as it was: by its lines joined, or by the lowest alone."""
        parts = [line[place] for line in lines if line.get(place)]
        wanted = self._wanted[place] if place < len(self._wanted) else ""
        return wanted in {normalise_heading(text) for text in (_join(parts), parts[-1] if parts else "")}


class _LookingFinder(HeaderFinder):
    """Finds the line with the most words that our headings have; its `columns` are its headed positions."""

    takes_best = True

    def __init__(self, candidates: list[Candidate], asked: dict[str, Any]) -> None:
        super().__init__(candidates, asked)
        headings = [
            heading
            for one in candidates
            for heading in (*one.columns, *(alias for aliases in one.columns.values() for alias in aliases), *one.known)
        ]
        self._words = {word for heading in headings for word in _WORD.findall(heading.upper())}

    def find(self, rows: list[HeadRow], merged: list[Range] | None = None) -> Header | FileRefused:
        merged = merged or []
        known = super().find(rows, merged)
        if isinstance(known, Header):
            return _looked(known.texts, known.first_row, known.last_row)
        told = [row for row in rows if row[0] == self._row]
        number, texts = max(told or rows, key=lambda row: (self._score(row[1]), -row[0]), default=(0, {}))
        if self._score(texts) < LEAST_HEADINGS:
            return _nothing()
        last = max((bottom for top, _, bottom, _ in merged if top == number), default=number)
        last = last if last < number + MAX_HEADER_LINES else number
        lines = _lines(rows, number, last, merged)
        places = {place for line in lines for place in line}
        joined = {place: _join([line[place] for line in lines if line.get(place)]) for place in places}
        return _looked(spread(joined), number, last)

    def _score(self, texts: dict[int, str]) -> int:
        if any(_NUMBERS.search(text) for text in texts.values()):
            return 0  # an identifier: these are somebody's data
        return sum(not self._words.isdisjoint(_WORD.findall(text.upper())) for text in texts.values())


def _looked(texts: list[str], first: int, last: int) -> Header:
    return Header("", texts, first, last, {str(place): place for place, text in enumerate(texts) if text}, [])


def _lines(rows: list[HeadRow], first: int, last: int, merged: list[Range]) -> list[dict[int, str]]:
    return filled([row for row in rows if first <= row[0] <= last], merged)


def _join(parts: list[str]) -> str:
    return " ".join(dict.fromkeys(parts))


def _nothing() -> FileRefused:
    return FileRefused(Refusal.HEADER_NOT_FOUND, profile="", expected=[], found=[])
