"""Cells of one column made into what the staging table takes: a list of texts, None where there is no value.

A cleaner sees a whole column at once. The ordinary cell costs a set look-up or one pattern; whatever repeats
(words, dates, places) is judged once and remembered for the file. Nothing is repaired in silence: what cannot be read
is a code in the sink and no value.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal

from enrollment.importing import plaintext
from enrollment.importing.amounts import read_amount, read_count
from enrollment.importing.celltext import as_text, clean_text, judge_day, judge_month, number_text
from enrollment.importing.columncells import Cells, Values
from enrollment.importing.errors import Code
from enrollment.importing.identifiercells import IdentifierCells
from enrollment.importing.sheet import Cell
from enrollment.importing.sink import Sink
from enrollment.rules import kinds

__all__ = ["ColumnCleaner"]

_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]")
_LARGEST_WAGE = Decimal("999999999999.99")
_LARGEST_TOTAL = Decimal("99999999999999.99")


class ColumnCleaner(IdentifierCells):
    """Cleans one column of one file, chunk after chunk, remembering what it has judged."""

    # Texts

    def _text(self, cells: Cells, sink: Sink, plain: plaintext.Plain = plaintext.TEXT) -> Values:
        limit, is_plain, is_name = self.column.limit, plain.is_plain, plain is plaintext.NAME
        if plain.all_plain(cells) and max(map(len, cells), default=0) <= limit:  # type: ignore[arg-type]
            return cells  # type: ignore[return-value]
        values: Values = []
        for index, cell in enumerate(cells):
            if is_plain(cell) and len(cell) <= limit:
                values.append(cell)
            else:
                values.append(None if cell is None else self._odd_text(index, cell, sink, is_name))
        return values

    def _odd_text(self, index: int, cell: Cell, sink: Sink, is_name: bool) -> str | None:
        typed = as_text(cell)
        if isinstance(typed, Code):
            sink.add(index, self.column.name, typed)
            return None
        if "\x00" in typed:
            sink.add(index, self.column.name, Code.CONTROL_CHAR)
            return None
        # A text that is far too long is not cleaned first: that alone would take its time (B64).
        text, stripped = clean_text(typed) if len(typed) <= 10 * self.column.limit else (typed, False)
        if not text:
            return None
        if len(text) > self.column.limit:
            sink.add(index, self.column.name, Code.TOO_LONG, limit=self.column.limit)
            return None
        if is_name and (_EMOJI.search(text) or not any(c.isalpha() for c in text)):
            sink.add(index, self.column.name, Code.NAME)
            return None
        if stripped:
            sink.add(index, self.column.name, Code.CONTROL_STRIPPED)
        return text

    def _name(self, cells: Cells, sink: Sink) -> Values:
        return self._text(cells, sink, plaintext.NAME)

    _person = _name

    def _phone(self, cells: Cells, sink: Sink) -> Values:
        """As typed; a number that begins with 8 has lost its zero, which is said and not mended."""
        found = self._text(cells, sink)
        for index, value in enumerate(found):
            if value is not None and value[0] == "8" and len(value) > 8 and value.isascii() and value.isdigit():
                sink.add(index, self.column.name, Code.PHONE_FORMAT)
        return found

    # Days and numbers

    def _date(self, cells: Cells, sink: Sink) -> Values:
        return self._each(cells, sink, judge_day)

    def _birth_date(self, cells: Cells, sink: Sink) -> Values:
        values = self._each(cells, sink, self._judge_birth)
        on = self.on.isoformat()
        youngest = f"{self.on.year - 15}{on[4:]}"
        oldest = f"{self.on.year - 101}{on[4:]}"
        for index, value in enumerate(values):
            if value is not None and not oldest < value <= youngest:
                sink.add(index, self.column.name, Code.AGE)
        return values

    def _judge_birth(self, cell: Cell) -> str | Code | None:
        day = judge_day(cell)
        return Code.DATE_INVALID if day and not isinstance(day, Code) and day > self.on.isoformat() else day

    def _month(self, cells: Cells, sink: Sink) -> Values:
        return self._each(cells, sink, judge_month)

    def _year(self, cells: Cells, sink: Sink) -> Values:
        def read(text: str) -> str | Code:
            year = text.strip()
            return year if re.fullmatch(r"(19[9]\d|20\d\d|2100)", year) else Code.DATE_INVALID

        return self._worded(cells, sink, read)

    def _amount(self, cells: Cells, sink: Sink) -> Values:
        largest = _LARGEST_WAGE if self.column.name == "UPAH" else _LARGEST_TOTAL

        def judge(cell: Cell) -> str | Code | None:
            if isinstance(cell, float):
                return read_amount(number_text(cell), self.style, largest) if math.isfinite(cell) else Code.AMOUNT_RANGE
            if not isinstance(cell, str):
                return Code.TYPE
            return read_amount(cell, self.style, largest) if cell.strip() else None

        return self._each(cells, sink, judge)

    def _count(self, cells: Cells, sink: Sink) -> Values:
        def read(text: str) -> str | Code:
            return read_count(text)

        return self._worded(cells, sink, read)

    # Words of a fixed list

    def _flag(self, cells: Cells, sink: Sink) -> Values:
        def judge(cell: Cell) -> str | Code | None:
            if isinstance(cell, bool):
                return "t" if cell else "f"
            text = as_text(cell)
            answer = None if isinstance(text, Code) else kinds.read_yes_no(text)
            return Code.PROGRAM_UNKNOWN if answer is None else "t" if answer else "f"

        found = self._each(cells, sink, judge)
        return [value or "f" for value in found]

    def _programs(self, cells: Cells, sink: Sink) -> Values:
        def read(text: str) -> str | Code:
            programs = kinds.read_programs(text)
            return Code.PROGRAM_UNKNOWN if programs is None else ",".join(sorted(programs))

        return self._worded(cells, sink, read)

    def _segment(self, cells: Cells, sink: Sink) -> Values:
        def read(text: str) -> str | Code:
            segment = kinds.read_segment(text)
            return Code.SEGMENT_UNKNOWN if segment in (None, kinds.Segment.NON_WAGE) else str(segment)

        return self._worded(cells, sink, read)

    def _sex(self, cells: Cells, sink: Sink) -> Values:
        return self._worded(cells, sink, lambda text: kinds.read_sex(text) or Code.SEX_UNKNOWN)

    def _scale(self, cells: Cells, sink: Sink) -> Values:
        return self._worded(cells, sink, lambda text: kinds.read_scale(text) or Code.SCALE_UNKNOWN)

    def _raw(self, cells: Cells, sink: Sink) -> Values:
        """As typed: places, branches, groups and codes, which the profile's own tables judge."""
        texts = (cell for cell in set(cells) if isinstance(cell, str))
        hidden = {text for text in texts if not text.isprintable() and clean_text(text)[1]}
        if hidden:
            for index, cell in enumerate(cells):
                if cell in hidden:
                    sink.add(index, self.column.name, Code.CONTROL_STRIPPED)
        return self._worded(cells, sink, lambda text: clean_text(text)[0])

    _village = _district = _branch = _group = _area_code = _figure = _raw
