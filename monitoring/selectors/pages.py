"""What the coverage pages show, read from stored facts: few rows, whatever the register's size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from districts.clock import today
from districts.models import WorkforceFigure
from enrollment.rules.calendar import add_months, month_start
from enrollment.rules.kinds import Program, Segment
from enrollment.rules.programs import mandatory_programs, optional_programs
from enrollment.selectors.freshness import data_date
from monitoring.facts import people_in_cells
from monitoring.filters import Filters
from monitoring.models import CoverageFact, FactBuild, SectorFact
from monitoring.rules.findings import Finding, programs_finding
from monitoring.rules.months import window
from monitoring.rules.rates import percent
from monitoring.selectors.employers import employer_facts
from monitoring.selectors.reference import Denominator, members, segment_denominators

YEAR = 12
UNKNOWN = "-"


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """A segment with its own denominator and its people by program (None = the program is not open to it)."""

    segment: Segment
    active: int | None
    denominator: Denominator | None
    rate: Decimal | None
    change: Decimal | None
    programs: dict[str, int | None] = field(default_factory=dict)

    @property
    def indicator(self) -> str:
        """The code of its coverage."""
        return f"coverage.{self.segment.value}"

    def share(self, program: str) -> Decimal | None:
        """Part of the segment's active people who hold the program."""
        return percent(self.programs.get(program), self.active)

    @property
    def cells(self) -> list[tuple[str, int | None, Decimal | None]]:
        """Each program with its people and their share, in print order."""
        return [(program, people, self.share(program)) for program, people in self.programs.items()]


@dataclass(frozen=True, slots=True)
class EmployerState:
    """Employers of a month, and how many more than the month before are active."""

    active: int
    paid_up: int
    in_arrears: int
    active_change: int | None
    paid_share: Decimal | None
    paid_change: Decimal | None


@dataclass(frozen=True, slots=True)
class SectorLine:
    """Declared workers of a sector's businesses that have no cover."""

    code: str
    name: str
    businesses: int
    declared: int
    uncovered: int
    rate: Decimal | None


def default_month() -> date:
    """The month the newest sheet speaks of, never a month to come."""
    this = month_start(today())
    newest = data_date()
    return min(month_start(newest), this) if newest else this


def month_choices() -> tuple[date, ...]:
    """The months facts are kept for."""
    return window(today())


def last_build(month: date) -> FactBuild | None:
    """When and in which mode the month's facts were built."""
    return FactBuild.objects.filter(period=month).first()


def months_of(month: date) -> tuple[date, ...]:
    """A year and the month before it, which the first change is measured against."""
    return window(month, YEAR + 1)


def segment_lines(filters: Filters, *, area: str, district: str = "") -> list[SegmentLine]:
    """Each segment of the city, or of one kecamatan, counted for what the filters name beside their own segment."""
    month, before = filters.month, add_months(filters.month, -1)
    people = _segment_people((before, month), filters, district)
    built = set(FactBuild.objects.filter(period__in=(before, month)).values_list("period", flat=True))
    figures = segment_denominators(month, area) if filters.has_rate else {}
    lines = []
    for segment in Segment:
        code = segment.value
        now, then = (
            people.get((when, code, filters.program), 0) if when in built else None for when in (month, before)
        )
        known = figures.get(code)
        rate, past = (percent(people_, known.people if known else None) for people_ in (now, then))
        open_to = set(mandatory_programs(segment, on=month)) | set(optional_programs(segment, on=month))
        programs = {
            each.value: people.get((month, code, each.value), 0) if each in open_to else None for each in Program
        }
        change = rate - past if rate is not None and past is not None else None
        lines.append(SegmentLine(segment, now, known, rate, change, programs))
    return lines


def _segment_people(months: tuple[date, ...], filters: Filters, district: str) -> dict[tuple[date, str, str], int]:
    if not filters.has_rate or (district and filters.by_home):
        return _segments_in_cells(months, filters, district)
    grains = ("district+segment", "district+segment+program") if district else ("segment", "segment+program")
    rows = CoverageFact.objects.filter(period__in=months, grain__in=grains, district=district)
    return {
        (period, segment, program): people
        for period, segment, program, people in rows.values_list("period", "segment", "program", "people")
    }


def _segments_in_cells(months: tuple[date, ...], filters: Filters, district: str) -> dict[tuple[date, str, str], int]:
    found = {}
    for program in ("", *(each.value for each in Program)):
        only = filters.but(segment="", program=program).only(district)
        for (period, segment), people in people_in_cells(months, by="segment", only=only).items():
            found[period, segment, program] = people
    return found


def segments_finding(lines: Iterable[SegmentLine]) -> Finding:
    """Title of the segment × program table."""
    # JKP depends on each worker's eligibility, which no sheet tells: few holders are no gap.
    return programs_finding(
        {
            (line.segment.value, program): line.share(program)
            for line in lines
            for program in line.programs
            if program != Program.JKP
        }
    )


def employer_state(month: date, district: str = "") -> EmployerState | None:
    """Employers of the city or a kecamatan; None where the month has no facts."""
    rows = employer_facts((month, add_months(month, -1)), district)
    now, before = rows.get(month), rows.get(add_months(month, -1))
    if now is None:
        return None
    share = percent(now.paid_up, now.active)
    past = percent(before.paid_up, before.active) if before else None
    return EmployerState(
        now.active,
        now.paid_up,
        now.in_arrears,
        now.active - before.active if before else None,
        share,
        share - past if share is not None and past is not None else None,
    )


def sector_lines(month: date, *, top: int = 7, district: str = "") -> list[SectorLine]:
    """The sectors with most declared workers without cover; sectors without a gap are left out."""
    names: Mapping[str, Any] = members("sector")
    rows = SectorFact.objects.filter(period=month, district=district).exclude(sector=UNKNOWN)
    lines = [
        SectorLine(
            row.sector,
            names.get(row.sector, row.sector),
            row.businesses,
            row.declared,
            row.declared - row.covered,
            percent(row.covered, row.declared),
        )
        for row in rows
    ]
    return sorted((line for line in lines if line.uncovered), key=lambda line: (-line.uncovered, line.code))[:top]


def sources(month: date) -> list[WorkforceFigure]:
    """The denominators in use for a month: the newest figure of each area and kind, kelurahan left out."""
    rows = WorkforceFigure.objects.filter(year__lte=month.year).order_by("area_code", "kind", "year")
    newest = {(row.area_code, row.kind): row for row in rows if len(row.area_code) <= len("21.71.06")}
    return list(newest.values())
