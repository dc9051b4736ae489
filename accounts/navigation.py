"""The modules of the product, as each app names them at start-up: the top bar and everybody's start page.

Lower rooms may not import higher ones, so `permits`, `enrollment` and `monitoring` register theirs here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from accounts.rules import Role
from accounts.scope import Scope

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Entry:
    """One module: who may use it, and for whom it is the start page. `also_under`: paths elsewhere that are its own.

    `count`: how much waits there for a person, shown beside the label; one query, on every page. `in_bar` False: a
    start page that the product's mark leads to.
    """

    key: str
    label: str | Promise
    url_name: str
    roles: frozenset[Role]
    order: int
    start_for: frozenset[Role] = field(default_factory=frozenset)
    icon: str = ""
    also_under: tuple[str, ...] = ()
    count: Callable[[User], int] | None = None
    in_bar: bool = True


_entries: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """Add a module; the same key replaces."""
    _entries[entry.key] = entry


def entries_for(scope: Scope) -> list[Entry]:
    """What this person may use, in the order of the bar."""
    return [e for e in _open_to(scope) if e.in_bar]


def start_for(scope: Scope) -> Entry | None:
    """The module a person begins in; the first in the bar's order where several roles are held."""
    return next((e for e in _open_to(scope) if e.start_for & scope.roles), None)


def _open_to(scope: Scope) -> list[Entry]:
    return [e for e in sorted(_entries.values(), key=lambda e: e.order) if e.roles & scope.roles]
