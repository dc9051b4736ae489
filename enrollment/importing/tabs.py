"""A file as the reader sees it, whatever its kind: sheets with a name, their first rows, and their rows as blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from enrollment.importing.block import Block
from enrollment.importing.errors import Note
from enrollment.importing.grid import GRID_ROWS, ParsedRow
from enrollment.importing.headers import Range
from enrollment.importing.sheet import Limits

MAX_SHEETS = 200
STRIDE = GRID_ROWS  # between the row numbers of sheets that are read as one
HEAD_ROWS = 100  # how far down a person may point at the header row


@dataclass(slots=True)
class Tab:
    """One sheet, before its rows are read. `rows` is for the progress bar and for choosing; `head` may be empty."""

    name: str
    hidden: bool = False
    rows: int = 0
    hidden_rows: bool = False
    merged: list[Range] = field(default_factory=list)
    head: list[ParsedRow] = field(default_factory=list)


class RowSource(Protocol):
    """The rows of one sheet: `head` once, then `blocks`; `notes` are complete after them."""

    notes: set[Note]

    def head(self, last_row: int) -> list[ParsedRow]: ...

    def blocks(self, after: int, width: int) -> Iterator[Block]: ...


class Book(Protocol):
    """A recognised file. `sources` gives the rows of the sheets at `places`, in their order, one after the other."""

    tabs: list[Tab]
    date1904: bool
    created: date | None
    notes: set[Note]

    def head(self, place: int, last_row: int) -> list[ParsedRow]: ...

    def sources(self, places: list[int]) -> Iterator[RowSource]: ...


class TabStream:
    """A RowSource over rows that come one by one."""

    def __init__(self, rows: Iterable[ParsedRow], limits: Limits) -> None:
        self.notes: set[Note] = set()
        self._rows = iter(rows)
        self._limits = limits

    def head(self, last_row: int) -> list[ParsedRow]:
        """Nothing: a book of this kind keeps the first rows with its tabs."""
        return []

    def blocks(self, after: int, width: int) -> Iterator[Block]:
        block = Block.of_width(width)
        for row in self._rows:
            if row.number <= after:
                continue
            lay(block, row, self.notes)
            if len(block.numbers) >= self._limits.chunk_rows:
                yield block
                block = Block.of_width(width)
        if block.numbers:
            yield block


def lay(block: Block, row: ParsedRow, notes: set[Note]) -> None:
    """Add a row to a block; cells beyond its columns are left out, and noted."""
    block.numbers.append(row.number)
    for number, kind, value in row.cells:
        if number > len(block.columns):
            notes.add(Note.BEYOND_HEADER)
            continue
        block.columns[number - 1].extend(kind, [value])
    block.pad()
