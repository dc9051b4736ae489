"""Proving that a month's stored facts are what the register says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple
from typing import Any

from django.db import models

from monitoring.facts.arrears import age_rows
from monitoring.facts.cells import CELL_COLUMNS, cell_rows
from monitoring.facts.employers import employer_rows, sector_rows
from monitoring.facts.mode import MonthMode
from monitoring.facts.movement import PARTS, movement_rows
from monitoring.facts.people import DIMENSIONS, people_rows
from monitoring.models import ArrearsFact, CellFact, CoverageFact, EmployerFact, MovementFact, SectorFact

Table = dict[tuple[Any, ...], tuple[Any, ...]]
_STATES = ("active", "paid_up", "in_arrears", "newly_registered", "closed")


def differences(mode: MonthMode) -> list[str]:
    """Where the stored facts of the month differ from the register; empty when they are equal."""
    return [
        *_compare("people", mode, CoverageFact, ("grain", *DIMENSIONS, "people", "memberships"), 8, people_rows(mode)),
        *_compare("cells", mode, CellFact, CELL_COLUMNS, len(CELL_COLUMNS), cell_rows(mode)),
        *_compare("employers", mode, EmployerFact, ("district", *_STATES), 1, employer_rows(mode)),
        *_compare(
            "sectors",
            mode,
            SectorFact,
            ("district", "sector", "businesses", "declared", "covered"),
            2,
            sector_rows(mode),
        ),
        *_compare("movement", mode, MovementFact, ("district", "segment", *PARTS), 2, movement_rows(mode)),
        *_compare("arrears", mode, ArrearsFact, ("district", "months", "employers", "people"), 2, age_rows(mode)),
    ]


def _compare(
    what: str, mode: MonthMode, model: type[models.Model], columns: tuple[str, ...], keys: int, rows: Iterable[Any]
) -> list[str]:
    """Rows of the register (tuples or dataclasses in the order of `columns`) against the stored ones; the first `keys`
    columns name a row."""
    register = _table((row if isinstance(row, tuple) else astuple(row) for row in rows), keys)
    stored = _table(model._default_manager.filter(period=mode.period).values_list(*columns), keys)
    return [
        f"{what} {'/'.join(map(str, key))}: stored {stored.get(key)}, register {register.get(key)}"
        for key in sorted(register.keys() | stored.keys())
        if register.get(key) != stored.get(key)
    ]


def _table(rows: Iterable[tuple[Any, ...]], keys: int) -> Table:
    return {row[:keys]: row[keys:] for row in rows}
