"""One table of a report's workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

Cell = str | int | float | date | None
Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its name, headings and rows; None prints as "belum ada data"."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def day_of(text: str) -> date:
    """A stored day."""
    return date.fromisoformat(text)
