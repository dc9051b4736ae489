"""What BPJS answered about a doubtful file, as a verdict: it settles only what the register cannot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from permits.rules.verdict import Evidence, Finding, NextStep, Outcome, Reason, Verdict

__all__ = ["BranchAnswer", "reported", "requestable", "settled"]


@dataclass(frozen=True, slots=True)
class BranchAnswer:
    """`answer` as stored (BpjsQuestion.Answer), and the day it was given."""

    answer: str
    given_on: date


# answer -> finding, outcome, next step, reason
_VERDICTS: Final = {
    "CONFIRMED": (Finding.CLEAR, Outcome.PASS, NextStep.CONTINUE, "BPJS_CONFIRMED"),
    "NOT_REG": (Finding.UNREGISTERED, Outcome.HOLD, NextStep.HOLD_PRINT_LETTER, "BPJS_NOT_REGISTERED"),
    "ARREARS": (Finding.ARREARS, Outcome.HOLD, NextStep.HOLD_GIVE_LIST, "BPJS_IN_ARREARS"),
}


def settled(verdict: Verdict, answer: BranchAnswer | None) -> Verdict:
    """A doubtful verdict as BPJS' answer decides it; where the register itself is sure, it stays as it is."""
    if answer is None or verdict.outcome != Outcome.ASK_BPJS or answer.answer not in _VERDICTS:
        return verdict
    finding, outcome, step, code = _VERDICTS[answer.answer]
    reason = Reason(code, {"date": answer.given_on.isoformat()})
    evidence = (Evidence(finding, outcome, (reason,)),)
    return replace(verdict, finding=finding, outcome=outcome, next_step=step, evidence=evidence)


def reported(verdict: Verdict, told_on: date | None) -> Verdict:
    """A verdict with a registration that BPJS' own system has told of ahead of the sheets.

    It stands in only for cover the register does not have yet: arrears, missing workers and denials hold as before.
    """
    absent = (Finding.UNREGISTERED, Finding.UNCERTAIN)
    if told_on is None or verdict.finding not in absent or any(e.finding not in absent for e in verdict.evidence):
        return verdict
    reason = Reason("REGISTRATION_REPORTED", {"date": told_on.isoformat()})
    evidence = (Evidence(Finding.CLEAR, Outcome.PASS, (reason,)),)
    return replace(verdict, finding=Finding.CLEAR, outcome=Outcome.PASS, next_step=NextStep.CONTINUE, evidence=evidence)


def requestable(outcome: str, *, commitment_allowed: bool, exemption_allowed: bool) -> tuple[str, ...]:
    """What a second person may be asked on a check: by rule a commitment or an exemption, always an override.

    Never against a statutory denial, and never where the file may go on anyway.
    """
    if outcome == Outcome.ASK_BPJS:
        return ("OVERRIDE",)
    if outcome != Outcome.HOLD:
        return ()
    by_rule = {"COMMITMENT": commitment_allowed, "EXEMPTION": exemption_allowed}
    return (*(kind for kind, is_allowed in by_rule.items() if is_allowed), "OVERRIDE")
