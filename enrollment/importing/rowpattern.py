"""Row elements of a worksheet taken by one regular expression learnt from the rows before.

Producers write thousands of rows of one shape. A pattern that spells that shape out, with the values as its groups,
reads 5 million cells in about 3 s and constant memory, where expat needs 15 s. It only ever matches what it has seen
word for word; any other row goes to expat (`rowparser`), whose answer is the rule, and the pattern is learnt anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from enrollment.importing.kinds import column_number, kind_of

_CELL = re.compile(
    r'<c r="([A-Z]{1,3})\d+"([^<>/]*)'
    r'(?:/>|>((?:<f[^<>]*/>|<f[^<>/]*>[^<]*</f>)?)(<is><t(?: xml:space="preserve")?>|<v>)([^<]*)(</t></is>|</v>)</c>)'
)
_ROW_START = re.compile(r'<row r="\d+"[^<>/]*>')
_FORMULA = r"(?:<f[^<>]*/>|<f[^<>/]*>[^<]*</f>)"
MAX_SHAPES = 6
MAX_LEARNT = 400


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a cell is written, its value aside. `opening` is empty for a cell without a value."""

    attributes: str
    formula: bool
    opening: str
    closing: str

    def expression(self, kind: str) -> str:
        attributes = re.escape(self.attributes)
        if not self.opening:
            return attributes + "/>"
        value = "[0-9]+" if kind == "s" else "[^<]*"
        formula = _FORMULA if self.formula else ""
        return f"{attributes}>{formula}{re.escape(self.opening)}({value}){re.escape(self.closing)}</c>"


@dataclass(slots=True)
class RowPattern:
    """`match(text, position)` gives (row number, values…); `groups` says column and kind of each value."""

    date_styles: frozenset[str]
    max_column: int
    groups: list[tuple[int, str]] = field(default_factory=list)
    _shapes: dict[int, dict[_Shape, None]] = field(default_factory=dict)
    _letters: dict[int, str] = field(default_factory=dict)
    _optional: set[int] = field(default_factory=set)
    _learnt: int = 0
    _compiled: re.Pattern[str] | None = None

    def match(self, text: str, position: int) -> re.Match[str] | None:
        return self._compiled.match(text, position) if self._compiled else None

    def learn(self, row: str) -> bool:
        """Widen the pattern so that it matches rows like `row` too; whether it changed (then old matches are void)."""
        cells = self._cells(row)
        if not cells or self._learnt >= MAX_LEARNT:
            return False
        before = (sum(map(len, self._shapes.values())), len(self._optional))
        first = not self._shapes
        for number, (letters, shape) in cells.items():
            shapes = self._shapes.setdefault(number, {})
            if not shapes and not first:
                self._optional.add(number)
            if len(shapes) < MAX_SHAPES:
                shapes[shape] = None
            self._letters[number] = letters
        self._optional.update(number for number in self._shapes if number not in cells)
        if before == (sum(map(len, self._shapes.values())), len(self._optional)):
            return False
        self._learnt += 1
        self._compile()
        return True

    def _cells(self, row: str) -> dict[int, tuple[str, _Shape]]:
        """The cells of `row` by column number; nothing when any part of the row is written another way."""
        start = _ROW_START.match(row)
        if start is None or not row.endswith("</row>"):
            return {}
        cells: dict[int, tuple[str, _Shape]] = {}
        position, last = start.end(), 0
        while match := _CELL.match(row, position):
            letters, attributes, formula, opening, _, closing = match.groups("")
            number = column_number(letters)
            if number <= last or number > self.max_column or kind_of(attributes, self.date_styles) is None:
                return {}
            cells[number] = (letters, _Shape(attributes, bool(formula), opening, closing))
            position, last = match.end(), number
        return cells if position == len(row) - len("</row>") else {}

    def _compile(self) -> None:
        parts = [r'<row r="(\d+)"[^<>/]*>']
        self.groups = []
        for number in sorted(self._shapes):
            shapes = [(shape, kind_of(shape.attributes, self.date_styles) or "t") for shape in self._shapes[number]]
            choice = "|".join(shape.expression(kind) for shape, kind in shapes)
            if len(shapes) > 1:
                choice = f"(?:{choice})"
            cell = rf'<c r="{self._letters[number]}\1"{choice}'
            parts.append(f"(?:{cell})?" if number in self._optional else cell)
            self.groups += (
                (number, kind.upper() if shape.formula else kind) for shape, kind in shapes if shape.opening
            )
        self._compiled = re.compile("".join(parts) + "</row>")
