"""What is due to be built on a day, and asking for it once. Beat may run twice, late, or not for days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Min

from accounts import work
from enrollment.rules.calendar import add_months, month_start, months_between
from monitoring.facts.refresh import modes, stale
from monitoring.models import MonthlyReport
from monitoring.reporting.areas import area_codes
from monitoring.reporting.issue import Order

REFRESH = "monitoring.refresh_facts"
BUILD = "monitoring.build_report"


def months_to_report(on: date) -> tuple[date, ...]:
    """From the first month ever reported to the month before `on`; at first only that month."""
    last = add_months(month_start(on), -1)
    first = MonthlyReport.objects.aggregate(first=Min("period"))["first"] or last
    return months_between(min(first, last), last)


def ask_month(*, on: date, areas: Sequence[str] = ()) -> list[Order]:
    """Ask for every report that does not exist yet, of every month to report: of all areas, or only of `areas`."""
    there = set(MonthlyReport.objects.values_list("period", "area_code"))
    chosen = areas or area_codes()
    orders = [Order(month, area) for month in months_to_report(on) for area in chosen if (month, area) not in there]
    return _ask(orders)


def ask_due(*, on: date, areas: Sequence[str] = ()) -> list[Order]:
    """Facts of months that became due since they were built, reports nobody opened, and provisional ones to freeze."""
    if stale(on=on):
        work.ask(kind=REFRESH, target_id=f"due {on}", by=None, params={"only_stale": True})
    waiting = MonthlyReport.objects.filter(state=MonthlyReport.State.PROVISIONAL)
    due = {mode.period for mode in modes({report.period for report in waiting}, on=on) if mode.is_due}
    freeze = [Order(report.period, report.area_code) for report in waiting if report.period in due]
    return [*ask_month(on=on, areas=areas), *_ask(freeze)]


def _ask(orders: list[Order]) -> list[Order]:
    for order in orders:
        work.ask(kind=BUILD, target_id=order.target, by=None, params=order.params())
    return orders
