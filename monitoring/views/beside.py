"""What stands around the figures of every coverage page: notes, held figures, targets, classes, date and source."""

from __future__ import annotations

from typing import Any

from enrollment.rules.calendar import add_months
from enrollment.selectors.freshness import data_date
from monitoring.filters import Filters
from monitoring.models import Target
from monitoring.selectors import pages
from monitoring.selectors.series import Series
from monitoring.selectors.standing import chart_notes, held_figures
from monitoring.selectors.watching import targets_in_force

__all__ = ["around", "beside", "frozen", "goals"]


def frozen(value: Any) -> Any:
    """As a key may be."""
    return tuple(sorted(value)) if isinstance(value, set | frozenset) else value


def beside(filters: Filters, area: str, areas: list[str]) -> dict[str, Any]:
    """Notes of the year and figures held, which stand below the charts."""
    return {
        "notes": chart_notes(add_months(filters.month, -pages.YEAR), filters.month, area),
        "holds": held_figures(filters.month, areas),
        "notes_area": area,
    }


def goals(filters: Filters) -> dict[str, dict[str, list[Target]]]:
    """Targets by indicator and area; a target is of everybody, so none stands beside people of one choice."""
    return targets_in_force(filters.month) if filters.of_everybody else {}


def around(series: Series, filters: Filters, area: str = "") -> dict[str, Any]:
    """Date, build and source that every figure stands under, and the same month a year before."""
    before = add_months(filters.month, -pages.YEAR)
    return {
        "year_before": before,
        "year_ago": series.measure(area, before).rate,
        "data_date": data_date(),
        "build": pages.last_build(filters.month),
        "has_data": series.has_data(filters.month),
        "previous": add_months(filters.month, -1),
    }
