"""The grid every sheet must stay inside, and a row as the slower readers give it (security.md B07, B08)."""

from __future__ import annotations

from dataclasses import dataclass

from enrollment.importing.errors import FileRefused, Refusal
from enrollment.importing.sheet import Limits

GRID_ROWS = 1_048_576
GRID_COLUMNS = 16_384

ParsedCell = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """A row's number and its non-empty cells: (column number from 1, kind, value)."""

    number: int
    cells: list[ParsedCell]


def check_cell(row: int, column: int, limits: Limits) -> None:
    """Refuse a cell with content that stands outside the grid or beyond the columns a sheet may have."""
    if row > GRID_ROWS or column > GRID_COLUMNS:
        raise FileRefused(Refusal.GRID_TOO_LARGE)
    if column > limits.columns:
        far = column == GRID_COLUMNS or row > limits.workbook_rows
        code = Refusal.GRID_TOO_LARGE if far else Refusal.TOO_MANY_ROWS
        raise FileRefused(code, columns=column, column_limit=limits.columns)
