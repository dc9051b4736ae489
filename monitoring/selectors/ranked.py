"""The areas of a table or map: each with its measure, change, year, targets and rank, alone and among its like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from districts.models import District, Village
from monitoring.models import Target
from monitoring.rules.findings import Finding, city_finding
from monitoring.rules.rates import TILE_LIMITS, overlap, ranks, tile_class
from monitoring.selectors.gate import Gate
from monitoring.selectors.pages import YEAR
from monitoring.selectors.series import Measure, Series

__all__ = ["Line", "among", "district_lines", "map_finding", "people_twice", "village_lines"]

Goals = Mapping[str, Sequence[Target]]


@dataclass(frozen=True, slots=True)
class Line:
    """One area. `peers` is a kecamatan's group, `goals` its targets, `band` 1 to 5 its class (0 = no rate)."""

    code: str
    name: str
    measure: Measure
    change: Decimal | None
    months: list[Decimal | None]
    gate: Gate
    rank: int | None
    tile: tuple[int, int] = (0, 0)
    peers: str = ""
    goals: tuple[Target, ...] = ()
    band: int = 0
    is_island: bool = False

    @property
    def marks(self) -> list[Decimal]:
        """Where the targets stand on the line's bar."""
        return [goal.percent for goal in self.goals]


def district_lines(
    series: Series,
    month: date,
    gates: Mapping[str, Gate],
    *,
    goals: Goals | None = None,
    limits: Sequence[int] = TILE_LIMITS,
) -> list[Line]:
    """The kecamatan by rank; those without a rate last."""
    areas = {district.code: district for district in District.objects.all()}
    placed = ranks({code: series.measure(code, month).rate for code in areas})
    lines = [
        replace(
            _line(code, area.name, series, month, gates, placed.get(code)),
            tile=(area.tile_col, area.tile_row),
            peers=area.peers,
            is_island=area.zone == District.Zone.HINTERLAND,
            goals=tuple((goals or {}).get(code, ())),
            band=tile_class(series.measure(code, month).rate, limits),
        )
        for code, area in areas.items()
    ]
    return _ranked(lines)


def village_lines(series: Series, district: str, month: date, gates: Mapping[str, Gate]) -> list[Line]:
    """The kelurahan of one kecamatan by rank."""
    names = dict(Village.objects.filter(district=district).values_list("code", "name"))
    placed = ranks({code: series.measure(code, month).rate for code in names})
    return _ranked([_line(code, name, series, month, gates, placed.get(code)) for code, name in names.items()])


def _line(code: str, name: str, series: Series, month: date, gates: Mapping[str, Gate], rank: int | None) -> Line:
    change = series.change(code, month)
    return Line(
        code, name, series.measure(code, month), change, series.rates(code)[-YEAR:], gates.get(code, Gate()), rank
    )


def _ranked(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (line.rank is None, line.rank or 0, -(line.measure.active or 0), line.code))


def among(lines: Iterable[Line], peers: str) -> list[Line]:
    """The kecamatan of one group, ranked within it."""
    own = [line for line in lines if line.peers == peers]
    placed = ranks({line.code: line.measure.rate for line in own})
    return [replace(line, rank=placed.get(line.code)) for line in own]


def people_twice(lines: Iterable[Line], unallocated: int | None, whole: int | None) -> int:
    """By how many the areas add up to more than their whole: people active in several."""
    return 0 if whole is None else overlap([*(line.measure.active or 0 for line in lines), unallocated or 0], whole)


def map_finding(lines: Sequence[Line], *, is_complete: bool, low: int = TILE_LIMITS[0]) -> Finding:
    """What the map's title may claim; `low` is the limit of the first class."""
    islands = {line.code for line in lines if line.is_island}
    rates = {line.code: line.measure.rate for line in lines}
    changes = {line.code: line.change for line in lines}
    return city_finding(rates, changes, islands=islands, is_complete=is_complete, low=low)
