"""What a repaired cell became, told from its text: for people who see the cell as it came."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import chain

from districts.clock import today
from enrollment.importing.celltext import shown
from enrollment.importing.errors import Code
from enrollment.importing.mending import Setting
from enrollment.importing.profiles import PROFILES
from enrollment.importing.repairs import load_repairs
from enrollment.importing.sheet import Cell, Formula
from enrollment.models import ImportBatch

__all__ = ["MendedTexts", "as_shown", "retyped"]


class MendedTexts:
    """The repairs of one batch, as texts."""

    def __init__(self, batch: ImportBatch) -> None:
        self._repairs = load_repairs(batch.pk, batch.profile)
        self._profile = PROFILES[batch.profile]
        self._date1904 = bool(batch.header.get("date1904"))

    def of(self, row: int, column: str, code: str, texts: Mapping[str, str]) -> str | None:
        """The text of the row's cell after its repair; None where its text does not tell. `texts`: by heading."""
        if typed := self._repairs.cells.get(row, {}).get(column):
            return typed[0]
        for rule in chain(self._repairs.columns, *self._repairs.rules.values()):
            if (rule.target, rule.code) != (column, code) or not {column, rule.column} <= texts.keys():
                continue
            cell = retyped(code, texts[column])
            setting = Setting(self._profile.column(rule.column), today(), self._date1904)
            after = rule.mended(cell, retyped(code, texts[rule.column]), setting)
            if after is not cell:
                return as_shown(after)
        return None


def retyped(code: str, text: str) -> Cell:
    """The cell as it was read, as far as its code tells."""
    if code == Code.FORMULA_IN_ID:
        return Formula(text or None)
    if code == Code.DATE_UNFORMATTED and text.isdigit():
        return float(text)
    return text or None


def as_shown(cell: Cell) -> str:
    """The cell as a page shows it."""
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else shown(cell) or "—"
