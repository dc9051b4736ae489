"""Rows of a sheet that somebody may still repair, kept beside staging with their cells as they were read.

Unlogged and purged with staging; sealed, for a cell may be somebody's number. What a repair can touch is a row that
something was said about, so these are the only rows that are cleaned again when a repair is made or taken back.
"""

from __future__ import annotations

import io
import json
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from accounts import vault
from enrollment.importing.errors import Code, Problem
from enrollment.importing.sheet import BadDate, Cell, Chunk, ErrorCell, Formula

__all__ = ["KEPT", "keep_rows", "kept_chunks", "picked"]

KEPT = "enrollment_staged_cells"
SEALED_AS = "staged.cells"
AT_ONCE = 5_000


def keep_rows(cursor: Any, batch_id: UUID, chunk: Chunk) -> None:
    """Keep every row of this chunk."""
    rows = [_packed(chunk, index) for index in range(len(chunk.row_numbers))]
    sealed = vault.seal_many(rows, SEALED_AS)
    lines = [
        f"{batch_id}\t{number}\t\\\\x{blob.hex()}\n"
        for number, blob in zip(chunk.row_numbers, sealed, strict=True)
        if blob is not None
    ]
    cursor.copy_expert(f"COPY {KEPT} (batch_id, row_number, cells) FROM STDIN", io.StringIO("".join(lines)))


def kept_chunks(cursor: Any, batch_id: UUID, wanted: Collection[int] | None = None) -> Iterator[Chunk]:
    """The kept rows in the sheet's order; of these numbers only, where some are named."""
    narrowed = "" if wanted is None else " AND row_number = ANY(%(wanted)s)"
    cursor.execute(
        f"SELECT row_number, cells FROM {KEPT} WHERE batch_id = %(batch)s{narrowed} ORDER BY row_number",
        {"batch": str(batch_id), "wanted": list(wanted or ())},
    )
    found = cursor.fetchall()
    for start in range(0, len(found), AT_ONCE):
        yield _chunk(found[start : start + AT_ONCE])


def picked(chunk: Chunk, rows: Iterable[int]) -> Chunk:
    """These rows of the chunk, by index, as a chunk of their own."""
    rows = list(rows)
    columns = [[column[row] for row in rows] for column in chunk.columns]
    problems = {place: chunk.problems[row] for place, row in enumerate(rows) if row in chunk.problems}
    numbers, lines = ([many[row] for row in rows] for many in (chunk.row_numbers, chunk.lines))
    return Chunk(numbers, lines, columns, problems)


def _packed(chunk: Chunk, index: int) -> str:
    problem = chunk.problems.get(index)
    told = {"line": chunk.lines[index], "cells": [_plain(column[index]) for column in chunk.columns]}
    if problem is not None:
        told["problem"] = [problem.code, problem.params]
    return json.dumps(told)


def _chunk(rows: list[tuple[int, memoryview]]) -> Chunk:
    told = [json.loads(vault.unseal(blob, SEALED_AS)) for _, blob in rows]
    problems = {
        place: Problem(Code(one["problem"][0]), one["problem"][1]) for place, one in enumerate(told) if "problem" in one
    }
    columns = [list(map(_cell, column)) for column in zip(*(one["cells"] for one in told), strict=True)]
    return Chunk([number for number, _ in rows], [one["line"] for one in told], columns, problems)


def _plain(cell: Cell) -> Any:
    """The cell as JSON has it; what JSON does not know becomes a list with the name of its kind."""
    if isinstance(cell, Formula):
        return ["formula", _plain(cell.value)]
    if isinstance(cell, ErrorCell | BadDate):
        return ["error" if isinstance(cell, ErrorCell) else "bad", cell[0]]
    return ["day", cell.isoformat()] if isinstance(cell, date) else cell


def _cell(plain: Any) -> Cell:
    if not isinstance(plain, list):
        return plain  # type: ignore[no-any-return]
    kind, value = plain
    if kind == "day":
        return date.fromisoformat(value)
    if kind == "formula":
        return Formula(_cell(value))  # type: ignore[arg-type]
    return ErrorCell(value) if kind == "error" else BadDate(value)
