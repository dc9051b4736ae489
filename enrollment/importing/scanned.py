"""Books that one pass over a single text describes (.ods, SpreadsheetML, HTML), read again for the rows that are asked.

The first pass counts and keeps the first rows of each sheet, so that choosing one costs no memory; the second hands
out the rows of the chosen sheets as they come. Nothing grows with what a cell claims to be repeated.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterator
from datetime import date
from typing import IO

from enrollment.importing.archive import DAMAGE
from enrollment.importing.errors import FileRefused, Note, Refusal
from enrollment.importing.grid import GRID_COLUMNS, GRID_ROWS, ParsedCell, ParsedRow, check_cell
from enrollment.importing.sheet import Limits
from enrollment.importing.tabs import HEAD_ROWS, MAX_SHEETS, Tab, TabStream

BLOCK = 256 * 1024
MAX_MERGES = 100_000
_SLACK = 1_000  # title, total and blank lines beside the rows that count


class Scanner(ABC):
    """Takes a file's bytes in order; gives its tabs, and the rows of those that are wanted."""

    def __init__(self, limits: Limits, wanted: frozenset[int] = frozenset()) -> None:
        self.tabs: list[Tab] = []
        self.queue: deque[tuple[int, ParsedRow]] = deque()
        self.limits = limits
        self._wanted = wanted

    @abstractmethod
    def feed(self, data: bytes, final: bool) -> None: ...

    def add_tab(self, name: str, hidden: bool = False) -> int:
        """A new sheet begins; its place."""
        if len(self.tabs) >= MAX_SHEETS:
            raise FileRefused(Refusal.GRID_TOO_LARGE)
        self.tabs.append(Tab(name[:80], hidden))
        return len(self.tabs) - 1

    def add_row(self, place: int, number: int, cells: list[ParsedCell], repeated: int = 1) -> None:
        """Rows of sheet `place` from `number` on that all hold `cells`."""
        if number + repeated - 1 > GRID_ROWS:
            raise FileRefused(Refusal.GRID_TOO_LARGE)
        if not cells:
            return
        check_cell(number, cells[-1][0], self.limits)
        tab = self.tabs[place]
        tab.rows += repeated
        if tab.rows > self.limits.workbook_rows + _SLACK:
            raise FileRefused(Refusal.TOO_MANY_ROWS, limit=self.limits.workbook_rows)
        if place in self._wanted:
            self.queue.extend((place, ParsedRow(one, cells)) for one in range(number, number + repeated))
        elif not self._wanted and number <= HEAD_ROWS:
            tab.head += (ParsedRow(one, cells) for one in range(number, min(number + repeated, HEAD_ROWS + 1)))

    def add_merge(self, place: int, row: int, column: int, down: int, across: int) -> None:
        """The cell at `row`, `column` (from 1) also covers `down` rows below and `across` columns to the right."""
        merged = self.tabs[place].merged
        if len(merged) >= MAX_MERGES:
            raise FileRefused(Refusal.GRID_TOO_LARGE)
        bottom, right = min(row + down, GRID_ROWS), min(column + across, GRID_COLUMNS)
        merged.append((row, column - 1, bottom, right - 1))


class ScannedBook:
    """A Book over a scanner; `stream` opens the text anew for each pass."""

    date1904 = False

    def __init__(
        self,
        stream: Callable[[], IO[bytes]],
        scanner: Callable[[frozenset[int]], Scanner],
        limits: Limits,
        created: date | None = None,
    ) -> None:
        self.created = created
        self.notes: set[Note] = set()
        self._stream = stream
        self._scanner = scanner
        self._limits = limits
        survey = scanner(frozenset())
        for _ in _passed(stream(), survey):
            pass
        self.tabs = survey.tabs

    def head(self, place: int, last_row: int) -> list[ParsedRow]:
        return [row for row in self.tabs[place].head if row.number <= last_row]

    def sources(self, places: list[int]) -> Iterator[TabStream]:
        rows = self._rows(frozenset(places))
        waiting = next(rows, None)

        def of(place: int) -> Iterator[ParsedRow]:
            nonlocal waiting
            while waiting is not None and waiting[0] == place:
                yield waiting[1]
                waiting = next(rows, None)

        for place in sorted(places):
            yield TabStream(of(place), self._limits)

    def _rows(self, places: frozenset[int]) -> Iterator[tuple[int, ParsedRow]]:
        scanner = self._scanner(places)
        for _ in _passed(self._stream(), scanner):
            while scanner.queue:
                yield scanner.queue.popleft()


def _passed(stream: IO[bytes], scanner: Scanner) -> Iterator[None]:
    try:
        while block := stream.read(BLOCK):
            scanner.feed(block, False)
            yield
        scanner.feed(b"", True)
    except DAMAGE as error:
        raise FileRefused(Refusal.CORRUPT) from error
    yield
