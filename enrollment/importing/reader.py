"""From an open file to its header and its blocks of rows. Runs inside the child process only."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from enrollment.importing import archive as archives
from enrollment.importing.anyheader import finder_for
from enrollment.importing.block import Block
from enrollment.importing.csvfile import CsvStream
from enrollment.importing.errors import Code, FileRefused, Note, Refusal
from enrollment.importing.headers import HEADER_WITHIN, Header, HeaderFinder, HeadRow, Range, plain
from enrollment.importing.kinds import column_number
from enrollment.importing.prescan import Kind, file_kind
from enrollment.importing.rowstream import RowStream
from enrollment.importing.sheet import Candidate, Limits
from enrollment.importing.tidy import Tidier
from enrollment.importing.workbook import SheetPart, Workbook, open_workbook

_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
MAX_SHEETS = 200

RowProblems = dict[int, tuple[str, dict[str, Any]]]


@dataclass(slots=True)
class Reading:
    """A recognised sheet: `about` and `header`, then `blocks`; `rows`, `skipped` and `notes` are final after them."""

    header: Header
    about: dict[str, Any]
    source: Iterator[Block]
    tidier: Tidier
    max_rows: int
    merged: list[Range] = field(default_factory=list)
    notes: set[Note] = field(default_factory=set)
    stream: RowStream | None = None
    rows: int = 0
    last_used: int = 0

    @property
    def skipped(self) -> int:
        """Title, header, total and blank lines up to the last line in use."""
        return max(self.last_used, self.header.last_row) - self.rows

    def blocks(self) -> Iterator[tuple[Block, RowProblems]]:
        for raw in self.source:
            block, last = self.tidier.tidy(raw)
            self.last_used = max(self.last_used, last)
            self.rows += len(block.numbers)
            if self.rows > self.max_rows:
                raise FileRefused(Refusal.TOO_MANY_ROWS, limit=self.max_rows)
            if block.numbers:
                yield block, self._problems(block)
        if self.stream is not None:
            self.notes |= self.stream.notes
        if not self.rows:
            raise FileRefused(Refusal.NO_ROWS)

    def _problems(self, block: Block) -> RowProblems:
        expected = len(self.header.texts)
        problems: RowProblems = {
            index: (Code.COLUMN_COUNT, {"expected": expected, "found": found}) for index, found in block.counts.items()
        }
        for top, _, bottom, _ in self.merged:
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
    kind = file_kind(stream, suffix, limits)
    finder = finder_for(candidates, asked or {})
    if kind is Kind.CSV:
        return _csv(CsvStream(stream, finder, limits), candidates, limits)
    return _workbook(stream, finder, candidates, limits)


def _required(header: Header, candidates: list[Candidate]) -> list[int]:
    candidate = next((one for one in candidates if one.name == header.profile), None)
    if candidate is None:  # only looked at: no profile yet
        return []
    return [header.columns[name] for name in candidate.required if name in header.columns]


def _titles(rows: list[HeadRow], header: Header) -> list[str]:
    above = (texts for number, texts in rows if number < header.first_row)
    lines = (plain(" ".join(texts[place] for place in sorted(texts)), 300) for texts in above)
    return [line for line in lines if line]


def _csv(stream: CsvStream, candidates: list[Candidate], limits: Limits) -> Reading:
    header = stream.header
    about = {"title_lines": _titles(stream.head, header), "sheet_name": "", "hidden": False, "date1904": False}
    about |= {"created": None, "row_estimate": 0}
    tidier = Tidier(header.texts, _required(header, candidates))
    return Reading(header, about, stream.blocks(), tidier, limits.csv_rows)


def _workbook(stream: IO[bytes], finder: HeaderFinder, candidates: list[Candidate], limits: Limits) -> Reading:
    archive = archives.open_archive(stream)
    archives.check_directory(archive, limits)
    book = open_workbook(archive)
    facts = archives.check_members(archive, {sheet.member for sheet in book.sheets})
    book.load_strings()
    part, rows, head, header, merged = _choose(book, finder, facts, limits)
    notes = {Note.OUTSIDE_PARTS} if book.outside_parts else set()
    notes |= {Note.HIDDEN_SHEET} if part.hidden else set()
    notes |= {Note.HIDDEN_ROWS} if facts[part.member].hidden_rows else set()
    about = {
        "title_lines": _titles(head, header),
        "sheet_name": plain(part.name, 80),
        "hidden": part.hidden,
        "date1904": book.date1904,
        "created": book.created.isoformat() if book.created else None,
        "row_estimate": max(facts[part.member].rows - header.last_row, 0),
    }
    width = len(header.texts)
    data = [one for one in merged if one[2] > header.last_row and one[1] < width]
    tidier = Tidier(header.texts, _required(header, candidates))
    blocks = rows.blocks(header.last_row, width)
    return Reading(header, about, blocks, tidier, limits.workbook_rows, data, notes, rows)


_Choice = tuple[SheetPart, RowStream, list[HeadRow], Header, list[Range]]


def _choose(book: Workbook, finder: HeaderFinder, facts: dict[str, archives.MemberFacts], limits: Limits) -> _Choice:
    """The one visible sheet that a profile matches, else the one hidden sheet that does (B12)."""
    failures: list[FileRefused] = []
    empty = True
    for hidden in (False, True):
        matches: list[_Choice] = []
        for part in [sheet for sheet in book.sheets if sheet.hidden is hidden][:MAX_SHEETS]:
            merged = merged_ranges(facts[part.member].tail)
            rows = RowStream(book, part.member, limits)
            head = [
                (row.number, {number - 1: value for number, _, value in row.cells}) for row in rows.head(HEADER_WITHIN)
            ]
            empty = empty and not any(texts for _, texts in head)
            header = finder.find(head, merged)
            if isinstance(header, Header):
                matches.append((part, rows, head, header, merged))
            else:
                failures.append(header)
        if len(matches) > 1 and finder.takes_best:
            matches = [max(matches, key=lambda match: len(match[3].columns))]
        if len(matches) > 1:
            raise FileRefused(Refusal.AMBIGUOUS_SHEET, sheets=[match[0].name for match in matches])
        if matches:
            return matches[0]
    if empty or not failures:
        raise FileRefused(Refusal.NO_ROWS)
    raise min(failures, key=lambda failure: (not failure.params["found"], len(failure.params.get("missing", []))))


def merged_ranges(tail: bytes) -> list[Range]:
    """The merged cells that a worksheet names after its rows: rows from 1, positions from 0."""
    return [
        (int(top), column_number(left.decode()) - 1, int(bottom), column_number(right.decode()) - 1)
        for left, top, right, bottom in _MERGE.findall(tail)
    ]
