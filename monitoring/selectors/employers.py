"""The employers of a place by state, as the facts have them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from monitoring.models import EmployerFact


def employer_facts(months: Collection[date], district: str = "") -> dict[date, EmployerFact]:
    """By month, for the city ("") or a kecamatan; a month without facts is missing.

    A place without any employer has no row of its own: where the city has one, it counts none.
    """
    found: dict[date, EmployerFact] = {}
    for row in EmployerFact.objects.filter(period__in=months, district__in={"", district}).order_by("district"):
        if row.district != district:
            row = EmployerFact(
                period=row.period, is_due=row.is_due, district=district, active=0, paid_up=0, in_arrears=0
            )
        found[row.period] = row
    return found
