"""What every list is made of: headings, and rows that tell where they come from and where they lead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from districts import formats
from monitoring.selectors.origins import NOBODYS, Origin
from monitoring.words import language

Cell = str | int
# The self-employed, as a list of covers is asked for them.
OWN = "perorangan"
Further = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; narrow screens leave out what is not `always`."""

    heading: str
    is_number: bool = False
    always: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """What a line says, the file's line that it comes from, and the page one step further down ("" = none)."""

    cells: tuple[Cell, ...]
    origin: Origin = NOBODYS
    address: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """`total` is the figure that was clicked; rows of people may add up to more, `note` says why."""

    stem: str
    title: str
    unit: str
    total: int
    columns: Sequence[Column]
    rows: list[Row] = field(default_factory=list)
    note: str = ""


def npp_text(npp: str, division: str) -> str:
    masked = formats.mask_npp(npp)
    return masked if division == "000" else f"{masked} / {division}"


def month_text(day: date | None) -> str:
    return formats.month_year(day, lang=language()) if day else "–"


def day_text(day: date | None) -> str:
    return formats.date_short(day, lang=language()) if day else "–"
