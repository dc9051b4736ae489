"""What refers to a record, in whatever room it stands: found from the models, so that no list of tables goes stale."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, models, transaction

from enrollment.models import Business, BusinessEmployerLink, Participant, RecordMerge

__all__ = [
    "MODELS",
    "Reference",
    "Referring",
    "clashes",
    "move_references",
    "references",
    "referring",
    "return_references",
]

Record = Business | Participant
MODELS: dict[str, type[Business] | type[Participant]] = {
    RecordMerge.Kind.BUSINESS: Business,
    RecordMerge.Kind.PARTICIPANT: Participant,
}
# Where both records say the same of the same employer, one saying is enough: the other stays where it is.
MAY_STAY = frozenset({BusinessEmployerLink._meta.db_table})


@dataclass(frozen=True, slots=True)
class Reference:
    """A column of some table that names such records; rows of a `frozen` table are evidence and never change."""

    table: str
    column: str
    label: str
    frozen: bool


@dataclass(frozen=True, slots=True)
class Referring:
    """How many rows of one table name a record, and whether they would follow it."""

    label: str
    rows: int
    frozen: bool


def references(model: type[models.Model]) -> list[Reference]:
    """Every foreign key to the model, this room's and others'."""
    frozen = _append_only()
    found = []
    for relation in model._meta.related_objects:
        other: Any = relation.related_model
        field: Any = relation.field
        table = other._meta.db_table
        found.append(Reference(table, field.column, str(other._meta.verbose_name_plural), table in frozen))
    return sorted(found, key=lambda one: (one.table, one.column))


def referring(record: Record) -> list[Referring]:
    """What names this record now."""
    with connection.cursor() as cursor:
        told = []
        for one in references(type(record)):
            count = f"SELECT count(*) FROM {one.table} WHERE {one.column} = %s"  # noqa: S608 - names of our own
            cursor.execute(count, [record.pk])
            if rows := cursor.fetchone()[0]:
                told.append(Referring(one.label, rows, one.frozen))
        return told


def move_references(kept: Record, gone: Record) -> tuple[list[dict[str, Any]], list[str]]:
    """Let whatever names `gone` name `kept`. Returns an image of each moved row, and the tables where rows clashed."""
    images: list[dict[str, Any]] = []
    clashed: list[str] = []
    for one in references(type(kept)):
        if one.frozen:
            continue
        for pk in _ids(one, gone.pk):
            if _point(one.table, one.column, pk, gone.pk, kept.pk):
                images.append({"table": one.table, "id": pk, "before": {one.column: gone.pk}})
            elif one.table not in MAY_STAY:
                clashed.append(one.label)
    return images, clashed


def return_references(images: Iterable[dict[str, Any]], kept_id: int) -> list[dict[str, Any]]:
    """Point each moved row back. Returns the images, those of rows that could not go back marked `left`."""
    told = []
    for image in images:
        ((column, gone_id),) = image["before"].items()
        back = _point(image["table"], column, image["id"], kept_id, gone_id)
        told.append(image if back else {**image, "left": True})
    return told


def clashes(kept: Record, gone: Record) -> list[str]:
    """Tables in which both records have what only one may have; tried and rolled back."""
    with transaction.atomic():
        _images, clashed = move_references(kept, gone)
        transaction.set_rollback(True)
    return clashed


def _ids(one: Reference, pk: int) -> list[int]:
    with connection.cursor() as cursor:
        rows = f"SELECT id FROM {one.table} WHERE {one.column} = %s ORDER BY id FOR UPDATE"  # noqa: S608 - our own
        cursor.execute(rows, [pk])
        return [row for (row,) in cursor.fetchall()]


def _point(table: str, column: str, pk: Any, old: int, new: int) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            update = f"UPDATE {table} SET {column} = %s WHERE id = %s AND {column} = %s"  # noqa: S608 - our own
            cursor.execute(update, [new, pk, old])
            return bool(cursor.rowcount == 1)
    except IntegrityError:
        return False


def _append_only() -> frozenset[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT t.tgrelid::regclass::text FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE p.proname = 'cj_refuse_change'"
        )
        return frozenset(table for (table,) in cursor.fetchall())
