"""Active people of several months by area, from the stored grain that answers the question, else from the cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from monitoring.facts import GRAINS, people_in_cells
from monitoring.facts.cells import Filter
from monitoring.facts.people import CITY, HOME
from monitoring.models import CoverageFact

People = Mapping[date, dict[str, int]]
CITY_KEY = ""


def people_by_area(months: tuple[date, ...], level: str, only: Filter, under: str = "") -> People:
    """Month to area code ("" = the city, "-" = unallocated) to distinct people; `level` "district" or "village", the
    latter with its kecamatan `under`, whose own line comes along."""
    grains = _grains(level, only, under)
    if only.sector or only.scale or only.branch or not grains.keys() <= GRAINS.keys():
        return _from_cells(months, level, only, under)
    rows = CoverageFact.objects.filter(period__in=months, grain__in=grains, segment=only.segment, program=only.program)
    if under:
        rows = rows.filter(district__in=["", under])
    people: defaultdict[date, dict[str, int]] = defaultdict(dict)
    for period, grain, district, village, count in rows.values_list("period", "grain", "district", "village", "people"):
        people[period][{"district": district, "village": village or "-", "": CITY_KEY}[grains[grain]]] = count
    return people


def _grains(level: str, only: Filter, under: str) -> dict[str, str]:
    """The stored grains to read and what their rows are keyed by."""
    filters = [name for name in ("segment", "program") if getattr(only, name)]
    basis = HOME if only.by_home else ""
    grains = {basis + "+".join([level, *filters]): level, "+".join(filters) or CITY: ""}
    if under:
        grains[basis + "+".join(["district", *filters])] = "district"
    return grains


def _from_cells(months: tuple[date, ...], level: str, only: Filter, under: str) -> People:
    basis = HOME if only.by_home else ""
    people: defaultdict[date, dict[str, int]] = defaultdict(dict)
    for key in ("", basis + "district", *([basis + "village"] if level == "village" else [])):
        for (period, area), count in people_in_cells(months, by=key, only=only).items():
            if not under or not area or area.startswith(under):
                people[period][area] = count
    return people
