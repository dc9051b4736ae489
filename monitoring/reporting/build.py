"""A report's figures as one JSON object: whole numbers, percentages with one decimal, dates as text, null = no data.

Everything printed stands in it, so a frozen report never asks the register again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from districts.clock import WIB
from districts.models import Agency, District, Village
from enrollment.rules.calendar import add_months, working_days_between
from enrollment.rules.kinds import Program, Segment
from enrollment.selectors.freshness import data_date
from monitoring.facts.mode import month_mode
from monitoring.models import CoverageFact, EmployerFact
from monitoring.reporting.areas import Area
from monitoring.rules.months import window
from monitoring.rules.rates import change_points, overlap, percent, ranks
from monitoring.selectors.gate import Gate, gate, gate_by
from monitoring.selectors.lists import held_files
from monitoring.selectors.reference import city, holidays, segment_denominators
from monitoring.selectors.series import Measure, Series
from permits.models import PermitType

FORMAT = 1
Figures = dict[str, Any]
# Asked for by the report's outline (domain §6.3), not in any sheet we receive: printed as missing.
NOT_DELIVERED = ("vulnerable_programs", "claims_paid", "arrears_amount")


def build_figures(period: date, area: Area, *, on: date) -> Figures:
    """Figures of `area` for `period` as of `on`, read from facts that the caller made fresh."""
    months = window(period, 13)
    districts = Series(months, level="district", city_code=_city_code(area))
    places = districts if area.is_city else Series(months, level="village", city_code=_city_code(area), under=area.code)
    names = _place_names(area)
    own_key = "" if area.is_city else area.code
    mode = month_mode(period, on=on, holidays=holidays())
    lines = _places(places, names, period, _place_gates(area, period))
    figures: Figures = {
        "format": FORMAT,
        "month": f"{period:%Y-%m}",
        "city_name": city().name,
        "area": {"code": area.code, "name": area.name, "kind": "city" if area.is_city else "district"},
        "as_of": on.isoformat(),
        "is_due": mode.is_due,
        "data_date": _text(data_date()),
        "coverage": _coverage(districts, own_key, period, _district_rates(districts, period)),
        "employers": _employers(period, own_key),
        "gate": _gate(period, area),
        "trend": _trend(districts, own_key, months[1:]),
        "places": lines,
        "unallocated": districts.measure("-", period).active if area.is_city else places.measure("-", period).active,
        "overlap": _overlap(lines, districts, own_key, period),
        "segments": _segments(period, area),
        "services": _services(period, area),
        "held": _held(period, area, on),
        "positions": _positions(districts, period),
        "branches": _branches(period, area),
        "missing": [line["name"] for line in lines if line["workforce"] is None],
        "not_delivered": list(NOT_DELIVERED),
    }
    return figures


def _city_code(area: Area) -> str:
    return area.code if area.district is None else area.district.city_id


def _number(value: Decimal | float | None, places: int = 1) -> float | None:
    return None if value is None else round(float(value), places)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _place_names(area: Area) -> dict[str, str]:
    if area.is_city:
        return dict(District.objects.values_list("code", "name"))
    return dict(Village.objects.filter(district=area.code).values_list("code", "name"))


def _place_gates(area: Area, period: date) -> Mapping[str, Gate]:
    return gate_by("district", period) if area.is_city else gate_by("village", period, district=area.code)


def _district_rates(series: Series, period: date) -> dict[str, Decimal | None]:
    return {code: series.measure(code, period).rate for code in District.objects.values_list("code", flat=True)}


def _coverage(series: Series, key: str, period: date, rates: dict[str, Decimal | None]) -> Figures:
    now, before = series.measure(key, period), series.measure(key, add_months(period, -1))
    whole = series.measure("", period)
    return {
        **_measure(now),
        "change": _number(series.change(key, period)),
        "previous_active": before.active,
        "previous_uncovered": before.uncovered,
        "year": now.denominator.year if now.denominator else None,
        "source": now.denominator.source if now.denominator else None,
        "is_estimate": now.denominator.is_estimate if now.denominator else None,
        "city_rate": _number(whole.rate),
        "against_city": _number(change_points(now.rate, whole.rate)) if key else None,
        "rank": ranks(rates).get(key),
        "ranked": sum(rate is not None for rate in rates.values()),
    }


def _measure(measure: Measure) -> Figures:
    return {
        "active": measure.active,
        "workforce": measure.workforce,
        "rate": _number(measure.rate),
        "uncovered": measure.uncovered,
    }


def _employers(period: date, key: str) -> Figures:
    names = ("active", "paid_up", "in_arrears", "newly_registered", "closed")
    row = EmployerFact.objects.filter(period=period, district=key).values(*names).first()
    before = EmployerFact.objects.filter(period=add_months(period, -1), district=key).values_list("active", flat=True)
    found: Figures = dict(row) if row else dict.fromkeys(names, 0)
    found["paid_up_share"] = _number(percent(found["paid_up"], found["active"]))
    found["previous_active"] = before.first()
    return found


def _gate(period: date, area: Area) -> Figures:
    district = "" if area.is_city else area.code
    now, before = gate(period, district=district), gate(add_months(period, -1), district=district)
    whole = gate(period)
    return {
        "checked": now.checked,
        "passed": now.passed,
        "held": now.held,
        "registered": now.registered,
        "held_share": _number(now.held_share),
        "registered_share": _number(now.registered_share),
        "previous_checked": before.checked,
        "city_held_share": _number(whole.held_share),
        "city_registered_share": _number(whole.registered_share),
    }


def _trend(series: Series, key: str, months: tuple[date, ...]) -> Figures:
    return {
        "months": [f"{month:%Y-%m}" for month in months],
        "area": [_number(series.measure(key, month).rate) for month in months],
        "city": [_number(series.measure("", month).rate) for month in months],
    }


def _places(series: Series, names: Mapping[str, str], period: date, gates: Mapping[str, Gate]) -> list[Figures]:
    lines = []
    for code, name in names.items():
        counted = gates.get(code, Gate())
        lines.append(
            {
                "code": code,
                "name": name,
                **_measure(series.measure(code, period)),
                "change": _number(series.change(code, period)),
                "months": [_number(rate) for rate in series.rates(code)[1:]],
                "checked": counted.checked,
                "held": counted.held,
                "registered": counted.registered,
            }
        )
    return sorted(lines, key=lambda line: (line["rate"] is None, -(line["rate"] or 0), line["code"]))


def _overlap(lines: list[Figures], districts: Series, key: str, period: date) -> int | None:
    total = districts.measure(key, period).active
    if total is None:
        return None
    parts = [line["active"] or 0 for line in lines]
    if not key:
        parts.append(districts.measure("-", period).active or 0)
    return overlap(parts, total)


def _segments(period: date, area: Area) -> list[Figures]:
    """Each segment with its own denominator, and its people by program."""
    where: dict[str, Any] = {"period__in": [period, add_months(period, -1)]}
    grains = ("segment", "segment+program") if area.is_city else ("district+segment", "district+segment+program")
    if not area.is_city:
        where["district"] = area.code
    people = {
        (row["period"], row["segment"], row["program"]): row["people"]
        for row in CoverageFact.objects.filter(grain__in=grains, **where).values(
            "period", "segment", "program", "people"
        )
    }
    figures = segment_denominators(period, area.code)
    lines = []
    for segment in Segment:
        active = people.get((period, segment.value, ""), 0)
        known = figures.get(segment.value)
        lines.append(
            {
                "code": segment.value,
                "active": active,
                "change": active - people.get((add_months(period, -1), segment.value, ""), 0),
                "workforce": known.people if known else None,
                "source": known.source if known else None,
                "rate": _number(percent(active, known.people if known else None)),
                "programs": {
                    program.value: people.get((period, segment.value, program.value), 0) for program in Program
                },
            }
        )
    return lines


def _services(period: date, area: Area) -> list[Figures]:
    counted = gate_by("service", period, district="" if area.is_city else area.code)
    names = dict(PermitType.objects.filter(code__in=counted).values_list("code", "name_id"))
    return [
        {
            "code": code,
            "name": names[code],
            "checked": row.checked,
            "passed": row.passed,
            "held": row.held,
            "registered": row.registered,
            "days_held": _number(row.days_held),
        }
        for code, row in counted.items()
    ]


def _held(period: date, area: Area, on: date) -> list[Figures]:
    start, stop = (datetime.combine(day, time.min, WIB) for day in (period, add_months(period, 1)))
    free_days = holidays()
    return [
        {
            "name": file.name,
            "village": file.village_name,
            "held_on": file.held_at.astimezone(WIB).date().isoformat(),
            "working_days": working_days_between(file.held_at.astimezone(WIB).date(), on, free_days),
            "workers": file.workers,
        }
        for file in held_files(start, stop, district="" if area.is_city else area.code)
    ]


def _positions(series: Series, period: date) -> list[Figures]:
    names = dict(District.objects.values_list("code", "name"))
    placed = ranks({code: series.measure(code, period).rate for code in names})
    lines = [
        {
            "code": code,
            "name": name,
            "rank": placed.get(code),
            "rate": _number(series.measure(code, period).rate),
            "change": _number(series.change(code, period)),
        }
        for code, name in names.items()
    ]
    return sorted(lines, key=lambda line: (line["rank"] is None, line["rank"] or 0, line["code"]))


def _branches(period: date, area: Area) -> list[Figures]:
    where = {"grain": "branch"} if area.is_city else {"grain": "district+branch", "district": area.code}
    people = dict(CoverageFact.objects.filter(period=period, **where).values_list("branch", "people"))
    offices = Agency.objects.filter(kind=Agency.Kind.BRANCH).order_by("code").values_list("code", "short_name")
    lines = [{"code": code, "name": name, "active": people.get(code, 0)} for code, name in offices]
    return [*lines, {"code": "-", "name": "", "active": people.get("-", 0)}]
