"""Take a committed batch back: what it inserted goes, what it changed becomes what it was.

A row that was written again since (by a later batch or a person) stays as it is and is named; so does an inserted row
that something else now rests on. Set-based, in the caller's transaction.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.db.backends.utils import CursorWrapper

__all__ = ["Undone", "undo"]

# Children before parents: a changed child is restored before its parent goes, which it may have come to rest on.
TABLES = (
    "enrollment_businessemployerlink",
    "enrollment_announcedworker",
    "enrollment_contributionmonth",
    "enrollment_membership",
    "enrollment_participant",
    "enrollment_employer",
    "enrollment_business",
    "districts_workforcefigure",
)
_MERGING = frozenset({"enrollment_business", "enrollment_participant"})
UNNUMBERED = frozenset({"enrollment_businessemployerlink"})
MOST_NAMED = 500
EDITED, IN_USE, GONE = "EDITED_SINCE", "IN_USE", "GONE"


@dataclass(slots=True)
class Undone:
    """Rows taken back, and rows left alone by (table, reason): EDITED_SINCE, IN_USE kept; GONE failed.

    `left` names the first of those by themselves: {"table", "id", "reason", "row" of the file, "since": batch id}.
    """

    reversed: int = 0
    kept: Counter[tuple[str, str]] = field(default_factory=Counter)
    failed: Counter[tuple[str, str]] = field(default_factory=Counter)
    left: list[dict[str, Any]] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """{"reversed": rows, "kept": [{"table", "reason", "rows"}], "failed": […]}."""
        return {"reversed": self.reversed, "kept": _listed(self.kept), "failed": _listed(self.failed)}

    def name(self, table: str, pk: int, reason: str, line: int | None, since: str | None) -> None:
        """Note one row by itself, as long as the list is not too long to be read."""
        if len(self.left) < MOST_NAMED:
            self.left.append({"table": table, "id": pk, "reason": reason, "row": line, "since": since})


def undo(batch_id: UUID) -> Undone:
    """Undo everything the batch did, under the register's lock that the caller holds."""
    done = Undone()
    with connection.cursor() as cursor:
        for table in TABLES:
            _withdraw(cursor, table, batch_id, done)
            _restore(cursor, table, batch_id, done)
        _follow_merges(cursor)
    return done


def _listed(counted: Counter[tuple[str, str]]) -> list[dict[str, Any]]:
    return [{"table": t, "reason": r, "rows": n} for (t, r), n in sorted(counted.items()) if n]


def _withdraw(cursor: CursorWrapper, table: str, batch_id: UUID, done: Undone) -> None:
    """Delete the rows the batch inserted, save those edited since and those others rest on."""
    params = {"batch": str(batch_id), "table": table}
    inserted = (
        'SELECT unnest(inserted) AS id FROM enrollment_importimage WHERE batch_id = %(batch)s AND "table" = %(table)s'
    )
    cursor.execute(f"SELECT count(*) FROM ({inserted}) made", params)
    made = cursor.fetchone()[0]
    if not made:
        return
    _name_gone(cursor, table, f"({inserted}) made", "made.id", params, done)
    cursor.execute(
        f"""
        DELETE FROM {table} row USING ({inserted}) made
        WHERE row.id = made.id AND {_untouched(table)} {_unused(table)}
        """,
        params,
    )
    gone = cursor.rowcount
    done.reversed += gone
    cursor.execute(
        f"SELECT count(*), count(*) FILTER (WHERE NOT ({_untouched(table)}))"
        f" FROM {table} row JOIN ({inserted}) made ON row.id = made.id",
        params,
    )
    left, edited = cursor.fetchone()
    done.kept[table, EDITED] += edited
    done.kept[table, IN_USE] += left - edited
    done.failed[table, GONE] += made - gone - left
    if left:
        _name_kept(cursor, table, f"({inserted}) made", "made.id", params, done)


def _restore(cursor: CursorWrapper, table: str, batch_id: UUID, done: Undone) -> None:
    """Put changed rows back as they were, whole, unless they were written again since."""
    params = {"batch": str(batch_id), "table": table}
    images = 'enrollment_importimage i WHERE i.batch_id = %(batch)s AND i."table" = %(table)s AND i.row_id IS NOT NULL'
    cursor.execute(f"SELECT count(*) FROM {images}", params)
    noted = cursor.fetchone()[0]
    if not noted:
        return
    changed = f"(SELECT DISTINCT row_id FROM {images}) image"
    _name_gone(cursor, table, changed, "image.row_id", params, done)
    # What a record was merged into is no sheet's doing.
    columns = [column for column in _columns(cursor, table) if column not in ('"id"', '"merged_into_id"')]
    cursor.execute(
        f"""
        UPDATE {table} row SET ({", ".join(columns)}) = ROW({", ".join(f"was.{column}" for column in columns)})
        FROM (SELECT DISTINCT ON (row_id) row_id, before FROM {images} ORDER BY row_id, i.id) image,
             LATERAL jsonb_populate_record(NULL::{table}, image.before) was
        WHERE row.id = image.row_id AND {_untouched(table)}
        """,
        params,
    )
    back = cursor.rowcount
    done.reversed += back
    cursor.execute(
        f"SELECT count(*), count(row.id) FROM {changed} LEFT JOIN {table} row ON row.id = image.row_id",
        params,
    )
    rows, still = cursor.fetchone()
    if still > back:
        _name_kept(cursor, table, changed, "image.row_id", {**params, "edited_only": True}, done)
    done.kept[table, EDITED] += still - back
    done.failed[table, GONE] += rows - still


def _name_kept(cursor: CursorWrapper, table: str, source: str, key: str, params: dict[str, Any], done: Undone) -> None:
    """The first rows that stay, with their line in this file where the batch that wrote them last noted it."""
    cursor.execute(
        f"""
        SELECT row.id, {_untouched(table)} AS untouched, row.batch_id::text,
               CASE WHEN {_untouched(table)} THEN {_line(table)} ELSE (image_since.before ->> 'row_number')::integer END
        FROM {table} row JOIN {source} ON row.id = {key}
        LEFT JOIN enrollment_importimage image_since ON image_since.batch_id = row.batch_id
            AND image_since."table" = %(table)s AND image_since.row_id = row.id
            AND image_since.before ->> 'batch_id' = %(batch)s
        WHERE NOT (%(edited_only)s AND {_untouched(table)})
        ORDER BY row.id LIMIT {MOST_NAMED}
        """,
        {"edited_only": False, **params},
    )
    for pk, untouched, since, line in cursor.fetchall():
        done.name(table, pk, IN_USE if untouched else EDITED, line, None if untouched else since)


def _name_gone(cursor: CursorWrapper, table: str, source: str, key: str, params: dict[str, Any], done: Undone) -> None:
    """The first rows that are not there any more."""
    cursor.execute(
        f"SELECT {key} FROM {source} LEFT JOIN {table} row ON row.id = {key} WHERE row.id IS NULL LIMIT {MOST_NAMED}",
        params,
    )
    for (pk,) in cursor.fetchall():
        done.name(table, pk, GONE, None, None)


def _line(table: str) -> str:
    return "NULL::integer" if table in UNNUMBERED else "row.row_number"


def _untouched(table: str) -> str:
    """The row still carries this batch as the one that wrote it last, and no person decided it since."""
    decided = " AND row.decided_by_id IS NULL" if table == "enrollment_businessemployerlink" else ""
    return f"(row.batch_id IS NOT DISTINCT FROM %(batch)s::uuid{decided})"


def _follow_merges(cursor: CursorWrapper) -> None:
    """A cover restored to a record that has been merged since is that of the person it became."""
    cursor.execute(
        "UPDATE enrollment_membership m SET participant_id = p.merged_into_id FROM enrollment_participant p"
        " WHERE p.id = m.participant_id AND p.merged_into_id IS NOT NULL AND NOT EXISTS (SELECT FROM"
        " enrollment_membership o WHERE o.participant_id = p.merged_into_id AND o.kpj = m.kpj"
        " AND o.employer_id IS NULL AND m.employer_id IS NULL)"
    )


def _unused(table: str) -> str:
    """No row of any room refers to it, in a way that would forbid or widen its removal."""
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    clauses = ["AND row.merged_into_id IS NULL"] if table in _MERGING else []
    for relation in model._meta.related_objects:
        other: type[models.Model] = relation.related_model
        column: Any = relation.field.column
        clauses.append(f"AND NOT EXISTS (SELECT FROM {other._meta.db_table} other WHERE other.{column} = row.id)")
    return " ".join(clauses)


def _columns(cursor: CursorWrapper, table: str) -> list[str]:
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attgenerated = ''",
        [table],
    )
    return [f'"{name}"' for (name,) in cursor.fetchall()]
