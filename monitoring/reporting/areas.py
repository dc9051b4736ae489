"""The areas a report is made for: each kecamatan, and the city."""

from __future__ import annotations

from dataclasses import dataclass

from districts.models import Agency, District
from monitoring.selectors.reference import city


@dataclass(frozen=True, slots=True)
class Area:
    """`code` is the city's or a kecamatan's; `office` is who issues the report."""

    code: str
    name: str
    district: District | None
    office: Agency

    @property
    def is_city(self) -> bool:
        return self.district is None


class UnknownArea(Exception):
    """No kecamatan of this code, and not the city."""


def area_of(code: str) -> Area:
    """The area of a code ("" = the city)."""
    home = city()
    if code in ("", home.code):
        office = Agency.objects.filter(kind=Agency.Kind.CITY, city=home).order_by("code")[0]
        return Area(home.code, home.name, None, office)
    own = Agency.objects.select_related("district").filter(district_id=code).first()
    if own is None or own.district is None:
        raise UnknownArea(code)
    return Area(code, own.district.name, own.district, own)


def area_codes() -> list[str]:
    """Every kecamatan, then the city."""
    return [*District.objects.values_list("code", flat=True), city().code]
