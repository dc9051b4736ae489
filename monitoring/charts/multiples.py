"""Twelve kecamatan over two years, all on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from districts import formats
from districts.charts import axis_range, path_through
from monitoring.charts.shape import Chart, Drawing, Linked, Reader
from monitoring.listings import Cell, Column
from monitoring.rules.months import window
from monitoring.selectors.reference import city, members
from monitoring.selectors.series import Series
from monitoring.selectors.watching import coverage_targets
from monitoring.words import language

WIDTH, HEIGHT, TOP, SIDE = 150, 92, 24, 4
Rates = list[Decimal | None]


def multiples_chart(reader: Reader) -> Chart | None:
    """None where the filters leave no denominator."""
    filters = reader.filters
    if not filters.has_rate:
        return None
    months = window(filters.month)
    series = Series(months, level="district", city_code=city().code, **filters.series)
    lines = {name: series.rates(code) for code, name in members("district").items()}
    known = [float(rate) for rates in lines.values() for rate in rates if rate is not None]
    lines_of = coverage_targets(filters.month)
    goals = {name: [line.percent for line in lines_of.get(code, [])[:1]] for code, name in members("district").items()}
    marked = [float(goal) for goal in (percents[0] for percents in goals.values() if percents)]
    low, high, _step = axis_range([*known, *marked])
    columns = [Column(_("Bulan")), *(Column(name, is_number=True) for name in lines)]
    rows: list[tuple[Cell | Linked, ...]] = [
        (formats.month_year(month, lang=language()), *(_percent(rates[place]) for rates in lines.values()))
        for place, month in enumerate(months)
    ]
    drawings = [_one(name, rates, goals[name], low, high) for name, rates in lines.items()]
    return Chart("kecil", _title(lines), _sentence(lines, low, high), columns, rows, ("coverage", "target"), drawings)


def _one(name: str, rates: Rates, goals: Sequence[Decimal], low: float, high: float) -> Drawing:
    across = (WIDTH - 2 * SIDE) / max(len(rates) - 1, 1)

    def down(value: float) -> float:
        return round(TOP + (high - value) / (high - low) * (HEIGHT - TOP - SIDE), 1)

    points = [
        None if rate is None else (round(SIDE + at * across, 1), down(float(rate))) for at, rate in enumerate(rates)
    ]
    parts = {
        "name": name,
        "last": _percent(rates[-1]),
        "path": path_through(points),
        "end": [f"{value:g}" for value in points[-1]] if points[-1] else None,
        "goals": [f"{down(float(goal)):g}" for goal in goals],
    }
    label = f"{name}: {_percent(rates[-1])}"
    return Drawing("monitoring/charts/multiple.svg", WIDTH, HEIGHT, label, parts)


def _percent(rate: Decimal | None) -> str:
    return "–" if rate is None else formats.percent(rate, lang=language())


def _changes(lines: dict[str, Rates]) -> list[tuple[Decimal, str]]:
    found = []
    for name, rates in lines.items():
        known = [rate for rate in rates if rate is not None]
        if len(known) > 1:
            found.append((known[-1] - known[0], name))
    return sorted(found, reverse=True)


def _title(lines: dict[str, Rates]) -> str:
    changes = _changes(lines)
    if not changes:
        return _("Dua belas kecamatan, 24 bulan")
    points, name = changes[0]
    told = {"name": name, "points": formats.decimal(points, lang=language())}
    return (
        _("Naik paling banyak: %(name)s, %(points)s poin") % told if points > 0 else _("Tidak ada kecamatan yang naik")
    )


def _sentence(lines: dict[str, Rates], low: float, high: float) -> str:
    told = {"low": f"{low:g}", "high": f"{high:g}", "fell": sum(points < 0 for points, _name in _changes(lines))}
    return _("Semua pada skala %(low)s–%(high)s%%; turun dalam 24 bulan: %(fell)s kecamatan.") % told
