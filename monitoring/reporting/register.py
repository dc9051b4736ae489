"""The register's part of a report: employers, arrears, hints, BPU about to end, targets, notes, quality of the data."""

from __future__ import annotations

from datetime import date
from typing import Any

from districts.models import District
from enrollment.rules.calendar import add_months
from monitoring.models import CoverageFact
from monitoring.reporting.areas import Area, AreaKind
from monitoring.reporting.units import Figures, day_text, rounded
from monitoring.rules.rates import percent
from monitoring.selectors import standing
from monitoring.selectors.employers import employer_facts
from monitoring.selectors.standing import LAPSE_DAYS


def register(area: Area, months: tuple[date, ...]) -> Figures:
    """Every figure of this part for a place."""
    period, key = months[-1], area.district_code
    districts = [key] if key else list(District.objects.values_list("code", flat=True))
    return {
        "employers": _employers(period, key),
        "arrears": standing.arrears_bands(period, key),
        "pds": standing.pds_hints(key),
        "pwbd": standing.never_registered(districts),
        "bpu": bpu(period, district=key),
        "quality": quality(period, key),
        "notes": notes(months, area),
        "holds": holds(period, area),
    }


def _employers(period: date, key: str) -> Figures:
    names = ("active", "paid_up", "in_arrears", "newly_registered", "closed")
    rows = employer_facts((period, add_months(period, -1)), key)
    now, before = rows.get(period), rows.get(add_months(period, -1))
    found: Figures = {name: getattr(now, name, 0) for name in names}
    found["paid_up_share"] = rounded(percent(found["paid_up"], found["active"]))
    found["previous_active"] = before.active if before else None
    return found


def bpu(period: date, *, district: str = "", branch: int | None = None) -> Figures:
    """Active BPU people, how many end soon, and their groups; no sheet tells a programme's quota."""
    groups = standing.bpu_groups(period, district=district, branch=branch)
    return {
        "people": sum(group.people for group in groups),
        "lapsing": sum(group.lapsing for group in groups),
        "within_days": LAPSE_DAYS,
        "groups": [{"name": group.name, "people": group.people, "lapsing": group.lapsing} for group in groups],
    }


def quality(period: date, key: str) -> Figures:
    """What the month's sheets left open, for the whole city; businesses without a sector of the place."""
    unplaced = CoverageFact.objects.filter(period=period, grain="district", district="-")
    return {
        **standing.import_quality(period),
        "unallocated": unplaced.values_list("people", flat=True).first() or 0,
        "without_sector": standing.without_sector(period, key),
    }


def targets(period: date, area: Area, coverage: Figures, segments: list[Figures]) -> list[Figures]:
    """The target lines of the area with the gap in points; None where there is no rate to hold against one."""
    rates: dict[str, float | None] = {line["code"]: line["rate"] for line in segments}
    lines = []
    for row, wanted in standing.targets(period, area.code):
        rate = rates.get(row.kind, coverage["rate"])
        lines.append(
            {
                "code": f"{row.kind}/{row.line}",
                "kind": row.kind,
                "line": row.line,
                "percent": float(wanted),
                "source": row.source,
                "since": day_text(row.valid_from),
                "gap": None if rate is None else rounded(rate - float(wanted)),
            }
        )
    return lines


def notes(months: tuple[date, ...], area: Area) -> list[Figures]:
    """Remarks people wrote on the area's charts within the months shown."""
    rows = standing.chart_notes(months[1], months[-1], area.code)
    return [{"month": f"{row.period:%Y-%m}", "indicator": row.indicator, "text": row.text} for row in rows]


def holds(period: date, area: Area) -> list[Figures]:
    """Figures that must be explained before anybody relies on them."""
    codes = [area.code] if area.kind == AreaKind.DISTRICT else [area.code, *_districts()]
    names: dict[str, Any] = dict(District.objects.values_list("code", "name"))
    return [
        {
            "area": names.get(row.area_code, area.name),
            "indicator": row.indicator,
            "why": row.why,
            "value": rounded(row.value),
            "previous": rounded(row.previous),
            "explanation": row.explanation,
        }
        for row in standing.held_figures(period, codes)
    ]


def _districts() -> list[str]:
    return list(District.objects.values_list("code", flat=True))
