"""Names, denominators and holidays that coverage is read against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from django.utils.translation import get_language

from districts.models import Agency, City, District, Village, WorkforceFigure
from enrollment.models import Holiday, KbliSection
from enrollment.rules.kinds import Program, Segment
from monitoring.words import SEGMENT_NAMES

KBLI_VERSION = "2020"


@dataclass(frozen=True, slots=True)
class Denominator:
    """How many could be covered, by whose word and of which year; `low` and `high` where the source states a range."""

    people: int
    year: int
    source: str
    is_estimate: bool
    low: int | None = None
    high: int | None = None

    @classmethod
    def of(cls, row: WorkforceFigure) -> Self:
        return cls(row.people, row.year, row.source, row.is_estimate, row.low, row.high)


def holidays() -> frozenset[date]:
    """Public holidays on record."""
    return frozenset(Holiday.objects.values_list("date", flat=True))


def city() -> City:
    """The city this installation serves."""
    return City.objects.order_by("code")[0]


def members(dimension: str) -> dict[str, str]:
    """Code to name of everything a dimension may hold, in the order it is listed."""
    if dimension == "district":
        return dict(District.objects.values_list("code", "name"))
    if dimension == "village":
        return dict(Village.objects.values_list("code", "name"))
    if dimension == "segment":
        return {segment.value: str(SEGMENT_NAMES[segment]) for segment in Segment}
    if dimension == "program":
        return {program.value: program.value for program in Program}
    if dimension == "branch":
        return dict(Agency.objects.filter(kind=Agency.Kind.BRANCH).order_by("code").values_list("code", "name"))
    if dimension == "sector":
        title = "title_en" if (get_language() or "id").startswith("en") else "title_id"
        return dict(KbliSection.objects.filter(version=KBLI_VERSION).values_list("section", title))
    raise ValueError(dimension)


def denominators(period: date, *, kind: str, areas: list[str]) -> dict[str, Denominator]:
    """The newest figure of each area that is not younger than the month's year."""
    rows = WorkforceFigure.objects.filter(kind=kind, area_code__in=areas, year__lte=period.year).order_by("year")
    return {row.area_code: Denominator.of(row) for row in rows}


def segment_denominators(period: date, area: str) -> dict[str, Denominator]:
    """The newest figures of one area for PU, BPU, JAKON and PMI."""
    rows = WorkforceFigure.objects.filter(
        area_code=area, kind__in=[segment.value for segment in Segment], year__lte=period.year
    ).order_by("year")
    return {row.kind: Denominator.of(row) for row in rows}
