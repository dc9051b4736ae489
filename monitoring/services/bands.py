"""Classes of coverage: dated, with a source. Corrected, the old ones are withdrawn and stay."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts import audit
from accounts.access import ensure
from accounts.models import User
from monitoring.access_watching import may_set_bands
from monitoring.models import RateBands
from monitoring.services.withdrawing import withdraw

__all__ = ["set_bands", "withdraw_bands"]


@transaction.atomic
def set_bands(*, limits: tuple[int, int, int, int], valid_from: date, source: str, by: User) -> RateBands:
    """From a month on; those of the same month are replaced."""
    ensure(may_set_bands(by))
    for old in RateBands.objects.select_for_update().filter(valid_from=valid_from, withdrawn_at__isnull=True):
        _withdraw(old, by)
    second, third, fourth, fifth = limits
    made = RateBands.objects.create(
        valid_from=valid_from, second=second, third=third, fourth=fourth, fifth=fifth, source=source, set_by=by
    )
    told = {"from": f"{valid_from:%Y-%m}", "limits": list(limits)}
    audit.record(verb="monitoring.set_bands", by=by, target=made, data=told)
    return made


@transaction.atomic
def withdraw_bands(*, bands: RateBands, by: User) -> RateBands:
    """Months are shown in the ones before again. Withdrawn already: nothing happens."""
    ensure(may_set_bands(by))
    return _withdraw(bands, by)


def _withdraw(bands: RateBands, by: User) -> RateBands:
    return withdraw(bands, verb="monitoring.withdraw_bands", told={"from": f"{bands.valid_from:%Y-%m}"}, by=by)
