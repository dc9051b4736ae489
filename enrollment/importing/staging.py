"""From the stored file to the staging table: read in the sandbox, clean by columns, COPY, compare, count.

Everything happens in the caller's transaction: a worker that dies leaves nothing, and the work is simply done again.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from accounts import vault
from enrollment.importing import sandbox
from enrollment.importing.celltext import shown
from enrollment.importing.cleaning import STAGED_COLUMNS, SheetCleaner, problem_params
from enrollment.importing.commit import purge_staging, take_time
from enrollment.importing.compare import LATE_CODES, Finding, compare
from enrollment.importing.doubtful import keep_doubts
from enrollment.importing.errors import Code, FileRefused, Refusal, Severity
from enrollment.importing.meanings import load_meanings
from enrollment.importing.noticing import note_several_numbers
from enrollment.importing.profiles import PROFILES
from enrollment.importing.repairs import load_repairs
from enrollment.importing.said import Said
from enrollment.importing.sheet import Chunk, Limits, SheetInfo
from enrollment.importing.sink import Sink
from enrollment.importing.tables import load_tables
from enrollment.importing.targets import TARGETS

__all__ = ["Counts", "Reading", "StagingLost", "cells_from", "evaluate", "limits", "read_into_staging"]

# Chunks kept back while a column's amounts could still mean two things; beyond it those cells are refused.
MOST_HELD = 40

Progress = Callable[[int, int], None]
CellSource = Callable[[frozenset[int]], Iterable[tuple[int, list[str]]]]


class StagingLost(Exception):
    """The unlogged staging rows are gone (the database crashed): read the stored file again."""


@dataclass(slots=True)
class Reading:
    """What reading the file told: `info` and the numbers; the rows themselves lie in staging."""

    info: SheetInfo
    rows: int = 0
    staged: int = 0
    skipped: int = 0
    wrong_early: int = 0
    meant: int = 0
    notes: list[str] = field(default_factory=list)
    sheets: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Counts:
    """rows = new + changed + same + doubtful + wrong, always."""

    rows: int
    new: int
    changed: int
    same: int
    doubtful: int
    wrong: int
    answered: int = 0


def limits() -> Limits:
    """The limits of the settings, where they are set; else the defaults (security.md B05, B08)."""
    return Limits(**getattr(settings, "IMPORT_LIMITS", {}))


def read_into_staging(
    batch_id: UUID,
    path: Path,
    *,
    suffix: str,
    profile: str | None,
    asked: dict[str, Any],
    allowed: frozenset[str],
    on: date,
    progress: Progress | None = None,
) -> Reading:
    """Clean the file at `path` into staging and note every problem of its cells. Raises FileRefused.

    `profile`: only this one is tried, else the heading row decides. `asked`: how a person said the file is to be read.
    `on`: today, for ages.
    """
    candidates = [one.candidate() for one in PROFILES.values() if profile in (None, one.name)]
    with sandbox.read(path, suffix, candidates, limits(), asked) as source, connection.cursor() as cursor:
        info = source.info
        take_time(cursor)
        purge_staging(batch_id, info.profile)
        reading = Reading(info)
        said = Said(PROFILES[info.profile], info, asked, load_meanings())
        cleaner = SheetCleaner(PROFILES[info.profile], said.info, load_tables(info.profile), allowed, on)
        repairs = load_repairs(batch_id, info.profile)
        writer = _Writer(cursor, batch_id, info)
        for chunk, seen in _decided(((chunk, said.applied(chunk)) for chunk in source.chunks()), cleaner):
            text, sink = repairs.clean(cleaner, seen)
            writer.stage(text)
            writer.note(chunk, sink)
            reading.rows += len(chunk.row_numbers)
            reading.wrong_early += len(sink.wrong)
            if progress:
                progress(reading.rows, max(info.row_estimate, reading.rows))
        summary = source.summary
        if summary.rows != reading.rows or reading.rows != cleaner.staged + reading.wrong_early:
            raise FileRefused(Refusal.CORRUPT)  # rows went missing on the way: never a short import
        reading.staged, reading.skipped, reading.meant = cleaner.staged, summary.skipped, said.meant
        reading.sheets = summary.sheets
        reading.notes = [str(note) for note in dict.fromkeys([*info.notes, *summary.notes])]
        return reading


def _decided(chunks: Iterator[tuple[Chunk, Chunk]], cleaner: SheetCleaner) -> Iterator[tuple[Chunk, Chunk]]:
    """The chunks, held back until the marks of every amount column are known from unmistakable cells.

    Each comes twice: as the file has it, and as the cleaners are to see it.
    """
    held: list[tuple[Chunk, Chunk]] = []
    for chunk, seen in chunks:
        held.append((chunk, seen))
        if cleaner.learn(seen) and len(held) < MOST_HELD:
            continue
        yield from held
        held.clear()
    yield from held


def evaluate(
    batch_id: UUID, profile: str, present: Iterable[str], rows: int, staged: int, wrong_early: int, cells: CellSource
) -> Counts:
    """Judge the staged rows against the register as it is now; findings replace those of an earlier judgement.

    `cells` gives the cells of rows by number, for the copies of those that turn out wrong or doubtful here.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {TARGETS[profile].staged} WHERE batch_id = %s", [str(batch_id)])
        if cursor.fetchone()[0] != staged:
            raise StagingLost
        findings, answered = compare(batch_id, profile, frozenset(present))
        _replace_findings(cursor, batch_id, findings, cells)
        keep_doubts(cursor, batch_id, TARGETS[profile], findings)
        note_several_numbers(cursor, batch_id, TARGETS[profile].staged)
        cursor.execute(
            "SELECT count(*) FILTER (WHERE verdict = 'NEW'), count(*) FILTER (WHERE verdict = 'CHANGED')"
            " FROM enrollment_staged_verdict WHERE batch_id = %s",
            [str(batch_id)],
        )
        new, changed = cursor.fetchone()
    grave = {f.row_number: f.code.severity for f in findings}
    kinds = Counter(grave.values())
    wrong, doubtful = wrong_early + kinds[Severity.WRONG], kinds[Severity.DOUBTFUL]
    return Counts(rows, new, changed, rows - new - changed - wrong - doubtful, doubtful, wrong, answered)


def _replace_findings(cursor: Any, batch_id: UUID, findings: list[Finding], cells: CellSource) -> None:
    """Findings of an earlier judgement go; copies of rows that are still bad stay, so the file is seldom read again."""
    late = [str(code) for code in LATE_CODES]
    wanted = frozenset(finding.row_number for finding in findings)
    params = {"batch": str(batch_id), "late": late, "wanted": sorted(wanted)}
    earlier = (
        "c.batch_id = %(batch)s AND EXISTS (SELECT FROM enrollment_importproblem p WHERE p.batch_id = c.batch_id"
        " AND p.row_number = c.row_number AND p.code = ANY(%(late)s))"
    )
    cursor.execute(f"DELETE FROM enrollment_importrowcopy c WHERE {earlier} AND row_number <> ALL(%(wanted)s)", params)
    cursor.execute(f"SELECT row_number FROM enrollment_importrowcopy c WHERE {earlier}", params)
    kept = frozenset(row for (row,) in cursor.fetchall())
    cursor.execute("DELETE FROM enrollment_importproblem WHERE batch_id = %(batch)s AND code = ANY(%(late)s)", params)
    if not findings:
        return
    copy_problems(cursor, batch_id, ((f.row_number, f.column, f.code, f.params) for f in findings))
    copy_rows(cursor, batch_id, ((row, texts, False) for row, texts in cells(wanted - kept)))
    doubtful = [f.row_number for f in findings if f.code.severity is Severity.DOUBTFUL]
    cursor.execute(
        "UPDATE enrollment_importrowcopy SET is_doubtful = (row_number = ANY(%(doubtful)s))"
        " WHERE batch_id = %(batch)s AND row_number = ANY(%(wanted)s)",
        {**params, "doubtful": doubtful},
    )


class _Writer:
    """COPY of one batch: staging rows, problems, and the cells of wrong rows."""

    def __init__(self, cursor: Any, batch_id: UUID, info: SheetInfo) -> None:
        self._cursor = cursor
        self._batch = batch_id
        columns = ", ".join(("row_number", *STAGED_COLUMNS[info.profile], "batch_id"))
        self._copy = f"COPY {TARGETS[info.profile].staged} ({columns}) FROM STDIN"

    def stage(self, text: str) -> None:
        if text:
            self._cursor.copy_expert(self._copy, io.StringIO(text.replace("\n", f"\t{self._batch}\n")))

    def note(self, chunk: Chunk, sink: Sink) -> None:
        if not sink.problems:
            return
        numbers = chunk.row_numbers
        copy_problems(
            self._cursor, self._batch, ((numbers[p.place], p.column, p.code, p.params) for p in sink.problems)
        )
        wrong = sorted(sink.wrong)
        copy_rows(self._cursor, self._batch, ((numbers[i], row_texts(chunk, i), False) for i in wrong))


def row_texts(chunk: Chunk, index: int) -> list[str]:
    """One row's cells as the sheet shows them, in its own order."""
    return [shown(column[index]) for column in chunk.columns]


def cells_from(path: Path, suffix: str, profile: str, asked: dict[str, Any]) -> CellSource:
    """A source that reads the file again for the rows that are asked for; on a clean sheet it is never called."""

    def read(wanted: frozenset[int]) -> Iterator[tuple[int, list[str]]]:
        if not wanted:
            return
        with sandbox.read(path, suffix, [PROFILES[profile].candidate()], limits(), asked) as source:
            for chunk in source.chunks():
                for index, number in enumerate(chunk.row_numbers):
                    if number in wanted:
                        yield number, row_texts(chunk, index)

    return read


def copy_problems(cursor: Any, batch_id: UUID, problems: Iterable[tuple[int, str, Code, dict[str, Any]]]) -> None:
    """Store problems (row, column, code, params)."""
    lines = [
        f"{batch_id}\t{row}\t{column}\t{code}\t{code.severity}\t{_json(problem_params(params))}\n"
        for row, column, code, params in problems
    ]
    cursor.copy_expert(
        'COPY enrollment_importproblem (batch_id, row_number, "column", code, severity, params) FROM STDIN',
        io.StringIO("".join(lines)),
    )


def copy_rows(cursor: Any, batch_id: UUID, rows: Iterable[tuple[int, list[str], bool]]) -> None:
    """Store the sealed cells of wrong and doubtful rows (row, texts by heading, is doubtful)."""
    rows = list(rows)
    sealed = vault.seal_many([json.dumps(texts) for _, texts, _ in rows], "importrowcopy.cells")
    lines = [
        f"{batch_id}\t{row}\t{'t' if doubtful else 'f'}\t\\\\x{cells.hex()}\n"
        for (row, _, doubtful), cells in zip(rows, sealed, strict=True)
        if cells is not None
    ]
    cursor.copy_expert(
        "COPY enrollment_importrowcopy (batch_id, row_number, is_doubtful, cells) FROM STDIN",
        io.StringIO("".join(lines)),
    )


def _json(params: dict[str, Any]) -> str:
    return json.dumps(params).replace("\\", "\\\\")
