"""What a commit does to figures that higher rooms keep: they register how to measure, nobody below knows what.

`measure(cursor, batch)` reads and returns plain figures ({"rate": 65.4, …}). It is called with the register as it is
and again with the batch applied: for the preview inside a savepoint that is rolled back, for the result inside the
commit. The batch keeps both under the name: {"coverage": {"before": {…}, "after": {…}}}.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from enrollment.models import ImportBatch

__all__ = ["Figures", "differences", "measure", "register"]

Figures = dict[str, Any]
_measures: dict[str, Callable[[CursorWrapper, ImportBatch], Figures]] = {}


def register(name: str, func: Callable[[CursorWrapper, ImportBatch], Figures]) -> None:
    """Have `func` measured before and after each batch under `name`; the same name replaces."""
    _measures[name] = func


def measure(batch: ImportBatch) -> dict[str, Figures]:
    """All registered figures as the register stands in this transaction."""
    with connection.cursor() as cursor:
        return {name: func(cursor, batch) for name, func in _measures.items()}


def differences(before: dict[str, Figures], after: dict[str, Figures]) -> dict[str, dict[str, Figures]]:
    """The two measurements side by side."""
    return {name: {"before": before[name], "after": after[name]} for name in before}
