"""Is it paid, is it active: the one definition of contract §2, used by checks, facts, pages and reports."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from enrollment.rules.calendar import add_months, is_due, month_end, month_start, months_between, required_month
from enrollment.rules.kinds import CoverState, EmployerState, Segment

__all__ = [
    "EmployerFacts",
    "MembershipFacts",
    "bpu_state",
    "employer_state",
    "first_unpaid_month",
    "grace_until",
    "membership_active",
    "months_unpaid",
    "paid_for",
    "paid_through_needed",
]

GRACE_MONTHS = 3


@dataclass(frozen=True, slots=True)
class EmployerFacts:
    """What decides an employer's payment state.

    `paid_through`: newest month with all months up to it paid (BLTH_REKON), None = never paid. `closed_on`: first of
    BLTH_NA. `started_on`: first day it owed contributions, where known.
    """

    paid_through: date | None
    closed_on: date | None = None
    started_on: date | None = None


@dataclass(frozen=True, slots=True)
class MembershipFacts:
    """What decides whether a membership is active.

    `employer` is read for PU, Jakon and PMI; `protected_until` (inclusive) for BPU, whose only end it is.
    """

    segment: Segment
    started_on: date
    ended_on: date | None = None
    protected_until: date | None = None
    employer: EmployerFacts | None = None


def paid_through_needed(month: date, *, on: date, holidays: Container[date]) -> date:
    """The month an employer must be paid through so that it has paid for `month` as of `on`.

    `month` itself once it is due, else the month before. Set-based code compares `paid_through >=` this.
    """
    month = month_start(month)
    return month if is_due(month, on, holidays) else add_months(month, -1)


def paid_for(month: date, paid_through: date | None, *, on: date, holidays: Container[date]) -> bool:
    """Whether an employer paid through `paid_through` has paid for `month` as of `on`."""
    return paid_through is not None and paid_through >= paid_through_needed(month, on=on, holidays=holidays)


def first_unpaid_month(paid_through: date | None, started_on: date | None) -> date | None:
    """The first month not paid; None when nothing was paid and no start is known."""
    if paid_through is not None:
        return add_months(month_start(paid_through), 1)
    return month_start(started_on) if started_on is not None else None


def months_unpaid(
    paid_through: date | None, *, on: date, holidays: Container[date], started_on: date | None = None
) -> int:
    """Months past their due date on `on` and not paid.

    Never paid and no start known: 1, the required month; nothing older can be shown.
    """
    required = required_month(on, holidays)
    return len(months_between(first_unpaid_month(paid_through, started_on) or required, required))


def employer_state(
    facts: EmployerFacts, *, on: date, holidays: Container[date], tolerance_months: int = 0
) -> EmployerState:
    """Payment state on `on`; closed on that day or before comes first.

    An employer that never paid but owes nothing yet (it started after the required month) is current.
    """
    if facts.closed_on is not None and facts.closed_on <= on:
        return EmployerState.CLOSED
    unpaid = months_unpaid(facts.paid_through, on=on, holidays=holidays, started_on=facts.started_on)
    if unpaid <= tolerance_months:
        return EmployerState.CURRENT
    return EmployerState.NEVER_PAID if facts.paid_through is None else EmployerState.IN_ARREARS


def grace_until(protected_until: date) -> date:
    """Last day on which a lapsed BPU membership can still be caught up: three months on, month ends stay month ends."""
    day = add_months(protected_until, GRACE_MONTHS)
    return month_end(day) if protected_until == month_end(protected_until) else day


def bpu_state(protected_until: date | None, *, on: date) -> CoverState:
    """ACTIVE through `protected_until`, GRACE for three months more, then ENDED: paying again starts a new one."""
    if protected_until is None:
        return CoverState.ENDED
    if on <= protected_until:
        return CoverState.ACTIVE
    return CoverState.GRACE if on <= grace_until(protected_until) else CoverState.ENDED


def membership_active(facts: MembershipFacts, month: date, *, on: date, holidays: Container[date]) -> bool:
    """Whether a membership is active in `month` as of `on` (contract §2).

    It covers the month's last day (started on or before it, not ended on or before it); then BPU must be protected
    until that day, the others need an employer that is not closed on it and has paid for the month. Grace is not
    active.
    """
    last_day = month_end(month)
    if facts.started_on > last_day:
        return False
    if facts.segment == Segment.NON_WAGE:
        return facts.protected_until is not None and facts.protected_until >= last_day
    if facts.ended_on is not None and facts.ended_on <= last_day:
        return False
    employer = facts.employer
    if employer is None or (employer.closed_on is not None and employer.closed_on <= last_day):
        return False
    return paid_for(month, employer.paid_through, on=on, holidays=holidays)
