"""Cells of one column made into what the staging table takes: a list of texts, None where there is no value.

A cleaner sees a whole column at once. The ordinary cell costs a set look-up or one pattern; whatever repeats
(words, dates, places) is judged once and remembered for the file. Nothing is repaired in silence: what cannot be read
is a code in the sink and no value.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from enrollment.importing.amounts import Style, read_amount, read_count
from enrollment.importing.columns import Column, Kind
from enrollment.importing.days import read_day, read_month, within_range
from enrollment.importing.errors import Code
from enrollment.importing.sheet import BadDate, Cell, ErrorCell, Formula
from enrollment.importing.sink import Sink
from enrollment.rules import identifiers as ids
from enrollment.rules import kinds

__all__ = ["Cells", "ColumnCleaner", "Values", "clean_text", "number_text"]

Cells = list[Cell]
Values = list[str | None]
Reader = Callable[[str], "str | Code"]

_IDENTIFIERS = frozenset({Kind.NIK, Kind.KPJ, Kind.NIB, Kind.NPP, Kind.NPWP, Kind.DIVISION})
_PLAIN_NAME = re.compile(r"[A-Za-z](?:[A-Za-z0-9'.,()&/+-]| (?! ))*(?<! )")
_PLAIN_TEXT = re.compile(r"[!-~](?:[!-\[\]-~]| (?! ))*(?<! )")
_SCIENCE = re.compile(r"\s*\d[.,]\d+[eE]\+?\d+\s*")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]")
_MOST_TEXT = 500  # characters of a cell that holds no free text
_MOST_REMEMBERED = 100_000
_LARGEST_WAGE = Decimal("999999999999.99")
_LARGEST_TOTAL = Decimal("99999999999999.99")


def number_text(value: float) -> str:
    """A number cell as a person would have typed it: no ".0", no exponent for whole numbers."""
    return str(int(value)) if math.isfinite(value) and value.is_integer() and abs(value) < 1e18 else repr(value)


def clean_text(text: str) -> tuple[str, bool]:
    """`text` in NFC, blanks collapsed, without control, direction and zero-width marks; whether any were taken out."""
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(" " if c in "\t\r\n\u00a0" else c for c in composed if c in "\t\r\n" or _shows(c))
    return " ".join(kept.split()), len(kept) != len(composed)


def _shows(character: str) -> bool:
    return unicodedata.category(character)[0] != "C"


class ColumnCleaner:
    """Cleans one column of one file, chunk after chunk, remembering what it has judged."""

    def __init__(self, column: Column, *, on: date) -> None:
        self.column = column
        self.on = on
        self.style = Style()
        self._known: dict[Any, str | Code | None] = {}
        self._refused: dict[Any, Code] = {}
        self._clean = getattr(self, f"_{column.kind.lower()}")

    def __call__(self, cells: Cells, sink: Sink) -> Values:
        """The values of these cells; problems go to the sink under the canonical heading."""
        values: Values = self._clean(self._plain(cells, sink), sink)
        return values

    def learn(self, cells: Cells) -> bool:
        """Take what amounts prove about the column's marks. True when a cell is ambiguous and nothing decides yet."""
        if self.column.kind is not Kind.AMOUNT:
            return False
        texts = {cell for cell in cells if isinstance(cell, str) and len(cell) <= _MOST_TEXT}
        ambiguous = [text for text in texts if self.style.learn(text)]
        return bool(ambiguous) and self.style.mark is None

    # What every column does first

    def _plain(self, cells: Cells, sink: Sink) -> Cells:
        """Formulas give their saved value (not in an identifier), error values none; only plain cells remain."""
        if set(map(type, cells)) <= {str, type(None), float, date}:
            return cells
        plain = list(cells)
        for index, cell in enumerate(cells):
            if isinstance(cell, Formula):
                plain[index] = cell = self._of_formula(cell, index, sink)
            if isinstance(cell, ErrorCell):
                sink.add(index, self.column.name, Code.CELL_ERROR)
                plain[index] = None
            elif isinstance(cell, BadDate):
                dated = self.column.kind in (Kind.DATE, Kind.BIRTH_DATE, Kind.MONTH)
                sink.add(index, self.column.name, Code.DATE_RANGE if dated else Code.TYPE)
                plain[index] = None
        return plain

    def _of_formula(self, cell: Formula, index: int, sink: Sink) -> Cell:
        if self.column.kind in _IDENTIFIERS:
            sink.add(index, self.column.name, Code.FORMULA_IN_ID)
            return None
        if cell.value is None:
            sink.add(index, self.column.name, Code.NO_VALUE)
            return None
        if not isinstance(cell.value, ErrorCell | BadDate):
            sink.add(index, self.column.name, Code.FORMULA)
        return cell.value

    def _each(self, cells: Cells, sink: Sink, judge: Callable[[Any], str | Code | None]) -> Values:
        """`judge` each distinct cell once; a Code goes to the sink with what was typed, "" and None are no value."""
        keys: list[Any] = [(cell,) if cell is True or cell is False else cell for cell in cells]  # True equals 1.0
        known = self._known
        if len(known) > _MOST_REMEMBERED:
            known.clear()
        for key in set(keys).difference(known):
            found = None if key is None else judge(key[0] if type(key) is tuple else key)
            known[key] = found or None
            if type(found) is Code:
                self._refused[key] = found
        values: list[Any] = list(map(known.__getitem__, keys))
        if self._refused and not self._refused.keys().isdisjoint(keys):
            for index, key in enumerate(keys):
                if key in self._refused:
                    self._tell(index, self._refused[key], cells[index], sink)
                    values[index] = None
        return values

    def _tell(self, index: int, code: Code, cell: Cell, sink: Sink) -> None:
        typed = {} if self.column.kind in _IDENTIFIERS or cell is None else {"value": shown(cell)[:80]}
        sink.add(index, self.column.name, code, **typed)

    def _worded(self, cells: Cells, sink: Sink, read: Reader) -> Values:
        """Like `_each`, for columns that want text: numbers as typed, dates and booleans refused."""

        def judge(cell: Cell) -> str | Code | None:
            text = _as_text(cell)
            return text if isinstance(text, Code) else read(text) if text.strip() else None

        return self._each(cells, sink, judge)

    # Texts

    def _text(self, cells: Cells, sink: Sink, plain: re.Pattern[str] = _PLAIN_TEXT, is_name: bool = False) -> Values:
        limit, match = self.column.limit, plain.fullmatch
        values: Values = []
        for index, cell in enumerate(cells):
            if type(cell) is str and match(cell) and len(cell) <= limit:
                values.append(cell)
            else:
                values.append(None if cell is None else self._odd_text(index, cell, sink, is_name))
        return values

    def _odd_text(self, index: int, cell: Cell, sink: Sink, is_name: bool) -> str | None:
        typed = _as_text(cell)
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
        return self._text(cells, sink, _PLAIN_NAME, is_name=True)

    _person = _name

    def _phone(self, cells: Cells, sink: Sink) -> Values:
        return self._text(cells, sink)

    # Identifiers

    def _nik(self, cells: Cells, sink: Sink) -> Values:
        problem = ids.nik_problem
        values: Values = []
        for index, cell in enumerate(cells):
            if type(cell) is str:
                if problem(cell) is None:
                    values.append(cell)
                    continue
                if _SCIENCE.fullmatch(cell):
                    code: str | None = Code.NIK_NUMERIC_CELL
                else:
                    text = ids.clean_identifier(cell)
                    code = problem(text) if text else ""
                    if code is None:
                        values.append(text)
                        continue
            else:
                code = "" if cell is None else Code.NIK_NUMERIC_CELL if isinstance(cell, float) else Code.TYPE
            if code:
                sink.add(index, self.column.name, Code(code), **_digits(cell))
            values.append(None)
        return values

    def _kpj(self, cells: Cells, sink: Sink) -> Values:
        return self._numbered(cells, sink, ids.kpj_problem)

    def _nib(self, cells: Cells, sink: Sink) -> Values:
        return self._numbered(cells, sink, ids.nib_problem)

    def _numbered(self, cells: Cells, sink: Sink, problem: Callable[[str], str | None]) -> Values:
        values: Values = []
        for index, cell in enumerate(cells):
            if type(cell) is str and problem(cell) is None:
                values.append(cell)
                continue
            typed = "" if cell is None else _as_text(cell)
            text = typed if isinstance(typed, Code) else ids.clean_identifier(typed)
            code = text if isinstance(text, Code) else problem(text) if text else None
            if problem is ids.kpj_problem and isinstance(cell, float):
                code = Code.KPJ_FORMAT  # a number has no leading zeros to show (B43)
            if code:
                sink.add(index, self.column.name, Code(code), **_digits(cell))
            values.append(None if code else text or None)
        return values

    def _npp(self, cells: Cells, sink: Sink) -> Values:
        def read(text: str) -> str | Code:
            npp = ids.normalise_npp(text)
            return npp if len(npp) <= self.column.limit and npp.isascii() and npp.isalnum() else Code.NPP_FORMAT

        return self._worded(cells, sink, read)

    def _division(self, cells: Cells, sink: Sink) -> Values:
        def read(text: str) -> str | Code:
            division = ids.normalise_division(text)
            return division if len(division) <= self.column.limit and division.isascii() else Code.TOO_LONG

        found = self._worded(cells, sink, read)
        return [division or "000" for division in found]

    def _npwp(self, cells: Cells, sink: Sink) -> Values:
        # Beyond 2^53 a number cell no longer holds the digits that were typed.
        exact = [None if isinstance(c, float) and c > 9e15 else c for c in cells]
        for index, (cell, kept) in enumerate(zip(cells, exact, strict=True)):
            if kept is not cell:
                sink.add(index, self.column.name, Code.NPWP_FORMAT)
        return self._worded(exact, sink, lambda text: ids.normalise_npwp(text) or Code.NPWP_FORMAT)

    def _kbli(self, cells: Cells, sink: Sink) -> Values:
        def read(text: str) -> str | Code:
            digits = ids.clean_identifier(text)
            return digits if len(digits) == 5 and digits.isascii() and digits.isdigit() else Code.KBLI_FORMAT

        return self._worded(cells, sink, read)

    # Days and numbers

    def _date(self, cells: Cells, sink: Sink) -> Values:
        return self._each(cells, sink, _judge_day)

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
        day = _judge_day(cell)
        return Code.DATE_INVALID if day and not isinstance(day, Code) and day > self.on.isoformat() else day

    def _month(self, cells: Cells, sink: Sink) -> Values:
        return self._each(cells, sink, _judge_month)

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
            text = _as_text(cell)
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
        return self._worded(cells, sink, lambda text: clean_text(text)[0])

    _village = _district = _branch = _group = _area_code = _figure = _raw


def shown(cell: Cell) -> str:
    """A cell as the sheet shows it, for a sentence or the reject workbook."""
    if isinstance(cell, Formula):
        return "" if cell.value is None else shown(cell.value)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return number_text(cell)
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}" if cell.year >= 1000 else cell.isoformat()
    return cell[0] if isinstance(cell, ErrorCell | BadDate) else cell


def _as_text(cell: Cell) -> str | Code:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return number_text(cell)
    return "" if cell is None else Code.TYPE


def _judge_day(cell: Cell) -> str | Code | None:
    if isinstance(cell, date):
        return within_range(cell)
    if isinstance(cell, float):
        return Code.DATE_UNFORMATTED
    if not isinstance(cell, str):
        return Code.TYPE
    return read_day(cell) if cell.strip() and cell.strip() != "-" else None


def _judge_month(cell: Cell) -> str | Code | None:
    if isinstance(cell, float):
        text = number_text(cell)
        return read_month(text) if len(text) == 6 else Code.DATE_UNFORMATTED
    if isinstance(cell, date):
        day = within_range(cell)
        return day if isinstance(day, Code) or not day else day[:8] + "01"
    if not isinstance(cell, str):
        return Code.TYPE
    return read_month(cell) if cell.strip() and cell.strip() != "-" else None


def _digits(cell: Cell) -> dict[str, Any]:
    """How many characters were typed, which is all a sentence may say of an identifier."""
    return {"length": len(ids.clean_identifier(cell))} if isinstance(cell, str) else {}
