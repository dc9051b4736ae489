"""Months, due dates and working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.rules.calendar import (
    add_months,
    add_working_days,
    due_date,
    is_due,
    is_working_day,
    month_end,
    month_start,
    months_between,
    required_month,
    working_days_between,
)

NONE: frozenset[date] = frozenset()
DAYS = st.dates(date(2015, 1, 1), date(2040, 12, 31))
MONTHS = DAYS.map(month_start)
HOLIDAYS = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=40)


@pytest.mark.parametrize(
    ("month", "holidays", "due"),
    [
        (date(2026, 10, 1), NONE, date(2026, 11, 16)),  # the 15th is a Sunday
        (date(2026, 7, 1), NONE, date(2026, 8, 18 - 1)),  # a Saturday, then Monday 17 August …
        (date(2026, 7, 1), {date(2026, 8, 17)}, date(2026, 8, 18)),  # … which is Independence Day
        (date(2026, 11, 1), NONE, date(2026, 12, 15)),
        (date(2026, 12, 1), NONE, date(2027, 1, 15)),
        (date(2026, 4, 1), {date(2026, 5, 14), date(2026, 5, 15)}, date(2026, 5, 18)),
        (date(2024, 3, 1), {date(2024, 4, 15)}, date(2024, 4, 16)),
    ],
)
def test_due_date(month: date, holidays: frozenset[date], due: date) -> None:
    assert due_date(month, holidays) == due
    assert due_date(month_end(month), holidays) == due
    assert not is_due(month, due, holidays)
    assert is_due(month, due + timedelta(days=1), holidays)


@pytest.mark.parametrize(
    ("on", "required"),
    [
        (date(2026, 11, 22), date(2026, 10, 1)),
        (date(2026, 11, 10), date(2026, 9, 1)),
        (date(2026, 11, 16), date(2026, 9, 1)),
        (date(2026, 11, 17), date(2026, 10, 1)),
        (date(2027, 1, 15), date(2026, 11, 1)),
        (date(2027, 1, 16), date(2026, 12, 1)),
    ],
)
def test_required_month(on: date, required: date) -> None:
    assert required_month(on, NONE) == required


@given(MONTHS, HOLIDAYS)
def test_due_date_is_a_working_day_from_the_15th_on(month: date, holidays: frozenset[date]) -> None:
    due = due_date(month, holidays)
    fifteenth = add_months(month, 1).replace(day=15)
    assert is_working_day(due, holidays) and due >= fifteenth
    between = ((fifteenth + timedelta(days=step)) for step in range((due - fifteenth).days))
    assert not any(is_working_day(day, holidays) for day in between)


@given(DAYS, HOLIDAYS)
def test_required_month_is_the_newest_that_is_due(on: date, holidays: frozenset[date]) -> None:
    required = required_month(on, holidays)
    assert is_due(required, on, holidays)
    assert not is_due(add_months(required, 1), on, holidays)


@given(DAYS, st.integers(-120, 600))
def test_adding_months_keeps_the_day_or_takes_the_last(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    assert moved.day == min(day.day, month_end(moved).day)


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_add_months(day: date, months: int, moved: date) -> None:
    assert add_months(day, months) == moved


def test_months_between() -> None:
    assert months_between(date(2026, 11, 30), date(2027, 1, 1)) == (
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
    )
    assert months_between(date(2026, 11, 1), date(2026, 10, 31)) == ()


@pytest.mark.parametrize(
    ("day", "count", "holidays", "end"),
    [
        (date(2026, 11, 20), 1, NONE, date(2026, 11, 23)),  # Friday → Monday
        (date(2026, 11, 20), 2, {date(2026, 11, 23)}, date(2026, 11, 25)),
        (date(2026, 11, 21), 0, NONE, date(2026, 11, 23)),
        (date(2026, 11, 20), 0, NONE, date(2026, 11, 20)),
        (date(2026, 11, 21), 2, NONE, date(2026, 11, 24)),
    ],
)
def test_add_working_days(day: date, count: int, holidays: frozenset[date], end: date) -> None:
    assert add_working_days(day, count, holidays) == end


@given(DAYS, st.integers(1, 60), HOLIDAYS)
def test_working_days_added_are_working_days_between(day: date, count: int, holidays: frozenset[date]) -> None:
    assert working_days_between(day, add_working_days(day, count, holidays), holidays) == count


def test_no_working_days_backwards() -> None:
    assert working_days_between(date(2026, 11, 22), date(2026, 11, 1), NONE) == 0
