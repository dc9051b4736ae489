"""What a batch does to coverage, measured before and after for the import's preview and result."""

from __future__ import annotations

from typing import Any

from django.db.backends.utils import CursorWrapper

from districts.clock import today
from districts.models import WorkforceFigure
from enrollment.models import ImportBatch
from enrollment.rules.calendar import month_start
from monitoring.facts import CITY, month_mode, people_rows
from monitoring.facts.employers import employer_rows
from monitoring.rules.rates import percent
from monitoring.selectors.reference import city, denominators, holidays


def coverage_effect(cursor: CursorWrapper, batch: ImportBatch) -> dict[str, Any]:
    """Coverage of the batch's month as the register stands: `{month, active, workforce, rate, in_arrears,
    districts: {code: {active, rate}}}`; rates per hundred or null."""
    on = today()
    period = min(month_start(batch.as_of or on), month_start(on))
    mode = month_mode(period, on=on, holidays=holidays())
    people = {row.district: row.people for row in people_rows(mode, [CITY, "district"])}
    home = city().code
    codes = [code for code in people if code not in ("", "-")]
    workforce = denominators(period, kind=WorkforceFigure.Kind.EMPLOYED, areas=[home, *codes])
    figures = {
        code: {"active": people.get(key, 0), "workforce": workforce[code].people if code in workforce else None}
        for code, key in [(home, ""), *((code, code) for code in codes)]
    }
    whole = figures.pop(home)
    return {
        "month": f"{period:%Y-%m}",
        **whole,
        "rate": _rate(whole),
        "in_arrears": next((row.in_arrears for row in employer_rows(mode) if not row.district), 0),
        "districts": {code: {"active": line["active"], "rate": _rate(line)} for code, line in sorted(figures.items())},
    }


def _rate(line: dict[str, int | None]) -> float | None:
    rate = percent(line["active"], line["workforce"])
    return None if rate is None else float(rate)
