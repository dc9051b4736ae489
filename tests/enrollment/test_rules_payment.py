"""Paid, in arrears, active, grace, ended: the one definition of contract §2 as tables and properties."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.rules.calendar import add_months, is_due, month_end, month_start
from enrollment.rules.kinds import CoverState, EmployerState, Segment
from enrollment.rules.payment import (
    EmployerFacts,
    MembershipFacts,
    bpu_state,
    employer_state,
    first_unpaid_month,
    grace_until,
    membership_active,
    months_unpaid,
    paid_for,
    paid_through_needed,
)

NONE: frozenset[date] = frozenset()
ON = date(2026, 11, 22)
SEP, OCT, NOV = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
MONTHS = DAYS.map(month_start)


@pytest.mark.parametrize(
    ("month", "paid_through", "on", "paid"),
    [
        (OCT, OCT, ON, True),
        (OCT, SEP, ON, False),  # October was due on Monday 16 November
        (OCT, SEP, date(2026, 11, 16), True),  # not yet due: September is enough
        (OCT, date(2026, 8, 1), date(2026, 11, 16), False),
        (NOV, OCT, ON, True),
        (NOV, SEP, ON, False),
        (SEP, SEP, ON, True),
        (SEP, NOV, ON, True),
        (SEP, None, ON, False),
    ],
)
def test_paid_for(month: date, paid_through: date | None, on: date, paid: bool) -> None:
    assert paid_for(month, paid_through, on=on, holidays=NONE) is paid


@pytest.mark.parametrize(
    ("paid_through", "started_on", "on", "months"),
    [
        (OCT, None, ON, 0),
        (NOV, None, ON, 0),
        (SEP, None, ON, 1),
        (date(2026, 7, 1), None, ON, 3),
        (date(2025, 10, 1), None, ON, 12),
        (SEP, None, date(2026, 11, 16), 0),
        (None, date(2026, 8, 17), ON, 3),
        (None, date(2026, 11, 3), ON, 0),  # nothing is due yet
        (None, None, ON, 1),
    ],
)
def test_months_unpaid(paid_through: date | None, started_on: date | None, on: date, months: int) -> None:
    assert months_unpaid(paid_through, on=on, holidays=NONE, started_on=started_on) == months


def test_first_unpaid_month() -> None:
    assert first_unpaid_month(SEP, None) == OCT
    assert first_unpaid_month(None, date(2026, 9, 17)) == SEP
    assert first_unpaid_month(None, None) is None


@pytest.mark.parametrize(
    ("facts", "tolerance", "state"),
    [
        (EmployerFacts(OCT), 0, EmployerState.CURRENT),
        (EmployerFacts(SEP), 0, EmployerState.IN_ARREARS),
        (EmployerFacts(SEP), 1, EmployerState.CURRENT),
        (EmployerFacts(None), 0, EmployerState.NEVER_PAID),
        (EmployerFacts(None, started_on=date(2026, 11, 3)), 0, EmployerState.CURRENT),
        (EmployerFacts(OCT, closed_on=NOV), 0, EmployerState.CLOSED),
        (EmployerFacts(OCT, closed_on=ON), 0, EmployerState.CLOSED),
        (EmployerFacts(OCT, closed_on=ON + timedelta(days=1)), 0, EmployerState.CURRENT),
    ],
)
def test_employer_state(facts: EmployerFacts, tolerance: int, state: EmployerState) -> None:
    assert employer_state(facts, on=ON, holidays=NONE, tolerance_months=tolerance) == state


@pytest.mark.parametrize(
    ("protected_until", "on", "state"),
    [
        (date(2026, 11, 22), ON, CoverState.ACTIVE),
        (date(2026, 11, 21), ON, CoverState.GRACE),
        (date(2026, 8, 31), date(2026, 11, 30), CoverState.GRACE),
        (date(2026, 8, 31), date(2026, 12, 1), CoverState.ENDED),
        (date(2026, 2, 28), date(2026, 5, 31), CoverState.GRACE),  # three whole months, not 28 May
        (date(2026, 8, 21), ON, CoverState.ENDED),
        (date(2026, 8, 22), ON, CoverState.GRACE),
        (None, ON, CoverState.ENDED),
    ],
)
def test_bpu_state(protected_until: date | None, on: date, state: CoverState) -> None:
    assert bpu_state(protected_until, on=on) == state


@given(DAYS)
def test_grace_lasts_about_three_months(protected_until: date) -> None:
    assert 89 <= (grace_until(protected_until) - protected_until).days <= 92


PU = MembershipFacts(Segment.WAGE, started_on=date(2024, 1, 1), employer=EmployerFacts(OCT))
BPU = MembershipFacts(Segment.NON_WAGE, started_on=date(2024, 1, 1), protected_until=date(2026, 10, 31))


@pytest.mark.parametrize(
    ("facts", "month", "active"),
    [
        (PU, OCT, True),
        (PU, NOV, True),  # November is not due on 22 November; October is paid
        (replace(PU, employer=EmployerFacts(SEP)), OCT, False),
        (replace(PU, employer=EmployerFacts(SEP)), SEP, True),
        (replace(PU, employer=EmployerFacts(SEP)), NOV, False),
        (replace(PU, employer=EmployerFacts(None)), OCT, False),
        (replace(PU, employer=None), OCT, False),
        (replace(PU, started_on=date(2026, 10, 31)), OCT, True),
        (replace(PU, started_on=date(2026, 11, 1)), OCT, False),
        (replace(PU, ended_on=date(2026, 10, 31)), OCT, False),  # ended on the last day: not active
        (replace(PU, ended_on=date(2026, 10, 31)), SEP, True),
        (replace(PU, ended_on=date(2026, 11, 1)), OCT, True),
        (replace(PU, employer=EmployerFacts(OCT, closed_on=date(2026, 10, 31))), OCT, False),
        (replace(PU, employer=EmployerFacts(OCT, closed_on=NOV)), OCT, True),
        (replace(PU, employer=EmployerFacts(OCT, closed_on=NOV)), NOV, False),
        (replace(PU, segment=Segment.CONSTRUCTION), OCT, True),
        (replace(PU, segment=Segment.MIGRANT, employer=EmployerFacts(SEP)), OCT, False),
        (BPU, OCT, True),
        (BPU, NOV, False),  # in grace on the last day of November: not active
        (replace(BPU, protected_until=date(2026, 10, 30)), OCT, False),
        (replace(BPU, protected_until=None), OCT, False),
        (replace(BPU, started_on=NOV), OCT, False),
        (replace(BPU, employer=EmployerFacts(None)), OCT, True),  # a BPU membership is its own payer
    ],
)
def test_membership_active(facts: MembershipFacts, month: date, active: bool) -> None:
    assert membership_active(facts, month, on=ON, holidays=NONE) is active


FACTS = st.builds(
    MembershipFacts,
    segment=st.sampled_from(Segment),
    started_on=DAYS,
    ended_on=st.none() | DAYS,
    protected_until=st.none() | DAYS,
    employer=st.none() | st.builds(EmployerFacts, paid_through=st.none() | MONTHS, closed_on=st.none() | MONTHS),
)


@given(FACTS, MONTHS, DAYS)
def test_paying_more_never_ends_a_cover(facts: MembershipFacts, month: date, on: date) -> None:
    before = membership_active(facts, month, on=on, holidays=NONE)
    paid = facts.employer and replace(facts.employer, paid_through=_later(facts.employer.paid_through))
    until = facts.protected_until and facts.protected_until + timedelta(days=40)
    after = membership_active(replace(facts, employer=paid, protected_until=until), month, on=on, holidays=NONE)
    assert after >= before


@given(FACTS, MONTHS, DAYS, st.integers(1, 400))
def test_time_alone_never_makes_a_month_active(facts: MembershipFacts, month: date, on: date, days: int) -> None:
    later = membership_active(facts, month, on=on + timedelta(days=days), holidays=NONE)
    assert later <= membership_active(facts, month, on=on, holidays=NONE)


@given(FACTS, MONTHS, DAYS)
def test_active_equals_its_set_based_twin(facts: MembershipFacts, month: date, on: date) -> None:
    """The comparison the fact tables make in SQL, spelled out once."""
    last, needed = month_end(month), paid_through_needed(month, on=on, holidays=NONE)
    employer = facts.employer
    own = facts.segment == Segment.NON_WAGE and bool(facts.protected_until and facts.protected_until >= last)
    employed = (
        facts.segment != Segment.NON_WAGE
        and (facts.ended_on is None or facts.ended_on > last)
        and employer is not None
        and (employer.closed_on is None or employer.closed_on > last)
        and employer.paid_through is not None
        and employer.paid_through >= needed
    )
    assert membership_active(facts, month, on=on, holidays=NONE) == (facts.started_on <= last and (own or employed))


@given(MONTHS, DAYS)
def test_no_month_unpaid_means_the_required_month_is_paid(paid_through: date, on: date) -> None:
    unpaid = months_unpaid(paid_through, on=on, holidays=NONE)
    assert (unpaid == 0) == (not is_due(add_months(paid_through, 1), on, NONE))


def _later(month: date | None) -> date:
    return add_months(month, 1) if month else date(2020, 1, 1)
