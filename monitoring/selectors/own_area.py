"""The own area of a person in a few figures: a kecamatan's people theirs, everybody else the city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from accounts.rules import Role
from districts.models import Agency
from enrollment.rules.calendar import add_months
from monitoring.selectors import gate as gates
from monitoring.selectors.pages import employer_state
from monitoring.selectors.places import area
from monitoring.selectors.ranked import district_lines
from monitoring.selectors.reference import city
from monitoring.selectors.series import Series

if TYPE_CHECKING:
    from accounts.scope import Scope

__all__ = ["OwnArea", "own_area", "own_branch", "own_figures"]


@dataclass(frozen=True, slots=True)
class OwnArea:
    """`district` is a kecamatan's code, "" for the city."""

    district: str
    name: str


def own_area(scope: Scope) -> OwnArea:
    """Where the person begins."""
    if not scope.is_city and scope.district_codes and (here := area(min(scope.district_codes))):
        return OwnArea(here.code, here.name)
    return OwnArea("", city().name)


def own_branch(scope: Scope) -> Agency | None:
    """The branch whose people alone may be looked at."""
    offices = scope.agencies(Role.BRANCH_STAFF, Role.BRANCH_HEAD)
    return Agency.objects.filter(pk__in=offices).order_by("code").first()


def own_figures(district: str, month: date, offices: frozenset[int] | None) -> dict[str, Any]:
    """Coverage, its change and rank, employers and the counters of the month; `offices` alone where given."""
    series = Series((add_months(month, -1), month), level="district", city_code=city().code)
    measure = series.measure(district, month)
    ranked = [line for line in district_lines(series, month, {}) if line.rank] if district else []
    return {
        "measure": measure,
        "change": series.change(district, month),
        "rank": next((line.rank for line in ranked if line.code == district), None),
        "ranked": len(ranked),
        "employers": employer_state(month, district),
        "gate": gates.gate(month, district=district, agencies=offices),
    }
