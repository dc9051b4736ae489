"""Staged rows judged against the register as it is now: new, changed, the same, doubtful or wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from enrollment.importing import sandbox
from enrollment.importing.compare import LATE_CODES, Finding, compare
from enrollment.importing.doubtful import keep_doubts
from enrollment.importing.errors import Severity
from enrollment.importing.keptrows import keep_rows, kept_chunks, picked
from enrollment.importing.noticing import note_several_numbers
from enrollment.importing.profiles import PROFILES
from enrollment.importing.sheet import Chunk, Limits
from enrollment.importing.stagewriter import copy_problems, copy_rows, row_texts
from enrollment.importing.targets import TARGETS

__all__ = ["Counts", "RowSource", "StagingLost", "evaluate", "limits", "rows_from"]

RowSource = Callable[[frozenset[int]], Iterable[Chunk]]


class StagingLost(Exception):
    """The unlogged staging rows are gone (the database crashed): read the stored file again."""


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


def evaluate(
    batch_id: UUID, profile: str, present: Iterable[str], rows: int, staged: int, wrong_early: int, source: RowSource
) -> Counts:
    """Judge the staged rows against the register as it is now; findings replace those of an earlier judgement.

    `source` gives rows of the file by number, for the copies of those that turn out wrong or doubtful here.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {TARGETS[profile].staged} WHERE batch_id = %s", [str(batch_id)])
        if cursor.fetchone()[0] != staged:
            raise StagingLost
        findings, answered = compare(batch_id, profile, frozenset(present))
        _replace_findings(cursor, batch_id, findings, source)
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


def rows_from(path: Path, suffix: str, profile: str, asked: dict[str, Any]) -> RowSource:
    """A source that reads the file again for the rows that are asked for; on a clean sheet it is never called."""

    def read(wanted: frozenset[int]) -> Iterator[Chunk]:
        with sandbox.read(path, suffix, [PROFILES[profile].candidate()], limits(), asked) as source:
            for chunk in source.chunks():
                rows = [index for index, number in enumerate(chunk.row_numbers) if number in wanted]
                if rows:
                    yield picked(chunk, rows)

    return read


def _replace_findings(cursor: Any, batch_id: UUID, findings: list[Finding], source: RowSource) -> None:
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
    copied = frozenset(row for (row,) in cursor.fetchall())
    cursor.execute("DELETE FROM enrollment_importproblem WHERE batch_id = %(batch)s AND code = ANY(%(late)s)", params)
    if not findings:
        return
    copy_problems(cursor, batch_id, ((f.row_number, f.column, f.code, f.params) for f in findings))
    for chunk in _cells(cursor, batch_id, wanted - copied, source):
        copy_rows(cursor, batch_id, ((number, row_texts(chunk, i)) for i, number in enumerate(chunk.row_numbers)))
    doubtful = [f.row_number for f in findings if f.code.severity is Severity.DOUBTFUL]
    cursor.execute(
        "UPDATE enrollment_importrowcopy SET is_doubtful = (row_number = ANY(%(doubtful)s))"
        " WHERE batch_id = %(batch)s AND row_number = ANY(%(wanted)s)",
        {**params, "doubtful": doubtful},
    )


def _cells(cursor: Any, batch_id: UUID, wanted: frozenset[int], source: RowSource) -> Iterator[Chunk]:
    """These rows, from those that are kept and else from the file; what is read there is kept from now on."""
    missing = set(wanted)
    for chunk in kept_chunks(cursor, batch_id, wanted) if wanted else ():
        missing.difference_update(chunk.row_numbers)
        yield chunk
    if missing:
        for chunk in source(frozenset(missing)):
            keep_rows(cursor, batch_id, chunk)
            yield chunk
