"""Kecamatan and kelurahan by their codes, for pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from districts.models import District, Village

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
