"""What one cell says as text, as a day, as a month; what a text says once its hidden marks are gone."""

from __future__ import annotations

import math
import unicodedata
from datetime import date
from typing import Any

from enrollment.importing.days import read_day, read_month, within_range
from enrollment.importing.errors import Code
from enrollment.importing.sheet import BadDate, Cell, ErrorCell, Formula
from enrollment.rules import identifiers as ids

__all__ = ["as_text", "clean_text", "judge_day", "judge_month", "number_text", "shown", "typed_length"]


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


def as_text(cell: Cell) -> str | Code:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return number_text(cell)
    return "" if cell is None else Code.TYPE


def judge_day(cell: Cell) -> str | Code | None:
    if isinstance(cell, date):
        return within_range(cell)
    if isinstance(cell, float):
        return Code.DATE_UNFORMATTED
    if not isinstance(cell, str):
        return Code.TYPE
    return read_day(cell) if cell.strip() and cell.strip() != "-" else None


def judge_month(cell: Cell) -> str | Code | None:
    if isinstance(cell, float):
        text = number_text(cell)
        return read_month(text) if len(text) == 6 else Code.DATE_UNFORMATTED
    if isinstance(cell, date):
        day = within_range(cell)
        return day if isinstance(day, Code) or not day else day[:8] + "01"
    if not isinstance(cell, str):
        return Code.TYPE
    return read_month(cell) if cell.strip() and cell.strip() != "-" else None


def typed_length(cell: Cell) -> dict[str, Any]:
    """How many characters were typed, which is all a sentence may say of an identifier."""
    return {"length": len(ids.clean_identifier(cell))} if isinstance(cell, str) else {}
