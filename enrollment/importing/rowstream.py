"""A worksheet as a stream of blocks: the pattern takes what it knows, expat the rest, in the order of the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from enrollment.importing.block import Block
from enrollment.importing.errors import FileRefused, Note, Refusal
from enrollment.importing.grid import GRID_ROWS, ParsedRow
from enrollment.importing.resolve import Resolver
from enrollment.importing.rowparser import RowParser
from enrollment.importing.rowpattern import RowPattern
from enrollment.importing.sheet import Limits
from enrollment.importing.strings import MAX_ELEMENT, text_blocks
from enrollment.importing.tabs import lay
from enrollment.importing.workbook import Workbook

_ROW_END = "</row>"


@dataclass(frozen=True, slots=True)
class MatchedRows:
    """Rows the pattern took: their numbers, and for each group its (column, kind) and its raw values."""

    numbers: list[int]
    groups: list[tuple[int, str]]
    values: list[tuple[str, ...]]
    escaped: bool


class RowStream:
    """`head` first, then `blocks`. Memory: one block of text and one of rows, whatever the sheet's size."""

    def __init__(self, book: Workbook, member: str, limits: Limits) -> None:
        self.notes: set[Note] = set()
        self._limits = limits
        self._texts = text_blocks(book.archive.open(member))
        self._parser = RowParser(book, limits)
        self._pattern = RowPattern(book.date_styles, limits.columns)
        self._resolver = Resolver(book)
        self._buffer = ""
        self._ended = False
        self._learning = False
        self._head: list[ParsedRow] = []
        self._last = 0

    def head(self, last_row: int) -> list[ParsedRow]:
        """The rows numbered up to `last_row`; what was read beyond is kept for `blocks`."""
        while not self._ended and self._last <= last_row:
            self._head += (part for part in self._advance() if isinstance(part, ParsedRow))
        return [row for row in self._head if row.number <= last_row]

    def blocks(self, after: int, width: int) -> Iterator[Block]:
        """Blocks of the rows below row `after`; cells beyond `width` columns are left out, and noted."""
        self._learning = True
        block = Block.of_width(width)
        self._add_parsed(block, [row for row in self._head if row.number > after])
        self._head.clear()
        while not self._ended:
            for part in self._advance():
                if isinstance(part, MatchedRows):
                    self._add_matched(block, part)
                elif part.number > after:
                    self._add_parsed(block, [part])
            if len(block.numbers) >= self._limits.chunk_rows:
                yield block
                block = Block.of_width(width)
        if block.numbers:
            yield block

    def _advance(self) -> list[ParsedRow | MatchedRows]:
        """Read one more piece of text and take every row that is complete now."""
        text = next(self._texts, None)
        if text is None:
            self._ended = True
            return list(self._parse(self._buffer, final=True))
        buffer, position = self._buffer + text, 0
        escaped = "&" in buffer or "_x" in buffer
        parts: list[ParsedRow | MatchedRows] = []
        while True:
            position = self._match_rows(buffer, position, escaped, parts)
            end = buffer.find(_ROW_END, position)
            if end < 0:
                break
            piece = buffer[position : end + len(_ROW_END)]
            position = end + len(_ROW_END)
            parts += self._parse(piece)
            if self._learning and self._parser.between_rows:
                self._pattern.learn(piece)
        self._buffer = buffer[position:]
        if self._parser.exact or len(self._buffer) > MAX_ELEMENT:
            # Prefixed names, a giant cell, nothing but empty rows: from here on expat takes the text as it comes.
            self._parser.exact = True
            parts += self._parse(self._buffer)
            self._buffer = ""
        return parts

    def _match_rows(self, buffer: str, position: int, escaped: bool, parts: list[ParsedRow | MatchedRows]) -> int:
        if not self._parser.between_rows:
            return position
        match, found = self._pattern.match, []
        while row := match(buffer, position):
            found.append(row.groups(""))
            position = row.end()
        if found:
            numbers, *values = zip(*found, strict=True)
            parts.append(MatchedRows(self._ordered(numbers), self._pattern.groups, values, escaped))
        return position

    def _ordered(self, numbers: tuple[str, ...]) -> list[int]:
        result = []
        previous = self._last
        for number in map(int, numbers):
            if number <= previous:
                raise FileRefused(Refusal.CORRUPT)
            result.append(previous := number)
        if previous > GRID_ROWS:
            raise FileRefused(Refusal.GRID_TOO_LARGE)
        self._last = previous
        return result

    def _parse(self, text: str, final: bool = False) -> list[ParsedRow]:
        self._parser.skip_to(self._last)
        self._parser.feed(text, final)
        rows, self._parser.rows = self._parser.rows, []
        if rows:
            self._last = rows[-1].number
        return rows

    def _add_parsed(self, block: Block, rows: list[ParsedRow]) -> None:
        for row in rows:
            lay(block, row, self.notes)

    def _add_matched(self, block: Block, rows: MatchedRows) -> None:
        block.numbers += rows.numbers
        columns: dict[int, list[tuple[str, tuple[str, ...]]]] = {}
        for (number, kind), values in zip(rows.groups, rows.values, strict=True):
            if number <= len(block.columns):
                columns.setdefault(number, []).append((kind, values))
            elif any(values):
                self.notes.add(Note.BEYOND_HEADER)
        for number, ways in columns.items():
            resolved = [self._resolver.column(kind, values, rows.escaped) for kind, values in ways]
            block.columns[number - 1].extend(*(resolved[0] if len(resolved) == 1 else combine(resolved)))
        block.pad()


def combine(ways: list[tuple[str | list[str], list[str]]]) -> tuple[str | list[str], list[str]]:
    """One column out of several ways of writing it, of which each row uses one."""
    (kind, values), *others = ways
    kinds = {kind for kind, _ in ways if isinstance(kind, str)}
    one_kind = len(kinds) == 1 and all(isinstance(kind, str) for kind, _ in ways)
    spelled = [] if one_kind else _spelled(kind, values, ["-"] * len(values))
    for kind, own in others:
        if not one_kind:
            spelled = _spelled(kind, own, spelled)
        values = [mine or theirs for mine, theirs in zip(own, values, strict=True)]
    return (kinds.pop() if one_kind else spelled), values


def _spelled(kind: str | list[str], values: list[str], others: list[str]) -> list[str]:
    """The kind of each cell: `kind` where it has a value this way, else the other ways'."""
    if isinstance(kind, str):
        return [kind if value else other for value, other in zip(values, others, strict=True)]
    return [mine if value else other for mine, value, other in zip(kind, values, others, strict=True)]
