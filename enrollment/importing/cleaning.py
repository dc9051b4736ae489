"""A chunk of one profile's cells made into staging rows: the column cleaners, then what only the row can tell.

The result is text for COPY: one line a sound row, in the order of `STAGED_COLUMNS`. Rows with an error never reach
staging; what they said lies in the sink.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from enrollment.importing.amounts import Style
from enrollment.importing.celltext import clean_text
from enrollment.importing.cleaners import ColumnCleaner
from enrollment.importing.columncells import Values
from enrollment.importing.columns import Need
from enrollment.importing.errors import Code
from enrollment.importing.formrows import FormRows
from enrollment.importing.profiles import Profile
from enrollment.importing.sheet import Chunk, SheetInfo
from enrollment.importing.sink import Sink
from enrollment.importing.stagedrows import STAGED_COLUMNS
from enrollment.importing.tables import Tables

__all__ = ["STAGED_COLUMNS", "SheetCleaner", "problem_params"]

NULL = "\\N"


class SheetCleaner(FormRows):
    """Cleans the chunks of one file. `allowed`: kecamatan codes the uploader may bring data for."""

    def __init__(self, profile: Profile, info: SheetInfo, tables: Tables, allowed: frozenset[str], on: date) -> None:
        super().__init__()
        self.profile = profile
        self.tables = tables
        self.allowed = allowed
        self.present = frozenset(info.columns)
        self.positions = info.columns
        self.date1904 = info.date1904
        self.on = on
        self._columns = {
            column.name: ColumnCleaner(column, on=on) for column in profile.columns if column.name in info.columns
        }
        self._stage: Callable[[dict[str, Values], Sink, int], Sequence[Values]] = getattr(self, f"_{profile.name}")
        self.staged = 0

    def learn(self, chunk: Chunk) -> bool:
        """Look at a chunk before cleaning it. True while a column's amounts could still mean two things."""
        open_questions = [cleaner.learn(chunk.columns[self.positions[name]]) for name, cleaner in self._columns.items()]
        return any(open_questions)

    def marks(self) -> dict[str, list[str]]:
        """Which marks the amounts of each column have shown so far."""
        return {name: seen for name, cleaner in self._columns.items() if (seen := cleaner.style.seen)}

    def take_marks(self, marks: Mapping[str, list[str]]) -> None:
        """What an earlier reading of the same sheet has learnt."""
        for name, seen in marks.items():
            self._columns[name].style = Style(seen)

    def clean(self, chunk: Chunk) -> tuple[str, Sink]:
        """COPY text of the sound rows (each line ends the row) and everything found wrong."""
        lines, sink = self.judge(chunk)
        return self.text(lines, sink), sink

    def judge(self, chunk: Chunk) -> tuple[list[str], Sink]:
        """A line for every row, sound or not, and everything found wrong. Judging twice changes nothing."""
        sink = Sink()
        for index, problem in chunk.problems.items():
            sink.add(index, "", problem.code, **problem.params)
        values = {name: cleaner(chunk.columns[self.positions[name]], sink) for name, cleaner in self._columns.items()}
        count = len(chunk.row_numbers)
        self._require(values, sink, count)
        staged = self._stage(values, sink, count)
        self._forget_shifted_rows(chunk, sink)
        numbers: Values = list(map(str, chunk.row_numbers))
        filled = [
            [NULL if value is None else value for value in column] if None in column else column
            for column in (numbers, *staged)
        ]
        return list(map("\t".join, zip(*filled, strict=True))), sink

    def text(self, lines: list[str], sink: Sink) -> str:
        """The lines of the sound rows as COPY takes them; they count as staged."""
        if sink.wrong:
            lines = [line for index, line in enumerate(lines) if index not in sink.wrong]
        self.staged += len(lines)
        return "\n".join(lines) + "\n" if lines else ""

    def _forget_shifted_rows(self, chunk: Chunk, sink: Sink) -> None:
        """Where a whole row is unreadable (fields missing), what its cells seem to say means nothing."""
        if chunk.problems:
            sink.problems = [p for p in sink.problems if p.place not in chunk.problems or p.column == ""]

    # What must be there

    def _require(self, values: dict[str, Values], sink: Sink, count: int) -> None:
        for column in self.profile.columns:
            if column.need is not Need.CELL or None not in values[column.name]:
                continue
            code = Code.NPP_MISSING if column.name == "NPP" else Code.REQUIRED_MISSING
            for index, value in enumerate(values[column.name]):
                if value is None:
                    sink.add(index, column.name, code)
        for group in self.profile.one_of:
            columns = [values[name] for name in group if name in values]
            for index, row in enumerate(zip(*columns, strict=True)):
                if not any(row) and not any(sink.has(index, name) for name in group):
                    sink.add(index, group[0], Code.REQUIRED_MISSING)


def problem_params(params: dict[str, Any]) -> dict[str, Any]:
    """Params as JSON can be stored: texts without NUL, lone surrogates and other marks that do not show."""
    return {key: clean_text(value)[0] if isinstance(value, str) else value for key, value in params.items()}
