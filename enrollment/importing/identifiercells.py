"""Cells with a number that names somebody: NIK, KPJ, NIB, NPP, division, NPWP, KBLI. Never padded, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable

from enrollment.importing.celltext import as_text, typed_length
from enrollment.importing.columncells import Cells, ColumnBase, Values
from enrollment.importing.errors import Code
from enrollment.importing.sheet import Cell
from enrollment.importing.sink import Sink
from enrollment.rules import identifiers as ids

__all__ = ["IdentifierCells"]

_SCIENCE = re.compile(r"\s*\d[.,]\d+[eE]\+?\d+\s*")


class IdentifierCells(ColumnBase):
    """The cleaners of identifiers."""

    def _nik(self, cells: Cells, sink: Sink) -> Values:
        problem = ids.nik_problem
        values: Values = []
        for index, cell in enumerate(cells):
            if type(cell) is str:
                if problem(cell) is None:
                    values.append(cell)
                    continue
                if _SCIENCE.fullmatch(cell):
                    code: str | None = Code.NIK_NUMERIC_CELL
                else:
                    text = ids.clean_identifier(cell)
                    code = problem(text) if text else ""
                    if code is None:
                        self._note_apostrophe(index, cell, sink)
                        values.append(text)
                        continue
            else:
                code = "" if cell is None else Code.NIK_NUMERIC_CELL if isinstance(cell, float) else Code.TYPE
            if code:
                sink.add(index, self.column.name, Code(code), **typed_length(cell))
            values.append(None)
        return values

    def _kpj(self, cells: Cells, sink: Sink) -> Values:
        if _all_digits(cells, ids.KPJ_DIGITS):
            return cells  # type: ignore[return-value]
        return self._numbered(cells, sink, ids.kpj_problem)

    def _nib(self, cells: Cells, sink: Sink) -> Values:
        return self._numbered(cells, sink, ids.nib_problem)

    def _numbered(self, cells: Cells, sink: Sink, problem: Callable[[str], str | None]) -> Values:
        values: Values = []
        for index, cell in enumerate(cells):
            if type(cell) is str and problem(cell) is None:
                values.append(cell)
                continue
            typed = "" if cell is None else as_text(cell)
            text = typed if isinstance(typed, Code) else ids.clean_identifier(typed)
            code = text if isinstance(text, Code) else problem(text) if text else None
            if problem is ids.kpj_problem and isinstance(cell, float):
                code = Code.KPJ_FORMAT  # a number has no leading zeros to show (B43)
            if code:
                sink.add(index, self.column.name, Code(code), **typed_length(cell))
            else:
                self._note_apostrophe(index, cell, sink)
            values.append(None if code else text or None)
        return values

    def _note_apostrophe(self, index: int, cell: Cell, sink: Sink) -> None:
        """An apostrophe before a number is how people make Excel keep its digits; dropped, and said (B31)."""
        if isinstance(cell, str) and cell.lstrip()[:1] in ("'", "\u2019"):
            sink.add(index, self.column.name, Code.APOSTROPHE)

    def _npp(self, cells: Cells, sink: Sink) -> Values:
        def read(text: str) -> str | Code:
            npp = ids.normalise_npp(text)
            return npp if len(npp) <= self.column.limit and npp.isascii() and npp.isalnum() else Code.NPP_FORMAT

        return self._worded(cells, sink, read)

    def _division(self, cells: Cells, sink: Sink) -> Values:
        def read(text: str) -> str | Code:
            division = ids.normalise_division(text)
            return division if len(division) <= self.column.limit and division.isascii() else Code.TOO_LONG

        found = self._worded(cells, sink, read)
        return [division or "000" for division in found]

    def _npwp(self, cells: Cells, sink: Sink) -> Values:
        # Beyond 2^53 a number cell no longer holds the digits that were typed.
        exact = [None if isinstance(c, float) and c > 9e15 else c for c in cells]
        for index, (cell, kept) in enumerate(zip(cells, exact, strict=True)):
            if kept is not cell:
                sink.add(index, self.column.name, Code.NPWP_FORMAT)
        return self._worded(exact, sink, lambda text: ids.normalise_npwp(text) or Code.NPWP_FORMAT)

    def _kbli(self, cells: Cells, sink: Sink) -> Values:
        def read(text: str) -> str | Code:
            digits = ids.clean_identifier(text)
            return digits if len(digits) == 5 and digits.isascii() and digits.isdigit() else Code.KBLI_FORMAT

        return self._worded(cells, sink, read)


def _all_digits(cells: Cells, length: int) -> bool:
    """Whether every cell is a text of so many digits: asked of a column at once, as nearly all of them are."""
    try:
        joined = "".join(cells)  # type: ignore[arg-type]
    except TypeError:
        return False
    return joined.isascii() and joined.isdigit() and set(map(len, cells)) == {length}  # type: ignore[arg-type]
