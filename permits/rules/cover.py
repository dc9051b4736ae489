"""Whether the cover is whole: workers against the number declared, programs by scale, wages that look low.

What the law lets one doubt is read mildly: a pension program counts as held once anybody holds it (age and
citizenship exempt some), and a wage under the city's minimum only notes a deadline, since it is no legal test.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from enrollment.rules.kinds import BusinessScale, CoverState, Program, Segment
from enrollment.rules.programs import mandatory_programs, missing_programs
from enrollment.rules.status import EmployerStatus, OwnerCover, RegistrationStatus, SegmentCount
from permits.rules.verdict import Evidence, Finding, Outcome, Params, Reason, RuleView

__all__ = ["employer_evidence", "lacking_programs", "owner_program_evidence", "worker_evidence"]

# The minimum wage of a city does not bind micro and small businesses.
_MINIMUM_WAGE_BINDS = (BusinessScale.MEDIUM, BusinessScale.LARGE)


def worker_evidence(rule: RuleView, status: RegistrationStatus, on: date) -> list[Evidence]:
    """Declared workers that are not covered; nobody covered at all counts even where no number was declared."""
    declared = status.declared_workers or 0
    if status.workers >= max(declared, 1):
        return []
    covers_himself = status.owner is not None and status.owner.state == CoverState.ACTIVE
    if declared == 0 and covers_himself:
        return []
    params: Params = {"covered": status.workers, "declared": declared, "missing": max(declared - status.workers, 0)}
    reason = Reason("WORKERS_MISSING" if declared else "NOBODY_COVERED", params)
    return [_partial(rule, (reason,), on, demanded=rule.must_cover_workers)]


def employer_evidence(
    rule: RuleView, status: RegistrationStatus, employers: Iterable[EmployerStatus], on: date
) -> list[Evidence]:
    """Programs missing for the scale, and wages under the minimum."""
    evidence = []
    missing: dict[Program, int] = {}
    low = 0
    for employer in employers:
        scale = status.scale or employer.scale
        for program, people in lacking_programs(employer, scale, on).items():
            missing[program] = missing.get(program, 0) + people
        if scale in _MINIMUM_WAGE_BINDS:
            low += sum(segment.below_minimum_wage for segment in employer.segments)
    if missing:
        programs = [program.value for program in Program if program in missing]
        reason = Reason("PROGRAM_MISSING", {"programs": programs, "people": max(missing.values())})
        evidence.append(_partial(rule, (reason,), on, demanded=rule.must_hold_programs))
    if low:
        until = on + timedelta(days=rule.deadline_days)
        reason = Reason("WAGE_LOW", {"people": low})
        evidence.append(Evidence(Finding.PARTIAL, Outcome.PASS_WITH_DEADLINE, (reason,), until))
    return evidence


def lacking_programs(employer: EmployerStatus, scale: BusinessScale | None, on: date) -> dict[Program, int]:
    """Mandatory programs with the number of people who lack them; an empty dict where all is held."""
    lacking: dict[Program, int] = {}
    for count in employer.segments:
        for program in mandatory_programs(count.segment, scale, kind=employer.kind, on=on):
            if short := _short_of(count, program):
                lacking[program] = lacking.get(program, 0) + short
    return lacking


def _short_of(count: SegmentCount, program: Program) -> int:
    held = count.holders.get(program, 0)
    if program == Program.JP and held:
        return 0
    return max(count.people - held, 0)


def owner_program_evidence(rule: RuleView, cover: OwnerCover, on: date) -> list[Evidence]:
    """JKK and JKM of an owner who covers himself."""
    missing = missing_programs(cover.programs, Segment.NON_WAGE, on=on)
    if not missing:
        return []
    reason = Reason("PROGRAM_MISSING", {"programs": [program.value for program in missing], "people": 1})
    return [_partial(rule, (reason,), on, demanded=rule.must_hold_programs)]


def _partial(rule: RuleView, reasons: tuple[Reason, ...], on: date, *, demanded: bool) -> Evidence:
    if not demanded:
        return Evidence(Finding.PARTIAL, Outcome.PASS, reasons)
    if rule.partial_may_pass:
        until = on + timedelta(days=rule.deadline_days)
        return Evidence(Finding.PARTIAL, Outcome.PASS_WITH_DEADLINE, reasons, until)
    return Evidence(Finding.PARTIAL, Outcome.HOLD, reasons)
