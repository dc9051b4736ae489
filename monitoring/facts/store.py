"""Keeping the facts of a month: build them in one transaction, and prove them equal to the register."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models.functions import Now

from monitoring.facts.employers import EMPLOYERS_SQL, SECTORS_SQL, employer_rows, sector_rows
from monitoring.facts.mode import MonthMode
from monitoring.facts.people import DIMENSIONS, GRAINS, people_rows, people_sql
from monitoring.models import CoverageFact, EmployerFact, FactBuild, SectorFact

# First key of the advisory lock of a month's facts; the second is the month as 202611.
_LOCK = 4201


def hold_still(months: Iterable[date]) -> None:
    """Until the caller's transaction ends nobody rebuilds these months: what is read of them is of one piece."""
    with connection.cursor() as cursor:
        for month in sorted(months):
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [_LOCK, _key(month)])


def _key(month: date) -> int:
    return month.year * 100 + month.month


@dataclass(frozen=True, slots=True)
class BuildCost:
    """What one build wrote and how long it took."""

    rows: int
    seconds: float


def build_month(mode: MonthMode, *, as_of: date, batch_id: uuid.UUID | None = None) -> BuildCost:
    """Replace the stored facts of the month by the register's, as part of the caller's transaction if there is one.

    A second builder of the same month waits here, and so reads what the first one committed.
    """
    started = time.monotonic()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, _key(mode.period)])
        # Two hash tables of one row a person; the default 4 MB would spill both to disk.
        cursor.execute("SET LOCAL work_mem = '64MB'")
        for model in (CoverageFact, EmployerFact, SectorFact):
            cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE period = %s", [mode.period])  # noqa: S608
        rows = 0
        for statement in (_insert_people(), _insert_employers(), _insert_sectors()):
            cursor.execute(statement, {**mode.params(), "is_due": mode.is_due})
            rows += cursor.rowcount
        FactBuild.objects.update_or_create(
            period=mode.period,
            defaults={"as_of": as_of, "is_due": mode.is_due, "built_at": Now(), "batch_id": batch_id},
        )
        cursor.execute("SET LOCAL work_mem TO DEFAULT")
    return BuildCost(rows, round(time.monotonic() - started, 3))


def differences(mode: MonthMode) -> list[str]:
    """Where the stored facts of the month differ from the register; empty when they are equal."""
    found: list[str] = []
    dims = ("grain", *DIMENSIONS)
    found += _compare(
        "people",
        {tuple(getattr(row, dim) for dim in dims): (row.people, row.memberships) for row in people_rows(mode)},
        {
            tuple(row[:-2]): tuple(row[-2:])
            for row in CoverageFact.objects.filter(period=mode.period).values_list(*dims, "people", "memberships")
        },
    )
    states = ("active", "paid_up", "in_arrears", "newly_registered", "closed")
    found += _compare(
        "employers",
        {(row.district,): tuple(getattr(row, state) for state in states) for row in employer_rows(mode)},
        {
            (row[0],): tuple(row[1:])
            for row in EmployerFact.objects.filter(period=mode.period).values_list("district", *states)
        },
    )
    sums = ("businesses", "declared", "covered")
    found += _compare(
        "sectors",
        {(row.district, row.sector): tuple(getattr(row, name) for name in sums) for row in sector_rows(mode)},
        {
            tuple(row[:2]): tuple(row[2:])
            for row in SectorFact.objects.filter(period=mode.period).values_list("district", "sector", *sums)
        },
    )
    return found


def _compare(
    what: str, register: dict[tuple[str, ...], tuple[int, ...]], stored: dict[tuple[str, ...], tuple[int, ...]]
) -> list[str]:
    return [
        f"{what} {'/'.join(key)}: stored {stored.get(key)}, register {register.get(key)}"
        for key in sorted(register.keys() | stored.keys())
        if register.get(key) != stored.get(key)
    ]


def _insert_people() -> str:
    dims = ", ".join(DIMENSIONS)
    return f"""INSERT INTO monitoring_coveragefact (period, is_due, grain, {dims}, people, memberships)
        SELECT %(first_day)s, %(is_due)s, facts.* FROM ({people_sql(GRAINS)}) facts"""  # noqa: S608 - names only


def _insert_employers() -> str:
    return f"""INSERT INTO monitoring_employerfact
        (period, is_due, district, active, paid_up, in_arrears, newly_registered, closed)
        SELECT %(first_day)s, %(is_due)s, facts.* FROM ({EMPLOYERS_SQL}) facts"""  # noqa: S608 - a constant


def _insert_sectors() -> str:
    return f"""INSERT INTO monitoring_sectorfact (period, is_due, district, sector, businesses, declared, covered)
        SELECT %(first_day)s, %(is_due)s, facts.* FROM ({SECTORS_SQL}) facts"""  # noqa: S608 - a constant
