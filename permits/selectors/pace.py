"""How fast a desk answers (feature A18): from the check to what was decided on it. Told to the desk alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil

from django.db.models import F

from districts.models import Agency
from permits.models import StatusChange

__all__ = ["Pace", "pace_of"]

# What an officer decides at the counter, in one go with the check.
AT_ONCE = ("CLEARED", "HELD", "ASKED")


@dataclass(frozen=True, slots=True)
class Pace:
    """Whole seconds: half of the decisions were quicker than `median`, all but one in twenty within `p95`."""

    decisions: int
    median: int
    p95: int


def pace_of(office: Agency | None, day: date) -> Pace | None:
    """The pace of an office on a day; None where nothing was decided on a check of that day by who made it."""
    if office is None:
        return None
    steps = StatusChange.objects.filter(
        application__agency=office, event__in=AT_ONCE, check_row__on=day, check_row__by=F("by")
    )
    took = sorted((at - asked).total_seconds() for at, asked in steps.values_list("at", "check_row__at"))
    if not took:
        return None
    return Pace(len(took), *(round(took[ceil(len(took) * share) - 1]) for share in (0.5, 0.95)))
