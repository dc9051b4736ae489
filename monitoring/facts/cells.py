"""The finest grain of a month: stored beside the grains that are shown, read for every other combination of filters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from monitoring.facts.active import PROGRAM_BITS
from monitoring.facts.mode import MonthMode
from monitoring.facts.people import pieces_sql

CELL_COLUMNS = (
    "pattern",
    "village",
    "home",
    "segment",
    "programs",
    "sector",
    "scale",
    "branch",
    "people",
    "memberships",
)
CELLS_SQL = f"SELECT {', '.join(CELL_COLUMNS)} FROM split"  # noqa: S608 - names of ours alone

# What people may be counted by: the column of the cells, or nothing for everybody.
_KEYS = {
    "": "''",
    "district": "left(village, 8)",
    "village": "village",
    "home:district": "left(home, 8)",
    "home:village": "home",
    **{name: name for name in ("segment", "sector", "scale", "branch")},
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What people are counted for; "" = all. `place` is a kecamatan's or a kelurahan's code."""

    segment: str = ""
    program: str = ""
    sector: str = ""
    scale: str = ""
    branch: str = ""
    place: str = ""
    by_home: bool = False

    def where(self) -> tuple[str, dict[str, str | int]]:
        """Conditions and their parameters."""
        conditions: list[str] = []
        params: dict[str, str | int] = {}
        for name in ("segment", "sector", "scale", "branch"):
            if value := getattr(self, name):
                conditions.append(f"{name} = %({name})s")
                params[name] = value
        if self.program:
            conditions.append("programs & %(bit)s <> 0")
            params["bit"] = PROGRAM_BITS[self.program]
        if self.place:
            conditions.append(f"{'home' if self.by_home else 'village'} LIKE %(place)s")
            params["place"] = f"{self.place}%"
        return "".join(f" AND {condition}" for condition in conditions), params


def people_in_cells(months: Iterable[date], *, by: str = "", only: Filter = Filter()) -> Mapping[tuple[date, str], int]:
    """Distinct people by month and key ("-" unknown, "" everybody) from the stored cells of those months."""
    where, params = only.where()
    key = _KEYS[by]
    statement = f"""SELECT period, key, sum(people)::int FROM (
            SELECT period, {key} AS key, sum(people) AS people FROM monitoring_cellfact
            WHERE period = ANY(%(months)s) AND pattern = 0{where} GROUP BY 1, 2
            UNION ALL
            SELECT period, {key}, min(people) FROM monitoring_cellfact
            WHERE period = ANY(%(months)s) AND pattern > 0{where} GROUP BY 1, 2, pattern
        ) found WHERE key NOT LIKE '%%~' GROUP BY period, key HAVING sum(people) > 0"""  # noqa: S608 - names of ours alone, values are parameters
    with connection.cursor() as cursor:
        cursor.execute(statement, {"months": list(months), **params})
        return {(period, found): people for period, found, people in cursor.fetchall()}


def cell_rows(mode: MonthMode) -> Iterator[tuple[object, ...]]:
    """The month's cells straight from the register."""
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {pieces_sql()} {CELLS_SQL}", mode.params())
        yield from cursor.fetchall()
