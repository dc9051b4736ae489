"""Distinct active people of one month, set-based, at many grains in one statement, rolled up from the cells.

Which question is answered from where: a grain named in GRAINS from its stored rows; any other combination of place,
residence, segment, program, sector, scale and branch from the stored cells (monitoring.facts.cells), exactly as well;
lists of employers and another as-of day's count live from the register.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from monitoring.facts.active import ACTIVE_SQL, PIECES_SQL, PROGRAM_BITS
from monitoring.facts.mode import MonthMode

DIMENSIONS = ("district", "village", "segment", "program", "sector", "scale", "branch")
CITY = "city"
HOME = "home:"

# Every grain that is shown or exported. Distinct people never add up, so none is summed from another. Under "home:"
# the place is where a person lives, elsewhere where the membership counts (docs/decisions/0013).
GRAINS: dict[str, tuple[str, ...]] = {
    CITY: (),
    "district": ("district",),
    "village": ("district", "village"),
    "segment": ("segment",),
    "program": ("program",),
    "sector": ("sector",),
    "scale": ("scale",),
    "branch": ("branch",),
    "segment+program": ("segment", "program"),
    "district+segment": ("district", "segment"),
    "district+program": ("district", "program"),
    "district+segment+program": ("district", "segment", "program"),
    "village+segment": ("district", "village", "segment"),
    "village+program": ("district", "village", "program"),
    "village+segment+program": ("district", "village", "segment", "program"),
    "district+sector": ("district", "sector"),
    "district+scale": ("district", "scale"),
    "district+branch": ("district", "branch"),
    "segment+scale": ("segment", "scale"),
    "segment+branch": ("segment", "branch"),
    "home:district": ("district",),
    "home:village": ("district", "village"),
    "home:district+segment": ("district", "segment"),
    "home:district+program": ("district", "program"),
    "home:village+segment": ("district", "village", "segment"),
    "home:village+program": ("district", "village", "program"),
}

_PROGRAM_SQL = "program (program, bit) AS (VALUES {}, ('-', 0))".format(
    ", ".join(f"('{code}', {bit})" for code, bit in PROGRAM_BITS.items())
)
_WITH_PROGRAM = "JOIN program ON programs & bit <> 0 OR (bit = 0 AND has_none)"
_HOME_COLUMNS = {"district": "home_district", "village": "home"}
_COLUMNS = ("home_district", "home", *DIMENSIONS)


@dataclass(frozen=True, slots=True)
class PeopleRow:
    """Distinct people and memberships of one cell of one grain; a dimension outside the grain is ""."""

    grain: str
    district: str
    village: str
    segment: str
    program: str
    sector: str
    scale: str
    branch: str
    people: int
    memberships: int


def grain_columns(name: str) -> tuple[str, ...]:
    """The columns of the cells a grain is grouped by."""
    dims = GRAINS[name]
    return tuple(_HOME_COLUMNS.get(dim, dim) for dim in dims) if name.startswith(HOME) else dims


def rolled_sql(grains: Iterable[str]) -> str:
    """A query over `split` and `program` giving the columns of PeopleRow for `grains`."""
    chosen = {name: grain_columns(name) for name in grains}
    parts: list[str] = []
    for with_program in (False, True):
        sets = [columns for columns in chosen.values() if ("program" in columns) is with_program]
        if sets:
            parts += [_singles(sets, with_program), _patterns(sets, with_program)]
    blank = ", ".join(
        f"COALESCE({dim}, {_HOME_COLUMNS[dim]}, '') AS {dim}"
        if dim in _HOME_COLUMNS
        else f"COALESCE({dim}, '') AS {dim}"
        for dim in DIMENSIONS
    )
    found = ", ".join(f"CASE WHEN {column} IS NOT NULL THEN '{column}' END" for column in _COLUMNS)
    named = " ".join(f"WHEN '{'+'.join(columns)}' THEN '{name}'" for name, columns in chosen.items())
    return f"""SELECT CASE concat_ws('+', {found}) {named} END AS grain, {blank},
           sum(people)::int AS people, sum(memberships)::int AS memberships
    FROM ({" UNION ALL ".join(parts)}) rolled
    WHERE concat({", ".join(_COLUMNS)}) NOT LIKE '%%~%%' GROUP BY {", ".join(_COLUMNS)} HAVING sum(people) > 0"""  # noqa: S608


def _singles(sets: Sequence[tuple[str, ...]], with_program: bool) -> str:
    return _grouped("sum(people)", "pattern = 0", sets, with_program)


def _patterns(sets: Sequence[tuple[str, ...]], with_program: bool) -> str:
    """Each pattern once in each group; the outer sum adds them up."""
    return _grouped("min(people)", "pattern > 0", [(*columns, "pattern") for columns in sets], with_program)


def _grouped(people: str, where: str, sets: Sequence[tuple[str, ...]], with_program: bool) -> str:
    """One GROUPING SETS pass; columns no set of this pass names come out NULL."""
    used = {column for columns in sets for column in columns}
    shown = ", ".join(column if column in used else f"NULL::text AS {column}" for column in _COLUMNS)
    grouping = ", ".join(f"({', '.join(columns)})" for columns in sets)
    return f"""SELECT {shown}, {people} AS people, sum(memberships) AS memberships
        FROM split {_WITH_PROGRAM if with_program else ""} WHERE {where}
        GROUP BY GROUPING SETS ({grouping})"""  # noqa: S608 - names only, values are parameters


def pieces_sql() -> str:
    """The WITH list that `rolled_sql` reads; takes the parameters of MonthMode.params()."""
    return f"{ACTIVE_SQL}, {PIECES_SQL}, {_PROGRAM_SQL}"


def people_sql(grains: Iterable[str]) -> str:
    """A statement giving the columns of PeopleRow for `grains`; takes the parameters of MonthMode.params()."""
    return f"WITH {pieces_sql()} {rolled_sql(grains)}"


def people_rows(mode: MonthMode, grains: Iterable[str] = tuple(GRAINS)) -> Iterator[PeopleRow]:
    """The month's rows straight from the register."""
    with connection.cursor() as cursor:
        cursor.execute(people_sql(grains), mode.params())
        for row in cursor.fetchall():
            yield PeopleRow(*row)


def count_people(mode: MonthMode, grain: str) -> dict[tuple[str, ...], int]:
    """Distinct people of one grain by the values of its dimensions; unknown is "-", the city's key is ()."""
    dims = GRAINS[grain]
    return {tuple(_value(row, dim) for dim in dims): row.people for row in people_rows(mode, [grain])}


def _value(row: Any, dim: str) -> str:
    return str(getattr(row, dim))
