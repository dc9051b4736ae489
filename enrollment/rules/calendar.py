"""Months, due dates and working days (domain §1.4, §4.2).

A month is its first day. Holidays are any container of dates; weekends are Saturday and Sunday.
"""

from calendar import monthrange
from collections.abc import Container
from datetime import date, timedelta

__all__ = [
    "add_months",
    "add_working_days",
    "due_date",
    "is_due",
    "is_working_day",
    "month_end",
    "month_start",
    "months_between",
    "required_month",
    "working_days_between",
]

DUE_DAY = 15
_DAY = timedelta(days=1)


def month_start(day: date) -> date:
    """First day of the month of `day`."""
    return day.replace(day=1)


def month_end(month: date) -> date:
    """Last day of the month of `month`."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def add_months(day: date, months: int) -> date:
    """The same day `months` later (earlier when negative), or that month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(first: date, last: date) -> tuple[date, ...]:
    """The months from `first` to `last`, both included; empty when `last` is earlier."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    start = month_start(first)
    return tuple(add_months(start, index) for index in range(count))


def is_working_day(day: date, holidays: Container[date]) -> bool:
    """Monday to Friday and no holiday."""
    return day.weekday() < 5 and day not in holidays


def due_date(month: date, holidays: Container[date]) -> date:
    """Day the contribution of `month` is due: the 15th of the following month, next working day if that is none."""
    day = add_months(month_start(month), 1).replace(day=DUE_DAY)
    while not is_working_day(day, holidays):
        day += _DAY
    return day


def is_due(month: date, on: date, holidays: Container[date]) -> bool:
    """Whether `month` must have been paid by `on`: only once its due date is past."""
    return on > due_date(month, holidays)


def required_month(on: date, holidays: Container[date]) -> date:
    """The newest month that must be paid on `on` (domain §4.2).

    22 Nov 2026 → Oct 2026 (the 15th is a Sunday, due Monday 16 Nov); 10 Nov 2026 → Sep 2026.
    """
    month = add_months(month_start(on), -1)
    while not is_due(month, on, holidays):
        month = add_months(month, -1)
    return month


def add_working_days(day: date, count: int, holidays: Container[date]) -> date:
    """The day `count` (≥ 0) working days after `day`; with 0, `day` itself or the next working day."""
    while not is_working_day(day, holidays) and count == 0:
        day += _DAY
    while count > 0:
        day += _DAY
        count -= is_working_day(day, holidays)
    return day


def working_days_between(first: date, last: date, holidays: Container[date]) -> int:
    """Working days after `first` up to and with `last`; 0 when `last` is not later."""
    span = (last - first).days
    return sum(is_working_day(first + timedelta(days=step), holidays) for step in range(1, span + 1))
