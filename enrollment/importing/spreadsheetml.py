"""SpreadsheetML 2003: the XML that some systems hand out as .xls, read with expat and no document type."""

from __future__ import annotations

from pyexpat import ExpatError

from enrollment.importing.errors import FileRefused, Refusal
from enrollment.importing.grid import GRID_COLUMNS, GRID_ROWS, ParsedCell
from enrollment.importing.kinds import NO_VALUE, is_iso
from enrollment.importing.scanned import Scanner
from enrollment.importing.sheet import Limits
from enrollment.importing.smallxml import local, safe_parser
from enrollment.importing.strings import MAX_TEXT

NAMESPACE = b"urn:schemas-microsoft-com:office:spreadsheet"
MAX_DEPTH = 100
_KINDS = {"String": "t", "Number": "n", "Boolean": "b", "Error": "e", "DateTime": "d"}


class SpreadsheetMlScanner(Scanner):
    """Workbook, Worksheet, Table, Row, Cell, Data; everything else is passed over."""

    def __init__(self, limits: Limits, wanted: frozenset[int]) -> None:
        super().__init__(limits, wanted)
        self._parser = safe_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._path: list[str] = []
        self._place = self._row = self._column = 0
        self._cells: dict[int, ParsedCell] = {}
        self._cell: dict[str, str] = {}
        self._kind = "t"
        self._parts: list[str] = []
        self._length = 0

    def feed(self, data: bytes, final: bool) -> None:
        try:
            self._parser.Parse(data, final)
        except (ExpatError, ValueError, LookupError) as error:
            raise FileRefused(Refusal.CORRUPT) from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        self._path.append(name)
        depth = len(self._path)
        if depth > MAX_DEPTH:
            raise FileRefused(Refusal.CORRUPT)
        given = {local(key): value for key, value in attributes.items()}
        if name == "Worksheet" and depth == 2:
            self._place, self._row = self.add_tab(given.get("Name", "")), 0
        elif name == "Row" and self._path[1:3] == ["Worksheet", "Table"] and depth == 4:
            self._start_row(given)
        elif name == "Cell" and depth == 5 and self._path[3] == "Row":
            self._cell, self._kind, self._parts, self._length = given, "t", [], 0
            self._column = _index(given.get("Index"), self._column + 1, GRID_COLUMNS)
        elif name == "Data" and depth == 6:
            self._kind = _KINDS.get(given.get("Type", "String"), "t")

    def _start_row(self, given: dict[str, str]) -> None:
        number = _index(given.get("Index"), self._row + 1, GRID_ROWS)
        if number <= self._row:
            raise FileRefused(Refusal.CORRUPT)
        self._row, self._column, self._cells = number, 0, {}
        if given.get("Hidden") == "1":
            self.tabs[self._place].hidden_rows = True

    def _text(self, data: str) -> None:
        if self._path[5:6] == ["Data"] and self._length <= MAX_TEXT:
            self._parts.append(data)
            self._length += len(data)
        elif self._path[-1] == "Visible" and data in ("SheetHidden", "SheetVeryHidden"):
            self.tabs[self._place].hidden = True

    def _end(self, _: str) -> None:
        name = self._path.pop()
        if name == "Cell" and len(self._path) == 4:
            self._end_cell()
        elif name == "Row" and len(self._path) == 3:
            self.add_row(self._place, self._row, [self._cells[number] for number in sorted(self._cells)])

    def _end_cell(self) -> None:
        across, down = (_span(self._cell.get(name)) for name in ("MergeAcross", "MergeDown"))
        column = self._column
        if across or down:
            self.add_merge(self._place, self._row, column, down, across)
            self._column += across
        kind, value = _resolve(self._kind, "".join(self._parts)[: MAX_TEXT + 1])
        if "Formula" in self._cell:
            kind = kind.upper() if value else NO_VALUE
        if value or kind == NO_VALUE:
            if column in self._cells:
                raise FileRefused(Refusal.CORRUPT)
            self._cells[column] = (column, kind, value)


def _resolve(kind: str, text: str) -> tuple[str, str]:
    if kind == "t":
        return kind, text
    text = text.strip()[:40]
    if kind == "d":
        return ("d", text[:10]) if is_iso(text) else ("x", text)
    return kind, text


def _index(text: str | None, following: int, most: int) -> int:
    number = following if text is None else _span(text)
    if number > most:
        raise FileRefused(Refusal.GRID_TOO_LARGE)
    if number < 1:
        raise FileRefused(Refusal.CORRUPT)
    return number


def _span(text: str | None) -> int:
    if text is None:
        return 0
    if not (text.isascii() and text.isdigit()):
        raise FileRefused(Refusal.CORRUPT)
    return int(text) if len(text) <= 8 else GRID_ROWS + 1
