"""Old Excel workbooks (.xls, BIFF5 and BIFF8): the records of the container's Workbook stream.

Read record by record: a sheet costs what it holds, never what its corners span. Formulas, error values, hidden rows
and merged cells are told apart as in an .xlsx, so that the same rows give the same counts.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from enrollment.importing.biffstrings import shared_texts, short_text
from enrollment.importing.errors import FileRefused, Note, Refusal
from enrollment.importing.grid import ParsedCell, ParsedRow, check_cell
from enrollment.importing.kinds import iso_date
from enrollment.importing.ole import Container
from enrollment.importing.sheet import Limits
from enrollment.importing.strings import MAX_TEXT
from enrollment.importing.tabs import HEAD_ROWS, MAX_SHEETS, Tab, TabStream
from enrollment.importing.workbook import shows_date

BOF, EOF, CONTINUE, FILEPASS, BOUNDSHEET, DATEMODE, CODEPAGE = 0x809, 0x0A, 0x3C, 0x2F, 0x85, 0x22, 0x42
SST, FORMAT, XF = 0xFC, 0x41E, 0xE0
LABELSST, LABEL, RSTRING, NUMBER, RK, MULRK, BOOLERR = 0xFD, 0x204, 0xD6, 0x203, 0x27E, 0xBD, 0x205
FORMULA, STRING, ROW, MERGEDCELLS = 0x06, 0x207, 0x208, 0xE5
BIFF8 = 0x600
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_CODEPAGES = {1252: "cp1252", 437: "cp437", 1200: "utf-16-le", 0x8001: "cp1252"}
_MACROS = ("_vba_project_cur", "macros")
_ODD = (struct.error, IndexError, ValueError, LookupError)

Record = tuple[int, bytes, int]
"""Number, body, and where the next one begins."""


def open_xls(data: bytes, limits: Limits) -> XlsBook:
    """The workbook in `data`; FILE_TYPE for another document in such a container, FILE_ENCRYPTED behind a password."""
    container = Container(data)
    if any(entry.name == "EncryptedPackage" for entry in container.entries):
        raise FileRefused(Refusal.FILE_ENCRYPTED)
    stream = container.stream("Workbook", "Book")
    if stream is None:
        raise FileRefused(Refusal.FILE_TYPE, found="OLE")
    try:
        book = XlsBook(stream, limits)
    except _ODD as error:
        raise FileRefused(Refusal.CORRUPT) from error
    if any(entry.name.lower() in _MACROS or entry.name.startswith("MBD") for entry in container.entries):
        book.notes.add(Note.OUTSIDE_PARTS)
    return book


@dataclass(slots=True)
class _Globals:
    """What holds for all sheets."""

    biff8: bool = True
    encoding: str = "cp1252"
    date1904: bool = False
    strings: list[str] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)
    formats: list[int] = field(default_factory=list)
    dates: frozenset[int] = frozenset()


class XlsBook:
    """A Book over the records. The first pass over a sheet counts; the second gives its rows."""

    def __init__(self, stream: bytes, limits: Limits) -> None:
        self.created: date | None = None
        self.notes: set[Note] = set()
        self.tabs: list[Tab] = []
        self._stream = stream
        self._limits = limits
        self._starts: list[int] = []
        self._globals = _Globals()
        self._read_globals()
        self.date1904 = self._globals.date1904
        self._ordered = [self._survey(place) for place in range(len(self.tabs))]

    def head(self, place: int, last_row: int) -> list[ParsedRow]:
        return [row for row in self.tabs[place].head if row.number <= last_row]

    def sources(self, places: list[int]) -> Iterator[TabStream]:
        for place in sorted(places):
            yield TabStream(self._rows(place), self._limits)

    def _read_globals(self) -> None:
        shared: list[bytes] = []
        common, last = self._globals, 0
        for number, body, _ in _records(self._stream, 0):
            if number == BOF:
                common.biff8 = struct.unpack_from("<H", body)[0] >= BIFF8
            elif number == FILEPASS:
                raise FileRefused(Refusal.FILE_ENCRYPTED)
            elif number == BOUNDSHEET:
                self._add_sheet(body)
            elif number == SST or (number == CONTINUE and last == SST):
                shared.append(body)
                number = SST
            elif number in (DATEMODE, CODEPAGE, FORMAT, XF):
                _note_global(common, number, body)
            last = number
        common.strings = shared_texts(shared) if shared else []
        common.dates = frozenset(
            index for index, number in enumerate(common.formats) if shows_date(str(number), common.codes.get(number))
        )

    def _add_sheet(self, body: bytes) -> None:
        start, hidden, kind = struct.unpack_from("<IBB", body)
        if kind or len(self.tabs) >= MAX_SHEETS:
            return
        name = short_text(body, 6, self._globals.biff8, self._globals.encoding, 1)
        self.tabs.append(Tab(name[:80], hidden & 3 != 0))
        self._starts.append(start)

    def _survey(self, place: int) -> bool:
        """Count rows, keep the first ones, note merges and hidden rows; whether the rows stand in order."""
        tab = self.tabs[place]
        numbers: set[int] = set()
        head: dict[int, dict[int, ParsedCell]] = {}
        ordered, last = True, 0
        for row, cell in self._cells(place, tab):
            check_cell(row, cell[0], self._limits)
            ordered, last = ordered and row >= last, row
            numbers.add(row)
            if row <= HEAD_ROWS:
                head.setdefault(row, {})[cell[0]] = cell
        tab.rows = len(numbers)
        tab.head = [_row(number, head[number]) for number in sorted(head)]
        return ordered

    def _rows(self, place: int) -> Iterator[ParsedRow]:
        if not self._ordered[place]:
            yield from self._sorted_rows(place)
            return
        number = 0
        cells: dict[int, ParsedCell] = {}
        for row, cell in self._cells(place):
            if row != number and cells:
                yield _row(number, cells)
                cells = {}
            number = row
            cells[cell[0]] = cell
        if cells:
            yield _row(number, cells)

    def _sorted_rows(self, place: int) -> Iterator[ParsedRow]:
        rows: dict[int, dict[int, ParsedCell]] = {}
        for row, cell in self._cells(place):
            rows.setdefault(row, {})[cell[0]] = cell
        for number in sorted(rows):
            yield _row(number, rows[number])

    def _cells(self, place: int, tab: Tab | None = None) -> Iterator[tuple[int, ParsedCell]]:
        """(row, cell) of every cell with content, as they stand in the stream; merges and hidden rows go to `tab`."""
        formula: tuple[int, int] | None = None
        try:
            for number, body, _ in _records(self._stream, self._starts[place]):
                if number == STRING and formula is not None:
                    text = short_text(body, 0, self._globals.biff8, self._globals.encoding, 2)
                    yield from _filled(formula[0], formula[1], "T", text)
                    formula = None
                elif number == FORMULA and body[12:14] == b"\xff\xff" and body[6] == 0:
                    row, column = struct.unpack_from("<HH", body)
                    formula = row, column
                elif number in _CELLS:
                    yield from self._cell(number, body)
                elif tab is not None:
                    _note_sheet(tab, number, body)
        except _ODD as error:
            raise FileRefused(Refusal.CORRUPT) from error

    def _cell(self, number: int, body: bytes) -> Iterator[tuple[int, ParsedCell]]:
        row, column, style = struct.unpack_from("<HHH", body)
        if number == LABELSST:
            yield from _filled(row, column, "t", self._globals.strings[struct.unpack_from("<I", body, 6)[0]])
        elif number in (LABEL, RSTRING):
            text = short_text(body, 6, self._globals.biff8, self._globals.encoding, 2)
            yield from _filled(row, column, "t", text)
        elif number == NUMBER:
            yield row + 1, self._number(column, style, struct.unpack_from("<d", body, 6)[0])
        elif number == RK:
            yield row + 1, self._number(column, style, _rk(struct.unpack_from("<I", body, 6)[0]))
        elif number == MULRK:
            for place, offset in enumerate(range(4, len(body) - 2, 6)):
                style, packed = struct.unpack_from("<HI", body, offset)
                yield row + 1, self._number(column + place, style, _rk(packed))
        elif number == BOOLERR:
            yield row + 1, (column + 1, *_flag(body[6], body[7]))
        else:
            yield from self._formula(row, column, style, body[6:14])

    def _formula(self, row: int, column: int, style: int, result: bytes) -> Iterator[tuple[int, ParsedCell]]:
        if result[6:] != b"\xff\xff":
            number, kind, value = self._number(column, style, struct.unpack("<d", result)[0])
            yield row + 1, (number, kind.upper(), value)
        elif result[0] in (1, 2):
            kind, value = _flag(result[2], result[0] == 2)
            yield row + 1, (column + 1, kind.upper(), value)

    def _number(self, column: int, style: int, value: float) -> ParsedCell:
        if not math.isfinite(value):
            return column + 1, "e", "#NUM!"
        text = str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
        if style not in self._globals.dates:
            return column + 1, "n", text
        day = iso_date(text, self._globals.date1904)
        return (column + 1, "d", day) if day else (column + 1, "x", text[:40])


_CELLS = frozenset([LABELSST, LABEL, RSTRING, NUMBER, RK, MULRK, BOOLERR, FORMULA])


def _records(stream: bytes, place: int) -> Iterator[Record]:
    """The records of one substream, those of charts inside it left out; it must begin and end as it should."""
    depth = 0
    while True:
        if place + 4 > len(stream):
            raise FileRefused(Refusal.CORRUPT)
        number, size = struct.unpack_from("<HH", stream, place)
        body = stream[place + 4 : place + 4 + size]
        if len(body) < size or (not depth and number != BOF):
            raise FileRefused(Refusal.CORRUPT)
        place += 4 + size
        depth += (number == BOF) - (number == EOF)
        if depth == 1 and (number != EOF):
            yield number, body, place
        if not depth:
            return


def _note_global(common: _Globals, number: int, body: bytes) -> None:
    if number == DATEMODE:
        common.date1904 = struct.unpack_from("<H", body)[0] == 1
    elif number == CODEPAGE:
        common.encoding = _CODEPAGES.get(struct.unpack_from("<H", body)[0], "cp1252")
    elif number == FORMAT:
        code = struct.unpack_from("<H", body)[0]
        common.codes[code] = short_text(body, 2, common.biff8, common.encoding, 2 if common.biff8 else 1)
    else:
        common.formats.append(struct.unpack_from("<H", body, 2)[0])


def _note_sheet(tab: Tab, number: int, body: bytes) -> None:
    if number == ROW and body[12] & 0x20:
        tab.hidden_rows = True
    elif number == MERGEDCELLS:
        for place in range(struct.unpack_from("<H", body)[0]):
            top, bottom, left, right = struct.unpack_from("<4H", body, 2 + 8 * place)
            tab.merged.append((top + 1, left, bottom + 1, right))


def _row(number: int, cells: dict[int, ParsedCell]) -> ParsedRow:
    return ParsedRow(number, [cells[column] for column in sorted(cells)])


def _filled(row: int, column: int, kind: str, text: str) -> Iterator[tuple[int, ParsedCell]]:
    if text:
        yield row + 1, (column + 1, kind, text[: MAX_TEXT + 1])


def _flag(value: int, is_error: int) -> tuple[str, str]:
    return ("e", _ERRORS.get(value, "#N/A")) if is_error else ("b", "1" if value else "0")


def _rk(packed: int) -> float:
    """A number in 30 bits: a whole one, or the upper half of a double; perhaps a hundredth of it."""
    if packed & 2:
        value = float((packed >> 2) - (1 << 30) if packed & 0x80000000 else packed >> 2)
    else:
        value = float(struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0])
    return value / 100 if packed & 1 else value
