"""The classes of coverage: those in force in a month, and every one that was set."""

from __future__ import annotations

from datetime import date

from monitoring.models import RateBands
from monitoring.rules.rates import TILE_LIMITS

__all__ = ["all_bands", "bands", "limits_of"]


def limits_of(month: date) -> tuple[int, ...]:
    """Lower limits of the classes 2 to 5 in a month: the newest that were set for it or before, else ours."""
    rows = RateBands.objects.filter(valid_from__lte=month, withdrawn_at__isnull=True)
    found = rows.order_by("-valid_from").first()
    return found.limits if found else TILE_LIMITS


def all_bands() -> list[RateBands]:
    """Those in force first, the newest month first."""
    rows = RateBands.objects.select_related("set_by").order_by("-valid_from", "-pk")
    return sorted(rows, key=lambda row: row.withdrawn_at is not None)


def bands(pk: int) -> RateBands | None:
    return RateBands.objects.filter(pk=pk).first()
