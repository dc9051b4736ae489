"""Ways to mend a cell that has a certain code: each is pure, does one thing, and runs only where a person asked for it.

A way that cannot help leaves the cell as it is. What Excel rounded (a NIK in a number cell) has no way at all: its last
digit is gone, and only the sender has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from enrollment.importing.columns import Column, Kind, Need
from enrollment.importing.errors import Code
from enrollment.importing.kinds import iso_date
from enrollment.importing.sheet import Cell, Formula
from enrollment.rules.identifiers import clean_identifier

__all__ = ["UNREPAIRABLE", "Setting", "Way", "way", "ways"]

UNREPAIRABLE = frozenset({Code.NIK_NUMERIC_CELL, Code.MERGED, Code.COLUMN_COUNT, Code.OUT_OF_SCOPE})
"""Codes whose cell nobody may retype here: the right value is not in the file, or it is not one cell's fault."""

_DATES = frozenset({Kind.DATE, Kind.BIRTH_DATE})
_SHORT_YEAR = re.compile(r"(\d{1,2}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})\.?[-/. ,]\s*)(\d{2})")
_TWO_NUMBERS = re.compile(r"\s*(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4})\s*")
_ONE_MARK = re.compile(r"(?:Rp\.?|IDR)?\s*(\d{1,3})[.,](\d{3})\s*", re.IGNORECASE)
_LENGTHS = {Kind.KPJ: (9, 11), Kind.NIB: (11, 13), Kind.NPWP: (13, 15), Kind.KBLI: (4, 5)}


@dataclass(frozen=True, slots=True)
class Setting:
    """What a way may look at besides the cell: its column, today, and how the file counts days."""

    column: Column
    on: date
    date1904: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """One way to mend. `target`: the column it changes where that is not the one with the code."""

    choice: str
    codes: frozenset[Code]
    mend: Callable[[Cell, Setting], Cell]
    kinds: frozenset[Kind] | None = None
    target: str = ""
    whole_column: bool = False

    def fits(self, code: str, column: Column) -> bool:
        """Whether a cell of that column with that code may be mended this way."""
        if code not in self.codes or (self.kinds is not None and column.kind not in self.kinds):
            return False
        return self.choice != "CLEAR" or column.need is not Need.CELL


def ways(code: str, column: Column) -> list[Way]:
    """The ways offered for a code in a column, the likeliest first."""
    return [one for one in _WAYS if one.fits(code, column)]


def way(choice: str, code: str, column: Column) -> Way | None:
    """The way of that name, where it may be used."""
    return next((one for one in ways(code, column) if one.choice == choice), None)


def _with_zeros(cell: Cell, setting: Setting) -> Cell:
    """The leading zeros a number cell lost; only where no more are missing than such numbers can begin with."""
    digits = _digits(cell)
    if setting.column.kind is Kind.PHONE:
        return "0" + digits if digits.startswith("8") else cell
    fewest, length = _LENGTHS[setting.column.kind]
    return digits.zfill(length) if fewest <= len(digits) <= length else cell


def _digits(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer() and 0 < cell < 9e15:
        return str(int(cell))
    text = clean_identifier(cell) if isinstance(cell, str) else ""
    return text if text.isascii() and text.isdigit() else ""


def _saved_value(cell: Cell, setting: Setting) -> Cell:
    """What the formula gave when the file was saved, where it is a text: a number may have been rounded."""
    return cell.value if isinstance(cell, Formula) and isinstance(cell.value, str) else cell


def _whole_year(cell: Cell, setting: Setting) -> Cell:
    """The century that makes sense: nobody is born less than 15 years ago, no cover begins ten years from now."""
    found = _SHORT_YEAR.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if found is None:
        return cell
    latest = setting.on.year - 15 if setting.column.kind is Kind.BIRTH_DATE else setting.on.year + 10
    year = 2000 + int(found[2])
    return f"{found[1]}{year if year <= latest else year - 100}"


def _month_first(cell: Cell, setting: Setting) -> Cell:
    """`03/28/2026` as 28 March; what cannot be month-first stays."""
    found = _TWO_NUMBERS.fullmatch(cell) if isinstance(cell, str) else None
    if found is None or not 1 <= int(found[1]) <= 12:
        return cell
    return f"{found[3]}{found[2]}{found[1]}{found[2]}{found[4]}"


def _serial_day(cell: Cell, setting: Setting) -> Cell:
    """The day that Excel means by a bare number, within the years people live in."""
    if not isinstance(cell, float) or not cell.is_integer() or not 1 <= cell <= 80_000:
        return cell
    iso = iso_date(str(int(cell)), setting.date1904)
    return cell if iso is None else date.fromisoformat(iso)


def _thousands(cell: Cell, setting: Setting) -> Cell:
    found = _ONE_MARK.fullmatch(cell) if isinstance(cell, str) else None
    return cell if found is None else found[1] + found[2]


def _decimal(cell: Cell, setting: Setting) -> Cell:
    found = _ONE_MARK.fullmatch(cell) if isinstance(cell, str) else None
    return cell if found is None else float(f"{found[1]}.{found[2]}")


def _nothing(cell: Cell, setting: Setting) -> Cell:
    return None


def _codes(*codes: Code) -> frozenset[Code]:
    return frozenset(codes)


_WAYS = (
    Way("ZERO_PAD", _codes(Code.KPJ_FORMAT, Code.NIB_FORMAT, Code.NPWP_FORMAT, Code.KBLI_FORMAT), _with_zeros,
        frozenset(_LENGTHS)),
    Way("ZERO_PAD", _codes(Code.PHONE_FORMAT), _with_zeros, frozenset({Kind.PHONE})),
    Way("SAVED_VALUE", _codes(Code.FORMULA_IN_ID), _saved_value),
    Way("WHOLE_YEAR", _codes(Code.DATE_2_DIGIT_YEAR), _whole_year, _DATES),
    Way("SERIAL_DAY", _codes(Code.DATE_UNFORMATTED), _serial_day, _DATES),
    Way("MONTH_FIRST", _codes(Code.DATE_INVALID), _month_first, _DATES, whole_column=True),
    Way("THOUSANDS", _codes(Code.AMOUNT_AMBIGUOUS), _thousands),
    Way("DECIMAL", _codes(Code.AMOUNT_AMBIGUOUS), _decimal),
    Way("FROM_VILLAGE", _codes(Code.AREA_MISMATCH, Code.DISTRICT_UNKNOWN), _nothing,
        frozenset({Kind.VILLAGE, Kind.DISTRICT}), target="KECAMATAN"),
    Way("CLEAR", _codes(Code.CELL_ERROR, Code.NO_VALUE, Code.TYPE, Code.DATE_RANGE, Code.DATE_INVALID,
                        Code.AMOUNT_INVALID, Code.AMOUNT_RANGE, Code.AMOUNT_AMBIGUOUS, Code.TOO_LONG,
                        Code.CONTROL_CHAR), _nothing),
)  # fmt: skip
