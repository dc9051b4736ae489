"""Lines of a sheet that are no rows: blank ones, repeated headers, totals, the (1) (2) (3) line under a header."""

from __future__ import annotations

import re

from enrollment.importing.block import Block
from enrollment.importing.headers import normalise_heading
from enrollment.importing.kinds import NO_VALUE

_TOTAL_WORDS = (
    *("JUMLAH", "TOTAL", "JML", "SUB TOTAL", "SUBTOTAL", "SUB JUMLAH", "GRAND TOTAL", "JUMLAH TOTAL"),
    *("JUMLAH SELURUHNYA", "JUMLAH KESELURUHAN", "TOTAL SELURUHNYA", "TOTAL KESELURUHAN"),
    *("JUMLAH TENAGA KERJA", "TOTAL TENAGA KERJA", "JUMLAH IURAN", "TOTAL IURAN", "JUMLAH PESERTA"),
)
_TOTALS = frozenset(normalise_heading(word) for word in _TOTAL_WORDS)
_FORMS = (str.upper, str.lower, str.title)
_TOTALS_AS_WRITTEN = frozenset(
    form(word) + end for word in _TOTAL_WORDS for form in _FORMS for end in ("", " ", ":", " :")
)
_LABEL_COLUMNS = 6
_DIGITS = re.compile(r"\D+")


class Tidier:
    """Drops what is no row. Looks closely only at rows that leave a required cell empty or carry a telling word."""

    def __init__(self, header: list[str], required: list[int]) -> None:
        self._header = header
        self._normal = [normalise_heading(text) for text in header]
        self._required = required or list(range(len(header)))
        self._first = True

    def tidy(self, block: Block) -> tuple[Block, int]:
        """The block less its lines that are no rows, and the number of its last line that is not blank (0: none)."""
        dropped: set[int] = set()
        blank: set[int] = set()
        for index in self._suspects(block):
            values = block.row(index)
            if not any(map(str.strip, values)):
                if not self._has_formula(block, index):
                    blank.add(index)
            elif self._is_total(values) or self._is_header(values):
                dropped.add(index)
        first = next((index for index in range(len(block.numbers)) if index not in blank), None)
        if self._first and first is not None:
            self._first = False
            if self._is_numbering(block.row(first)):
                dropped.add(first)
        last = next((i for i in reversed(range(len(block.numbers))) if i not in blank), None)
        number = 0 if last is None else block.numbers[last]
        dropped |= blank
        return (block.without(dropped) if dropped else block), number

    def _suspects(self, block: Block) -> list[int]:
        found: set[int] = set()
        for position in self._required:
            values = block.columns[position].values
            if "" in values or " " in values:
                found.update(index for index, value in enumerate(values) if not value.strip())
            if self._header[position] in values:
                found.update(index for index, value in enumerate(values) if value == self._header[position])
        for column in block.columns[:_LABEL_COLUMNS]:
            if not _TOTALS_AS_WRITTEN.isdisjoint(column.values):
                found.update(index for index, value in enumerate(column.values) if value in _TOTALS_AS_WRITTEN)
        return sorted(found)

    def _has_formula(self, block: Block, index: int) -> bool:
        return any(column.kinds is not None and column.kinds[index] == NO_VALUE for column in block.columns)

    def _is_total(self, values: list[str]) -> bool:
        label = next((value for value in values if value and not value[:1].isdigit()), "")
        return len(label) < 40 and normalise_heading(label) in _TOTALS

    def _is_header(self, values: list[str]) -> bool:
        """A header repeated further down: what is filled says what the header says, at least two cells of it."""
        filled = [(value, name) for value, name in zip(values, self._normal, strict=True) if value]
        return len(filled) > 1 and all(name and normalise_heading(value) == name for value, name in filled)

    def _is_numbering(self, values: list[str]) -> bool:
        numbers = [_DIGITS.sub("", value) for value in values if value]
        short = all(len(value) <= 5 for value in values)
        return short and len(numbers) >= 3 and numbers == [str(number) for number in range(1, len(numbers) + 1)]
