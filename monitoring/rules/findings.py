"""What a chart's title may claim: ordered rules, the first that fires (ui.md §12). Codes and numbers, no sentences."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from monitoring.rules.rates import TILE_LIMITS

__all__ = ["Finding", "city_finding", "programs_finding", "trend_finding"]

Rates = Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence's code and the values it prints."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


def city_finding(
    rates: Rates, changes: Rates, *, islands: Collection[str], is_complete: bool, low: int = TILE_LIMITS[0]
) -> Finding:
    """Title of the kecamatan map; `islands` are the kecamatan that "kepulauan" may be said of, `low` what is little."""
    if not is_complete or any(rate is None for rate in rates.values()):
        return Finding("INCOMPLETE")
    below = [code for code, rate in rates.items() if rate is not None and rate < low]
    if len(below) >= 2:
        code = "LOW_ISLANDS" if set(below) <= set(islands) else "LOW"
        return Finding(code, {"count": len(below), "limit": low})
    moved = [change for change in changes.values() if change is not None]
    fell = sum(change < 0 for change in moved)
    if fell >= 3:
        return Finding("FELL", {"count": fell})
    if moved and len(moved) == len(rates) and all(change > 0 for change in moved):
        return Finding("ALL_ROSE")
    return Finding("PLAIN")


def trend_finding(area: Sequence[Decimal | None], city: Sequence[Decimal | None]) -> Finding:
    """Title of an area's line beside the city's: a whole year on one side, else the change over the year."""
    pairs = [(ours, theirs) for ours, theirs in zip(area, city, strict=True) if ours is not None and theirs is not None]
    if len(pairs) == len(area) > 1:
        if all(ours > theirs for ours, theirs in pairs):
            return Finding("ABOVE_ALL_YEAR")
        if all(ours < theirs for ours, theirs in pairs):
            return Finding("BELOW_ALL_YEAR")
    known = [rate for rate in area if rate is not None]
    if len(known) < 2:
        return Finding("TREND_PLAIN")
    change = known[-1] - known[0]
    code = "TREND_ROSE" if change > 0 else "TREND_FELL" if change < 0 else "TREND_SAME"
    return Finding(code, {"points": abs(change)})


def programs_finding(shares: Mapping[tuple[str, str], Decimal | None]) -> Finding:
    """Title of segment × program: the widest gap, if less than half of a segment holds a program open to it."""
    known = {key: share for key, share in shares.items() if share is not None and share < 50}
    if not known:
        return Finding("PROGRAMS_PLAIN")
    segment, program = min(known, key=lambda key: (known[key], key))
    return Finding("PROGRAM_GAP", {"segment": segment, "program": program})
