"""The vocabulary of verdicts (contract §2): findings by severity, outcomes, reasons as codes with parameters."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

__all__ = [
    "IN_ORDER",
    "PASSING",
    "SEVERITY",
    "Denial",
    "Evidence",
    "Finding",
    "Limits",
    "NextStep",
    "Outcome",
    "Params",
    "Reason",
    "RuleView",
    "Verdict",
]

Params = dict[str, str | int | list[str]]


class Finding(StrEnum):
    """A fact about the register."""

    CLEAR = "CLEAR"
    CONDITIONAL = "CONDITIONAL"
    PARTIAL = "PARTIAL"
    ARREARS = "ARREARS"
    UNREGISTERED = "UNREGISTERED"
    UNCERTAIN = "UNCERTAIN"
    SOURCE_DOWN = "SOURCE_DOWN"
    DENIED = "DENIED"


# From mild to grave. UNCERTAIN and SOURCE_DOWN speak about what we know and are not compared.
SEVERITY: Final = (
    Finding.CLEAR,
    Finding.CONDITIONAL,
    Finding.PARTIAL,
    Finding.ARREARS,
    Finding.UNREGISTERED,
    Finding.DENIED,
)


class Outcome(StrEnum):
    """What the service's rule says to do about it."""

    PASS = "PASS"  # noqa: S105
    PASS_WITH_DEADLINE = "PASS_WITH_DEADLINE"  # noqa: S105
    HOLD = "HOLD"
    ASK_BPJS = "ASK_BPJS"
    CONTINUE_BY_RULE = "CONTINUE_BY_RULE"
    DENY = "DENY"


# The service goes on; of these the first two because the applicant is in order.
IN_ORDER: Final = (Outcome.PASS, Outcome.PASS_WITH_DEADLINE)
PASSING: Final = (*IN_ORDER, Outcome.CONTINUE_BY_RULE)


class NextStep(StrEnum):
    """What the officer does now."""

    CONTINUE = "CONTINUE"
    CONTINUE_NOTE_DEADLINE = "CONTINUE_NOTE_DEADLINE"
    HOLD_GIVE_LIST = "HOLD_GIVE_LIST"
    HOLD_PRINT_LETTER = "HOLD_PRINT_LETTER"
    CHOOSE_BUSINESS = "CHOOSE_BUSINESS"
    TAKE_INTAKE = "TAKE_INTAKE"
    ASK_BPJS = "ASK_BPJS"
    CONTINUE_BY_RULE = "CONTINUE_BY_RULE"
    STOP = "STOP"


@dataclass(frozen=True, slots=True)
class Reason:
    """A code with what its sentence needs; dates as ISO text, so that it can be stored as it is."""

    code: str
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One finding of several that may overlap: why, what the rule makes of it, until when it may wait."""

    finding: Finding
    outcome: Outcome
    reasons: tuple[Reason, ...]
    until: date | None = None


@dataclass(frozen=True, slots=True)
class RuleView:
    """What a service demands on the asked day (permits.ServiceRule, its fields by the same names)."""

    is_required: bool = True
    must_be_paid_up: bool = True
    tolerance_months: int = 0
    must_cover_workers: bool = True
    must_hold_programs: bool = True
    partial_may_pass: bool = False
    grace_passes: bool = False
    deadline_days: int = 30
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Denial:
    """A statutory denial (TMP2T) in force on the asked day."""

    letter_number: str
    letter_date: date
    legal_basis: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Days after which the data of a profile is old (amber) and after which it answers nothing (down).

    `by_profile`: (profile, amber, down) where one profile has limits of its own.
    """

    amber_days: int = 35
    down_days: int = 65
    by_profile: tuple[tuple[str, int, int], ...] = ()

    def of(self, profile: str) -> tuple[int, int]:
        """Both limits of one profile: its own, else the common ones."""
        own = {name: (amber, down) for name, amber, down in self.by_profile}
        return own.get(profile, (self.amber_days, self.down_days))


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement: `finding` is the worst of `evidence`, `outcome` the strictest.

    `as_of`: data date of the oldest profile it rests on; `is_old`: that data is past the amber limit.
    `notes`: what the officer should know beside it; they never move finding or outcome.
    """

    finding: Finding
    outcome: Outcome
    next_step: NextStep
    evidence: tuple[Evidence, ...]
    as_of: date | None
    is_old: bool = False
    conditional_until: date | None = None
    notes: tuple[Reason, ...] = ()

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """All reasons, those of the headline first and the notes last, each code once."""
        given = [reason for one in self.evidence for reason in one.reasons]
        seen: dict[str, Reason] = {}
        for reason in (*given, *self.notes):
            seen.setdefault(reason.code, reason)
        return tuple(seen.values())

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, worst first."""
        return tuple(dict.fromkeys(one.finding for one in self.evidence))
