"""The charts of the comparison page, in its order."""

from __future__ import annotations

from collections.abc import Callable

from monitoring.charts.counters import effort_chart, funnel_chart
from monitoring.charts.movement import movement_chart
from monitoring.charts.multiples import multiples_chart
from monitoring.charts.shape import Chart, Reader
from monitoring.charts.standing import arrears_chart, partial_chart, quality_chart
from monitoring.charts.trend import trend_chart

__all__ = ["CHARTS", "charts"]

CHARTS: dict[str, Callable[[Reader], Chart | None]] = {
    "tren": trend_chart,
    "perubahan": movement_chart,
    "kecil": multiples_chart,
    "loket": funnel_chart,
    "usaha": effort_chart,
    "tunggakan": arrears_chart,
    "sebagian": partial_chart,
    "mutu": quality_chart,
}
# Of the whole city alone: they compare its kecamatan, or read all sheets together.
CITY_ALONE = frozenset({"kecil", "mutu"})


def charts(reader: Reader, *, codes: frozenset[str] | None = None) -> list[Chart]:
    """Those that have something to show this reader."""
    found = (make(reader) for code, make in CHARTS.items() if _is_open(code, reader) and (not codes or code in codes))
    return [chart for chart in found if chart is not None]


def _is_open(code: str, reader: Reader) -> bool:
    return not (reader.place and code in CITY_ALONE) and (reader.sees_areas or code != "kecil")
