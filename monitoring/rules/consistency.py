"""The consistency index of a kecamatan's counter: what it is made of, how much each part weighs, who leads its peers.

Never how much is done: an island's counter with ten files stands beside one with a thousand. Whoever has the published
inputs and weights gets the same index with a pencil.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from statistics import median
from typing import Any, Self

from monitoring.rules.indicator_kinds import gettext_noop
from monitoring.rules.rates import percent, ranks

__all__ = [
    "PARTS",
    "Ahead",
    "Inputs",
    "Missing",
    "Weights",
    "ahead",
    "missing",
    "parts",
    "rank_in_groups",
    "score",
    "weights",
]

PARTS = ("days", "explained", "converted", "complete")
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part weighs from a month on, in hundredths, and by whose word."""

    since: date
    days: int
    explained: int
    converted: int
    complete: int
    source: str

    def of(self, part: str) -> int:
        weight: int = getattr(self, part)
        return weight


WEIGHTS: tuple[Weights, ...] = (
    Weights(
        date(2026, 1, 1), days=40, explained=20, converted=25, complete=15, source=gettext_noop("keputusan kantor")
    ),
)


class Missing(StrEnum):
    """Why a kecamatan has no index that month."""

    NO_WEIGHTS = "NO_WEIGHTS"
    NO_DAYS = "NO_DAYS"
    NO_CHECKS = "NO_CHECKS"
    NO_HELD = "NO_HELD"


@dataclass(frozen=True, slots=True)
class Inputs:
    """What one kecamatan's counter did in a month, as it is published."""

    days_checked: int
    working_days: int
    checked: int
    unexplained: int
    held: int
    registered: int
    complete: int

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        return cls(*(stored[field.name] for field in fields(cls)))

    def stored(self) -> dict[str, int]:
        return asdict(self)


def weights(month: date) -> Weights | None:
    """The weights in force for a month."""
    rows = [row for row in WEIGHTS if row.since <= month]
    return max(rows, key=lambda row: row.since) if rows else None


def parts(inputs: Inputs) -> dict[str, Decimal | None]:
    """Each part from 0 to 100 with one decimal; None where there is nothing to divide by."""
    loose = percent(min(inputs.unexplained, inputs.checked), inputs.checked)
    return {
        "days": percent(inputs.days_checked, inputs.working_days),
        "explained": None if loose is None else _HUNDRED - loose,
        "converted": percent(inputs.registered, inputs.held),
        "complete": percent(inputs.complete, inputs.checked),
    }


def missing(inputs: Inputs, weighed: Weights | None) -> tuple[Missing, ...]:
    """What keeps a kecamatan from being ranked; nothing is ever guessed in its place."""
    lacks = {
        Missing.NO_WEIGHTS: weighed is None,
        Missing.NO_DAYS: not inputs.working_days,
        Missing.NO_CHECKS: not inputs.checked,
        Missing.NO_HELD: not inputs.held,
    }
    return tuple(code for code, is_missing in lacks.items() if is_missing)


def score(inputs: Inputs, weighed: Weights | None) -> Decimal | None:
    """The weighted mean of the printed parts with two decimals."""
    found = parts(inputs)
    if weighed is None or any(value is None for value in found.values()):
        return None
    total = sum((value or Decimal(0)) * weighed.of(part) for part, value in found.items())
    whole = sum(weighed.of(part) for part in PARTS)
    return (Decimal(total) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def rank_in_groups(scores: Mapping[str, Decimal | None], groups: Mapping[str, str]) -> dict[str, int]:
    """Rank within each group of peers, highest first; equals share a rank, who has no index has none."""
    found: dict[str, int] = {}
    for group in set(groups.values()):
        found |= ranks({code: value for code, value in scores.items() if groups[code] == group})
    return found


@dataclass(frozen=True, slots=True)
class Ahead:
    """A part in which somebody lies above the middle of the peers."""

    part: str
    own: Decimal
    middle: Decimal


def ahead(own: Inputs, peers: Iterable[Inputs]) -> list[Ahead]:
    """What a leader does differently: parts above the peers' median, the widest lead first."""
    mine, others = parts(own), [parts(peer) for peer in peers]
    found = []
    for part in PARTS:
        known = [value for other in others if (value := other[part]) is not None]
        value = mine[part]
        if known and value is not None and value > (middle := Decimal(median(known))):
            found.append(Ahead(part, value, middle.quantize(Decimal("0.1"), ROUND_HALF_UP)))
    return sorted(found, key=lambda row: row.middle - row.own)
