"""What a batch does to coverage, measured before and after for the import's preview and result."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.backends.utils import CursorWrapper

from districts.clock import today
from districts.models import WorkforceFigure
from enrollment.models import ImportBatch
from enrollment.rules.calendar import month_start
from monitoring.facts import CITY, MonthMode, month_mode, people_rows
from monitoring.facts.employers import arrears_rows, employer_rows
from monitoring.facts.people import PeopleRow
from monitoring.rules.hold import odd
from monitoring.rules.rates import percent
from monitoring.selectors.reference import city, denominators, holidays, segment_denominators

# Sheets of places and businesses move no person's cover and no employer's payments.
_PEOPLE = frozenset({"workforce", "businesses", "oss"})


def coverage_effect(cursor: CursorWrapper, batch: ImportBatch) -> dict[str, Any]:
    """Coverage of the batch's month as the register stands: `{month, active, workforce, rate, employers, in_arrears,
    districts: {code: {active, rate}}, segments: {code: {active, rate}}}`; rates per hundred or null. `_arrears` are
    the employers that owe, by id."""
    on = today()
    period = min(month_start(batch.as_of or on), month_start(on))
    mode = month_mode(period, on=on, holidays=holidays())
    people = list(people_rows(mode, [CITY, "district", "segment"]))
    areas = _areas(people, period)
    whole = areas.pop(city().code)
    state = next((row for row in employer_rows(mode) if not row.district), None)
    return {
        "month": f"{period:%Y-%m}",
        **whole,
        "employers": state.active if state else 0,
        "in_arrears": state.in_arrears if state else 0,
        "districts": {code: _short(line) for code, line in sorted(areas.items())},
        "segments": _segments(people, period),
        "_arrears": _arrears(mode, batch),
    }


def hold_coverage(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    """What of this must be explained before the batch may be committed."""
    found = odd("city", "", before, after)
    for what in ("districts", "segments"):
        for code in sorted(before[what].keys() | after[what].keys()):
            found += odd(what, code, before[what].get(code, {}), after[what].get(code, {}))
    return found


def _areas(people: list[PeopleRow], period: date) -> dict[str, dict[str, Any]]:
    """Active people, workforce and rate of the city and every kecamatan somebody lives or works in."""
    home = city().code
    active = {row.district: row.people for row in people if row.grain in (CITY, "district")}
    codes = [code for code in active if code not in ("", "-")]
    workforce = denominators(period, kind=WorkforceFigure.Kind.EMPLOYED, areas=[home, *codes])
    return {
        code: _line(active.get(key, 0), workforce[code].people if code in workforce else None)
        for code, key in [(home, ""), *((code, code) for code in codes)]
    }


def _segments(people: list[PeopleRow], period: date) -> dict[str, dict[str, Any]]:
    workforce = segment_denominators(period, city().code)
    return {
        row.segment: _short(_line(row.people, workforce[row.segment].people if row.segment in workforce else None))
        for row in people
        if row.grain == "segment"
    }


def _arrears(mode: MonthMode, batch: ImportBatch) -> dict[int, dict[str, Any]]:
    """Employers that owe, by id; a sheet that says nothing of payments or cover moves none."""
    return {} if batch.profile in _PEOPLE else arrears_rows(mode)


def _line(active: int, workforce: int | None) -> dict[str, Any]:
    rate = percent(active, workforce)
    return {"active": active, "workforce": workforce, "rate": None if rate is None else float(rate)}


def _short(line: dict[str, Any]) -> dict[str, Any]:
    return {"active": line["active"], "rate": line["rate"]}
