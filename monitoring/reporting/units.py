"""How figures are stored: whole numbers, percentages with one decimal, dates as text, null = no data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

Figures = dict[str, Any]


def rounded(value: Decimal | float | None, places: int = 1) -> float | None:
    """A figure with its decimals."""
    return None if value is None else round(float(value), places)


def day_text(day: date | None) -> str | None:
    """A day as 2026-11-22."""
    return day.isoformat() if day else None
