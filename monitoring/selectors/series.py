"""Stored facts of several months at once, all measured against the denominators of the last of them.

A change or a line is about people: a new denominator each January must not look like cover won or lost over night
(docs/decisions/0007).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from districts.models import WorkforceFigure
from enrollment.rules.calendar import add_months
from monitoring.models import CoverageFact, FactBuild
from monitoring.rules.rates import change_points, gap, percent
from monitoring.selectors.reference import Denominator

CITY_KEY = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """Active people of one area and month against their denominator; None = no data, never zero."""

    active: int | None
    denominator: Denominator | None

    @property
    def workforce(self) -> int | None:
        return self.denominator.people if self.denominator else None

    @property
    def rate(self) -> Decimal | None:
        return percent(self.active, self.workforce)

    @property
    def uncovered(self) -> int | None:
        return gap(self.active, self.workforce)


class Series:
    """Active people by month and area for one segment and program ("" = all)."""

    def __init__(
        self,
        months: Iterable[date],
        *,
        level: str,
        city_code: str,
        segment: str = "",
        program: str = "",
        under: str = "",
    ) -> None:
        """`level` is "district" or "village" (`under` = its district); the city's line always comes with it."""
        self.months = tuple(months)
        self.level = level
        self._city_code = city_code
        filters = [name for name, value in (("segment", segment), ("program", program)) if value]
        grains = {"+".join([level, *filters]): level, "+".join(filters) or "city": ""}
        if under:
            grains["+".join(["district", *filters])] = "district"
        rows = CoverageFact.objects.filter(period__in=self.months, grain__in=grains, segment=segment, program=program)
        if under:
            rows = rows.filter(district__in=["", under])
        self._people: dict[date, dict[str, int]] = defaultdict(dict)
        for row in rows.values_list("period", "grain", "district", "village", "people"):
            period, grain, district, village, people = row
            key = {"district": district, "village": village or "-", "": CITY_KEY}[grains[grain]]
            self._people[period][key] = people
        self._built = set(FactBuild.objects.filter(period__in=self.months).values_list("period", flat=True))
        self._figures = _figures(segment or WorkforceFigure.Kind.EMPLOYED)

    def has_data(self, month: date) -> bool:
        """Built, and somebody is active at all: an empty register is no data, not zero coverage."""
        return month in self._built and bool(self._people[month])

    def measure(self, area: str, month: date) -> Measure:
        """`area` is a code, or "" for the city."""
        active = self._people[month].get(area, 0) if self.has_data(month) else None
        return Measure(active, self.denominator(area or self._city_code))

    def denominator(self, area: str) -> Denominator | None:
        """The area's newest figure that is not younger than the last month's year."""
        known = [figure for figure in self._figures.get(area, ()) if figure.year <= self.months[-1].year]
        return known[-1] if known else None

    def rates(self, area: str) -> list[Decimal | None]:
        """The area's coverage month by month, None where there is no data."""
        return [self.measure(area, month).rate for month in self.months]

    def change(self, area: str, month: date) -> Decimal | None:
        """Points against the month before."""
        return change_points(self.measure(area, month).rate, self.measure(area, add_months(month, -1)).rate)


def _figures(kind: str) -> dict[str, list[Denominator]]:
    rows = WorkforceFigure.objects.filter(kind=kind).order_by("area_code", "year")
    found: dict[str, list[Denominator]] = defaultdict(list)
    for row in rows:
        found[row.area_code].append(Denominator(row.people, row.year, row.source, row.is_estimate))
    return found
