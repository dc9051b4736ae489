"""Figures above 100 % or far from the month before: found when facts are built, held until somebody explains them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from districts.models import District
from enrollment.rules.calendar import add_months
from enrollment.rules.kinds import Segment
from monitoring.models import FigureHold
from monitoring.rules.hold import LEAST_PEOPLE, MOST_FALL, MOST_RATE
from monitoring.selectors.reference import city
from monitoring.selectors.series import Measure, Series

__all__ = ["find_holds"]

Why = FigureHold.Why


@dataclass(frozen=True, slots=True)
class _Found:
    area: str
    indicator: str
    why: str
    value: Decimal
    previous: Decimal | None


@transaction.atomic
def find_holds(month: date) -> int:
    """Hold what is odd in the month, let go of what no longer is; what was explained stays explained."""
    found = {(one.area, one.indicator, one.why): one for one in _odd(month)}
    standing = {
        (row.area_code, row.indicator, row.why): row
        for row in FigureHold.objects.select_for_update().filter(period=month)
    }
    for key, row in standing.items():
        if key not in found and row.explained_at is None:
            row.delete()
    for key, one in found.items():
        known = standing.get(key)
        if known is None or (known.explained_at is None and (known.value, known.previous) != (one.value, one.previous)):
            FigureHold.objects.update_or_create(
                period=month,
                area_code=one.area,
                indicator=one.indicator,
                why=one.why,
                defaults={"value": one.value, "previous": one.previous},
            )
    return len(found)


def _odd(month: date) -> Iterator[_Found]:
    months = (add_months(month, -1), month)
    home = city().code
    for segment in ("", *(each.value for each in Segment)):
        series = Series(months, level="district", city_code=home, segment=segment)
        # Segments have a denominator of the whole city alone.
        areas = ["", *District.objects.values_list("code", flat=True)] if not segment else [""]
        for area in areas:
            before, now = (series.measure(area, each) for each in months)
            indicator = f"coverage.{segment}" if segment else "coverage"
            yield from _judged(area or home, indicator, before, now)


def _judged(area: str, indicator: str, before: Measure, now: Measure) -> Iterator[_Found]:
    if now.rate is None:
        return
    if float(now.rate) > MOST_RATE:
        yield _Found(area, indicator, Why.ABOVE, now.rate, before.rate)
    people = before.active or 0
    if people >= LEAST_PEOPLE and abs((now.active or 0) - people) > people * MOST_FALL:
        yield _Found(area, indicator, Why.JUMP, now.rate, before.rate)
