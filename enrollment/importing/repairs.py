"""A person's repairs of a batch, applied between the reader and the cleaners each time its file is read.

The stored file never changes, and nothing is mended that a person did not ask for: every cell that a repair changed
carries the warning REPAIRED with the code it had, and taking a repair back means not applying it the next time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from accounts import vault
from enrollment.importing.celltext import shown
from enrollment.importing.cleaning import SheetCleaner
from enrollment.importing.errors import Code
from enrollment.importing.keptrows import picked
from enrollment.importing.mending import Setting, Way, way
from enrollment.importing.profiles import PROFILES
from enrollment.importing.sheet import Cell, Chunk
from enrollment.importing.sink import CellProblem, Sink
from enrollment.models import ImportRepair

__all__ = ["SEALED_AS", "Repairs", "load_repairs"]

SEALED_AS = "importrepair.cell"
Kind = ImportRepair.Kind
Edits = dict[int, dict[str, tuple[Cell, str]]]
"""By row of the chunk: which columns get which cell, and the code each of them had."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A repair of every cell with that code; `text` narrows it to cells that say the same."""

    pk: int
    code: str
    column: str
    text: str | None
    after: Cell
    way: Way | None

    @property
    def target(self) -> str:
        return (self.way.target if self.way else "") or self.column

    def mended(self, cell: Cell, problem_cell: Cell, setting: Setting) -> Cell:
        """The target's cell after this repair; the same cell where it does not apply."""
        if self.text is not None and shown(problem_cell).strip() != self.text:
            return cell
        return self.way.mend(cell, setting) if self.way else self.after


@dataclass(slots=True)
class Repairs:
    """The repairs of one batch that are in force."""

    cells: dict[int, dict[str, tuple[str, str]]] = field(default_factory=dict)
    skipped: dict[int, str] = field(default_factory=dict)
    columns: list[Rule] = field(default_factory=list)
    rules: dict[tuple[str, str], list[Rule]] = field(default_factory=lambda: defaultdict(list))

    @property
    def of_columns(self) -> list[int]:
        """The repairs that look at every cell of a column, whatever was said about it."""
        return sorted(rule.pk for rule in self.columns)

    @property
    def rows(self) -> frozenset[int]:
        """The rows that are repaired or left out by their number."""
        return frozenset([*self.cells, *self.skipped])

    def __bool__(self) -> bool:
        return bool(self.cells or self.skipped or self.columns or self.rules)

    def clean(self, cleaner: SheetCleaner, chunk: Chunk) -> tuple[str, Sink]:
        """What `cleaner.clean(chunk)` gives once the repairs are applied."""
        return _Mender(self, cleaner, chunk).run() if self else cleaner.clean(chunk)


def load_repairs(batch_id: UUID, profile: str) -> Repairs:
    """The repairs of this batch that nobody took back, in the order they were made."""
    found = Repairs()
    columns = {column.name: column for column in PROFILES[profile].columns}
    made = ImportRepair.objects.filter(batch_id=batch_id, taken_back_at__isnull=True).select_related("made_by")
    for one in made.order_by("pk"):
        before, after = (None if blob is None else unsealed(blob) for blob in (one.before, one.after))
        if one.kind == Kind.SKIP:
            found.skipped[one.row_number or 0] = str(one.made_by)
        elif one.kind == Kind.CELL:
            found.cells.setdefault(one.row_number or 0, {})[one.column] = (after or "", one.code)
        elif one.column in columns:  # a sheet that was read as another profile before may have been repaired then
            chosen = way(one.choice, one.code, columns[one.column]) if one.kind == Kind.RULE else None
            rule = Rule(one.pk, one.code, one.column, before, after or None, chosen)
            if chosen is not None and chosen.whole_column:
                found.columns.append(rule)
            else:
                found.rules[one.code, one.column].append(rule)
    return found


def unsealed(blob: Any) -> str:
    """The text of a sealed cell of a repair."""
    return vault.unseal(bytes(blob), SEALED_AS)


class _Mender:
    """One chunk: what is named by row or column is changed first, then what the cleaners complain of."""

    def __init__(self, repairs: Repairs, cleaner: SheetCleaner, chunk: Chunk) -> None:
        self.repairs = repairs
        self.cleaner = cleaner
        self.chunk = chunk
        self.edits: Edits = defaultdict(dict)
        self.used: set[tuple[int, int]] = set()

    def run(self) -> tuple[str, Sink]:
        self._named_cells()
        self._whole_columns()
        lines, sink = self.cleaner.judge(self._edited(range(len(self.chunk.row_numbers)), self.edits))
        while changed := self._complained_of(sink):
            rows = sorted(changed)
            again, found = self.cleaner.judge(self._edited(rows, self.edits))
            for place, row in enumerate(rows):
                lines[row] = again[place]
            sink = _merged(sink, found, rows)
        self._say(sink)
        return self.cleaner.text(lines, sink), sink

    def _named_cells(self) -> None:
        if not self.repairs.cells:
            return
        for index, number in enumerate(self.chunk.row_numbers):
            for column, (text, code) in self.repairs.cells.get(number, {}).items():
                if column in self.cleaner.positions:
                    self.edits[index][column] = (text or None, code)

    def _whole_columns(self) -> None:
        for rule in self.repairs.columns:
            if rule.column not in self.cleaner.positions:
                continue
            setting = self._setting(rule)
            for index, cell in enumerate(self.chunk.columns[self.cleaner.positions[rule.column]]):
                mended = rule.mended(cell, cell, setting)
                if mended is not cell:
                    self.edits[index].setdefault(rule.column, (mended, rule.code))

    def _complained_of(self, sink: Sink) -> set[int]:
        """Apply each rule to the cells that have its code now, at most once a cell; the rows that changed."""
        changed = set()
        for problem in sink.problems:
            for rule in self.repairs.rules.get((problem.code, problem.column), ()):
                if (problem.place, rule.pk) in self.used or rule.target not in self.cleaner.positions:
                    continue
                self.used.add((problem.place, rule.pk))
                cell = self._cell(problem.place, rule.target)
                mended = rule.mended(cell, self._cell(problem.place, rule.column), self._setting(rule))
                if mended is not cell:
                    self.edits[problem.place][rule.target] = (mended, rule.code)
                    changed.add(problem.place)
                    break
        return changed

    def _setting(self, rule: Rule) -> Setting:
        column = self.cleaner.profile.column(rule.column)
        return Setting(column, self.cleaner.on, self.cleaner.date1904)

    def _cell(self, index: int, column: str) -> Cell:
        edited = self.edits.get(index, {}).get(column)
        return edited[0] if edited else self.chunk.columns[self.cleaner.positions[column]][index]

    def _edited(self, rows: Iterable[int], edits: Edits) -> Chunk:
        """These rows of the chunk with their edits, as a chunk of their own; the chunk itself stays as it was read."""
        rows = list(rows)
        edited = picked(self.chunk, rows)
        for place, row in enumerate(rows):
            for name, (cell, _) in edits.get(row, {}).items():
                edited.columns[self.cleaner.positions[name]][place] = cell
        return edited

    def _say(self, sink: Sink) -> None:
        for row, columns in sorted(self.edits.items()):
            for column, (_, code) in columns.items():
                sink.problems.append(CellProblem(row, column, Code.REPAIRED, {"was": code}))
        for index, number in enumerate(self.chunk.row_numbers if self.repairs.skipped else ()):
            if number in self.repairs.skipped:
                sink.add(index, "", Code.ROW_SKIPPED, who=self.repairs.skipped[number])


def _merged(sink: Sink, newer: Sink, rows: list[int]) -> Sink:
    """One sink of both: for these rows the newer one speaks."""
    told, again = Sink(), frozenset(rows)
    for problem in sink.problems:
        if problem.place not in again:
            told.add(problem.place, problem.column, problem.code, **problem.params)
    for problem in newer.problems:
        told.add(rows[problem.place], problem.column, problem.code, **problem.params)
    return told
