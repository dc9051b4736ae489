"""Kecamatan and kelurahan by their codes, for pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from districts.models import Agency, City, District, Village
from monitoring.selectors.people_list import UNALLOCATED
from monitoring.words import UNALLOCATED as UNALLOCATED_NAME

if TYPE_CHECKING:
    from accounts.scope import Scope


def area(code: str) -> District | None:
    """A kecamatan with its city."""
    return District.objects.select_related("city").filter(code=code).first()


def village(district: str, code: str) -> Village | None:
    """A kelurahan of that kecamatan."""
    return Village.objects.select_related("district__city").filter(code=code, district=district).first()


def district_choices(scope: Scope) -> list[District]:
    """The kecamatan a person may look into, by name."""
    rows = District.objects.order_by("name")
    return list(rows if scope.is_city else rows.filter(code__in=scope.district_codes))


def desks() -> dict[str, str]:
    """Code to name of every office with a counter."""
    kinds = (Agency.Kind.DISTRICT, Agency.Kind.ONE_STOP, Agency.Kind.OPD)
    return dict(Agency.objects.filter(kind__in=kinds).order_by("kind", "short_name").values_list("code", "short_name"))


@dataclass(frozen=True, slots=True)
class Place:
    """What a list is about: the city (""), what has no place ("-"), a kecamatan, a kelurahan."""

    code: str
    name: str
    district: str = ""


def place(code: str) -> Place | None:
    """The place of a code."""
    if not code:
        return Place("", City.objects.order_by("code")[0].name)
    if code == UNALLOCATED:
        return Place(code, str(UNALLOCATED_NAME))
    if found := District.objects.filter(code=code).first():
        return Place(code, found.name, code)
    if inner := Village.objects.filter(code=code).first():
        return Place(code, inner.name, inner.district_id)
    return None
