"""From the stored file to the staging table: read in the sandbox, clean by columns, COPY.

Everything happens in the caller's transaction: a worker that dies leaves nothing, and the work is simply done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection

from enrollment.importing import sandbox
from enrollment.importing.again import Keeper
from enrollment.importing.cleaning import SheetCleaner
from enrollment.importing.commit import purge_staging, take_time
from enrollment.importing.errors import FileRefused, Refusal
from enrollment.importing.judging import limits
from enrollment.importing.meanings import load_meanings
from enrollment.importing.profiles import PROFILES
from enrollment.importing.repairs import load_repairs
from enrollment.importing.said import Said
from enrollment.importing.sheet import Chunk, SheetInfo
from enrollment.importing.stagewriter import StageWriter
from enrollment.importing.tables import load_tables

__all__ = ["Known", "Reading", "read_into_staging"]

# Chunks kept back while a column's amounts could still mean two things; beyond it those cells are refused.
MOST_HELD = 40

Progress = Callable[[int, int], None]
Known = Callable[[SheetInfo], None]


@dataclass(slots=True)
class Reading:
    """What reading the file told: `info` and the numbers; the rows themselves lie in staging.

    `kept`: what judging its rows again after a repair needs to know; empty where the whole file must be read again.
    """

    info: SheetInfo
    rows: int = 0
    staged: int = 0
    skipped: int = 0
    wrong_early: int = 0
    meant: int = 0
    notes: list[str] = field(default_factory=list)
    sheets: list[dict[str, Any]] = field(default_factory=list)
    kept: dict[str, Any] = field(default_factory=dict)
    first: Chunk | None = None


def read_into_staging(
    batch_id: UUID,
    path: Path,
    *,
    suffix: str,
    profile: str | None,
    asked: dict[str, Any],
    allowed: frozenset[str],
    on: date,
    keep: bool = True,
    known: Known | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Clean the file at `path` into staging and note every problem of its cells. Raises FileRefused.

    `profile`: only this one is tried, else the heading row decides. `asked`: how a person said the file is to be read.
    `on`: today, for ages. `keep`: somebody may repair cells of it before it is committed. `known` is told of the sheet
    before a row of it is read, and may stop it.
    """
    candidates = [one.candidate() for one in PROFILES.values() if profile in (None, one.name)]
    with sandbox.read(path, suffix, candidates, limits(), asked) as source, connection.cursor() as cursor:
        info = source.info
        if known:
            known(info)
        take_time(cursor)
        purge_staging(batch_id, info.profile)
        reading = Reading(info)
        said = Said(PROFILES[info.profile], info, asked, load_meanings())
        cleaner = SheetCleaner(PROFILES[info.profile], said.info, load_tables(info.profile), allowed, on)
        repairs = load_repairs(batch_id, info.profile)
        writer = StageWriter(cursor, batch_id, info.profile)
        keeper = Keeper(cursor, batch_id, cleaner) if keep else None
        for chunk, seen in _decided(((chunk, said.applied(chunk)) for chunk in source.chunks()), cleaner):
            text, sink = repairs.clean(cleaner, seen)
            reading.first = reading.first or chunk
            writer.stage(text)
            writer.note(chunk, sink)
            if keeper:
                keeper.keep(chunk, sink)
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
        reading.kept = keeper.told(said, repairs) if keeper else {}
        return reading


def _decided(chunks: Iterable[tuple[Chunk, Chunk]], cleaner: SheetCleaner) -> Iterator[tuple[Chunk, Chunk]]:
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
