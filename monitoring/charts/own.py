"""The reader of a person's own area: where heads of offices and BPJS begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitoring import access
from monitoring.charts.shape import Reader
from monitoring.filters import Filters
from monitoring.selectors import pages
from monitoring.selectors.own_area import own_area

if TYPE_CHECKING:
    from accounts.models import User

__all__ = ["own_reader"]


def own_reader(user: User) -> Reader:
    """The own kecamatan, or the city; who has neither sees the counters of the own offices alone."""
    scope = user.scope
    area = own_area(scope)
    may_list = bool(access.may_list(user, area.district))
    sees_areas = access.sees_areas(scope)
    offices = None if area.district or sees_areas else scope.agency_ids
    return Reader(
        Filters(pages.default_month()),
        area.district,
        area.name,
        may_list,
        may_checks=may_list or offices is not None,
        sees_areas=sees_areas,
        agencies=offices,
    )
