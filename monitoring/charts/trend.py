"""Coverage over 24 months with its band, its targets, last year's month, and another kecamatan beside it."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from districts import formats
from districts.charts import axis_range, path_through
from monitoring.charts.shape import Chart, Drawing, Linked, Reader
from monitoring.listings import Cell, Column
from monitoring.rules.months import window
from monitoring.rules.rates import change_points
from monitoring.selectors.reference import city
from monitoring.selectors.series import Series
from monitoring.selectors.standing import targets
from monitoring.words import language
from monitoring.words_bands import line_name

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 440, 220, 40, 8, 10, 24
YEAR = 12
Rates = list[Decimal | None]


def trend_chart(reader: Reader) -> Chart | None:
    """None where there is no denominator at all."""
    filters = reader.filters
    months = window(filters.month)
    series = Series(months, level="district", city_code=city().code, **filters.series)
    own = series.rates(reader.place)
    if not any(rate is not None for rate in own):
        return None
    other = series.rates(reader.against) if reader.against else []
    kind = f"coverage.{filters.segment}" if filters.segment else "coverage"
    goals = [
        (line_name(line.line or line.kind), goal)
        for line, goal in targets(filters.month, reader.place or city().code)
        if line.kind == kind
    ]
    bands = [series.measure(reader.place, month).band for month in months]
    columns = [Column(_("Bulan")), Column(reader.place_name, is_number=True)]
    if other:
        columns.append(Column(reader.against_name, is_number=True))
    columns += [
        Column(_("Rentang"), is_number=True, always=False),
        *(Column(_target(goal), is_number=True, always=False) for goal in goals),
    ]
    rows: list[tuple[Cell | Linked, ...]] = []
    for place, month in enumerate(months):
        row = [formats.month_year(month, lang=language()), _percent(own[place])]
        row += [_percent(other[place])] if other else []
        row += [_range(bands[place]), *(_percent(goal) for _line, goal in goals)]
        rows.append(tuple(row))
    picture = _drawn(reader, own, other, bands, [goal for _line, goal in goals], [line for line, _goal in goals])
    return Chart("tren", _title(reader, own), _sentence(own, goals), columns, rows, ("coverage", "target"), [picture])


def _drawn(
    reader: Reader,
    own: Rates,
    other: Rates,
    bands: list[tuple[Decimal, Decimal] | None],
    goals: list[Decimal],
    names: list[str],
) -> Drawing:
    spread = [edge for band in bands if band for edge in band]
    known = [float(value) for value in (*own, *other, *spread, *goals) if value is not None]
    low, high, step = axis_range(known)
    across = (WIDTH - LEFT - RIGHT) / max(len(own) - 1, 1)

    def x(at: int) -> float:
        return round(LEFT + at * across, 1)

    def y(value: Decimal | float) -> float:
        return round(TOP + (high - float(value)) / (high - low) * (HEIGHT - TOP - BOTTOM), 1)

    def path(rates: Rates) -> str:
        return path_through([None if rate is None else (x(at), y(rate)) for at, rate in enumerate(rates)])

    upper = [(x(at), y(band[1])) for at, band in enumerate(bands) if band]
    lower = [(x(at), y(band[0])) for at, band in enumerate(bands) if band]
    months = window(reader.filters.month)
    parts = {
        "grid": [(f"{y(low + n * step):g}", f"{low + n * step:g}%") for n in range(round((high - low) / step) + 1)],
        "ticks": [(f"{x(at):g}", formats.month_abbr(months[at], lang=language())) for at in range(0, len(months), 6)],
        "band": "M" + "L".join(f"{a:g} {b:g}" for a, b in (*upper, *reversed(lower))) + "Z" if upper else "",
        "own": path(own),
        "other": path(other),
        "other_name": reader.against_name,
        "goals": [
            (f"{y(goal):g}", f"{y(goal) - 4:g}", f"{name} {_percent(goal)}")
            for goal, name in zip(goals, names, strict=True)
        ],
        "right": WIDTH - RIGHT,
    }
    label = _("Cakupan 24 bulan: %(name)s %(rate)s") % {"name": reader.place_name, "rate": _percent(own[-1])}
    return Drawing("monitoring/charts/trend.svg", WIDTH, HEIGHT, label, parts)


def _title(reader: Reader, own: Rates) -> str:
    year = change_points(own[-1], own[-1 - YEAR])
    told = {"name": reader.place_name, "rate": _percent(own[-1])}
    if year is None:
        return _("Cakupan %(name)s %(rate)s") % told
    told["points"] = formats.points(year, unit=True, lang=language())
    return _("Cakupan %(name)s %(rate)s, %(points)s dari bulan yang sama tahun lalu") % told


def _sentence(own: Rates, goals: list[tuple[str, Decimal]]) -> str:
    gaps = [rate for rate in own if rate is None]
    told = [_("Bulan tanpa data tidak digambar: %(count)s.") % {"count": len(gaps)}] if gaps else []
    for name, goal in goals:
        if own[-1] is not None:
            told.append(
                _("Target %(name)s %(goal)s: selisih %(gap)s.")
                % {
                    "name": name,
                    "goal": _percent(goal),
                    "gap": formats.points(own[-1] - goal, unit=True, lang=language()),
                }
            )
    return " ".join(told) or _("Semua bulan diukur terhadap potensi pekerja yang sama.")


def _percent(rate: Decimal | None) -> str:
    return "–" if rate is None else formats.percent(rate, lang=language())


def _range(band: tuple[Decimal, Decimal] | None) -> str:
    return f"{_percent(band[0])}–{_percent(band[1])}" if band else "–"


def _target(goal: tuple[str, Decimal]) -> str:
    return _("Target %(name)s") % {"name": goal[0]}
