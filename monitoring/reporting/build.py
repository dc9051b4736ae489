"""A report's figures as one JSON object: whole numbers, percentages with one decimal, dates as text, null = no data.

Everything printed stands in it, so a frozen report never asks the register again. A section that an area cannot have
(the coverage of a dinas, the counters of a branch) is null.
"""

from __future__ import annotations

from datetime import date

from enrollment.selectors.freshness import data_date
from monitoring.facts.mode import month_mode
from monitoring.reporting.areas import Area, AreaKind
from monitoring.reporting.branch import branch
from monitoring.reporting.counters import checks_trend, counters
from monitoring.reporting.people import PlacePeople
from monitoring.reporting.register import register, targets
from monitoring.reporting.units import Figures, day_text
from monitoring.rules.months import window
from monitoring.selectors.reference import city, holidays

__all__ = ["Figures", "build_figures"]

FORMAT = 3
# Asked for by the report's outline (domain §6.3), not in any sheet we receive: printed as missing.
NOT_DELIVERED = ("vulnerable_programs", "claims_paid", "arrears_amount", "sub_segments")
NOT_OF_AN_OFFICE = ("non_asn",)


def build_figures(period: date, area: Area, *, on: date) -> Figures:
    """Figures of `area` for `period` as of `on`, read from facts that the caller made fresh."""
    months = window(period, 13)
    mode = month_mode(period, on=on, holidays=holidays())
    head: Figures = {
        "format": FORMAT,
        "month": f"{period:%Y-%m}",
        "city_name": city().name,
        "area": {"code": area.code, "name": area.name, "kind": area.kind.value},
        "as_of": on.isoformat(),
        "is_due": mode.is_due,
        "data_date": day_text(data_date()),
        "not_delivered": list(NOT_OF_AN_OFFICE if area.kind == AreaKind.OPD else NOT_DELIVERED),
    }
    if area.kind == AreaKind.BRANCH:
        return head | branch(area, months, mode)
    if area.kind == AreaKind.OPD:
        return head | _office(area, months, on)
    return head | _place(area, months, on)


def _place(area: Area, months: tuple[date, ...], on: date) -> Figures:
    people = PlacePeople(area, months).figures()
    lines = targets(months[-1], area, people["coverage"], people["segments"])
    return people | register(area, months) | {"targets": lines} | counters(area, months, on=on)


def _office(area: Area, months: tuple[date, ...], on: date) -> Figures:
    """What an office that issues permits did; the people it answers for stand in its own roster, which nobody sends."""
    nothing = (
        "coverage",
        "movement",
        "unallocated",
        "overlap",
        "employers",
        "arrears",
        "pds",
        "pwbd",
        "bpu",
        "quality",
    )
    lists = ("places", "segments", "positions", "branches", "missing", "targets", "notes", "holds")
    return {
        **dict.fromkeys(nothing),
        **{name: [] for name in lists},
        "trend": checks_trend(area, months[1:]),
        **counters(area, months, on=on),
    }
