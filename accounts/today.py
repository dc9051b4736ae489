"""What waits for a person today, as each app tells it: a sentence with its number, and the list of as many lines.

Lower rooms may not import higher ones, so `enrollment`, `permits` and `monitoring` register their tellers here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User

__all__ = ["Item", "register", "today_of"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do. `order`: the smaller, the sooner; `count` is the total of the list at `href`."""

    code: str
    order: int
    count: int
    text: str
    href: str


Teller = Callable[["User"], Iterable[Item]]
_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """Add an app's teller."""
    if teller not in _tellers:
        _tellers.append(teller)


def today_of(user: User) -> list[Item]:
    """Everything that waits for this person, the most urgent first; what counts nothing is left out."""
    found = [item for teller in _tellers for item in teller(user) if item.count]
    return sorted(found, key=lambda item: (item.order, item.code))
