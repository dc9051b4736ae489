"""OpenDocument spreadsheets: content.xml read with expat, element by element, inside the grid.

LibreOffice writes the rest of the grid as one blank cell repeated 16,000 times in one row repeated a million times, so
a repeat is a number and never rows; only repeated content counts, and that is bounded before it is laid out.
"""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, timedelta, timezone
from pyexpat import ExpatError

from enrollment.importing.archive import DAMAGE, check_members
from enrollment.importing.errors import FileRefused, Refusal
from enrollment.importing.grid import GRID_COLUMNS, ParsedCell
from enrollment.importing.kinds import EMPTY, NO_VALUE, is_iso
from enrollment.importing.scanned import ScannedBook, Scanner
from enrollment.importing.sheet import MIB, Limits
from enrollment.importing.smallxml import safe_parser, walk
from enrollment.importing.strings import MAX_TEXT

CONTENT = "content.xml"
MANIFEST = "META-INF/manifest.xml"
MIME = b"application/vnd.oasis.opendocument.spreadsheet"
MAX_DEPTH = 100
_MAX_PART = 8 * MIB
_WIB = timezone(timedelta(hours=7))
_DRAWN = ("table:shapes", "draw:frame", "draw:g", "draw:custom-shape", "draw:control")
_PASSED_OVER = frozenset(
    [*_DRAWN, "office:annotation", "table:tracked-changes", "office:forms", "office:scripts", "text:ruby-text"]
)
_NUMBERS = frozenset(["float", "percentage", "currency"])
_ERROR = re.compile(r"#[A-Z/0!?]+|Err:\d+")


def is_open_document(archive: zipfile.ZipFile) -> bool:
    """A spreadsheet by its `mimetype` member, which tells it from text and pictures of the same family."""
    names = archive.namelist()
    if CONTENT not in names or "mimetype" not in names or archive.getinfo("mimetype").file_size > 200:
        return False
    return _part(archive, "mimetype").strip().startswith(MIME)


def open_ods(archive: zipfile.ZipFile, limits: Limits) -> ScannedBook:
    """The spreadsheet in `archive`, whose directory was checked already."""
    if MANIFEST in archive.namelist() and b"encryption-data" in _part(archive, MANIFEST):
        raise FileRefused(Refusal.FILE_ENCRYPTED)
    check_members(archive, set())
    return ScannedBook(
        lambda: archive.open(CONTENT), lambda wanted: OdsScanner(limits, wanted), limits, _created(archive)
    )


class OdsScanner(Scanner):
    """The elements of content.xml; prefixes as every producer writes them."""

    def __init__(self, limits: Limits, wanted: frozenset[int]) -> None:
        super().__init__(limits, wanted)
        self._parser = safe_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._depth = self._skipped = self._paragraphs = self._row = self._column = 0
        self._place: int | None = None
        self._style = ""
        self._hidden_styles: set[str] = set()
        self._repeated = 1
        self._cells: list[ParsedCell] = []
        self._cell: dict[str, str] | None = None
        self._parts: list[str] = []
        self._length = 0

    def feed(self, data: bytes, final: bool) -> None:
        try:
            self._parser.Parse(data, final)
        except (ExpatError, ValueError, LookupError) as error:
            raise FileRefused(Refusal.CORRUPT) from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FileRefused(Refusal.CORRUPT)
        if self._skipped or name in _PASSED_OVER or (name == "table:table" and self._place is not None):
            self._skipped += 1
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._cell = attributes
            self._parts, self._length = [], 0
        elif self._cell is not None:
            self._start_text(name, attributes)
        elif name == "table:table-row":
            self._repeated = _repeat(attributes.get("table:number-rows-repeated"))
            self._column, self._cells = 0, []
            if attributes.get("table:visibility", "visible") != "visible" and self._place is not None:
                self.tabs[self._place].hidden_rows = True
        else:
            self._start_part(name, attributes)

    def _start_part(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            hidden = attributes.get("table:style-name") in self._hidden_styles
            self._place = self.add_tab(attributes.get("table:name", ""), hidden)
            self._row = 0
        elif name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)

    def _start_text(self, name: str, attributes: dict[str, str]) -> None:
        if name == "text:p":
            if self._parts:
                self._add("\n")
            self._paragraphs += 1
        elif name == "text:s":
            self._add(" " * min(_repeat(attributes.get("text:c")), 1000))
        elif name in ("text:tab", "text:line-break"):
            self._add("\t" if name == "text:tab" else "\n")

    def _text(self, data: str) -> None:
        if self._paragraphs and not self._skipped:
            self._add(data)

    def _add(self, data: str) -> None:
        if self._length <= MAX_TEXT:
            self._parts.append(data)
            self._length += len(data)

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._skipped:
            self._skipped -= 1
        elif name == "text:p":
            self._paragraphs = 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._end_cell(covered=name == "table:covered-table-cell")
        elif name == "table:table-row" and self._place is not None:
            self.add_row(self._place, self._row + 1, self._cells, self._repeated)
            self._row += self._repeated
        elif name == "table:table":
            self._place = None

    def _end_cell(self, covered: bool) -> None:
        attributes, self._cell = self._cell or {}, None
        repeated = _repeat(attributes.get("table:number-columns-repeated"))
        first, self._column = self._column + 1, self._column + repeated
        if self._column > GRID_COLUMNS:
            raise FileRefused(Refusal.GRID_TOO_LARGE)
        across, down = (_repeat(attributes.get(f"table:number-{what}-spanned")) - 1 for what in ("columns", "rows"))
        if (across or down) and self._place is not None:
            self.add_merge(self._place, self._row + 1, first, down, across)
        kind, value = (EMPTY, "") if covered else _resolve(attributes, "".join(self._parts)[: MAX_TEXT + 1])
        if not value and kind != NO_VALUE:
            return
        if repeated > 1 and self._column > self.limits.columns:
            raise FileRefused(Refusal.GRID_TOO_LARGE)
        self._cells += ((number, kind, value) for number in range(first, first + repeated))


def _resolve(attributes: dict[str, str], text: str) -> tuple[str, str]:
    kind, value = _typed(attributes, text)
    if "table:formula" not in attributes:
        return kind, value
    return (kind.upper(), value) if value else (NO_VALUE, "")


def _typed(attributes: dict[str, str], text: str) -> tuple[str, str]:
    found = attributes.get("office:value-type", "")
    value = attributes.get("office:value", "")
    if attributes.get("calcext:value-type") == "error" or (found in _NUMBERS and _ERROR.fullmatch(text)):
        return "e", text[:40]
    if found in _NUMBERS:
        return "n", value[:40]
    if found == "date":
        day = attributes.get("office:date-value", "")[:10]
        return ("d", day) if is_iso(day) else ("x", day or text[:40])
    if found == "boolean":
        return "b", "1" if attributes.get("office:boolean-value") == "true" else "0"
    return "t", text or attributes.get("office:string-value", "")[: MAX_TEXT + 1]


def _repeat(text: str | None) -> int:
    """A repeat or span; nonsense is damage, and what no grid holds is refused at once."""
    if text is None:
        return 1
    if not (text.isascii() and text.isdigit()):
        raise FileRefused(Refusal.CORRUPT)
    if len(text) > 7:
        raise FileRefused(Refusal.GRID_TOO_LARGE)
    return max(int(text), 1)


def _part(archive: zipfile.ZipFile, member: str) -> bytes:
    if archive.getinfo(member).file_size > _MAX_PART:
        raise FileRefused(Refusal.CORRUPT)
    try:
        return archive.read(member)
    except DAMAGE as error:
        raise FileRefused(Refusal.CORRUPT) from error


def _created(archive: zipfile.ZipFile) -> date | None:
    """The day (WIB) the file says it was made; a hint for the month it speaks of, never more."""
    if "meta.xml" not in archive.namelist():
        return None
    texts: list[str] = []
    current = [""]

    def start(name: str, _: dict[str, str]) -> None:
        current[0] = name

    def text(data: str) -> None:
        if current[0] == "creation-date":
            texts.append(data)

    try:
        walk(_part(archive, "meta.xml"), start, text)
        made = datetime.fromisoformat("".join(texts).strip().replace("Z", "+00:00")[:26])
    except (ValueError, FileRefused):
        return None
    return (made if made.tzinfo is None else made.astimezone(_WIB)).date()
