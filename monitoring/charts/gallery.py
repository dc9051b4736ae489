"""The charts of the comparison page and the pieces of the coverage pages, in their order."""

from __future__ import annotations

from collections.abc import Callable, Collection

from monitoring.charts.counters import effort_chart, funnel_chart
from monitoring.charts.movement import movement_chart
from monitoring.charts.multiples import multiples_chart
from monitoring.charts.page import ranking_chart, strip_chart
from monitoring.charts.page_parts import programs_chart, sectors_chart
from monitoring.charts.shape import Chart, Reader
from monitoring.charts.standing import arrears_chart, partial_chart, quality_chart
from monitoring.charts.trend import trend_chart
from monitoring.charts.villages import villages_chart

__all__ = ["CHARTS", "PIECES", "charts"]

CHARTS: dict[str, Callable[[Reader], Chart | None]] = {
    "tren": trend_chart,
    "perubahan": movement_chart,
    "kecil": multiples_chart,
    "loket": funnel_chart,
    "usaha": effort_chart,
    "tunggakan": arrears_chart,
    "sebagian": partial_chart,
    "mutu": quality_chart,
    "kelurahan": villages_chart,
}
# What the coverage page of a place shows, to take away.
PIECES: dict[str, Callable[[Reader], Chart | None]] = {
    "ringkasan": strip_chart,
    "peringkat": ranking_chart,
    "program": programs_chart,
    "sektor": sectors_chart,
}
# Of the whole city alone: they compare its places, for who may see them all, or read all sheets together.
ALL_AREAS = frozenset({"kecil", "kelurahan"})
CITY_ALONE = ALL_AREAS | {"mutu"}


def charts(reader: Reader, *, codes: Collection[str] = tuple(CHARTS)) -> list[Chart]:
    """Those of the named that have something to show this reader."""
    makers = {**CHARTS, **PIECES}
    found = (makers[code](reader) for code in codes if _is_open(code, reader))
    return [chart for chart in found if chart is not None]


def _is_open(code: str, reader: Reader) -> bool:
    return not (reader.place and code in CITY_ALONE) and (reader.sees_areas or code not in ALL_AREAS)
