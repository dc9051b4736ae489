"""Shares, changes, ranks and classes. Percentages are per hundred, rounded half up to one decimal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

__all__ = [
    "TILE_LIMITS",
    "change_points",
    "gap",
    "overlap",
    "percent",
    "ranks",
    "ratio",
    "tile_class",
]

# Lower limits of the classes 2 to 5 of coverage where nobody set others (monitoring.models.RateBands).
TILE_LIMITS = (40, 55, 70, 85)
_TENTH = Decimal("0.1")
_RATIO = Decimal("0.0001")


def percent(part: int | None, whole: int | None) -> Decimal | None:
    """`part` per hundred of `whole`; None where either is unknown or the whole is nothing. May pass 100."""
    if part is None or not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(_TENTH, ROUND_HALF_UP)


def ratio(part: int, whole: int | None) -> float | None:
    """`part` ÷ `whole` to four decimals, for machines; None without a whole."""
    return float((Decimal(part) / Decimal(whole)).quantize(_RATIO, ROUND_HALF_UP)) if whole else None


def change_points(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Percentage points between two printed percentages, so that a reader who subtracts them gets the same."""
    return None if now is None or before is None else now - before


def gap(active: int | None, workforce: int | None) -> int | None:
    """People not covered: never less than none, even where more are active than the estimate says there are."""
    return None if active is None or workforce is None else max(workforce - active, 0)


def overlap(parts: Iterable[int], total: int) -> int:
    """By how many the parts exceed the whole: people who are active in several of them."""
    return max(sum(parts) - total, 0)


def tile_class(value: Decimal | None, limits: Sequence[int] = TILE_LIMITS) -> int:
    """1 to 5 by the classes' lower limits; 0 where there is no value."""
    return 0 if value is None else 1 + sum(value >= limit for limit in limits)


def ranks(values: Mapping[str, Decimal | None]) -> dict[str, int]:
    """Rank by value, highest first; equals share a rank; what has no value has no rank."""
    known: Sequence[Decimal] = sorted((value for value in values.values() if value is not None), reverse=True)
    return {code: known.index(value) + 1 for code, value in values.items() if value is not None}
