"""From what the register says to a verdict (contract §2, architecture §3.5). Pure; `on` is the asked day.

Only what is known for sure counts against an applicant: old data, an unmatched number or an undecided link never do.
"""

from collections.abc import Container
from datetime import date, timedelta

from enrollment.rules.kinds import CoverState
from enrollment.rules.payment import grace_until, months_unpaid
from enrollment.rules.status import EmployerStatus, Found, RegistrationStatus
from permits.rules.cover import employer_evidence, owner_program_evidence, worker_evidence
from permits.rules.notes import notes
from permits.rules.verdict import (
    SEVERITY,
    Denial,
    Evidence,
    Finding,
    Limits,
    NextStep,
    Outcome,
    Params,
    Reason,
    RuleView,
    Verdict,
)

__all__ = ["DEFAULT_LIMITS", "assess", "open_employers"]

DEFAULT_LIMITS = Limits()
KEYS_NEEDED = 2
_STRICTNESS = (Outcome.PASS, Outcome.PASS_WITH_DEADLINE, Outcome.HOLD, Outcome.DENY)


def assess(
    rule: RuleView,
    status: RegistrationStatus,
    *,
    on: date,
    holidays: Container[date],
    denial: Denial | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Verdict:
    """The verdict for one applicant and one service on one day."""
    as_of, is_old, stale = _freshness(status, on, limits)
    evidence = _register_evidence(rule, status, on, holidays, stale)
    if denial is not None:
        evidence = [_denied(denial), *evidence]
    evidence.sort(key=_gravity, reverse=True)
    outcome = _outcome(evidence)
    deadlines = [one.until for one in evidence if one.until and one.outcome == Outcome.PASS_WITH_DEADLINE]
    return Verdict(
        finding=evidence[0].finding,
        outcome=outcome,
        next_step=_next_step(status, evidence[0].finding, outcome),
        evidence=tuple(evidence),
        as_of=as_of,
        is_old=is_old,
        conditional_until=min(deadlines) if deadlines and outcome == Outcome.PASS_WITH_DEADLINE else None,
        notes=notes(rule, status, on),
    )


def open_employers(status: RegistrationStatus, on: date) -> tuple[EmployerStatus, ...]:
    """The employer units not closed on `on`."""
    return tuple(e for e in status.employers if e.closed_on is None or e.closed_on > on)


def _register_evidence(
    rule: RuleView, status: RegistrationStatus, on: date, holidays: Container[date], stale: Reason | None
) -> list[Evidence]:
    if status.found == Found.SEVERAL:
        code = "SEVERAL_MATCHES" if len(status.candidates) > 1 else "SIMILAR_MATCH"
        return [_uncertain(Reason(code, {"count": len(status.candidates)}))]
    if not rule.is_required:
        return [Evidence(Finding.CLEAR, Outcome.PASS, (Reason("NOT_CONCERNED"),))]
    if stale is not None:
        return [Evidence(Finding.SOURCE_DOWN, Outcome.CONTINUE_BY_RULE, (stale,))]
    if status.found == Found.NOTHING:
        return [_uncertain(Reason("MATCH_REJECTED" if status.is_disowned else "NOT_FOUND"))]
    if status.found == Found.PERSON:
        return _person(rule, status, on)
    if status.employers:
        return _with_employers(rule, status, on, holidays)
    if status.pending_links:
        return [_uncertain(Reason("LINK_UNDECIDED", {"count": status.pending_links}))]
    return _without_employer(rule, status, on)


def _with_employers(rule: RuleView, status: RegistrationStatus, on: date, holidays: Container[date]) -> list[Evidence]:
    running = open_employers(status, on)
    if not running:
        since = max(e.closed_on for e in status.employers if e.closed_on)
        return [Evidence(Finding.UNREGISTERED, Outcome.HOLD, (Reason("LAPSED_SINCE", {"since": since.isoformat()}),))]
    found = [_payment(rule, employer, on, holidays) for employer in running]
    # The longest arrears speak for the business.
    evidence = sorted((one for one in found if one is not None), key=_months, reverse=True)
    evidence += worker_evidence(rule, status, on)
    evidence += employer_evidence(rule, status, running, on)
    return evidence or [Evidence(Finding.CLEAR, Outcome.PASS, ())]


def _payment(rule: RuleView, employer: EmployerStatus, on: date, holidays: Container[date]) -> Evidence | None:
    """Arrears of one employer unit, read mildly where the rule or BPJS allows; a rule that asks for no payment sets no
    deadline either."""
    months = months_unpaid(employer.paid_through, on=on, holidays=holidays, started_on=employer.started_on)
    if months == 0:
        return None
    unpaid = Reason("MONTHS_UNPAID", {"months": months, **_paid_through(employer)})
    if not rule.must_be_paid_up:
        return Evidence(Finding.ARREARS, Outcome.PASS, (unpaid,))
    if employer.arrangement is not None:
        until = min(employer.arrangement.valid_to, on + timedelta(days=rule.deadline_days))
        agreed = Reason(employer.arrangement.kind, {"until": employer.arrangement.valid_to.isoformat()})
        return Evidence(Finding.CONDITIONAL, Outcome.PASS_WITH_DEADLINE, (agreed, unpaid), until)
    if months <= rule.tolerance_months:
        tolerated = Reason("WITHIN_TOLERANCE", {"months": months, "tolerance": rule.tolerance_months})
        until = on + timedelta(days=rule.deadline_days)
        return Evidence(Finding.CONDITIONAL, Outcome.PASS_WITH_DEADLINE, (tolerated, unpaid), until)
    return Evidence(Finding.ARREARS, Outcome.HOLD, (unpaid,))


def _months(evidence: Evidence) -> int:
    return max(months for r in evidence.reasons if isinstance(months := r.params.get("months", 0), int))


def _paid_through(employer: EmployerStatus) -> dict[str, str]:
    return {"paid_through": employer.paid_through.isoformat()} if employer.paid_through else {}


def _without_employer(rule: RuleView, status: RegistrationStatus, on: date) -> list[Evidence]:
    """A business BPJS knows no employer for: the owner's own cover decides, then how well it was looked up."""
    alone = Reason("OWNER_BPU")
    is_alone = not status.declared_workers
    if status.owner is None or status.owner.state == CoverState.ENDED:
        if len(status.keys) < KEYS_NEEDED:
            return [_uncertain(Reason("ONE_KEY", {"keys": list(status.keys)}))]
        reasons = [Reason("NO_COVER", {"keys": list(status.keys)})]
        if status.owner is not None:
            reasons.insert(0, Reason("LAPSED_SINCE", {"since": status.owner.protected_until.isoformat()}))
        return [Evidence(Finding.UNREGISTERED, Outcome.HOLD, (*reasons, *([alone] if is_alone else [])))]
    evidence = owner_program_evidence(rule, status.owner, on)
    if not is_alone:
        evidence += worker_evidence(rule, status, on)
    if status.owner.state == CoverState.GRACE:
        evidence.append(_grace(rule, status.owner.protected_until, on))
    return evidence or [Evidence(Finding.CLEAR, Outcome.PASS, (alone,))]


def _grace(rule: RuleView, protected_until: date, on: date) -> Evidence:
    last = grace_until(protected_until)
    reason = Reason("IN_GRACE", {"since": protected_until.isoformat(), "until": last.isoformat()})
    if rule.grace_passes and rule.must_be_paid_up:
        until = min(last, on + timedelta(days=rule.deadline_days))
        return Evidence(Finding.CONDITIONAL, Outcome.PASS_WITH_DEADLINE, (reason,), until)
    months = (on.year - protected_until.year) * 12 + on.month - protected_until.month
    unpaid = Reason("MONTHS_UNPAID", {"months": max(1, months)})
    return Evidence(Finding.ARREARS, Outcome.HOLD if rule.must_be_paid_up else Outcome.PASS, (unpaid, reason))


def _person(rule: RuleView, status: RegistrationStatus, on: date) -> list[Evidence]:
    """A person's own number with no business behind it: a running BPU cover answers, anything else asks for intake."""
    if status.owner is None:
        return [_uncertain(Reason("PERSON_ONLY"))]
    if status.owner.state == CoverState.ENDED:
        lapsed = Reason("LAPSED_SINCE", {"since": status.owner.protected_until.isoformat()})
        return [_uncertain(lapsed, Reason("PERSON_ONLY"))]
    return _without_employer(rule, status, on)


def _uncertain(*reasons: Reason) -> Evidence:
    return Evidence(Finding.UNCERTAIN, Outcome.ASK_BPJS, reasons)


def _denied(denial: Denial) -> Evidence:
    letter = Reason(
        "DENIED_BY_LETTER",
        {"letter": denial.letter_number, "date": denial.letter_date.isoformat(), "basis": denial.legal_basis},
    )
    return Evidence(Finding.DENIED, Outcome.DENY, (letter,))


def _gravity(evidence: Evidence) -> int:
    """UNCERTAIN and SOURCE_DOWN stand alone, or under a denial; their place among the others does not matter."""
    return SEVERITY.index(evidence.finding) if evidence.finding in SEVERITY else 0


def _outcome(evidence: list[Evidence]) -> Outcome:
    compared = [one.outcome for one in evidence if one.outcome in _STRICTNESS]
    return max(compared, key=_STRICTNESS.index) if compared else evidence[0].outcome


def _freshness(status: RegistrationStatus, on: date, limits: Limits) -> tuple[date | None, bool, Reason | None]:
    """Data date of what the verdict rests on, whether it is old, and the reason not to answer where it is too old."""
    dates = dict(status.as_of)
    oldest: date | None = None
    is_old = False
    for profile in _profiles(status):
        amber, down = limits.of(profile)
        as_of = dates.get(profile)
        if as_of is None:
            return None, True, Reason("STALE", {"profile": profile, "limit": down})
        oldest = as_of if oldest is None else min(oldest, as_of)
        days = (on - as_of).days
        is_old = is_old or days > amber
        if days > down:
            params: Params = {"profile": profile, "as_of": as_of.isoformat(), "days": days, "limit": down}
            return as_of, True, Reason("STALE", params)
    return oldest, is_old, None


def _profiles(status: RegistrationStatus) -> tuple[str, ...]:
    """The sheets an answer rests on."""
    if status.found == Found.PERSON:
        return ("bpu",)
    return ("employers", "workers") if status.employers else ("employers", "bpu")


_STEPS = {
    Outcome.PASS: NextStep.CONTINUE,
    Outcome.PASS_WITH_DEADLINE: NextStep.CONTINUE_NOTE_DEADLINE,
    Outcome.CONTINUE_BY_RULE: NextStep.CONTINUE_BY_RULE,
    Outcome.DENY: NextStep.STOP,
}


def _next_step(status: RegistrationStatus, finding: Finding, outcome: Outcome) -> NextStep:
    if outcome == Outcome.ASK_BPJS:
        if status.found == Found.SEVERAL:
            return NextStep.CHOOSE_BUSINESS
        return NextStep.ASK_BPJS if status.found == Found.BUSINESS else NextStep.TAKE_INTAKE
    if outcome == Outcome.HOLD:
        return NextStep.HOLD_PRINT_LETTER if finding == Finding.UNREGISTERED else NextStep.HOLD_GIVE_LIST
    return _STEPS[outcome]
