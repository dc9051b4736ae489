"""A card's number that a person said is somebody else's: its covers move to that somebody before the row is written."""

from __future__ import annotations

from uuid import UUID

from django.db.backends.utils import CursorWrapper

from enrollment.importing.images import note_before

__all__ = ["move_numbers"]

_MOVED = """
    FROM enrollment_membership m
    JOIN enrollment_staged_membership s ON s.kpj = m.kpj AND s.batch_id = %(batch)s AND s.row_number = ANY(%(rows)s)
    JOIN enrollment_participant p ON p.nik_index = s.nik_index
    WHERE m.participant_id <> coalesce(p.merged_into_id, p.id)
"""


def move_numbers(cursor: CursorWrapper, batch_id: UUID) -> bool:
    """Give the numbers of the rows set aside by `compare` to those rows' people, whom the caller has written.

    Only those rows then stay in staging, to be judged and written like any others. False where there is none.
    """
    params = {"batch": str(batch_id)}
    cursor.execute(
        "SELECT array_agg(s.row_number) FROM enrollment_staged_verdict v JOIN enrollment_staged_membership s"
        " ON s.batch_id = v.batch_id AND s.row_number = v.row_number WHERE v.batch_id = %(batch)s AND s.bad",
        params,
    )
    rows = cursor.fetchone()[0]
    if not rows:
        return False
    moves = {**params, "rows": rows}
    note_before(cursor, "enrollment_membership", f"SELECT m.id {_MOVED}", moves)
    cursor.execute(
        "UPDATE enrollment_membership m SET participant_id = moved.person, batch_id = %(batch)s::uuid,"
        " row_number = moved.row_number, updated_at = now() FROM (SELECT m.id, s.row_number,"
        f" coalesce(p.merged_into_id, p.id) AS person {_MOVED}) moved WHERE m.id = moved.id",
        moves,
    )
    cursor.execute(
        "DELETE FROM enrollment_staged_membership WHERE batch_id = %(batch)s AND row_number <> ALL(%(rows)s)", moves
    )
    return True
