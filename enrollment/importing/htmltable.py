"""An HTML page saved as .xls, as many report generators do: its tables as sheets, every cell a text.

Nothing is fetched, no script or style is looked at, and a document type may only say "html".
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from enrollment.importing.errors import FileRefused, Refusal
from enrollment.importing.grid import GRID_COLUMNS, GRID_ROWS, ParsedCell
from enrollment.importing.scanned import Scanner
from enrollment.importing.sheet import MIB, Limits
from enrollment.importing.strings import MAX_TEXT

MAX_DEPTH = 20
MAX_OPEN = 4 * MIB  # text that no tag ends: a comment or attribute never closed
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_BREAKS = frozenset(["br", "p", "div", "li"])
_UNREAD = frozenset(["script", "style", "title"])

Attributes = list[tuple[str, str | None]]


@dataclass(slots=True)
class _Table:
    """A table being read: where its next cell goes, and which columns are taken by cells from above."""

    place: int
    row: int = 0
    column: int = 0
    cells: list[ParsedCell] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=dict)
    in_row: bool = False
    parts: list[str] | None = None
    length: int = 0


class HtmlScanner(Scanner):
    """Feeds the standard parser and keeps a stack of tables, because layouts nest them."""

    def __init__(self, encoding: str, limits: Limits, wanted: frozenset[int]) -> None:
        super().__init__(limits, wanted)
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._html = _Parser(self)
        self._stack: list[_Table] = []
        self._unread = 0

    def feed(self, data: bytes, final: bool) -> None:
        try:
            self._html.feed(self._decoder.decode(data, final))
            if len(self._html.rawdata) > MAX_OPEN:
                raise FileRefused(Refusal.CORRUPT)
            if final:
                self._html.close()
                while self._stack:
                    self.end("table")
        except (AssertionError, UnicodeError, ValueError, RecursionError) as error:
            raise FileRefused(Refusal.CORRUPT) from error

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag in _UNREAD:
            self._unread += 1
        elif tag == "table":
            if len(self._stack) >= MAX_DEPTH:
                raise FileRefused(Refusal.CORRUPT)
            self._stack.append(_Table(self.add_tab(f"Tabel {len(self.tabs) + 1}")))
        elif self._stack:
            self._start_inside(self._stack[-1], tag, attributes)

    def _start_inside(self, table: _Table, tag: str, attributes: Attributes) -> None:
        if tag == "tr":
            self._end_row(table)
            table.in_row, table.row, table.column, table.cells = True, table.row + 1, 0, []
            if _HIDDEN.search(dict(attributes).get("style") or ""):
                self.tabs[table.place].hidden_rows = True
        elif tag in ("td", "th"):
            if not table.in_row:
                self._start_inside(table, "tr", [])
            self._end_cell(table)
            self._start_cell(table, dict(attributes))
        elif tag in _BREAKS and table.parts:
            table.parts.append(" ")

    def _start_cell(self, table: _Table, attributes: dict[str, str | None]) -> None:
        column = table.column + 1
        while table.taken.get(column, 0) >= table.row:
            column += 1
        across = _span(attributes.get("colspan"), GRID_COLUMNS)
        down = _span(attributes.get("rowspan"), GRID_ROWS)
        if column + across - 1 > GRID_COLUMNS:
            raise FileRefused(Refusal.GRID_TOO_LARGE)
        if across > 1 or down > 1:
            self.add_merge(table.place, table.row, column, down - 1, across - 1)
        if down > 1:
            table.taken.update(dict.fromkeys(range(column, column + across), table.row + down - 1))
        table.column = column + across - 1
        table.parts, table.length = [], 0
        table.cells.append((column, "t", ""))

    def end(self, tag: str) -> None:
        if tag in _UNREAD:
            self._unread = max(self._unread - 1, 0)
        elif not self._stack:
            return
        elif tag in ("td", "th"):
            self._end_cell(self._stack[-1])
        elif tag in ("tr", "table"):
            self._end_row(self._stack[-1])
            if tag == "table":
                self._stack.pop()

    def text(self, data: str) -> None:
        table = self._stack[-1] if self._stack else None
        if table is None or table.parts is None or self._unread or table.length > MAX_TEXT:
            return
        table.parts.append(data)
        table.length += len(data)

    def _end_cell(self, table: _Table) -> None:
        if table.parts is None:
            return
        text = " ".join("".join(table.parts).split())[: MAX_TEXT + 1]
        column, kind, _ = table.cells.pop()
        if text:
            table.cells.append((column, kind, text))
        table.parts = None

    def _end_row(self, table: _Table) -> None:
        self._end_cell(table)
        if table.in_row:
            self.add_row(table.place, table.row, table.cells)
            table.in_row, table.cells = False, []


class _Parser(HTMLParser):
    """The standard parser, handing on what it meets."""

    def __init__(self, scanner: HtmlScanner) -> None:
        super().__init__(convert_charrefs=True)
        self._scanner = scanner

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self._scanner.start(tag, attrs)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self._scanner.start(tag, attrs)
        if tag not in _BREAKS:
            self._scanner.end(tag)

    def handle_endtag(self, tag: str) -> None:
        self._scanner.end(tag)

    def handle_data(self, data: str) -> None:
        self._scanner.text(data)

    def handle_decl(self, decl: str) -> None:
        if "[" in decl or "entity" in decl.lower():
            raise FileRefused(Refusal.XML_DTD)

    def unknown_decl(self, data: str) -> None:
        """Excel's `<![if supportMisalignedColumns]>` and CDATA sections are passed over."""


def _span(text: str | None, most: int) -> int:
    """A browser takes nonsense for 1; what no grid holds is refused."""
    text = (text or "1").strip()
    if not (text.isascii() and text.isdigit()):
        return 1
    if len(text) > 8 or int(text) > most:
        raise FileRefused(Refusal.GRID_TOO_LARGE)
    return max(int(text), 1)
