"""Employers in arrears by age, and employers who register only part: the lists of BPJS' people."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from accounts.kept import kept
from districts.clock import today
from enrollment.models import BusinessEmployerLink, Employer
from enrollment.rules.calendar import month_end
from enrollment.rules.wages import minimum_wage
from monitoring.facts.arrears import OWING_SQL
from monitoring.facts.employers import STATE_SQL
from monitoring.facts.mode import MonthMode, month_mode
from monitoring.facts.registered import registered
from monitoring.rules.hints import Registered, lacking, low_wages, unregistered
from monitoring.selectors.pages import last_build
from monitoring.selectors.reference import holidays
from monitoring.selectors.stamp import page_stamp
from monitoring.words import language
from monitoring.words_compliance import programs_text, wages_text, workers_text

__all__ = ["KINDS", "Debtor", "Part", "debtors", "partial", "people_at", "place_of", "stored_mode"]

_DEBTORS = f"""WITH {STATE_SQL}, {OWING_SQL}
SELECT owing.id, employer.name, employer.npp, employer.division_code, COALESCE(district.name, ''),
       COALESCE(branch.short_name, ''), owing.paid_through, owing.months, owing.district
FROM owing JOIN enrollment_employer employer USING (id)
LEFT JOIN districts_district district ON district.code = owing.district
LEFT JOIN districts_agency branch ON branch.id = employer.branch_id
WHERE (%(district)s = '' OR owing.district = %(district)s) AND (%(branch)s = '' OR branch.code = %(branch)s)
  AND owing.months BETWEEN %(least)s AND %(most)s
ORDER BY owing.months DESC, employer.name, owing.id"""  # noqa: S608 - constants

_PEOPLE = """
SELECT employer_id, count(DISTINCT participant_id)::int FROM enrollment_membership
WHERE employer_id = ANY(%(employers)s) AND started_on <= %(last_day)s
  AND (ended_on IS NULL OR ended_on > %(last_day)s) GROUP BY 1"""


@dataclass(frozen=True, slots=True)
class Debtor:
    """An employer that owes: since which month, how many months, where."""

    pk: int
    name: str
    npp: str
    division: str
    district: str
    branch: str
    paid_through: date | None
    months: int
    district_code: str


def stored_mode(month: date) -> MonthMode:
    """How the stored facts count the month, so that a list adds up to the dashboard's number."""
    mode = month_mode(month, on=today(), holidays=holidays())
    build = last_build(month)
    return MonthMode(month, build.is_due, mode.before_is_due) if build else mode


def debtors(mode: MonthMode, *, district: str = "", branch: str = "", band: tuple[int, int]) -> list[Debtor]:
    """Employers in arrears, most months first."""
    params: dict[str, Any] = {"district": district, "branch": branch, "least": band[0], "most": band[1]}
    with connection.cursor() as cursor:
        cursor.execute(_DEBTORS, {**mode.params(), **params})
        return [Debtor(*row) for row in cursor.fetchall()]


def people_at(mode: MonthMode, employers: Iterable[int]) -> dict[int, int]:
    """Distinct people with a running membership at each employer."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"employers": list(employers), "last_day": mode.last_day})
        return dict(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class Part:
    """An employer that registers only part: how much is missing, and of how much."""

    row: Registered
    missing: int
    of: int
    evidence: str


def _by_workers(row: Registered, on: date) -> Part | None:
    gap = unregistered(row)
    declared = row.declared or 0
    return Part(row, gap, declared, workers_text(declared, row.at_business)) if gap else None


def _by_wages(row: Registered, on: date) -> Part | None:
    low, least = low_wages(row), minimum_wage(on)
    return Part(row, low, row.waged, wages_text(low, row.waged, least)) if low and least else None


def _by_programs(row: Registered, on: date) -> Part | None:
    lacks = lacking(row, on)
    if not lacks:
        return None
    counts = {program.value: people for program, people in lacks.items()}
    return Part(row, max(lacks.values()), row.people, programs_text(counts, row.people, row.scale))


KINDS: dict[str, Callable[[Registered, date], Part | None]] = {
    "tenaga-kerja": _by_workers,
    "upah": _by_wages,
    "program": _by_programs,
}


def partial(kind: str, *, on: date) -> list[Part]:
    """Employers that register only part of that kind, most missing first; one pass until the register may differ."""
    return kept(("partial", kind, on, language(), page_stamp()), lambda: _partial(kind, month_end(on)))


def _partial(kind: str, day: date) -> list[Part]:
    found = filter(None, (KINDS[kind](row, day) for row in registered(day)))
    return sorted(found, key=lambda part: (-part.missing, part.row.employer))


@dataclass(frozen=True, slots=True)
class Place:
    """What a page prints of an employer beside its figures; the business' page is where it is followed up."""

    name: str
    npp: str
    division: str
    district: str
    branch: str
    business: uuid.UUID | None


def place_of(employers: Iterable[int]) -> dict[int, Place]:
    """Names, places and confirmed businesses of a page of employers."""
    keys = list(employers)
    links = BusinessEmployerLink.objects.filter(employer__in=keys, state=BusinessEmployerLink.State.CONFIRMED)
    businesses: dict[int, Any] = dict(links.order_by("-pk").values_list("employer", "business__public_id"))
    rows = Employer.objects.filter(pk__in=keys).values_list(
        "pk", "name", "npp", "division_code", "village__district__name", "branch__short_name"
    )
    return {
        pk: Place(name, npp, division, district or "", branch or "", businesses.get(pk))
        for pk, name, npp, division, district, branch in rows
    }
