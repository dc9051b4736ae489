"""Rows gathered column by column, so that the cleaners and the pipe handle whole columns and not cells."""

from __future__ import annotations

from dataclasses import dataclass, field

from enrollment.importing.kinds import EMPTY, NO_VALUE


@dataclass(slots=True)
class Column:
    """Values of one column with their kinds: one letter for all (empty cells are ""), or a letter a cell in `kinds`."""

    kind: str = EMPTY
    values: list[str] = field(default_factory=list)
    kinds: list[str] | None = None

    def extend(self, kind: str | list[str], values: list[str]) -> None:
        """Add `values`, all of one kind or each of its own; "" is an empty cell unless its kind is F."""
        uniform = self.kinds is None and isinstance(kind, str) and kind != NO_VALUE
        if uniform and (self.kind == EMPTY or kind in (self.kind, EMPTY)):
            self.kind = str(kind) if self.kind == EMPTY else self.kind
            self.values += values
            return
        if self.kinds is None:
            self.kinds = [self.kind if value else EMPTY for value in self.values]
        spelled = kind if isinstance(kind, list) else [kind if value or kind == NO_VALUE else EMPTY for value in values]
        self.kinds += spelled
        self.values += values

    def pad(self, length: int) -> None:
        """Empty cells up to `length` values."""
        missing = length - len(self.values)
        if missing > 0:
            self.extend(EMPTY, [""] * missing)

    def keep(self, kept: list[int]) -> Column:
        kinds = None if self.kinds is None else [self.kinds[index] for index in kept]
        return Column(self.kind, [self.values[index] for index in kept], kinds)


@dataclass(slots=True)
class Block:
    """Some rows: their numbers, their physical lines (None: the same) and their columns.

    `counts` holds, by index, the field count of rows that have another number of fields than the header.
    """

    numbers: list[int]
    columns: list[Column]
    lines: list[int] | None = None
    counts: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of_width(cls, width: int) -> Block:
        return cls([], [Column() for _ in range(width)])

    def pad(self) -> None:
        for column in self.columns:
            column.pad(len(self.numbers))

    def row(self, index: int) -> list[str]:
        return [column.values[index] for column in self.columns]

    def without(self, dropped: set[int]) -> Block:
        """The same block less the rows at these indices."""
        kept = [index for index in range(len(self.numbers)) if index not in dropped]
        place = {old: new for new, old in enumerate(kept)}
        return Block(
            [self.numbers[index] for index in kept],
            [column.keep(kept) for column in self.columns],
            None if self.lines is None else [self.lines[index] for index in kept],
            {place[index]: count for index, count in self.counts.items() if index in place},
        )
