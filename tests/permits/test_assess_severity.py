"""A verdict never gets better when the facts get worse (contract §2, severity)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

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
    """Neither the finding nor what the rule makes of it; what we do not know for sure is not compared."""
    if before.finding not in SEVERITY or after.finding not in SEVERITY:
        return
    assert SEVERITY.index(after.finding) >= SEVERITY.index(before.finding), (before.evidence, after.evidence)
    assert STRICTNESS.index(after.outcome) >= STRICTNESS.index(before.outcome), (before.evidence, after.evidence)


@given(rules, statuses(), st.integers(1, 12))
def test_months_later_paid(rule: RuleView, status: RegistrationStatus, months: int) -> None:
    def later(unit: EmployerStatus) -> EmployerStatus:
        paid = unit.paid_through and add_months(unit.paid_through, -months)
        return replace(unit, paid_through=paid)

    worse = replace(status, employers=tuple(map(later, status.employers)))
    not_better(judged(rule, status), judged(rule, worse))


@given(rules, statuses())
def test_never_paid_at_all(rule: RuleView, status: RegistrationStatus) -> None:
    """Whoever began to cover before the last month paid owes more where nothing was ever paid."""
    units = tuple(
        replace(unit, paid_through=None)
        if unit.paid_through and unit.started_on and unit.started_on < unit.paid_through
        else unit
        for unit in status.employers
    )
    not_better(judged(rule, status), judged(rule, replace(status, employers=units)))


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
def test_more_wages_under_the_minimum(rule: RuleView, status: RegistrationStatus, more: int) -> None:
    def poorer(unit: EmployerStatus) -> EmployerStatus:
        segments = tuple(
            replace(s, below_minimum_wage=min(s.people, s.below_minimum_wage + more)) for s in unit.segments
        )
        return replace(unit, segments=segments)

    worse = replace(status, employers=tuple(map(poorer, status.employers)))
    not_better(judged(rule, status), judged(rule, worse))


@given(rules, statuses(), st.sampled_from(list(Program)), st.integers(1, 8))
def test_fewer_people_with_a_program(rule: RuleView, status: RegistrationStatus, program: Program, fewer: int) -> None:
    def less(unit: EmployerStatus) -> EmployerStatus:
        segments = tuple(
            replace(s, holders={**s.holders, program: max(0, s.holders[program] - fewer)}) for s in unit.segments
        )
        return replace(unit, segments=segments)

    worse = replace(status, employers=tuple(map(less, status.employers)))
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
def test_grace_runs_out(rule: RuleView, status: RegistrationStatus) -> None:
    """An owner's cover from active over grace to its end, and then nothing on file: never a step up."""
    last = [date(2026, 12, 31), date(2026, 10, 31), date(2026, 3, 31)]
    held = status.owner.programs if status.owner else frozenset()
    covers = [OwnerCover(bpu_state(day, on=ON), date(2025, 1, 1), day, held) for day in last]
    assert [cover.state for cover in covers] == [CoverState.ACTIVE, CoverState.GRACE, CoverState.ENDED]
    verdicts = [judged(rule, replace(status, owner=owner)) for owner in (*covers, None)]
    for before, after in pairwise(verdicts):
        not_better(before, after)


@given(rules, statuses(), st.integers(0, 1))
def test_the_one_unit_that_owes_nothing_closes(rule: RuleView, status: RegistrationStatus, number: int) -> None:
    """Its people are covered no more; where it was the last one, the business is registered no more."""
    unit = next((e for e in status.employers if e.id == number and e.closed_on is None), None)
    if unit is None or judged(rule, replace(status, employers=(unit,), declared_workers=None)).finding != "CLEAR":
        return
    closed = replace(unit, closed_on=date(2026, 6, 1))
    units = tuple(closed if e.id == number else e for e in status.employers)
    worse = replace(status, employers=units, workers=max(0, status.workers - unit.workers))
    not_better(judged(rule, status), judged(rule, worse))


@given(
    rules,
    statuses(),
    st.sampled_from(["", "MAINLAND", "HINTERLAND"]),
    st.sampled_from(["", "MAINLAND", "HINTERLAND"]),
    st.booleans(),
    st.integers(0, 9),
)
def test_what_is_only_said_moves_nothing(
    rule: RuleView, status: RegistrationStatus, zone: str, site: str, foreign: bool, others: int
) -> None:
    units = tuple(replace(unit, has_site=not foreign) for unit in status.employers)
    told = replace(
        status, zone=site, district_code="21.71.06", owner_is_foreign=foreign, owner_has_others=others, employers=units
    )
    before, after = judged(rule, status), judged(replace(rule, zone=zone), told)
    assert (after.finding, after.outcome, after.next_step) == (before.finding, before.outcome, before.next_step)
    assert (after.evidence, after.conditional_until) == (before.evidence, before.conditional_until)
    assert {"OTHER_AUTHORITY"} <= {reason.code for reason in after.notes} or not (zone and site and zone != site)


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
