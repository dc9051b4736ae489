"""Who looks: a person at a place, with what the role opens there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitoring import access
from monitoring.charts.shape import Reader
from monitoring.filters import Filters
from monitoring.selectors import pages
from monitoring.selectors.own_area import own_area

if TYPE_CHECKING:
    from accounts.models import User

__all__ = ["own_reader", "reader_at"]


def own_reader(user: User) -> Reader:
    """Where heads of offices and BPJS begin: at the own kecamatan, or the city."""
    area = own_area(user.scope)
    return reader_at(user, Filters(pages.default_month()), area.district, area.name)


def reader_at(
    user: User, filters: Filters, place: str, place_name: str, *, against: str = "", against_name: str = ""
) -> Reader:
    """At a kecamatan's code or "" for the city; who has neither sees the counters of the own offices alone."""
    scope = user.scope
    may_list = bool(access.may_list(user, place)) if place else access.lists_city(user)
    offices = None if scope.is_city or scope.district_codes else scope.agency_ids
    return Reader(
        filters,
        place,
        place_name,
        may_list,
        may_checks=may_list or offices is not None,
        sees_areas=access.sees_areas(scope),
        agencies=offices,
        against=against,
        against_name=against_name,
    )
