"""Targets: dated lines with a source. Corrected, the old line is withdrawn and stays."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from accounts import audit
from accounts.access import ensure
from accounts.models import User
from monitoring.access_watching import may_set_targets
from monitoring.models import Target
from monitoring.services.withdrawing import withdraw

__all__ = ["set_target", "withdraw_target"]


@transaction.atomic
def set_target(*, area: str, kind: str, line: str, valid_from: date, percent: Decimal, source: str, by: User) -> Target:
    """From a month on; the same line from the same month is replaced."""
    ensure(may_set_targets(by))
    same = Target.objects.select_for_update().filter(
        area_code=area, kind=kind, line=line, valid_from=valid_from, withdrawn_at__isnull=True
    )
    for old in same:
        _withdraw(old, by)
    target = Target.objects.create(
        area_code=area, kind=kind, line=line, valid_from=valid_from, percent=percent, source=source, set_by=by
    )
    told = {"area": area, "kind": kind, "line": line, "from": f"{valid_from:%Y-%m}", "percent": str(percent)}
    audit.record(verb="monitoring.set_target", by=by, target=target, data=told)
    return target


@transaction.atomic
def withdraw_target(*, target: Target, by: User) -> Target:
    """It is drawn no more; who set it stays on record. Withdrawn already: nothing happens."""
    ensure(may_set_targets(by))
    return _withdraw(target, by)


def _withdraw(target: Target, by: User) -> Target:
    return withdraw(target, verb="monitoring.withdraw_target", told={"line": target.line}, by=by)
