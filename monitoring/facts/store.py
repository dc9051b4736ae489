"""Keeping the facts of a month: replaced whole, in one transaction (monitoring.facts.proof compares them)."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models.functions import Now

from monitoring.facts.active import COVERED_SQL
from monitoring.facts.arrears import OWED_SQL, OWING_SQL
from monitoring.facts.cells import CELL_COLUMNS, CELLS_SQL
from monitoring.facts.employers import LINKED_SQL, SECTORS_SQL, STATE_SQL, STATES_SQL
from monitoring.facts.mode import MonthMode
from monitoring.facts.movement import MOVEMENT_SQL, PARTS
from monitoring.facts.people import DIMENSIONS, GRAINS, pieces_sql, rolled_sql
from monitoring.models import ArrearsFact, CellFact, CoverageFact, EmployerFact, FactBuild, MovementFact, SectorFact

_MODELS = (CellFact, CoverageFact, EmployerFact, SectorFact, MovementFact, ArrearsFact)
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
        for model in _MODELS:
            cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE period = %s", [mode.period])  # noqa: S608
        rows = 0
        for statement in _STATEMENTS:
            cursor.execute(statement, {**mode.params(), "is_due": mode.is_due})
            rows += cursor.rowcount
        FactBuild.objects.update_or_create(
            period=mode.period,
            defaults={"as_of": as_of, "is_due": mode.is_due, "built_at": Now(), "batch_id": batch_id},
        )
        cursor.execute("SET LOCAL work_mem TO DEFAULT")
    return BuildCost(rows, round(time.monotonic() - started, 3))


def people_statement() -> str:
    """Cells, grains, and sectors by who stands behind their employers, in one pass over the register."""
    dims = ", ".join(DIMENSIONS)
    return f"""WITH {pieces_sql()}, {COVERED_SQL}, {LINKED_SQL}, stored AS (
            INSERT INTO monitoring_cellfact (period, {", ".join(CELL_COLUMNS)})
            SELECT %(first_day)s, cells.* FROM ({CELLS_SQL}) cells
        ), sectors AS (
            INSERT INTO monitoring_sectorfact (period, is_due, district, sector, businesses, declared, covered)
            SELECT %(first_day)s, %(is_due)s, facts.* FROM ({SECTORS_SQL}) facts
        )
        INSERT INTO monitoring_coveragefact (period, is_due, grain, {dims}, people, memberships)
        SELECT %(first_day)s, %(is_due)s, facts.* FROM ({rolled_sql(GRAINS)}) facts"""  # noqa: S608 - names only


def _employers_statement() -> str:
    """Employers by state and arrears by age in one pass: both ask when each employer began."""
    return f"""WITH {STATE_SQL}, {OWING_SQL}, stored AS (
            INSERT INTO monitoring_employerfact
                (period, is_due, district, active, paid_up, in_arrears, newly_registered, closed)
            SELECT %(first_day)s, %(is_due)s, facts.* FROM ({STATES_SQL}) facts
        )
        INSERT INTO monitoring_arrearsfact (period, is_due, district, months, employers, people)
        SELECT %(first_day)s, %(is_due)s, facts.* FROM ({OWED_SQL}) facts"""  # noqa: S608 - constants


def _movement_statement() -> str:
    return f"""INSERT INTO monitoring_movementfact (period, is_due, district, segment, {", ".join(PARTS)})
        SELECT %(first_day)s, %(is_due)s, facts.* FROM ({MOVEMENT_SQL}) facts"""  # noqa: S608 - constants


# In this order: movement reads the people stored just before it.
_STATEMENTS = (
    people_statement(),
    _employers_statement(),
    _movement_statement(),
)
