"""Cells and bars of the coverage pages' tables: numbers that stay numbers, and what is hidden or unknown in words."""

from __future__ import annotations

from decimal import Decimal

from districts import formats
from monitoring.charts.shape import Bar, Linked, Reader
from monitoring.listings import Cell
from monitoring.selectors.standing import LEAST_PEOPLE
from monitoring.words import language

__all__ = ["NONE", "Row", "bar", "number", "people", "percent", "points", "rate_bar", "spoken"]

Row = tuple[Cell | Linked, ...]
NONE = "–"
# Letters of a label that stand left of the bars.
LABEL = 20


def bar(reader: Reader, label: str, count: int | None) -> Bar:
    """A count of people; one that is hidden has no length."""
    shown = people(reader, count)
    return Bar(_short(label), shown if isinstance(shown, int) else None, spoken(shown))


def rate_bar(label: str, rate: Decimal | None) -> Bar:
    return Bar(_short(label), None if rate is None else round(rate), percent(rate))


def _short(label: str) -> str:
    """As much as stands left of the bars."""
    return label if len(label) <= LABEL else f"{label[: LABEL - 1].rstrip()}…"


def people(reader: Reader, count: int | None) -> Cell:
    """A count of people, small ones hidden from those without the list."""
    if count is None:
        return NONE
    is_small = 0 < count < LEAST_PEOPLE
    return reader.people(count) if is_small and not reader.may_list else count


def spoken(cell: Cell) -> str:
    return formats.number(cell, lang=language()) if isinstance(cell, int) else cell


def number(count: int | None) -> Cell:
    return NONE if count is None else count


def percent(rate: Decimal | None) -> str:
    return NONE if rate is None else formats.percent(rate, lang=language())


def points(change: Decimal | None) -> str:
    return NONE if change is None else formats.signed(change, 1, lang=language())
