"""What a month's change is made of, beside what was issued for the month before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from enrollment.rules.calendar import add_months
from monitoring.models import FactBuild, MonthlyReport, MovementFact
from monitoring.selectors.reference import city

PARTS = ("new", "reactivated", "moved_in", "lapsed", "moved_out")


@dataclass(frozen=True, slots=True)
class Movement:
    """`before` is last month as the register knows it today; `issued` what its newest frozen report says, if any."""

    before: int
    now: int
    parts: dict[str, int]
    issued: int | None

    @property
    def corrected(self) -> int | None:
        """By how much imports since then changed last month's figure."""
        return None if self.issued is None else self.before - self.issued


def movement(month: date, place: str, segment: str) -> Movement | None:
    """Of the city ("") or a kecamatan; None where one of the two months was never counted."""
    before = add_months(month, -1)
    if FactBuild.objects.filter(period__in=(before, month)).count() < len((before, month)):
        return None
    row = MovementFact.objects.filter(period=month, district=place, segment=segment).first()
    issued = None if segment else _issued(before, place)
    if row is None:
        return Movement(0, 0, dict.fromkeys(PARTS, 0), issued)
    return Movement(row.before, row.now, {part: getattr(row, part) for part in PARTS}, issued)


def _issued(month: date, place: str) -> int | None:
    found = (
        MonthlyReport.objects.filter(period=month, area_code=place or city().code, state=MonthlyReport.State.FROZEN)
        .order_by("-version")
        .values_list("figures__coverage__active", flat=True)
        .first()
    )
    return None if found is None else int(found)
