"""How the reading child speaks to its parent: length-prefixed frames of JSON and of plain text columns.

The child handles hostile bytes, so its answer is hostile too: nothing is unpickled or evaluated, every length and count
is checked, and a frame that does not fit refuses the file. Columns travel as one text each, joined by a control
character, because joining and splitting cost a tenth of what JSON does for millions of cells.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from enrollment.importing.block import Block
from enrollment.importing.errors import FileRefused, Refusal
from enrollment.importing.kinds import EMPTY, NO_VALUE
from enrollment.importing.sheet import MIB, BadDate, Cell, ErrorCell, Formula

HEAD = struct.Struct("<cI")
JSON_FRAME = b"J"
BLOCK_FRAME = b"B"
MAX_FRAME = 512 * MIB
SEPARATOR = "\x1f"
_INSTEAD = "\x01"  # a control character too, so the cleaners say the same about the cell


def json_frame(data: dict[str, Any]) -> bytes:
    body = json.dumps(data).encode()
    return HEAD.pack(JSON_FRAME, len(body)) + body


def block_frame(block: Block, problems: dict[int, tuple[str, dict[str, Any]]]) -> bytes:
    """A block as bytes: a JSON line with row numbers as runs, kinds and lengths, then the columns' texts."""
    texts = [_joined(column.values) for column in block.columns]
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    head = {
        "numbers": _runs(block.numbers),
        "lines": None if block.lines is None else _runs(block.lines),
        "kinds": [column.kind if column.kinds is None else "".join(column.kinds) for column in block.columns],
        "mixed": [column.kinds is not None for column in block.columns],
        "lengths": [len(data) for data in encoded],
        "problems": [[index, code, params] for index, (code, params) in sorted(problems.items())],
    }
    line = json.dumps(head).encode() + b"\n"
    size = len(line) + sum(map(len, encoded))
    return b"".join([HEAD.pack(BLOCK_FRAME, size), line, *encoded])


def _joined(values: list[str]) -> str:
    text = SEPARATOR.join(values)
    if text.count(SEPARATOR) >= len(values) > 0:
        text = SEPARATOR.join(value.replace(SEPARATOR, _INSTEAD) for value in values)
    return text


def _runs(numbers: list[int]) -> list[list[int]]:
    """Consecutive numbers as [first, how many]."""
    if numbers and numbers[-1] - numbers[0] + 1 == len(numbers):
        return [[numbers[0], len(numbers)]]
    runs = []
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        first, *rest = (number for _, number in group)
        runs.append([first, 1 + len(rest)])
    return runs


def _unrun(runs: list[list[int]]) -> list[int]:
    return [number for first, count in runs for number in range(first, first + min(count, MIB))]


class Decoder:
    """Parent's side: turns frame bodies into plain values. Anything odd is FileRefused(CORRUPT)."""

    def __init__(self) -> None:
        self._days = _Days()

    def json(self, body: bytes) -> dict[str, Any]:
        data = json.loads(body)
        if not isinstance(data, dict):
            raise FileRefused(Refusal.CORRUPT)
        return data

    def block(self, body: bytes, width: int) -> tuple[list[int], list[int], list[list[Cell]], list[Any]]:
        """Row numbers, lines, columns of cells, and [index, code, params] of row problems."""
        end = body.index(b"\n") + 1
        head = json.loads(body[:end])
        numbers = _unrun(head["numbers"])
        lines = numbers if head["lines"] is None else _unrun(head["lines"])
        columns: list[list[Cell]] = []
        texts = self._texts(body, end, head["lengths"])
        for text, kinds, mixed in zip(texts, head["kinds"], head["mixed"], strict=True):
            columns.append(self._column(text, kinds, mixed, len(numbers)))
        if len(columns) != width or len(lines) != len(numbers):
            raise FileRefused(Refusal.CORRUPT)
        return numbers, lines, columns, head["problems"]

    def _texts(self, body: bytes, start: int, lengths: list[int]) -> Iterator[str]:
        for length in lengths:
            yield body[start : start + length].decode("utf-8", "surrogatepass")
            start += length

    def _column(self, text: str, kinds: str, mixed: bool, count: int) -> list[Cell]:
        values = text.split(SEPARATOR)
        if len(values) != count or (mixed and len(kinds) != count):
            raise FileRefused(Refusal.CORRUPT)
        if mixed:
            return [
                (value or None) if kind == "t" else self._cell(kind, value)
                for kind, value in zip(kinds, values, strict=True)
            ]
        if kinds == EMPTY:
            return [None] * count
        if kinds == "t":
            return [value or None for value in values] if "" in values else values  # type: ignore[return-value]
        if kinds == "d":
            return list(map(self._days.__getitem__, values))
        return [self._cell(kinds, value) if value else None for value in values]

    def _cell(self, kind: str, value: str) -> Cell:
        if kind == "t":
            return value or None
        if kind == EMPTY:
            return None
        if kind == NO_VALUE:
            return Formula(None)
        if kind.isupper():
            return Formula(self._cell(kind.lower(), value))  # type: ignore[arg-type]
        return self._typed(kind, value)

    def _typed(self, kind: str, value: str) -> float | date | bool | ErrorCell | BadDate | None:
        if kind == "n":
            try:
                return float(value)
            except ValueError:
                return ErrorCell(value)
        if kind == "d":
            return self._days[value]
        if kind == "b":
            return value.strip() in ("1", "true")
        if kind == "e":
            return ErrorCell(value)
        if kind == "x":
            return BadDate(value)
        raise FileRefused(Refusal.CORRUPT)


class _Days(dict[str, "date | None"]):
    """ISO text → date, remembered: a column of 286,000 dates has some 20,000 different ones."""

    def __init__(self) -> None:
        super().__init__({"": None})

    def __missing__(self, text: str) -> date:
        if len(self) > 100_000:
            self.clear()
            self[""] = None
        day = self[text] = date.fromisoformat(text)
        return day
