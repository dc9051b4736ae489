"""Which row names the columns, and which profile's they are (B12, B14 to B16)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from enrollment.importing.errors import FileRefused, Refusal
from enrollment.importing.sheet import Candidate

HEADER_WITHIN = 20
MAX_HEADER_LINES = 3
_NOT_IN_HEADING = re.compile(r"[\W_]+")
_MAX_SHOWN = 60

HeadRow = tuple[int, dict[int, str]]
"""A row above or at the header: its number and its texts by position (from 0)."""

Range = tuple[int, int, int, int]
"""Merged cells: first row, first position, last row, last position (rows from 1, positions from 0)."""


def normalise_heading(text: str) -> str:
    """What headings are compared by: letters and digits in upper case ("N I K", "nik_", "NIK\\n" are all NIK)."""
    return _NOT_IN_HEADING.sub("", text).upper()


@dataclass(frozen=True, slots=True)
class Header:
    """A recognised header. `columns` maps canonical headings to positions; rows are numbers in the sheet."""

    profile: str
    texts: list[str]
    first_row: int
    last_row: int
    columns: dict[str, int]
    ignored: list[str]


@dataclass(slots=True)
class _Try:
    candidate: Candidate
    texts: list[str]
    first_row: int
    last_row: int
    columns: dict[str, int] = field(default_factory=dict)
    doubled: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        return not self.missing and not self.doubled

    @property
    def rank(self) -> tuple[bool, int, int, int]:
        """Better is greater. One line beats two: a title right above the header must not be joined to it."""
        return self.complete, len(self.columns), self.first_row - self.last_row, -self.first_row


class HeaderFinder:
    """Looks for the header of any of the candidate profiles among a sheet's first rows."""

    takes_best = False  # of several sheets that match, the best one counts, instead of none

    def __init__(self, candidates: list[Candidate], asked: dict[str, Any] | None = None) -> None:
        self._candidates = candidates
        self._row: int | None = (asked or {}).get("header_row")
        self._names = {candidate.name: _lookup(candidate) for candidate in candidates}

    @property
    def within(self) -> int:
        """How many rows to look at: a header is near the top unless a person pointed further down."""
        return max(HEADER_WITHIN, (self._row or 0) + MAX_HEADER_LINES)

    def find(self, rows: list[HeadRow], merged: list[Range] | None = None) -> Header | FileRefused:
        """The header, or the refusal that says what is missing or doubled and what was found instead."""
        merged = merged or []
        tries = [attempt for index in range(len(rows)) for attempt in self._tries(rows, index, merged)]
        if self._row is not None:  # a person said which line it is
            tries = [attempt for attempt in tries if attempt.first_row <= self._row <= attempt.last_row]
        best = max(tries, key=lambda attempt: attempt.rank, default=None)
        if best is None or not best.complete:
            return self._refusal(best)
        texts = best.texts
        return Header(
            best.candidate.name, texts, best.first_row, best.last_row, best.columns, best.unknown + best.unused
        )

    def _tries(self, rows: list[HeadRow], index: int, merged: list[Range]) -> list[_Try]:
        number, texts = rows[index]
        single = [self._try(candidate, spread(texts), number, number) for candidate in self._candidates]
        last = max((bottom for top, _, bottom, _ in merged if top == number), default=number)
        # A line whose cells reach down has its own second line; what stands above it is a title.
        below = next((row[0] for row in rows[index + 1 : index + 2] if not _reaches_down(row[0], merged)), 0)
        if last == number and below == number + 1 and not any(attempt.complete for attempt in single):
            last = below
        if number < last < number + MAX_HEADER_LINES:
            lines = filled([row for row in rows if number <= row[0] <= last], merged)
            joined = [self._try_joined(candidate, lines, number, last) for candidate in self._candidates]
            if not any(attempt.complete for attempt in joined) and not any(top == number for top, *_ in merged):
                lines = _carried(lines)  # merges are not known of a CSV, or were never made
                joined += [self._try_joined(candidate, lines, number, last) for candidate in self._candidates]
            by_merge = any(top == number and bottom == last for top, _, bottom, _ in merged)
            # A merge down the header proves that it has several lines; without one, they must be needed.
            complete = [attempt for attempt in joined if attempt.complete]
            return complete if by_merge and complete else single + joined
        return single

    def _try(self, candidate: Candidate, texts: list[str], first: int, last: int) -> _Try:
        attempt = _Try(candidate, texts, first, last)
        names = self._names[candidate.name]
        for position, text in enumerate(texts):
            heading = normalise_heading(text)
            if not heading:
                continue
            canonical = names.get(heading)
            if canonical is None:
                attempt.unknown.append(text)
            elif canonical == "":
                attempt.unused.append(text)
            elif canonical in attempt.columns:
                attempt.doubled.append(canonical)
            else:
                attempt.columns[canonical] = position
        attempt.missing = [name for name in candidate.required if name not in attempt.columns]
        attempt.missing += [
            " / ".join(group) for group in candidate.one_of if not any(name in attempt.columns for name in group)
        ]
        return attempt

    def _try_joined(self, candidate: Candidate, lines: list[dict[int, str]], first: int, last: int) -> _Try:
        """Each column by its lines joined ("JHT" over "Tenaga Kerja"), else by the lowest alone."""
        names = self._names[candidate.name]
        texts: dict[int, str] = {}
        for position in {position for line in lines for position in line}:
            parts = [line[position] for line in lines if line.get(position)]
            joined = " ".join(dict.fromkeys(parts))
            lowest = parts[-1] if parts else ""
            known = normalise_heading(joined) in names or normalise_heading(lowest) not in names
            texts[position] = joined if known else lowest
        return self._try(candidate, spread(texts), first, last)

    def _refusal(self, best: _Try | None) -> FileRefused:
        shown = best if best is not None and best.columns else None
        if shown is None:  # nothing like a header: cells are not repeated, they may be somebody's data
            only = self._candidates[0] if len(self._candidates) == 1 else None
            expected = list(only.required) if only else []
            profile = only.name if only else ""
            return FileRefused(Refusal.HEADER_NOT_FOUND, profile=profile, expected=expected, found=[])
        return FileRefused(
            Refusal.HEADER_NOT_FOUND,
            profile=shown.candidate.name,
            expected=list(shown.candidate.required),
            found=[text[:_MAX_SHOWN] for text in shown.texts if text][:_MAX_SHOWN],
            missing=shown.missing,
            doubled=list(dict.fromkeys(shown.doubled)),
        )


def _lookup(candidate: Candidate) -> dict[str, str]:
    """Normalised heading → canonical heading, or "" for one that is known and not used."""
    names = {normalise_heading(text): "" for text in candidate.known}
    for canonical, aliases in candidate.columns.items():
        names.update((normalise_heading(alias), canonical) for alias in aliases)
    names.update((normalise_heading(canonical), canonical) for canonical in candidate.columns)
    return names


def _reaches_down(number: int, merged: list[Range]) -> bool:
    return any(top == number < bottom for top, _, bottom, _ in merged)


def plain(text: str, most: int = 200) -> str:
    """`text` on one line, without marks that do not print (lone surrogates, NUL), cut to `most` characters."""
    return "".join(mark for mark in " ".join(text[: 4 * most].split()) if mark.isprintable())[:most]


def spread(texts: dict[int, str]) -> list[str]:
    """The texts of a line by position, up to the last one that can be a heading."""
    width = max((position for position, text in texts.items() if normalise_heading(text)), default=-1) + 1
    return [plain(texts.get(position, "")) for position in range(width)]


def _carried(lines: list[dict[int, str]]) -> list[dict[int, str]]:
    """Each heading of an upper line also over the empty cells to its right that have a heading beneath."""
    upper, lowest = dict(lines[0]), lines[-1]
    for position in sorted(lowest):
        if position not in upper and position - 1 in upper:
            upper[position] = upper[position - 1]
    return [upper, *lines[1:]]


def filled(rows: list[HeadRow], merged: list[Range]) -> list[dict[int, str]]:
    """The texts of header lines with each merged cell's text in all columns it covers."""
    lines = []
    for number, texts in rows:
        line = dict(texts)
        for top, left, _, right in merged:
            if top == number and left in texts:
                line.update(dict.fromkeys(range(left, min(right, left + 200) + 1), texts[left]))
        lines.append(line)
    return lines
