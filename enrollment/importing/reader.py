"""From an open file to its header and its blocks of rows. Runs inside the child process only."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from enrollment.importing import archive as archives
from enrollment.importing.anyheader import finder_for
from enrollment.importing.biff import open_xls
from enrollment.importing.block import Block
from enrollment.importing.choosing import Found, choose, look, told
from enrollment.importing.csvfile import CsvStream, find_encoding
from enrollment.importing.errors import Code, FileRefused, Note, Refusal
from enrollment.importing.headers import Header, HeaderFinder, HeadRow, Range, plain
from enrollment.importing.htmltable import HtmlScanner
from enrollment.importing.ods import is_open_document, open_ods
from enrollment.importing.prescan import INSIDE, SHEETS, Kind, file_kind
from enrollment.importing.scanned import ScannedBook
from enrollment.importing.sheet import Candidate, Limits
from enrollment.importing.spreadsheetml import SpreadsheetMlScanner
from enrollment.importing.tabs import STRIDE, Book, RowSource
from enrollment.importing.tidy import Tidier
from enrollment.importing.xlsx import XlsxBook

RowProblems = dict[int, tuple[str, dict[str, Any]]]


@dataclass(slots=True)
class Part:
    """One sheet being read; `offset` is what its row numbers grow by, so that no two rows of a batch share one."""

    name: str
    header: Header
    blocks: Iterator[Block]
    tidier: Tidier
    source: RowSource | None = None
    merged: list[Range] = field(default_factory=list)
    offset: int = 0
    rows: int = 0
    last_used: int = 0

    @property
    def skipped(self) -> int:
        """Title, header, total and blank lines up to the last line in use."""
        return max(self.last_used, self.header.last_row) - self.rows


@dataclass(slots=True)
class Reading:
    """A recognised file: `about` and `header`, then `blocks`; the numbers and `notes` are final after them."""

    header: Header
    about: dict[str, Any]
    parts: Iterator[Part]
    max_rows: int
    notes: set[Note] = field(default_factory=set)
    rows: int = 0
    skipped: int = 0
    sheets: list[dict[str, Any]] = field(default_factory=list)

    def blocks(self) -> Iterator[tuple[Block, RowProblems]]:
        for part in self.parts:
            yield from self._blocks(part)
            self.skipped += part.skipped
            self.sheets.append({"name": part.name, "first": part.offset, "rows": part.rows})
            if part.source is not None:
                self.notes |= part.source.notes
        if not self.rows:
            raise FileRefused(Refusal.NO_ROWS)

    def _blocks(self, part: Part) -> Iterator[tuple[Block, RowProblems]]:
        for raw in part.blocks:
            block, last = part.tidier.tidy(raw)
            part.last_used = max(part.last_used, last)
            part.rows += len(block.numbers)
            self.rows += len(block.numbers)
            if self.rows > self.max_rows:
                raise FileRefused(Refusal.TOO_MANY_ROWS, limit=self.max_rows)
            if block.numbers:
                problems = _problems(block, len(self.header.texts), part.merged)
                if part.offset:
                    block.numbers = [number + part.offset for number in block.numbers]
                yield block, problems


def _problems(block: Block, expected: int, merged: list[Range]) -> RowProblems:
    problems: RowProblems = {
        index: (Code.COLUMN_COUNT, {"expected": expected, "found": found}) for index, found in block.counts.items()
    }
    for top, _, bottom, _ in merged:
        if bottom >= block.numbers[0] and top <= block.numbers[-1]:
            for index in range(bisect_right(block.numbers, top - 1), bisect_right(block.numbers, bottom)):
                problems.setdefault(index, (Code.MERGED, {"first": top, "last": bottom}))
    return problems


def open_reading(
    stream: IO[bytes],
    suffix: str,
    candidates: list[Candidate],
    limits: Limits,
    asked: dict[str, Any] | None = None,
) -> Reading:
    """Recognise the file and its header; FileRefused for everything that refuses it as a whole before its rows."""
    asked = asked or {}
    suffix = suffix.lower()
    kind = file_kind(stream, suffix, limits)
    finder = finder_for(candidates, asked)
    if kind is Kind.TEXT:
        reading = _csv(stream, suffix, finder, candidates, limits)
    else:
        book, inside = _book(kind, stream, limits)
        reading = _sheets(book, finder, candidates, limits, asked.get("sheets", []))
        if inside not in (None, _OWN.get(suffix)):
            reading.notes.add(inside)
    return reading


_OWN = {".xlsx": Note.XLSX_INSIDE, ".xls": Note.XLS_INSIDE, ".ods": Note.ODS_INSIDE}
_UNREADABLE_TEXT = (Refusal.NUL, Refusal.ENCODING, Refusal.DELIMITER)


def _book(kind: Kind, stream: IO[bytes], limits: Limits) -> tuple[Book, Note]:
    """The file as a book of sheets, and what it really is."""
    if kind is Kind.CONTAINER:
        return open_xls(stream.read(), limits), Note.XLS_INSIDE
    if kind is Kind.ARCHIVE:
        archive = archives.open_archive(stream)
        archives.check_directory(archive, limits)
        if is_open_document(archive):
            return open_ods(archive, limits), Note.ODS_INSIDE
        return XlsxBook(archive, limits), Note.XLSX_INSIDE

    def again() -> IO[bytes]:
        stream.seek(0)
        return stream

    if kind is Kind.XML:
        return ScannedBook(again, lambda wanted: SpreadsheetMlScanner(limits, wanted), limits), INSIDE[kind]
    encoding = find_encoding(stream)
    return ScannedBook(again, lambda wanted: HtmlScanner(encoding, limits, wanted), limits), INSIDE[kind]


def _required(header: Header, candidates: list[Candidate]) -> list[int]:
    candidate = next((one for one in candidates if one.name == header.profile), None)
    if candidate is None:  # only looked at: no profile yet
        return []
    return [header.columns[name] for name in candidate.required if name in header.columns]


def _titles(rows: list[HeadRow], header: Header) -> list[str]:
    above = (texts for number, texts in rows if number < header.first_row)
    lines = (plain(" ".join(texts[place] for place in sorted(texts)), 300) for texts in above)
    return [line for line in lines if line]


def _csv(stream: IO[bytes], suffix: str, finder: HeaderFinder, candidates: list[Candidate], limits: Limits) -> Reading:
    renamed = suffix in SHEETS
    try:
        text = CsvStream(stream, finder, limits)
    except FileRefused as refusal:
        if renamed and refusal.code in _UNREADABLE_TEXT:  # neither a workbook nor a table in letters
            raise FileRefused(Refusal.FILE_TYPE, found="TEXT", suffix=suffix[:10]) from refusal
        raise
    header = text.header
    about = {"title_lines": _titles(text.head, header), "sheet_name": "", "hidden": False, "date1904": False}
    about |= {"created": None, "row_estimate": 0, "sheets": []}
    part = Part("", header, text.blocks(), Tidier(header.texts, _required(header, candidates)))
    return Reading(header, about, iter([part]), limits.csv_rows, {Note.CSV_INSIDE} if renamed else set())


def _sheets(book: Book, finder: HeaderFinder, candidates: list[Candidate], limits: Limits, names: list[str]) -> Reading:
    found = look(book, finder)
    chosen = choose(found, finder, names)
    header = _header(chosen[0])
    shown = told(found)
    notes = set(book.notes)
    notes |= {Note.HIDDEN_SHEET} if any(one.tab.hidden for one in chosen) else set()
    notes |= {Note.HIDDEN_ROWS} if any(one.tab.hidden_rows for one in chosen) else set()
    about = {
        "title_lines": _titles(chosen[0].head, header),
        "sheet_name": plain(chosen[0].tab.name, 80),
        "hidden": chosen[0].tab.hidden,
        "date1904": book.date1904,
        "created": book.created.isoformat() if book.created else None,
        "row_estimate": sum(shown[one.place]["rows"] for one in chosen),
        "sheets": shown,
    }
    parts = _parts(book, chosen, _required(header, candidates))
    return Reading(header, about, parts, limits.workbook_rows, notes)


def _parts(book: Book, chosen: list[Found], required: list[int]) -> Iterator[Part]:
    texts = _header(chosen[0]).texts
    sources = book.sources([one.place for one in chosen])
    for order, (one, source) in enumerate(zip(chosen, sources, strict=True)):
        header = _header(one)
        source.head(header.last_row)
        merged = [area for area in one.tab.merged if area[2] > header.last_row and area[1] < len(texts)]
        blocks = source.blocks(header.last_row, len(texts))
        yield Part(plain(one.tab.name, 80), header, blocks, Tidier(texts, required), source, merged, order * STRIDE)


def _header(one: Found) -> Header:
    assert isinstance(one.header, Header)
    return one.header
