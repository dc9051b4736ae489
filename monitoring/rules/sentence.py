"""A sentence before it has words. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["Sentence"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """`code` names the sentence, `params` are what it prints, `keys` the figures it was made from.

    `section` is where a paper prints it: "top" in the box of the first page, else under that section's heading.
    """

    code: str
    params: dict[str, Any] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    section: str = "top"
