"""COPY into the tables of a staged batch: its rows, their problems, the cells of those that are wrong or doubtful."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from accounts import vault
from enrollment.importing.celltext import shown
from enrollment.importing.cleaning import STAGED_COLUMNS, problem_params
from enrollment.importing.errors import Code
from enrollment.importing.sheet import Chunk
from enrollment.importing.sink import Sink
from enrollment.importing.targets import TARGETS

__all__ = ["StageWriter", "copy_problems", "copy_rows", "row_texts"]


class StageWriter:
    """Writes the chunks of one batch."""

    def __init__(self, cursor: Any, batch_id: UUID, profile: str) -> None:
        self._cursor = cursor
        self._batch = batch_id
        columns = ", ".join(("row_number", *STAGED_COLUMNS[profile], "batch_id"))
        self._copy = f"COPY {TARGETS[profile].staged} ({columns}) FROM STDIN"

    def stage(self, text: str) -> None:
        """The sound rows, as the cleaner gives them."""
        if text:
            self._cursor.copy_expert(self._copy, io.StringIO(text.replace("\n", f"\t{self._batch}\n")))

    def note(self, chunk: Chunk, sink: Sink) -> None:
        """What was found wrong in the chunk, and the cells of its wrong rows."""
        if not sink.problems:
            return
        numbers = chunk.row_numbers
        copy_problems(
            self._cursor, self._batch, ((numbers[p.place], p.column, p.code, p.params) for p in sink.problems)
        )
        wrong = sorted(sink.wrong)
        copy_rows(self._cursor, self._batch, ((numbers[i], row_texts(chunk, i)) for i in wrong))


def row_texts(chunk: Chunk, index: int) -> list[str]:
    """One row's cells as the sheet shows them, in its own order."""
    return [shown(column[index]) for column in chunk.columns]


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


def copy_rows(cursor: Any, batch_id: UUID, rows: Iterable[tuple[int, list[str]]]) -> None:
    """Store the sealed cells of wrong and doubtful rows (row, texts by heading); `is_doubtful` is said later."""
    rows = list(rows)
    sealed = vault.seal_many([json.dumps(texts) for _, texts in rows], "importrowcopy.cells")
    lines = [
        f"{batch_id}\t{row}\tf\t\\\\x{cells.hex()}\n"
        for (row, _), cells in zip(rows, sealed, strict=True)
        if cells is not None
    ]
    cursor.copy_expert(
        "COPY enrollment_importrowcopy (batch_id, row_number, is_doubtful, cells) FROM STDIN",
        io.StringIO("".join(lines)),
    )


def _json(params: dict[str, Any]) -> str:
    return json.dumps(params).replace("\\", "\\\\")
