"""What makes a month countable: its last day, whether it is due, and how far an employer must have paid."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from enrollment.rules.calendar import add_months, is_due, month_end, month_start


@dataclass(frozen=True, slots=True)
class MonthMode:
    """One month, counted as past its due date or not (contract §2, "Active in month M").

    `is_due` is all that the as-of day decides: it sets the month an employer must be paid through. `before_is_due` is
    the same of the month before, which the change is measured from.
    """

    period: date
    is_due: bool
    before_is_due: bool = True

    @property
    def last_day(self) -> date:
        return month_end(self.period)

    @property
    def paid_through(self) -> date:
        """`period` once it is due, else the month before."""
        return self.period if self.is_due else add_months(self.period, -1)

    def params(self) -> dict[str, date]:
        """The parameters every fact statement takes."""
        before = MonthMode(add_months(self.period, -1), self.before_is_due)
        return {
            "first_day": self.period,
            "last_day": self.last_day,
            "needed": self.paid_through,
            "before_last_day": before.last_day,
            "before_needed": before.paid_through,
        }


def month_mode(period: date, *, on: date, holidays: Container[date]) -> MonthMode:
    """How `period` counts as of `on`."""
    period = month_start(period)
    before = is_due(add_months(period, -1), on, holidays)
    return MonthMode(period, is_due(period, on, holidays), before)
