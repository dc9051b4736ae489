"""A repaired sheet judged again without its file: only rows that something was said about are cleaned anew.

A repair changes cells that were complained of, or cells of a row that was bad; every other row stays in staging as it
is. The answer is the one that reading the whole file would give, so wherever that is not certain (the places,
employers or words it was read with have changed, a day has passed, amounts changed their meaning half-way, a way of
mending that looks at whole columns came or went, too many rows) the file is read again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from accounts import vault
from enrollment.importing.cleaning import SheetCleaner
from enrollment.importing.commit import take_time
from enrollment.importing.keptrows import KEPT, keep_rows, kept_chunks, picked
from enrollment.importing.meanings import Meanings, load_meanings
from enrollment.importing.profiles import PROFILES
from enrollment.importing.repairs import Repairs, load_repairs
from enrollment.importing.said import Said
from enrollment.importing.sheet import Chunk, SheetInfo
from enrollment.importing.sink import Sink
from enrollment.importing.stagewriter import StageWriter
from enrollment.importing.tables import Tables, load_tables
from enrollment.importing.targets import TARGETS
from enrollment.models import ImportBatch, ImportProblem, ImportRowCopy

__all__ = ["Keeper", "Mended", "count_kept", "judge_kept"]

MOST_KEPT = 50_000
PHONE = "business.phone"


class Keeper:
    """Keeps the rows of one reading that a repair could touch."""

    def __init__(self, cursor: Any, batch_id: UUID, cleaner: SheetCleaner) -> None:
        self._cursor = cursor
        self._batch = batch_id
        self._cleaner = cleaner
        self._rows = 0
        self._marks: set[str] = set()

    def keep(self, chunk: Chunk, sink: Sink) -> None:
        """The rows of the chunk that something was said about. `chunk` is as the file has it."""
        self._marks.add(json.dumps(self._cleaner.marks()))
        places = sorted({problem.place for problem in sink.problems})
        self._rows += len(places)
        if places and self._rows <= MOST_KEPT:
            keep_rows(self._cursor, self._batch, picked(chunk, places))

    def told(self, said: Said, repairs: Repairs) -> dict[str, Any]:
        """What must be the same for the kept rows to speak for the file; empty where they cannot."""
        if self._rows > MOST_KEPT or len(self._marks) > 1:
            return {}
        return {
            "rows": self._rows,
            "profile": self._cleaner.profile.name,
            "once": said.once,
            "marks": self._cleaner.marks(),
            "columns": repairs.of_columns,
            "read_with": fingerprint(self._cleaner.tables, said.meanings, self._cleaner.allowed, self._cleaner.on),
        }


@dataclass(frozen=True, slots=True)
class Mended:
    """What judging the kept rows again gave."""

    staged: int
    wrong_early: int


def judge_kept(batch: ImportBatch, *, allowed: frozenset[str], on: date) -> Mended | None:
    """Clean the kept rows with the repairs now in force; None where the whole file must be read again."""
    kept = batch.header.get("kept") if batch.header else None
    if not kept or kept["profile"] != batch.profile:
        return None
    repairs = load_repairs(batch.pk, batch.profile)
    with connection.cursor() as cursor:
        take_time(cursor)
        numbers = _kept_numbers(cursor, batch.pk)
        whole = len(numbers) == kept["rows"] and _staged(cursor, batch) == batch.staged_rows
        if not whole or repairs.of_columns != kept["columns"] or not repairs.rows <= numbers:
            return None
        cleaner, said = _as_read(batch, kept, allowed, on)
        if fingerprint(cleaner.tables, said.meanings, allowed, on) != kept["read_with"]:
            return None
        return _clean_again(cursor, batch, cleaner, said, repairs, numbers)


def count_kept(batch: ImportBatch) -> None:
    """Say with the batch how many rows are kept now; call it once the batch is judged, before it is saved."""
    if batch.header.get("kept"):
        with connection.cursor() as cursor:
            batch.header["kept"]["rows"] = len(_kept_numbers(cursor, batch.pk))


def fingerprint(tables: Tables, meanings: Meanings, allowed: frozenset[str], on: date) -> str:
    """Everything outside the file that cleaning looks at, in 32 letters."""
    areas = tables.areas
    looked_up: list[Mapping[Any, Any]] = [
        areas.districts, areas.villages, areas.district_of, tables.branches, tables.villages, tables.employers,
        tables.phones, meanings.districts, *(meanings.words[kind] for kind in sorted(meanings.words)),
    ]  # fmt: skip
    told = hashlib.blake2b(f"{on}{sorted(allowed)}{sorted(tables.cities)}{sorted(meanings.words)}".encode())
    for table in looked_up:
        told.update(repr(sorted(table.items())).encode())
    return told.hexdigest()[:32]


def _as_read(batch: ImportBatch, kept: dict[str, Any], allowed: frozenset[str], on: date) -> tuple[SheetCleaner, Said]:
    """Cleaner and sayings as they were when the file was read."""
    profile, header = PROFILES[batch.profile], batch.header
    info = SheetInfo(
        batch.profile, header["texts"], batch.header_row or 0, header["columns"], [], [], batch.sheet_name, False,
        header["date1904"], None, 0, [],
    )  # fmt: skip
    said = Said(profile, info, {"once": kept["once"]}, load_meanings())
    cleaner = SheetCleaner(profile, said.info, load_tables(batch.profile), allowed, on)
    cleaner.take_marks(kept["marks"])
    return cleaner, said


def _clean_again(
    cursor: Any, batch: ImportBatch, cleaner: SheetCleaner, said: Said, repairs: Repairs, numbers: frozenset[int]
) -> Mended:
    chunks = list(kept_chunks(cursor, batch.pk))
    cleaner.know_phones(_staged_phones(cursor, batch, cleaner.tables))
    ImportProblem.objects.filter(batch=batch).delete()
    ImportRowCopy.objects.filter(batch=batch).delete()
    cursor.execute(
        f"DELETE FROM {TARGETS[batch.profile].staged} WHERE batch_id = %s AND row_number = ANY(%s)",
        [str(batch.pk), sorted(numbers)],
    )
    writer = StageWriter(cursor, batch.pk, batch.profile)
    wrong = 0
    for chunk in chunks:
        text, sink = repairs.clean(cleaner, said.applied(chunk))
        writer.stage(text)
        writer.note(chunk, sink)
        wrong += len(sink.wrong)
    return Mended(batch.rows - wrong, wrong)


def _staged_phones(cursor: Any, batch: ImportBatch, tables: Tables) -> Iterable[tuple[str, bytes]]:
    """Numbers sealed for this sheet with their ciphertext: the same number must stay the same bytes."""
    if batch.profile != "businesses":
        return
    of_register = frozenset(tables.phones.values())
    cursor.execute(
        "SELECT DISTINCT phone FROM enrollment_staged_business WHERE batch_id = %s AND phone IS NOT NULL",
        [str(batch.pk)],
    )
    for (blob,) in cursor.fetchall():
        if (sealed := bytes(blob)) not in of_register:
            yield vault.unseal(sealed, PHONE), sealed


def _kept_numbers(cursor: Any, batch_id: UUID) -> frozenset[int]:
    cursor.execute(f"SELECT row_number FROM {KEPT} WHERE batch_id = %s", [str(batch_id)])
    return frozenset(number for (number,) in cursor.fetchall())


def _staged(cursor: Any, batch: ImportBatch) -> int:
    cursor.execute(f"SELECT count(*) FROM {TARGETS[batch.profile].staged} WHERE batch_id = %s", [str(batch.pk)])
    return int(cursor.fetchone()[0])
