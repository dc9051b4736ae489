"""Who registers only part: workers, wages, programs; and which of it is likely enough to send somebody to look.

A partial registration is what the data say. A hint is a guess with a score, from the same data and the peers; a person
confirms or rejects it, and nothing ever follows from it by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any

from enrollment.rules.kinds import BusinessScale, EmployerKind, Program, Segment
from enrollment.rules.programs import mandatory_programs

__all__ = ["Guess", "Registered", "guesses", "is_worse", "lacking", "low_wages", "unregistered"]

# Fewer peers than these say nothing; a share of this much of theirs is far below; fewer people are no pattern.
LEAST_PEERS = 5
FAR_BELOW = Decimal("0.5")
LEAST_GAP = 3
LEAST_WAGES = 5
# The minimum wage of a city binds neither micro nor small businesses.
MINIMUM_BINDS = frozenset({BusinessScale.MEDIUM, BusinessScale.LARGE})
SAME_WAGE, SAME_AT_MINIMUM = Decimal("0.600"), Decimal("0.900")
_THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Registered:
    """One open employer's running wage memberships, and the business it belongs to with what that declares.

    `at_business` are the people of all employers of that business; `is_anchor` marks the one that speaks for it.
    `lacks` counts people without a program; `low` those below the minimum wage, of `waged` whose wage is known.
    """

    employer: int
    kind: str
    scale: str
    people: int
    lacks: Mapping[Program, int]
    waged: int
    low: int
    least_wage: Decimal | None
    most_wage: Decimal | None
    business: int | None = None
    section: str = ""
    declared: int | None = None
    at_business: int = 0
    is_anchor: bool = False

    @property
    def known_scale(self) -> BusinessScale | None:
        return BusinessScale(self.scale) if self.scale else None


@dataclass(frozen=True, slots=True)
class Guess:
    """A hint: of which kind, how sure from 0 to 1, from which figures."""

    employer: int
    business: int | None
    kind: str
    score: Decimal
    evidence: dict[str, Any]


def unregistered(row: Registered) -> int:
    """How many workers a business declares beyond those registered; told once a business."""
    return max((row.declared or 0) - row.at_business, 0) if row.is_anchor else 0


def low_wages(row: Registered) -> int:
    """People whose wage is below the minimum, where the minimum binds."""
    return row.low if row.known_scale in MINIMUM_BINDS else 0


def lacking(row: Registered, on: date) -> dict[Program, int]:
    """Mandatory programs of the scale and how many people lack each; JP only where nobody has it (age decides)."""
    demanded = mandatory_programs(Segment.WAGE, row.known_scale, kind=EmployerKind(row.kind), on=on)
    found = {program: row.lacks[program] for program in Program if program in demanded and row.lacks.get(program)}
    if Program.JP in found and found[Program.JP] < row.people:
        del found[Program.JP]
    return found


def guesses(rows: Iterable[Registered], *, minimum: Decimal | None, on: date) -> Iterator[Guess]:
    """Every hint of these employers."""
    known = list(rows)
    middles = _peers(known)
    for row in known:
        yield from filter(None, (_workers(row, middles), _wages(row, minimum), _programs(row, on)))


def is_worse(kind: str, now: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Whether a hint that somebody has decided is worth a second look: what it rests on is more, or something else."""
    if kind == "WORKERS":
        return bool(now["declared"] - now["registered"] > before["declared"] - before["registered"])
    if kind == "WAGES":
        return bool(now["wage"] != before["wage"])
    return not set(now["programs"]) <= set(before["programs"])


def _ratio(row: Registered) -> Decimal:
    return Decimal(row.at_business) / Decimal(row.declared or 1)


def _peers(rows: Iterable[Registered]) -> dict[tuple[str, str], tuple[Decimal, int]]:
    """Section and scale to the middle share registered and how many businesses that is of."""
    shares: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for row in rows:
        if row.is_anchor and row.declared and row.section and row.scale:
            shares[row.section, row.scale].append(min(_ratio(row), Decimal(1)))
    return {key: (Decimal(median(found)), len(found)) for key, found in shares.items() if len(found) >= LEAST_PEERS}


def _workers(row: Registered, middles: Mapping[tuple[str, str], tuple[Decimal, int]]) -> Guess | None:
    middle, peers = middles.get((row.section, row.scale), (Decimal(0), 0))
    if not middle or unregistered(row) < LEAST_GAP or _ratio(row) >= middle * FAR_BELOW:
        return None
    evidence = {
        "declared": row.declared,
        "registered": row.at_business,
        "share": _tenth(_ratio(row)),
        "peers_share": _tenth(middle),
        "peers": peers,
        "section": row.section,
        "scale": row.scale,
    }
    return _guess(row, "WORKERS", 1 - _ratio(row) / middle, evidence)


def _wages(row: Registered, minimum: Decimal | None) -> Guess | None:
    """All of them on one and the same wage."""
    if row.waged < LEAST_WAGES or row.least_wage is None or row.least_wage != row.most_wage:
        return None
    at_minimum = row.least_wage == minimum
    evidence = {"people": row.waged, "wage": str(row.least_wage.quantize(Decimal(1))), "at_minimum": at_minimum}
    return _guess(row, "WAGES", SAME_AT_MINIMUM if at_minimum else SAME_WAGE, evidence)


def _programs(row: Registered, on: date) -> Guess | None:
    found = lacking(row, on)
    if not found:
        return None
    programs = {program.value: people for program, people in found.items()}
    evidence = {"people": row.people, "programs": programs, "scale": row.scale}
    return _guess(row, "PROGRAMS", Decimal(max(found.values())) / row.people, evidence)


def _guess(row: Registered, kind: str, score: Decimal, evidence: dict[str, Any]) -> Guess:
    return Guess(row.employer, row.business, kind, score.quantize(_THOUSANDTH, ROUND_HALF_UP), evidence)


def _tenth(share: Decimal) -> str:
    return str((share * 100).quantize(Decimal("0.1"), ROUND_HALF_UP))
