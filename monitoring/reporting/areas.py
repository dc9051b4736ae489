"""The areas a report is made for: each kecamatan, each office that issues permits, each branch, and the city."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from districts.models import Agency, District
from monitoring.selectors.reference import city
from monitoring.selectors.report_areas import branch_agencies, issuing_agencies


class AreaKind(StrEnum):
    """What a report is about; it decides which sections it has."""

    CITY = "city"
    DISTRICT = "district"
    OPD = "opd"
    BRANCH = "branch"


@dataclass(frozen=True, slots=True)
class Area:
    """`code` is the city's, a kecamatan's, or an office's; `office` is who answers for the report."""

    code: str
    name: str
    kind: AreaKind
    district: District | None
    office: Agency

    @property
    def is_city(self) -> bool:
        return self.kind == AreaKind.CITY

    @property
    def is_place(self) -> bool:
        """Covers people by where they are: the city or a kecamatan."""
        return self.kind in (AreaKind.CITY, AreaKind.DISTRICT)

    @property
    def district_code(self) -> str:
        """The kecamatan's code; "" for everything else."""
        return self.district.code if self.district else ""

    @property
    def agency(self) -> Agency | None:
        """The office a report of an OPD or a branch is about."""
        return None if self.is_place else self.office

    @property
    def desks(self) -> frozenset[int] | None:
        """The offices whose counters are counted, where that is not a kecamatan or everybody."""
        return frozenset({self.office.pk}) if self.kind == AreaKind.OPD else None


class UnknownArea(Exception):
    """No kecamatan, office or branch of this code, and not the city."""


def area_of(code: str) -> Area:
    """The area of a code ("" = the city)."""
    home = city()
    if code in ("", home.code):
        office = Agency.objects.filter(kind=Agency.Kind.CITY, city=home).order_by("code")[0]
        return Area(home.code, home.name, AreaKind.CITY, None, office)
    own = Agency.objects.select_related("district", "city").filter(district_id=code).first()
    if own is not None and own.district is not None:
        return Area(code, own.district.name, AreaKind.DISTRICT, own.district, own)
    office_ = Agency.objects.select_related("city").filter(code=code).first()
    if office_ is None:
        raise UnknownArea(code)
    if office_.kind == Agency.Kind.BRANCH:
        return Area(code, office_.short_name, AreaKind.BRANCH, None, office_)
    if office_ not in issuing_agencies():
        raise UnknownArea(code)
    return Area(code, office_.short_name, AreaKind.OPD, None, office_)


def area_codes() -> list[str]:
    """Every kecamatan, every issuing office, every branch, then the city."""
    return [
        *District.objects.values_list("code", flat=True),
        *(office.code for office in (*issuing_agencies(), *branch_agencies())),
        city().code,
    ]
