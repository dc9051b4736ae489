"""What a commit does to figures that higher rooms keep: they register how to measure, nobody below knows what.

`measure(cursor, batch)` reads and returns plain figures ({"rate": 65.4, …}). It is called with the register as it is
and again with the batch applied: for the preview on a copy (importing.shadow), for the result inside the commit. The
batch keeps both under the name: {"coverage": {"before": {…}, "after": {…}, "came": {…}}}.

A figure whose name begins with "_" is a mapping of single things (employers, applications): only what is there after
and was not before is kept, as {"count", "rows"} under "came". `hold(before, after)` names what nobody may commit
before somebody has explained it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from accounts.models import User
from enrollment.models import ImportBatch

__all__ = [
    "Figures",
    "Thing",
    "breaches",
    "differences",
    "measure",
    "register",
    "register_listing",
    "register_use",
    "things",
    "uses",
]

Figures = dict[str, Any]
Measure = Callable[[CursorWrapper, ImportBatch], Figures]
Hold = Callable[[Figures, Figures], list[dict[str, Any]]]
MOST_LISTED = 500


@dataclass(frozen=True, slots=True)
class Thing:
    """Something a batch touches, as a page lists it: words, a second line, and where it opens ("" = nowhere)."""

    label: str
    detail: str = ""
    url: str = ""


_measures: dict[str, Measure] = {}
_holds: dict[str, Hold] = {}
_listings: dict[str, Callable[[User, list[Any]], list[Thing]]] = {}
_uses: dict[str, Callable[[User, ImportBatch], list[Thing]]] = {}


def register(name: str, func: Measure, *, hold: Hold | None = None) -> None:
    """Have `func` measured before and after each batch under `name`; the same name replaces."""
    _measures[name] = func
    if hold is not None:
        _holds[name] = hold


def register_listing(name: str, func: Callable[[User, list[Any]], list[Thing]]) -> None:
    """How the rows kept under "came" of this name are shown to a person: those in the person's scope."""
    _listings[name] = func


def register_use(name: str, func: Callable[[User, ImportBatch], list[Thing]]) -> None:
    """What has already been built on a committed batch, for whoever is about to take it back."""
    _uses[name] = func


def measure(batch: ImportBatch) -> dict[str, Figures]:
    """All registered figures as the register stands in this transaction."""
    with connection.cursor() as cursor:
        return {name: func(cursor, batch) for name, func in _measures.items()}


def differences(before: dict[str, Figures], after: dict[str, Figures]) -> dict[str, dict[str, Figures]]:
    """The two measurements side by side, and of single things those that came."""
    return {
        name: {"before": _plain(before[name]), "after": _plain(after[name]), "came": _came(before[name], after[name])}
        for name in before
    }


def breaches(before: dict[str, Figures], after: dict[str, Figures]) -> list[dict[str, Any]]:
    """What must be explained before it may be committed."""
    return [found for name, hold in _holds.items() if name in before for found in hold(before[name], after[name])]


def things(user: User, name: str, rows: list[Any]) -> list[Thing]:
    """The kept rows as this person may see them."""
    return _listings[name](user, rows) if name in _listings else []


def uses(user: User, batch: ImportBatch) -> dict[str, list[Thing]]:
    """Everything built on the batch that this person may see, by kind."""
    return {name: found for name, func in _uses.items() if (found := func(user, batch))}


def _plain(figures: Figures) -> Figures:
    return {name: value for name, value in figures.items() if not name.startswith("_")}


def _came(before: Figures, after: Figures) -> Figures:
    found = {}
    for name in (name for name in after if name.startswith("_")):
        rows = [row for key, row in after[name].items() if key not in before[name]]
        found[name[1:]] = {"count": len(rows), "rows": rows[:MOST_LISTED]}
    return found
