"""How much two words look alike: the share of their trigrams they have in common. Only ever to ask, never to match."""

from __future__ import annotations

__all__ = ["likeness"]


def likeness(one: str, other: str) -> float:
    """0 for nothing in common, 1 for the same."""
    ours, theirs = _trigrams(one), _trigrams(other)
    return len(ours & theirs) / max(len(ours | theirs), 1)


def _trigrams(text: str) -> frozenset[str]:
    padded = f"  {text.upper()} "
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2)) if text else frozenset()
