"""What a commit leaves behind so that it can be taken back: the ids it inserted, the rows it changed as they were."""

from __future__ import annotations

from typing import Any

from django.db.backends.utils import CursorWrapper

__all__ = ["insert_and_note", "note_before"]

_IDS_PER_IMAGE = 5_000


def insert_and_note(cursor: CursorWrapper, table: str, insert: str, params: dict[str, Any]) -> int:
    """Run `insert` (INSERT … without RETURNING) and keep the new ids for undo. Returns the number of rows."""
    cursor.execute(
        f"""
        WITH made AS ({insert} RETURNING id), numbered AS (
            SELECT id, (row_number() OVER () - 1) / {_IDS_PER_IMAGE} AS part FROM made
        ), noted AS (
            INSERT INTO enrollment_importimage (batch_id, "table", inserted)
            SELECT %(batch)s, '{table}', array_agg(id) FROM numbered GROUP BY part
        )
        SELECT count(*) FROM made
        """,
        params,
    )
    return int(cursor.fetchone()[0])


def note_before(cursor: CursorWrapper, table: str, ids: str, params: dict[str, Any]) -> None:
    """Keep the rows of `table` whose ids the query `ids` gives, as they stand now."""
    cursor.execute(
        f"""
        INSERT INTO enrollment_importimage (batch_id, "table", row_id, before, inserted)
        SELECT %(batch)s, '{table}', row.id, to_jsonb(row), '{{}}' FROM {table} row WHERE row.id IN ({ids})
        ORDER BY row.id
        """,
        params,
    )
