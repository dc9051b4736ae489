"""The staged rows of one batch become register rows: a handful of set-based statements in the caller's transaction.

`compare` must have run in the same transaction under the same lock, so what is written is what was counted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from enrollment.importing.compare import compare
from enrollment.importing.images import insert_and_note, note_before
from enrollment.importing.keptrows import KEPT
from enrollment.importing.linking import link_businesses
from enrollment.importing.moving import move_numbers
from enrollment.importing.reported import report_months
from enrollment.importing.targets import MONTH, PERSON, TARGETS, Target, Value

__all__ = ["apply_batch", "lock_register", "purge_staging", "take_time", "take_turn"]

# Imports take turns: two of them may touch the same people, whatever their profile.
REGISTER_LOCK = 0x494D504F5254

_VERDICTS = (
    "FROM enrollment_staged_verdict v JOIN {staged} s ON s.batch_id = v.batch_id AND s.row_number = v.row_number"
)


def lock_register() -> None:
    """Wait for the register until this transaction ends."""
    with connection.cursor() as cursor:
        take_time(cursor)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER_LOCK])


def take_turn(waiting: Callable[[], None]) -> None:
    """The same; where another import is being written `waiting` is called once, before the wait."""
    with connection.cursor() as cursor:
        take_time(cursor)
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [REGISTER_LOCK])
        if cursor.fetchone()[0]:
            return
    waiting()
    lock_register()


def take_time(cursor: CursorWrapper) -> None:
    """Long statements and waits are an import's nature: the limits of pages do not hold in its transaction."""
    cursor.execute("SET LOCAL statement_timeout = 0")
    cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def apply_batch(
    batch_id: UUID, profile: str, present: Collection[str], wrote: Callable[[int], None] | None = None
) -> None:
    """Write every judged row of the batch. `present`: canonical headings of its sheet; others stay untouched.

    `wrote` is told how many rows of the sheet have been written, each time some have.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        _Writer(cursor, batch_id, TARGETS[profile], frozenset(present), wrote).run()
        if profile in ("workers", "bpu") and move_numbers(cursor, batch_id):
            compare(batch_id, profile, present)
            _Writer(cursor, batch_id, TARGETS[profile], frozenset(present)).run()
        cursor.execute("SET LOCAL enable_nestloop = on")
        if profile == "form2a":
            report_months(cursor, batch_id)
        if profile in ("businesses", "employers"):
            link_businesses(cursor, batch_id)


def purge_staging(batch_id: UUID, profile: str) -> None:
    """Remove the batch's rows from staging; a refused or never staged batch has none."""
    if profile not in TARGETS:
        return
    with connection.cursor() as cursor:
        for table in (TARGETS[profile].staged, "enrollment_staged_verdict", KEPT):
            cursor.execute(f"DELETE FROM {table} WHERE batch_id = %s", [str(batch_id)])


class _Writer:
    def __init__(
        self,
        cursor: CursorWrapper,
        batch_id: UUID,
        target: Target,
        present: frozenset[str],
        wrote: Callable[[int], None] | None = None,
    ) -> None:
        self.cursor = cursor
        self.wrote = wrote or (lambda rows: None)
        self.params: dict[str, Any] = {"batch": str(batch_id)}
        self.target = target
        self.present = present
        self.verdicts = _VERDICTS.format(staged=target.staged)

    def run(self) -> None:
        if self.target.table == "enrollment_membership":
            self._people()
            self._insert(
                (("participant_id", "coalesce(p.merged_into_id, p.id)"),),
                "JOIN enrollment_participant p ON p.nik_index = s.nik_index",
            )
        else:
            self._insert()
        self._update("t", self.target.table, "target", self.target.present(self.present), self.target.companions)
        if self.target.table == "enrollment_employer":
            self._months()

    def _insert(self, more: tuple[tuple[str, str], ...] = (), join: str = "") -> None:
        """The new rows of the target; columns the sheet lacks get what the cleaner staged for them: nothing."""
        target = self.target
        given = dict(target.constants)
        given.update((value.column, f"s.{value.column}") for value in target.values)
        given.update(target.key_columns)
        given.update(more)
        if target.companions:
            given["owner_nik"] = "s.owner_nik"
        followers = "AND NOT s.follows" if target.table == "enrollment_business" else ""
        inserted = self._insert_into(
            target.table,
            given,
            f"{self.verdicts} {join} WHERE v.batch_id = %(batch)s AND v.verdict = 'NEW' {followers}",
        )
        self.wrote(inserted)

    def _insert_into(self, table: str, given: dict[str, str], source: str) -> int:
        columns = {**given, "batch_id": "%(batch)s::uuid", "row_number": "s.row_number"}
        return insert_and_note(
            self.cursor,
            table,
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(columns.values())} {source}"
            " ORDER BY s.row_number",
            self.params,
        )

    def _update(
        self,
        alias: str,
        table: str,
        which: str,
        values: tuple[Value, ...],
        companions: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Overwrite the rows of `table` (as `alias`) that verdicts name in `which`_id; their images are kept first."""
        chosen = f"v.batch_id = %(batch)s AND v.changes_{which} AND v.{which}_id IS NOT NULL"
        note_before(
            self.cursor, table, f"SELECT v.{which}_id FROM enrollment_staged_verdict v WHERE {chosen}", self.params
        )
        sets = [f"{value.column} = {value.sql}" for value in values]
        sets += [f"{column} = {expression}" for column, expression in companions]
        sets += ["batch_id = %(batch)s::uuid", "row_number = s.row_number"]
        if self.target.traceable:
            sets.append("updated_at = now()")
        self.cursor.execute(
            f"UPDATE {table} {alias} SET {', '.join(sets)} {self.verdicts}"
            f" WHERE {alias}.id = v.{which}_id AND {chosen}",
            self.params,
        )

    def _people(self) -> None:
        self._insert_into(
            "enrollment_participant",
            {column: f"s.{column}" for column in ("nik", "nik_index", "name", "birth_date", "sex")},
            f"{self.verdicts} WHERE v.batch_id = %(batch)s AND v.other_id IS NULL AND NOT s.follows",
        )
        self._update(
            "o", "enrollment_participant", "other", tuple(value for value in PERSON if value.is_in(self.present))
        )

    def _months(self) -> None:
        table = "enrollment_contributionmonth"
        given = {"employer_id": "e.id", "period": "s.period", "is_billed": "true"}
        given.update((value.column, value.sql) for value in MONTH)
        self._insert_into(
            table,
            given,
            f"{self.verdicts} JOIN enrollment_employer e ON e.npp = s.npp AND e.division_code = s.division_code"
            " WHERE v.batch_id = %(batch)s AND s.period IS NOT NULL AND v.other_id IS NULL"
            " AND (v.verdict = 'NEW' OR v.changes_other)",
        )
        self._update("o", table, "other", tuple(value for value in MONTH if value.is_in(self.present)))
        if "BLTH_REKON" in self.present:
            self._settle_earlier_months(table)

    def _settle_earlier_months(self, table: str) -> None:
        """BLTH_REKON says that all months up to it are paid: rows of other months follow."""
        stale = """
            SELECT m.id FROM enrollment_contributionmonth m
            JOIN enrollment_employer e ON e.id = m.employer_id
            JOIN enrollment_staged_verdict v ON v.target_id = e.id AND v.batch_id = %(batch)s AND v.changes_target
            WHERE m.is_paid <> coalesce(m.period <= e.paid_through, false)
        """
        self.cursor.execute(f"SELECT array_agg(id) FROM ({stale}) stale", self.params)
        ids = self.cursor.fetchone()[0]
        if not ids:
            return
        params = {**self.params, "ids": ids}
        note_before(self.cursor, table, "SELECT unnest(%(ids)s::bigint[])", params)
        self.cursor.execute(
            f"UPDATE {table} SET is_paid = NOT is_paid, batch_id = %(batch)s::uuid, row_number = NULL,"
            " updated_at = now() WHERE id = ANY(%(ids)s)",
            params,
        )
