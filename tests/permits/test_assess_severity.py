"""A verdict never gets better when the facts get worse (contract §2, severity)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from enrollment.rules.calendar import add_months
from enrollment.rules.kinds import BusinessScale, CoverState, EmployerKind, Program, Segment
from enrollment.rules.payment import bpu_state
from enrollment.rules.status import Arranged, EmployerStatus, Found, OwnerCover, RegistrationStatus, SegmentCount
from permits.rules.assess import assess
from permits.rules.verdict import SEVERITY, Denial, Outcome, RuleView, Verdict

ON = date(2026, 11, 22)
FRESH = (("employers", ON), ("workers", ON), ("bpu", ON))
STRICTNESS = (Outcome.PASS, Outcome.PASS_WITH_DEADLINE, Outcome.HOLD, Outcome.DENY)

months_back = st.integers(0, 40)


@st.composite
def employers(draw: st.DrawFn, number: int = 1) -> EmployerStatus:
    people = draw(st.integers(0, 8))
    holders = {program: draw(st.integers(0, people)) for program in Program}
    count = SegmentCount(draw(st.sampled_from(list(Segment))), people, holders, draw(st.integers(0, people)))
    plan = draw(st.none() | st.just(Arranged("INSTALMENT", date(2026, 12, 31))))
    return EmployerStatus(
        id=number,
        npp_masked="",
        name="",
        kind=draw(st.sampled_from(list(EmployerKind))),
        scale=draw(st.none() | st.sampled_from(list(BusinessScale))),
        branch="",
        paid_through=draw(st.none() | st.builds(lambda back: add_months(date(2026, 12, 1), -back), months_back)),
        closed_on=draw(st.none() | st.just(date(2026, 6, 1))),
        started_on=draw(st.none() | st.builds(lambda back: add_months(date(2026, 11, 10), -back), months_back)),
        workers=people,
        segments=(count,) if people else (),
        arrangement=plan,
    )


@st.composite
def owners(draw: st.DrawFn) -> OwnerCover:
    until = add_months(date(2027, 1, 31), -draw(st.integers(0, 12)))
    programs = draw(st.frozensets(st.sampled_from(list(Program))))
    return OwnerCover(bpu_state(until, on=ON), date(2025, 1, 1), until, programs)


@st.composite
def statuses(draw: st.DrawFn) -> RegistrationStatus:
    units = tuple(draw(employers(number)) for number in range(draw(st.integers(0, 2))))
    return RegistrationStatus(
        Found.BUSINESS,
        keys=("NIB", "OWNER_NIK"),
        business_id=1,
        declared_workers=draw(st.none() | st.integers(0, 10)),
        workers=sum(unit.workers for unit in units),
        employers=units,
        owner=draw(st.none() | owners()),
        as_of=FRESH,
    )


rules = st.builds(
    RuleView,
    must_be_paid_up=st.booleans(),
    tolerance_months=st.integers(0, 3),
    must_cover_workers=st.booleans(),
    must_hold_programs=st.booleans(),
    partial_may_pass=st.booleans(),
    grace_passes=st.booleans(),
)


def judged(rule: RuleView, status: RegistrationStatus, denial: Denial | None = None) -> Verdict:
    return assess(rule, status, on=ON, holidays=frozenset(), denial=denial)


def not_better(before: Verdict, after: Verdict) -> None:
    assert SEVERITY.index(after.finding) >= SEVERITY.index(before.finding), (before.evidence, after.evidence)


@given(rules, statuses(), st.integers(1, 12))
def test_months_later_paid(rule: RuleView, status: RegistrationStatus, months: int) -> None:
    def later(unit: EmployerStatus) -> EmployerStatus:
        paid = unit.paid_through and add_months(unit.paid_through, -months)
        return replace(unit, paid_through=paid)

    worse = replace(status, employers=tuple(map(later, status.employers)))
    not_better(judged(rule, status), judged(rule, worse))


@given(rules, statuses(), st.integers(1, 5))
def test_more_declared_workers(rule: RuleView, status: RegistrationStatus, more: int) -> None:
    worse = replace(status, declared_workers=(status.declared_workers or 0) + more)
    not_better(judged(rule, status), judged(rule, worse))


@given(rules, statuses(), st.sampled_from(list(Program)))
def test_a_program_given_up(rule: RuleView, status: RegistrationStatus, program: Program) -> None:
    def without(unit: EmployerStatus) -> EmployerStatus:
        segments = tuple(replace(s, holders={**s.holders, program: 0}) for s in unit.segments)
        return replace(unit, segments=segments)

    owner = status.owner and replace(status.owner, programs=status.owner.programs - {program})
    worse = replace(status, employers=tuple(map(without, status.employers)), owner=owner)
    not_better(judged(rule, status), judged(rule, worse))


@given(rules, statuses(), st.integers(1, 8))
def test_fewer_people_covered(rule: RuleView, status: RegistrationStatus, fewer: int) -> None:
    worse = replace(status, workers=max(0, status.workers - fewer))
    not_better(judged(rule, status), judged(rule, worse))


@given(rules, statuses())
def test_every_employer_closed(rule: RuleView, status: RegistrationStatus) -> None:
    closed = tuple(replace(unit, closed_on=date(2026, 6, 1), workers=0) for unit in status.employers)
    not_better(judged(rule, status), judged(rule, replace(status, employers=closed, workers=0)))


@given(rules, statuses(), st.integers(1, 12))
def test_the_owners_cover_runs_out_earlier(rule: RuleView, status: RegistrationStatus, months: int) -> None:
    if status.owner is None:
        return
    until = add_months(status.owner.protected_until, -months)
    owner = replace(status.owner, protected_until=until, state=bpu_state(until, on=ON))
    not_better(judged(rule, status), judged(rule, replace(status, owner=owner)))
    none = replace(status, owner=None)
    assert status.owner.state != CoverState.ENDED or judged(rule, none).finding == judged(rule, status).finding


@given(rules, statuses())
def test_an_arrangement_ended(rule: RuleView, status: RegistrationStatus) -> None:
    worse = replace(status, employers=tuple(replace(unit, arrangement=None) for unit in status.employers))
    not_better(judged(rule, status), judged(rule, worse))


@given(rules, statuses(), st.integers(1, 3))
def test_a_stricter_tolerance(rule: RuleView, status: RegistrationStatus, less: int) -> None:
    stricter = replace(rule, tolerance_months=max(0, rule.tolerance_months - less), grace_passes=False)
    not_better(judged(rule, status), judged(stricter, status))


@given(rules, statuses())
def test_a_denial_is_the_worst(rule: RuleView, status: RegistrationStatus) -> None:
    denial = Denial("B/1/2026", date(2026, 9, 1), "PP No. 86 Tahun 2013")
    after = judged(rule, status, denial)
    not_better(judged(rule, status), after)
    assert after.outcome == Outcome.DENY


@given(rules, statuses())
def test_the_headline_is_the_worst_and_the_outcome_the_strictest(rule: RuleView, status: RegistrationStatus) -> None:
    verdict = judged(rule, status)
    ranks = [SEVERITY.index(one.finding) for one in verdict.evidence]
    assert ranks == sorted(ranks, reverse=True)
    assert SEVERITY.index(verdict.finding) == max(ranks)
    assert STRICTNESS.index(verdict.outcome) == max(STRICTNESS.index(one.outcome) for one in verdict.evidence)
