"""Where cleaners put what they find wrong, by row of the chunk."""

from __future__ import annotations

from typing import Any, NamedTuple

from enrollment.importing.errors import Code, Severity

__all__ = ["CellProblem", "Sink"]


class CellProblem(NamedTuple):
    """One problem of one cell; `place` counts rows within the chunk."""

    place: int
    column: str
    code: Code
    params: dict[str, Any]


class Sink:
    """The problems of one chunk. One code a cell: the first one said stays."""

    def __init__(self) -> None:
        self.problems: list[CellProblem] = []
        self.wrong: set[int] = set()
        self._cells: set[tuple[int, str]] = set()

    def add(self, index: int, column: str, code: Code, **params: Any) -> None:
        """Note `code` for that cell; a code whose severity is WRONG makes the row wrong."""
        if (index, column) in self._cells:
            return
        self._cells.add((index, column))
        self.problems.append(CellProblem(index, column, code, params))
        if code.severity is Severity.WRONG:
            self.wrong.add(index)

    def has(self, index: int, column: str) -> bool:
        """Whether that cell already has a code."""
        return (index, column) in self._cells
