"""Facts: how many distinct people are active in a month, at every grain the screens show."""

from monitoring.facts.cells import Filter, people_in_cells
from monitoring.facts.mode import MonthMode, month_mode
from monitoring.facts.people import CITY, GRAINS, PeopleRow, count_people, people_rows
from monitoring.facts.proof import differences
from monitoring.facts.store import BuildCost, build_month, hold_still

__all__ = [
    "CITY",
    "GRAINS",
    "BuildCost",
    "Filter",
    "MonthMode",
    "PeopleRow",
    "build_month",
    "count_people",
    "differences",
    "hold_still",
    "month_mode",
    "people_in_cells",
    "people_rows",
]
