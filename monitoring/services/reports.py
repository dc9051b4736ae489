"""Asking for a report: by a person on the page (a worker builds it) or by the operator's command (built at once)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts import audit, work
from accounts.access import ensure
from accounts.models import User, WorkItem
from districts.clock import today
from enrollment.rules.calendar import month_start
from monitoring.access import may_generate
from monitoring.models import MonthlyReport
from monitoring.reporting.areas import area_of
from monitoring.reporting.issue import Order, issue, latest
from monitoring.reporting.timetable import BUILD

REASON_LEAST = 10


class ReasonMissing(Exception):
    """A frozen report is only ever superseded with a reason."""


class MonthToCome(Exception):
    """A report is about a month that has at least begun; until it is due the report is provisional."""


def request_report(*, period: date, area: str, by: User, reason: str = "") -> WorkItem:
    """Ask the worker for the report of `area` ("" = the city).

    A frozen report needs a reason and gets a new version; one that is provisional or missing is built as it is.
    """
    ensure(may_generate(by))
    order = _order(period, area, reason)
    with transaction.atomic():
        item = work.ask(kind=BUILD, target_id=order.target, by=by, params=order.params())
        data = {"period": f"{period:%Y-%m}", "area": order.area, "recompute": order.recompute, "reason": reason}
        audit.record(verb="monitoring.request_report", by=by, data=data)
    return item


def make_report(*, period: date, area: str, by: User | None, on: date | None = None, reason: str = "") -> MonthlyReport:
    """Build it here and now (the command); with a reason always a new version, else what is there if it is frozen."""
    on = on or today()
    if month_start(on) < period:
        raise MonthToCome(f"{period:%Y-%m}")
    current = latest(period, area_of(area).code)
    order = Order(
        period,
        area_of(area).code,
        recompute=bool(reason and current),
        reason=reason if current else "",
        after=current.version if current else 0,
        refresh=True,
    )
    return issue(order, by=by, on=on)


def _order(period: date, area: str, reason: str) -> Order:
    if month_start(today()) < period:
        raise MonthToCome(f"{period:%Y-%m}")
    code = area_of(area).code
    current = latest(period, code)
    if current is None or current.state != MonthlyReport.State.FROZEN:
        return Order(period, code, refresh=True)
    if len(reason.strip()) < REASON_LEAST:
        raise ReasonMissing
    return Order(period, code, recompute=True, reason=reason.strip(), after=current.version)
