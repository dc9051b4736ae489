"""A CSV read strictly: encoding, delimiter, quotes, field counts; nothing is guessed over (B19 to B25)."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import IO

from enrollment.importing.block import Block, Column
from enrollment.importing.errors import FileRefused, Refusal
from enrollment.importing.headers import Header, HeaderFinder, HeadRow
from enrollment.importing.sheet import MIB, Limits

DELIMITERS = (",", ";", "\t")
OTHER_DELIMITERS = ("|", ":", "~", "^")
MAX_FIELD = 512 * 1024  # a field beyond this is an unclosed quote that swallows the file
MAX_TEXT = 10_000


def find_encoding(stream: IO[bytes]) -> str:
    """UTF-16 or UTF-8 by byte order mark, else UTF-8 if all of it decodes, else cp1252 if all of it does."""
    start = stream.read(4)
    stream.seek(0)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        line = _first_bad_line(stream, "utf-16")
        if line:
            raise FileRefused(Refusal.ENCODING, line=line)
        return "utf-16"
    line = _first_bad_line(stream, "utf-8")
    if not line:
        return "utf-8-sig"
    if start.startswith(codecs.BOM_UTF8) or _first_bad_line(stream, "cp1252"):
        raise FileRefused(Refusal.ENCODING, line=line)
    return "cp1252"


def _first_bad_line(stream: IO[bytes], encoding: str) -> int:
    """Line of the first byte that does not decode, 0 when all do; a NUL character refuses the file."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    while True:
        block = stream.read(MIB)
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            good = error.object[: error.start].decode(encoding, "ignore")
            return line + _line_ends(good)
        if "\x00" in text:
            raise FileRefused(Refusal.NUL, line=line + _line_ends(text[: text.index("\x00")]))
        line += _line_ends(text)
        if not block:
            return 0


def _line_ends(text: str) -> int:
    return text.count("\n") or text.count("\r")


class CsvStream:
    """The records of a CSV as blocks. Row numbers are record numbers (what Excel shows), lines are physical lines."""

    def __init__(self, stream: IO[bytes], finder: HeaderFinder, limits: Limits) -> None:
        self._stream = stream
        self._limits = limits
        self._encoding = find_encoding(stream)
        self.delimiter, self.header, self.head = self._find_header(finder)

    def _find_header(self, finder: HeaderFinder) -> tuple[str, Header, list[HeadRow]]:
        failures: list[FileRefused] = []
        found: list[tuple[str, Header, list[HeadRow]]] = []
        heads: list[list[HeadRow]] = []
        for delimiter in DELIMITERS:
            head = self._head(delimiter, finder.within)
            heads.append(head)
            header = finder.find(head)
            if isinstance(header, Header):
                found.append((delimiter, header, head))
            else:
                failures.append(header)
        if found:
            return max(found, key=lambda one: len(one[1].columns))
        if not any(texts for head in heads for _, texts in head):
            raise FileRefused(Refusal.NO_ROWS)
        for delimiter in OTHER_DELIMITERS:
            if isinstance(finder.find(self._head(delimiter, finder.within)), Header):
                raise FileRefused(Refusal.DELIMITER)
        if all(len(texts) < 2 for head in heads for _, texts in head):
            raise FileRefused(Refusal.DELIMITER)
        raise max(failures, key=lambda failure: len(failure.params["found"]))

    def _head(self, delimiter: str, within: int) -> list[HeadRow]:
        rows: list[HeadRow] = []
        try:
            for number, _, fields in self._records(delimiter):
                if number > within:
                    break
                rows.append((number, {place: text for place, text in enumerate(fields) if text.strip()}))
        except FileRefused:
            # Read with a wrong delimiter a good file may look badly quoted; the true one tells in `blocks`.
            return rows
        return rows

    def _records(self, delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
        """(record number, first physical line, fields) of every record, blank ones too."""
        self._stream.seek(0)
        text = io.TextIOWrapper(self._stream, self._encoding, newline="")
        csv.field_size_limit(MAX_FIELD)
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        number, line = 0, 1
        try:
            for fields in reader:
                number += 1
                yield number, line, fields
                line = reader.line_num + 1
        except csv.Error as error:
            raise FileRefused(Refusal.QUOTE, line=line) from error
        finally:
            text.detach()

    def blocks(self) -> Iterator[Block]:
        """Blocks of the records below the header. More fields than limits.columns refuse the file."""
        width = len(self.header.texts)
        numbers: list[int] = []
        lines: list[int] = []
        rows: list[list[str]] = []
        counts: dict[int, int] = {}
        for number, line, fields in self._records(self.delimiter):
            if number <= self.header.last_row:
                continue
            if len(fields) != width and any(fields):
                if len(fields) > self._limits.columns:
                    raise FileRefused(Refusal.TOO_MANY_ROWS, columns=len(fields), column_limit=self._limits.columns)
                counts[len(rows)] = len(fields)
            numbers.append(number)
            lines.append(line)
            rows.append(fields)
            if len(rows) >= self._limits.chunk_rows:
                yield _block(numbers, lines, rows, counts, width)
                numbers, lines, rows, counts = [], [], [], {}
        if rows:
            yield _block(numbers, lines, rows, counts, width)


def _block(numbers: list[int], lines: list[int], rows: list[list[str]], counts: dict[int, int], width: int) -> Block:
    even = [row if len(row) == width else (row + [""] * width)[:width] for row in rows]
    columns = [Column("t", list(values)) for values in zip(*even, strict=True)]
    return Block(numbers, columns, lines, counts)
