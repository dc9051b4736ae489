"""Which programs a segment and a business scale must hold, and may hold (domain §1.1).

Rows are dated by the law that brought them. JKP is never demanded: it falls due only for workers whose age, contract
and health insurance the register does not know (domain §1.1: "if eligible").
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from enrollment.rules.kinds import BusinessScale, EmployerKind, Program, Segment

__all__ = ["ProgramRule", "mandatory_programs", "missing_programs", "optional_programs", "program_rule"]

_ACCIDENT_DEATH = frozenset({Program.JKK, Program.JKM})
_OLD_AGE = frozenset({Program.JHT})
_PENSION = frozenset({Program.JP})
_JOB_LOSS = frozenset({Program.JKP})
_NONE: frozenset[Program] = frozenset()

_STAGED_DUTY = date(2015, 7, 1)  # Perpres 109/2013 art. 6: large, medium, small and micro employers
_JOB_LOSS_START = date(2022, 2, 1)  # PP 37/2021: first JKP benefits


@dataclass(frozen=True, slots=True)
class ProgramRule:
    """Programs of one group of workers from a day on; `scale` None stands for a scale that is not known."""

    valid_from: date
    segment: Segment
    scale: BusinessScale | None
    government: bool
    mandatory: frozenset[Program]
    optional: frozenset[Program]


def _wage(scale: BusinessScale, mandatory: frozenset[Program], optional: frozenset[Program]) -> tuple[ProgramRule, ...]:
    """Two rows of a scale: before job-loss insurance and with it."""
    rows = ((_STAGED_DUTY, optional), (_JOB_LOSS_START, optional | _JOB_LOSS))
    return tuple(ProgramRule(start, Segment.WAGE, scale, False, mandatory, extra) for start, extra in rows)


def _any_scale(
    segment: Segment, optional: frozenset[Program], *, government: bool = False, start: date = _STAGED_DUTY
) -> ProgramRule:
    return ProgramRule(start, segment, None, government, _ACCIDENT_DEATH, optional)


PROGRAM_RULES: tuple[ProgramRule, ...] = (
    *_wage(BusinessScale.LARGE, _ACCIDENT_DEATH | _OLD_AGE | _PENSION, _NONE),
    *_wage(BusinessScale.MEDIUM, _ACCIDENT_DEATH | _OLD_AGE | _PENSION, _NONE),
    *_wage(BusinessScale.SMALL, _ACCIDENT_DEATH | _OLD_AGE, _PENSION),
    *_wage(BusinessScale.MICRO, _ACCIDENT_DEATH, _OLD_AGE | _PENSION),
    # Scale not known: only what every scale owes may be called missing.
    _any_scale(Segment.WAGE, _OLD_AGE | _PENSION),
    _any_scale(Segment.WAGE, _OLD_AGE | _PENSION | _JOB_LOSS, start=_JOB_LOSS_START),
    # Non-civil-servants at agencies: JHT and JP as the budget allows.
    _any_scale(Segment.WAGE, _OLD_AGE | _PENSION, government=True),
    _any_scale(Segment.NON_WAGE, _OLD_AGE),
    _any_scale(Segment.CONSTRUCTION, _NONE),
    _any_scale(Segment.MIGRANT, _OLD_AGE),
)


def program_rule(
    segment: Segment,
    scale: BusinessScale | None = None,
    *,
    kind: EmployerKind = EmployerKind.OTHER,
    on: date,
) -> ProgramRule | None:
    """The row in force on `on`; None before the staged duty began (1 July 2015)."""
    government = segment == Segment.WAGE and kind == EmployerKind.GOVERNMENT
    wanted_scale = scale if segment == Segment.WAGE and not government else None
    rows = [
        rule
        for rule in PROGRAM_RULES
        if (rule.segment, rule.scale, rule.government) == (segment, wanted_scale, government) and rule.valid_from <= on
    ]
    return max(rows, key=lambda rule: rule.valid_from) if rows else None


def mandatory_programs(
    segment: Segment, scale: BusinessScale | None = None, *, kind: EmployerKind = EmployerKind.OTHER, on: date
) -> frozenset[Program]:
    """Programs that must be held on `on`; empty before the duty began."""
    rule = program_rule(segment, scale, kind=kind, on=on)
    return rule.mandatory if rule else _NONE


def optional_programs(
    segment: Segment, scale: BusinessScale | None = None, *, kind: EmployerKind = EmployerKind.OTHER, on: date
) -> frozenset[Program]:
    """Programs that may be held on `on`, shown dashed when absent; whatever is in neither set does not apply."""
    rule = program_rule(segment, scale, kind=kind, on=on)
    return rule.optional if rule else _NONE


def missing_programs(
    held: Iterable[Program],
    segment: Segment,
    scale: BusinessScale | None = None,
    *,
    kind: EmployerKind = EmployerKind.OTHER,
    on: date,
) -> tuple[Program, ...]:
    """Mandatory programs not held on `on`, in the printed order."""
    missing = mandatory_programs(segment, scale, kind=kind, on=on) - frozenset(held)
    return tuple(program for program in Program if program in missing)
