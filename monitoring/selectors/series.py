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
from monitoring.facts.cells import Filter
from monitoring.models import FactBuild
from monitoring.rules.rates import change_points, gap, percent
from monitoring.selectors.people import people_by_area
from monitoring.selectors.reference import Denominator


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
    def band(self) -> tuple[Decimal, Decimal] | None:
        """The rate's range: over the highest and over the lowest workforce its source thinks possible."""
        if self.denominator is None or self.denominator.low is None or self.denominator.high is None:
            return None
        least, most = percent(self.active, self.denominator.high), percent(self.active, self.denominator.low)
        return None if least is None or most is None else (least, most)

    @property
    def uncovered(self) -> int | None:
        return gap(self.active, self.workforce)


class Series:
    """Active people by month and area, for everybody or for what `only` names.

    `level` is "district" or "village" (`under` = its district); the city's line always comes with it. A segment has its
    own denominator; of one sector, scale or branch nobody knows how many could be covered, so those have none.
    """

    def __init__(
        self,
        months: Iterable[date],
        *,
        level: str,
        city_code: str,
        segment: str = "",
        program: str = "",
        under: str = "",
        sector: str = "",
        scale: str = "",
        branch: str = "",
        by_home: bool = False,
    ) -> None:
        self.months = tuple(months)
        self.level = level
        self._city_code = city_code
        self._only = Filter(segment, program, sector, scale, branch, by_home=by_home)
        self._people = people_by_area(self.months, level, self._only, under)
        self._built = set(FactBuild.objects.filter(period__in=self.months).values_list("period", flat=True))
        self._figures = {} if sector or scale or branch else _figures(segment or WorkforceFigure.Kind.EMPLOYED)

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
        found[row.area_code].append(Denominator.of(row))
    return found
