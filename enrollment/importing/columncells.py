"""What every column's cleaner does first: saved values of formulas, error values, words judged once and remembered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from enrollment.importing.amounts import Style
from enrollment.importing.celltext import as_text, shown
from enrollment.importing.columns import Column, Kind
from enrollment.importing.errors import Code
from enrollment.importing.sheet import BadDate, Cell, ErrorCell, Formula
from enrollment.importing.sink import Sink

__all__ = ["IDENTIFIERS", "MOST_TEXT", "Cells", "ColumnBase", "Reader", "Values"]

Cells = list[Cell]
Values = list[str | None]
Reader = Callable[[str], "str | Code"]

IDENTIFIERS = frozenset({Kind.NIK, Kind.KPJ, Kind.NIB, Kind.NPP, Kind.NPWP, Kind.DIVISION})
MOST_TEXT = 500  # characters of a cell that holds no free text
_MOST_REMEMBERED = 100_000


class ColumnBase:
    """Cleans one column of one file, chunk after chunk, remembering what it has judged."""

    def __init__(self, column: Column, *, on: date) -> None:
        self.column = column
        self.on = on
        self.style = Style()
        self._known: dict[Any, str | Code | None] = {}
        self._refused: dict[Any, Code] = {}
        self._clean = getattr(self, f"_{column.kind.lower()}")

    def __call__(self, cells: Cells, sink: Sink) -> Values:
        """The values of these cells; problems go to the sink under the canonical heading."""
        values: Values = self._clean(self._plain(cells, sink), sink)
        return values

    def learn(self, cells: Cells) -> bool:
        """Take what amounts prove about the column's marks. True when a cell is ambiguous and nothing decides yet."""
        if self.column.kind is not Kind.AMOUNT:
            return False
        texts = {cell for cell in cells if isinstance(cell, str) and len(cell) <= MOST_TEXT}
        ambiguous = [text for text in texts if self.style.learn(text)]
        return bool(ambiguous) and self.style.mark is None

    # What every column does first

    def _plain(self, cells: Cells, sink: Sink) -> Cells:
        """Formulas give their saved value (not in an identifier), error values none; only plain cells remain."""
        if set(map(type, cells)) <= {str, type(None), float, date}:
            return cells
        plain = list(cells)
        for index, cell in enumerate(cells):
            if isinstance(cell, Formula):
                plain[index] = cell = self._of_formula(cell, index, sink)
            if isinstance(cell, ErrorCell):
                sink.add(index, self.column.name, Code.CELL_ERROR)
                plain[index] = None
            elif isinstance(cell, BadDate):
                dated = self.column.kind in (Kind.DATE, Kind.BIRTH_DATE, Kind.MONTH)
                sink.add(index, self.column.name, Code.DATE_RANGE if dated else Code.TYPE)
                plain[index] = None
        return plain

    def _of_formula(self, cell: Formula, index: int, sink: Sink) -> Cell:
        if self.column.kind in IDENTIFIERS:
            sink.add(index, self.column.name, Code.FORMULA_IN_ID)
            return None
        if cell.value is None:
            sink.add(index, self.column.name, Code.NO_VALUE)
            return None
        if not isinstance(cell.value, ErrorCell | BadDate):
            sink.add(index, self.column.name, Code.FORMULA)
        return cell.value

    def _each(self, cells: Cells, sink: Sink, judge: Callable[[Any], str | Code | None]) -> Values:
        """`judge` each distinct cell once; a Code goes to the sink with what was typed, "" and None are no value."""
        keys: list[Any] = cells
        if bool in set(map(type, cells)):  # True equals 1.0
            keys = [(cell,) if type(cell) is bool else cell for cell in cells]
        known = self._known
        if len(known) > _MOST_REMEMBERED:
            known.clear()
        for key in set(keys).difference(known):
            found = None if key is None else judge(key[0] if type(key) is tuple else key)
            known[key] = found or None
            if type(found) is Code:
                self._refused[key] = found
        values: list[Any] = list(map(known.__getitem__, keys))
        if self._refused and not self._refused.keys().isdisjoint(keys):
            for index, key in enumerate(keys):
                if key in self._refused:
                    self._tell(index, self._refused[key], cells[index], sink)
                    values[index] = None
        return values

    def _tell(self, index: int, code: Code, cell: Cell, sink: Sink) -> None:
        typed = {} if self.column.kind in IDENTIFIERS or cell is None else {"value": shown(cell)[:80]}
        sink.add(index, self.column.name, code, **typed)

    def _worded(self, cells: Cells, sink: Sink, read: Reader) -> Values:
        """Like `_each`, for columns that want text: numbers as typed, dates and booleans refused."""

        def judge(cell: Cell) -> str | Code | None:
            text = as_text(cell)
            return text if isinstance(text, Code) else read(text) if text.strip() else None

        return self._each(cells, sink, judge)
