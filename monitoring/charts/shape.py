"""What a chart is made of, and who it is drawn for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from districts import formats
from monitoring.filters import Filters
from monitoring.links import list_address
from monitoring.listings import Cell, Column
from monitoring.words import language

__all__ = ["Bar", "Chart", "Drawing", "Linked", "Reader", "bars"]

WIDTH, ROW, LEFT, RIGHT = 440, 26, 150, 70


@dataclass(frozen=True, slots=True)
class Linked:
    """A number that leads to its list."""

    value: int
    href: str

    def __str__(self) -> str:
        return formats.number(self.value, lang=language())


@dataclass(frozen=True, slots=True)
class Drawing:
    """One picture: the template that draws it and what it draws. Coordinates are text, with points.

    `place` is its column and row where the pictures of a chart make a map.
    """

    template: str
    width: int
    height: int
    label: str
    parts: Any
    place: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """`sentence` says what the picture shows; `rows` say it in numbers; `uses` are the indicators it prints."""

    code: str
    title: str
    sentence: str
    columns: Sequence[Column]
    rows: list[tuple[Cell | Linked, ...]]
    uses: tuple[str, ...]
    drawings: list[Drawing] = field(default_factory=list)

    @property
    def is_map(self) -> bool:
        return any(drawing.place for drawing in self.drawings)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks, at which place ("" = the city) and through which filters.

    `agencies`: only these counters; `against`: a kecamatan to compare with; `sees_areas`: all kecamatan are open.
    """

    filters: Filters
    place: str
    place_name: str
    may_list: bool
    may_checks: bool = False
    sees_areas: bool = False
    agencies: frozenset[int] | None = None
    against: str = ""
    against_name: str = ""

    @property
    def place_words(self) -> dict[str, str]:
        return {"wilayah": self.place} if self.place else {}

    def people(self, count: int) -> str:
        """A count of people; small ones hidden from those without the list."""
        return formats.number(count, lang=language()) if self.may_list else formats.small_count(count, lang=language())

    def linked(self, count: int, kind: str, **words: str) -> Cell | Linked:
        """A count of people with its list, where there is one for this reader."""
        if not self.may_list:
            return self.people(count)
        return Linked(count, list_address(kind, self.filters, **self.place_words, **words))

    def counted(self, count: int, kind: str, **words: str) -> Cell | Linked:
        """The same of what is not people: never hidden."""
        if not (self.may_checks if kind == "loket" else self.may_list):
            return count
        return Linked(count, list_address(kind, self.filters, **self.place_words, **words))


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a chart of bars; `size` None = a number alone. `value` is what is printed."""

    label: str
    size: int | None
    value: str


@dataclass(frozen=True, slots=True)
class _Drawn:
    label: str
    value: str
    y: str
    text_y: str
    x: str
    width: str
    is_down: bool
    has_bar: bool


def bars(label: str, rows: Sequence[Bar]) -> Drawing:
    """Bars from one zero line: to the right what adds, to the left what takes away, all on one scale."""
    sizes = [row.size for row in rows if row.size is not None]
    most, least = max([*sizes, 0]), min([*sizes, 0])
    scale = (WIDTH - LEFT - RIGHT) / max(most - least, 1)
    zero = LEFT - least * scale
    drawn = []
    for place, row in enumerate(rows):
        size = row.size or 0
        drawn.append(
            _Drawn(
                row.label,
                row.value,
                f"{place * ROW + 5}",
                f"{place * ROW + 18}",
                f"{zero + min(size, 0) * scale:.1f}",
                f"{abs(size) * scale:.1f}",
                size < 0,
                row.size is not None,
            )
        )
    height = len(rows) * ROW + 4
    return Drawing("monitoring/charts/bars.svg", WIDTH, height, label, {"rows": drawn, "zero": f"{zero:.1f}"})
