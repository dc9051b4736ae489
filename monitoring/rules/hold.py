"""Which jumps of coverage nobody commits without a word (features N04): a rate above 100, a fall of more than 20 %."""

from __future__ import annotations

from typing import Any

__all__ = ["LEAST_PEOPLE", "MOST_FALL", "MOST_RATE", "odd"]

MOST_RATE = 100.0
MOST_FALL = 0.20
# Below it a fall says nothing: two of seven people are more than a fifth.
LEAST_PEOPLE = 10


def odd(what: str, code: str, before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    """The breaches of one line ({"active", "rate"}) of an area or a segment, each with both figures."""
    line = {"what": what, "code": code}
    found = []
    rate_before, rate_after = before.get("rate"), after.get("rate")
    if rate_after is not None and rate_after > MOST_RATE and rate_after != rate_before:
        found.append({**line, "rule": "ABOVE_100", "before": rate_before, "after": rate_after})
    people_before, people_after = before.get("active", 0), after.get("active", 0)
    if people_before >= LEAST_PEOPLE and people_after < people_before * (1 - MOST_FALL):
        found.append({**line, "rule": "STEEP_FALL", "before": people_before, "after": people_after})
    return found
