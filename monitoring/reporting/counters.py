"""The counters' part of a report: the funnel, findings, files not back, exceptions, and each desk's days."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from districts.clock import WIB
from districts.models import Agency
from enrollment.rules.calendar import add_months, working_days_between
from monitoring.reporting.areas import Area, AreaKind
from monitoring.reporting.units import Figures, rounded
from monitoring.selectors.desks import Counters, Desk, checked_by_month, denials
from monitoring.selectors.gate import gate, gate_by
from monitoring.selectors.lists import held_files
from monitoring.selectors.reference import holidays
from monitoring.selectors.report_areas import issuing_agencies
from permits.models import PermitType
from permits.models.check import Finding


def counters(area: Area, months: tuple[date, ...], *, on: date) -> Figures:
    """Every figure of this part; a branch has no counter that issues permits."""
    period = months[-1]
    offices = desks_of(area)
    month = Counters(period, offices)
    return {
        "gate": _gate(period, area),
        "services": _services(period, area),
        "held": _held(period, area, on),
        "findings": _findings(month),
        "handling": _handling(month),
        "commitments": _commitments(month),
        "exceptions": _exceptions(month),
        "tmp2t": denials(period, district=area.district_code),
        "desks": [_desk(desk) for desk in month.attendance(on=on, holidays=holidays())],
    }


def checks_trend(area: Area, months: tuple[date, ...]) -> Figures:
    """A dinas has no coverage of its own: its line is the checks it made."""
    return {
        "unit": "checks",
        "months": [f"{month:%Y-%m}" for month in months],
        "area": checked_by_month(months, [area.office]),
        "city": [None] * len(months),
    }


def desks_of(area: Area) -> list[Agency]:
    """The offices with counters that a report speaks of."""
    if area.kind in (AreaKind.DISTRICT, AreaKind.OPD):
        return [area.office]
    kecamatan = Agency.objects.filter(kind=Agency.Kind.DISTRICT).order_by("short_name")
    return [*kecamatan, *issuing_agencies()]


def _gate(period: date, area: Area) -> Figures:
    where: dict[str, Any] = {"district": area.district_code, "agencies": area.desks}
    now, before, whole = gate(period, **where), gate(add_months(period, -1), **where), gate(period)
    return {
        "checked": now.checked,
        "passed": now.passed,
        "held": now.held,
        "registered": now.registered,
        "held_share": rounded(now.held_share),
        "registered_share": rounded(now.registered_share),
        "previous_checked": before.checked,
        "city_held_share": rounded(whole.held_share),
        "city_registered_share": rounded(whole.registered_share),
        "median_days": rounded(now.median_days),
    }


def _services(period: date, area: Area) -> list[Figures]:
    counted = gate_by("service", period, district=area.district_code, agencies=area.desks)
    names = {row.code: row for row in PermitType.objects.filter(code__in=counted)}
    return [
        {
            "code": code,
            "name": names[code].name_id,
            "name_en": names[code].name_en,
            "checked": row.checked,
            "passed": row.passed,
            "held": row.held,
            "registered": row.registered,
            "median_days": rounded(row.median_days),
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
        for file in held_files(start, stop, district=area.district_code, agencies=area.desks)
    ]


def _findings(month: Counters) -> list[Figures]:
    found = month.findings()
    return [{"code": code, "files": found[code]} for code in Finding.values if code in found]


def _handling(month: Counters) -> Figures:
    decided, days = month.handling()
    return {"decided": decided, "median_days": rounded(days)}


def _commitments(month: Counters) -> Figures:
    events = month.events()
    return {
        "made": events["COMMITTED"],
        "due": month.commitments_due(),
        "kept": events["FULFILLED"],
        "broken": events["LAPSED"],
    }


def _exceptions(month: Counters) -> list[Figures]:
    """Every exemption and override that was asked for, also a refused one: what passed beside the rule is on paper."""
    return [
        {
            "number": row.application.number,
            "service": row.application.permit_type.code,
            "kind": row.kind,
            "ground": row.ground,
            "reason": row.reason,
            "asked_on": row.asked_at.astimezone(WIB).date().isoformat(),
            "state": row.state,
        }
        for row in month.requests()
    ]


def _desk(desk: Desk) -> Figures:
    return {
        "code": desk.code,
        "name": desk.name,
        "checks": desk.checks,
        "days": desk.days,
        "working_days": desk.working_days,
        "late": desk.late,
        "without": [day.isoformat() for day in desk.without],
    }
