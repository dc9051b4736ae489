"""Coverage of one month exactly as of a day, straight from the register (contract §2, command `coverage`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from districts.models import WorkforceFigure
from enrollment.selectors.freshness import data_date
from monitoring.facts import CITY, GRAINS, month_mode, people_rows
from monitoring.rules.rates import ratio
from monitoring.selectors.reference import (
    Denominator,
    city,
    denominators,
    holidays,
    members,
    segment_denominators,
)

DIMENSIONS = ("district", "village", "segment", "program", "sector", "branch")
UNKNOWN = "-"


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One line: distinct active people, and their share of a dated workforce where one is known."""

    code: str
    name: str
    active: int
    workforce: int | None
    source: str | None
    rate: float | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Distinct people of one month. `total` is the city's; rows may add up to more, nobody is counted twice in one."""

    month: date
    as_of: date
    data_date: date | None
    total: int
    rows: tuple[CoverageRow, ...]
    unallocated: int


def coverage(period: date, *, by: str, on: date) -> Coverage:
    """Every member of dimension `by` is listed, also with nobody active.

    `unallocated`: people active with a membership that belongs to no member (no known place, sector, branch; no
    program at all).
    """
    mode = month_mode(period, on=on, holidays=holidays())
    people: dict[str, int] = {}
    total = 0
    for row in people_rows(mode, [CITY, by]):
        if row.grain == CITY:
            total = row.people
        else:
            people[getattr(row, GRAINS[by][-1])] = row.people
    names = members(by)
    workforce = _workforce(mode.period, by, list(names))
    rows = tuple(_row(code, name, people.get(code, 0), workforce.get(code)) for code, name in names.items())
    return Coverage(mode.period, on, data_date(), total, rows, people.get(UNKNOWN, 0))


def _workforce(period: date, by: str, codes: list[str]) -> dict[str, Denominator]:
    if by in ("district", "village"):
        return denominators(period, kind=WorkforceFigure.Kind.EMPLOYED, areas=codes)
    if by == "segment":
        return segment_denominators(period, city().code)
    return {}


def _row(code: str, name: str, active: int, workforce: Denominator | None) -> CoverageRow:
    if workforce is None:
        return CoverageRow(code, name, active, None, None, None)
    return CoverageRow(code, name, active, workforce.people, workforce.source, ratio(active, workforce.people))
