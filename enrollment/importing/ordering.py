"""In which order changed rows are shown: what moves coverage first, then what moves a place, names and wages last."""

from __future__ import annotations

from django.db import connection

from enrollment.importing.targets import TARGETS, Target, Value
from enrollment.models import ImportBatch

__all__ = ["ChangedNumbers"]

# Whether somebody is covered, by what, and whether an employer has paid.
_COVER = frozenset(
    {"ended_on", "protected_until", "started_on", "segment", "jkk", "jkm", "jht", "jp", "jkp"}
    | {"paid_through", "closed_on", "scale", "declared_workers", "people", "nib"}
)
_PLACE = frozenset({"village_id", "branch_id", "kbli_code"})


class ChangedNumbers:
    """Row numbers of a batch's changed rows, as a paginator reads them."""

    ordered = True

    def __init__(self, batch: ImportBatch) -> None:
        target = TARGETS[batch.profile]
        self._count = batch.changed
        self._batch = str(batch.pk)
        self._sql = _ordered(target, target.present(batch.header["columns"]))

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, part: slice) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(self._sql, {"batch": self._batch, "skip": part.start, "take": part.stop - part.start})
            return [row for (row,) in cursor.fetchall()]


def _ordered(target: Target, values: tuple[Value, ...]) -> str:
    return f"""
        SELECT v.row_number FROM enrollment_staged_verdict v
        JOIN {target.staged} s ON s.batch_id = v.batch_id AND s.row_number = v.row_number
        LEFT JOIN {target.table} t ON t.id = v.target_id
        WHERE v.batch_id = %(batch)s AND v.verdict = 'CHANGED'
        ORDER BY CASE WHEN {_differs(values, _COVER)} THEN 0 WHEN {_differs(values, _PLACE)} THEN 1 ELSE 2 END,
                 v.row_number
        OFFSET %(skip)s LIMIT %(take)s"""


def _differs(values: tuple[Value, ...], columns: frozenset[str]) -> str:
    chosen = [f"t.{value.column} IS DISTINCT FROM {value.sql}" for value in values if value.column in columns]
    return f"({' OR '.join(chosen)})" if chosen else "false"
