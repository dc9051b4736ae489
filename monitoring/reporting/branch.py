"""The report on a BPJS branch: its people by kecamatan and segment, its employers, the files sent to it.

No sheet tells a branch's working population, so there is no rate here, and it is printed as missing.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time

from districts.clock import WIB
from districts.models import District
from enrollment.rules.calendar import add_months
from enrollment.rules.kinds import Segment
from monitoring.facts.mode import MonthMode
from monitoring.models import CoverageFact, FactBuild
from monitoring.reporting.areas import Area
from monitoring.reporting.register import bpu, quality
from monitoring.reporting.units import Figures, rounded
from monitoring.rules.rates import overlap, percent
from monitoring.selectors.standing import branch_employers
from permits.models import BpjsQuestion, Referral, StatusChange

People = dict[tuple[str, str], dict[date, int]]


def branch(area: Area, months: tuple[date, ...], mode: MonthMode) -> Figures:
    """Every figure of the branch; the keys are those of a place's report, None where a branch has no such thing."""
    period = months[-1]
    people = _people(area.code, months)
    own = people[("", "")]
    lines = _places(people, months)
    parts = sum(line["active"] or 0 for line in lines)
    unplaced = people[("-", "")].get(period, 0)
    return {
        "coverage": _coverage(own, period),
        "movement": None,
        "trend": _trend(own, months[1:]),
        "places": lines,
        "unallocated": unplaced,
        "overlap": overlap([parts, unplaced], own.get(period, 0)),
        "segments": [_segment(segment, people, period) for segment in Segment],
        "positions": [],
        "branches": [],
        "missing": [area.name],
        "employers": _employers(mode, area),
        "bpu": bpu(period, branch=area.office.pk),
        "quality": quality(period, ""),
        "work": _work(area, period),
        "arrears": None, "pds": None, "pwbd": None, "targets": [], "notes": [], "holds": [],
        "gate": None, "services": [], "held": [], "findings": [], "handling": None, "commitments": None,
        "exceptions": [], "tmp2t": None, "desks": [],
    }  # fmt: skip


def _people(code: str, months: tuple[date, ...]) -> People:
    """(district, segment) → month → people; a month without facts is missing, one without people is 0."""
    found: People = defaultdict(dict)
    for month in FactBuild.objects.filter(period__in=months).values_list("period", flat=True):
        found[("", "")][month] = 0
    rows = CoverageFact.objects.filter(
        period__in=months, grain__in=("branch", "district+branch", "segment+branch"), branch=code
    )
    for period, district, segment, people in rows.values_list("period", "district", "segment", "people"):
        found[(district, segment)][period] = people
    return found


def _coverage(own: dict[date, int], period: date) -> Figures:
    now, before = own.get(period), own.get(add_months(period, -1))
    empty = ("workforce", "rate", "uncovered", "change", "previous_uncovered", "year", "source", "is_estimate")
    return {
        "active": now,
        "previous_active": before,
        **dict.fromkeys(empty),
        **dict.fromkeys(("city_rate", "against_city", "rank")),
        "ranked": 0,
    }


def _trend(own: dict[date, int], months: tuple[date, ...]) -> Figures:
    return {
        "unit": "people",
        "months": [f"{month:%Y-%m}" for month in months],
        "area": [own.get(month) for month in months],
        "city": [None] * len(months),
    }


def _places(people: People, months: tuple[date, ...]) -> list[Figures]:
    period, before = months[-1], months[-2]
    lines: list[Figures] = [
        {
            "code": code,
            "name": name,
            "active": people[(code, "")].get(period, 0),
            "previous": people[(code, "")].get(before, 0),
            **dict.fromkeys(("workforce", "rate", "uncovered", "change")),
            "months": [people[(code, "")].get(month, 0) for month in months[1:]],
        }
        for code, name in District.objects.values_list("code", "name")
    ]
    return sorted(lines, key=lambda line: (-line["active"], line["code"]))


def _segment(segment: Segment, people: People, period: date) -> Figures:
    counts = people[("", segment.value)]
    active, past = counts.get(period, 0), counts.get(add_months(period, -1), 0)
    return {
        "code": segment.value,
        "active": active,
        "previous": past,
        "change": active - past,
        "movement": None,
        **dict.fromkeys(("workforce", "source", "rate")),
        "programs": {},
    }


def _employers(mode: MonthMode, area: Area) -> Figures:
    found = branch_employers(mode, area.office.pk)
    share = rounded(percent(found["paid_up"], found["active"]))
    return {**found, "paid_up_share": share, "newly_registered": None, "previous_active": None}


def _work(area: Area, period: date) -> Figures:
    """What counters sent to the branch in the month, and what came of it by now."""
    start, stop = (datetime.combine(day, time.min, WIB) for day in (period, add_months(period, 1)))
    letters = Referral.objects.filter(branch=area.office, issued_on__gte=period, issued_on__lt=add_months(period, 1))
    files = letters.values("application").distinct()
    back = StatusChange.objects.filter(application__in=files, event="MATCHED").values("application").distinct()
    asked = BpjsQuestion.objects.filter(branch=area.office, asked_at__gte=start, asked_at__lt=stop)
    return {
        "referrals": files.count(),
        "registered": back.count(),
        "questions": asked.count(),
        "answered": asked.exclude(answer="").count(),
    }
