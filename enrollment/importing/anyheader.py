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
        return _LookingFinder(candidates)
    return _ToldFinder(candidates, asked) if asked.get("columns") else HeaderFinder(candidates, asked)


class _ToldFinder(HeaderFinder):
    """Takes the line a person chose, if it still reads as it did; which column is which was said too."""

    def __init__(self, candidates: list[Candidate], asked: dict[str, Any]) -> None:
        super().__init__(candidates)
        self._name, self._told = candidates[0].name, asked
        self._wanted = [normalise_heading(text) for text in asked["headings"]]

    def find(self, rows: list[HeadRow], merged: list[Range] | None = None) -> Header | FileRefused:
        last = int(self._told["header_row"])
        for first in range(last, last - MAX_HEADER_LINES, -1):
            texts = _joined(rows, first, last, merged or [])
            if [normalise_heading(text) for text in texts] == self._wanted:
                columns = {str(name): int(place) for name, place in self._told["columns"].items()}
                used = set(columns.values())
                ignored = [text for place, text in enumerate(texts) if text and place not in used]
                return Header(self._name, texts, first, last, columns, ignored)
        return _nothing()


class _LookingFinder(HeaderFinder):
    """Finds the line with the most words that our headings have; its `columns` are its headed positions."""

    takes_best = True

    def __init__(self, candidates: list[Candidate]) -> None:
        super().__init__(candidates)
        headings = [
            heading
            for one in candidates
            for heading in (*one.columns, *(alias for aliases in one.columns.values() for alias in aliases), *one.known)
        ]
        self._words = {word for heading in headings for word in _WORD.findall(heading.upper())}

    def find(self, rows: list[HeadRow], merged: list[Range] | None = None) -> Header | FileRefused:
        merged = merged or []
        number, texts = max(rows, key=lambda row: (self._score(row[1]), -row[0]), default=(0, {}))
        if self._score(texts) < LEAST_HEADINGS:
            return _nothing()
        last = max((bottom for top, _, bottom, _ in merged if top == number), default=number)
        last = last if last < number + MAX_HEADER_LINES else number
        told = _joined(rows, number, last, merged)
        headed = {str(place): place for place, text in enumerate(told) if text}
        return Header("", told, number, last, headed, [])

    def _score(self, texts: dict[int, str]) -> int:
        if any(_NUMBERS.search(text) for text in texts.values()):
            return 0  # an identifier: these are somebody's data
        return sum(not self._words.isdisjoint(_WORD.findall(text.upper())) for text in texts.values())


def _joined(rows: list[HeadRow], first: int, last: int, merged: list[Range]) -> list[str]:
    """The headings of lines `first` to `last`, each column's parts joined."""
    lines = filled([row for row in rows if first <= row[0] <= last], merged)
    places = {place for line in lines for place in line}
    return spread(
        {place: " ".join(dict.fromkeys(line[place] for line in lines if line.get(place))) for place in places}
    )


def _nothing() -> FileRefused:
    return FileRefused(Refusal.HEADER_NOT_FOUND, profile="", expected=[], found=[])
