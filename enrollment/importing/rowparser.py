"""Rows of a worksheet read with expat: exact for every well-formed sheet, whoever wrote it, and slow."""

from __future__ import annotations

import re
from pyexpat import ExpatError

from enrollment.importing.errors import FileRefused, Refusal
from enrollment.importing.grid import GRID_COLUMNS, GRID_ROWS, ParsedCell, ParsedRow, check_cell
from enrollment.importing.kinds import EMPTY, NO_VALUE, column_number, kind_by
from enrollment.importing.resolve import Resolver
from enrollment.importing.sheet import Limits
from enrollment.importing.smallxml import local, safe_parser
from enrollment.importing.strings import MAX_TEXT, UNSAFE_MARKUP
from enrollment.importing.workbook import Workbook

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class RowParser:
    """Feed it XML text; finished rows gather in `rows`. Grid limits are checked cell by cell (B07, B08)."""

    def __init__(self, book: Workbook, limits: Limits) -> None:
        self.rows: list[ParsedRow] = []
        self.exact = False
        self._styles = book.date_styles
        self._resolver = Resolver(book)
        self._limits = limits
        self._path: list[str] = []
        self._row = 0
        self._column = 0
        self._cells: dict[int, ParsedCell] = {}
        self._cell: dict[str, str] = {}
        self._formula = False
        self._value: list[str] | None = None
        self._length = 0
        self._parser = safe_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    @property
    def between_rows(self) -> bool:
        """Whether the next row may be taken by pattern: inside sheetData, outside a row, no comment ever met."""
        return not self.exact and len(self._path) == 2 and self._path[1] == "sheetData"

    def feed(self, text: str, final: bool = False) -> None:
        self.exact = self.exact or UNSAFE_MARKUP.search(text) is not None
        try:
            self._parser.Parse(text, final)
        except (ExpatError, ValueError) as error:
            raise FileRefused(Refusal.CORRUPT) from error

    def skip_to(self, row: int) -> None:
        """Rows up to `row` were taken by pattern."""
        self._row = max(self._row, row)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        self._path.append(name)
        if name == "row" and len(self._path) == 3:
            self._start_row(attributes)
        elif name == "c" and len(self._path) == 4:
            self._start_cell(attributes)
        elif name == "f" and len(self._path) == 5:
            self._formula = True
        elif name in ("v", "is") and len(self._path) == 5 and self._value is None:
            self._value = []
            self._length = 0

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = _row_number(attributes["r"]) if "r" in attributes else self._row + 1
        if number <= self._row:
            raise FileRefused(Refusal.CORRUPT)
        if number > GRID_ROWS:
            raise FileRefused(Refusal.GRID_TOO_LARGE)
        self._row, self._column = number, 0

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._cell, self._formula, self._value = attributes, False, None
        if "r" not in attributes:
            self._column += 1
            return
        match = _REFERENCE.fullmatch(attributes["r"])
        if match is None or int(match[2]) != self._row:
            beyond = match is not None and int(match[2]) > GRID_ROWS
            raise FileRefused(Refusal.GRID_TOO_LARGE if beyond else Refusal.CORRUPT)
        number = column_number(match[1])
        if number > GRID_COLUMNS:
            raise FileRefused(Refusal.GRID_TOO_LARGE)
        if number in self._cells:
            raise FileRefused(Refusal.CORRUPT)
        self._column = number

    def _text(self, data: str) -> None:
        # Inside <is> only <t> counts, and not the phonetic hints' <t>.
        if self._value is None or self._length > MAX_TEXT or len(self._path) < 5:
            return
        if self._path[4] == "v" or (self._path[-1] == "t" and "rPh" not in self._path):
            self._value.append(data)
            self._length += len(data)

    def _end(self, _: str) -> None:
        name = self._path.pop()
        if name == "c" and len(self._path) == 3:
            self._end_cell()
        elif name == "row" and len(self._path) == 2:
            self.rows.append(ParsedRow(self._row, [self._cells[number] for number in sorted(self._cells)]))
            self._cells = {}

    def _end_cell(self) -> None:
        kind, value = self._resolve()
        self._value = None
        if not value and kind != NO_VALUE:
            return
        check_cell(self._row, self._column, self._limits)
        self._cells[self._column] = (self._column, kind, value)

    def _resolve(self) -> tuple[str, str]:
        if self._value is None:
            return (NO_VALUE if self._formula else EMPTY), ""
        kind = kind_by(self._cell.get("t", "n"), self._cell.get("s", "0"), self._styles)
        if kind is None:
            raise FileRefused(Refusal.CORRUPT)
        kind, value = self._resolver.cell(kind, "".join(self._value))
        return (kind.upper() if self._formula else kind), value


def _row_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise FileRefused(Refusal.CORRUPT)
    return int(text)
