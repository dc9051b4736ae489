"""Facts: how many distinct people are active in a month, at every grain the screens show."""

from monitoring.facts.mode import MonthMode, month_mode
from monitoring.facts.people import CITY, GRAINS, PeopleRow, count_people, people_rows
from monitoring.facts.store import BuildCost, build_month, differences, hold_still

__all__ = [
    "CITY",
    "GRAINS",
    "BuildCost",
    "MonthMode",
    "PeopleRow",
    "build_month",
    "count_people",
    "differences",
    "hold_still",
    "month_mode",
    "people_rows",
]
