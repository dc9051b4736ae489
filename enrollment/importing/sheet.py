"""The plain data that passes between the reading child, its parent and the cleaners: no behaviour, no Django."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from enrollment.importing.errors import Note, Problem

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may cost. Sizes in bytes, times in seconds (security.md B05, B08, T03)."""

    workbook_bytes: int = 100 * MIB
    csv_bytes: int = 800 * MIB
    workbook_rows: int = 500_000
    csv_rows: int = 2_000_000
    columns: int = 200
    members: int = 1_000
    member_bytes: int = 1024 * MIB
    total_bytes: int = 1536 * MIB
    ratio: int = 250
    memory_bytes: int = 2048 * MIB
    cpu_seconds: int = 120
    wait_seconds: int = 180
    chunk_rows: int = 5_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """One profile a sheet may match: what its columns are called and which must be there.

    `columns` maps the canonical heading to its aliases; `one_of` lists groups of which at least one must be there;
    `known` are headings that belong to the form and are not used.
    """

    name: str
    columns: dict[str, list[str]]
    required: list[str]
    one_of: list[list[str]] = field(default_factory=list)
    known: list[str] = field(default_factory=list)


class Formula(NamedTuple):
    """A cell that holds a formula, with the value Excel saved for it; None when it saved none."""

    value: str | float | date | bool | ErrorCell | BadDate | None


class ErrorCell(NamedTuple):
    """An error value such as #N/A, or a number that is none."""

    text: str


class BadDate(NamedTuple):
    """A cell formatted as a date whose serial number is no date (0, negative, 60, beyond 9999)."""

    serial: str


Cell = str | float | date | bool | Formula | ErrorCell | BadDate | None


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """What is known before the first data row.

    `columns` maps canonical headings to positions in `header`; `ignored` are the headings that are not used, unknown
    ones first; `row_estimate` is for a progress bar only; `title_lines` are the texts above the header; `sheets` all
    sheets of the file, as a person chooses among them.
    """

    profile: str
    header: list[str]
    header_row: int
    columns: dict[str, int]
    ignored: list[str]
    title_lines: list[str]
    sheet_name: str
    hidden: bool
    date1904: bool
    created: date | None
    row_estimate: int
    notes: list[Note]
    sheets: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some consecutive data rows, column by column.

    `row_numbers` are what Excel shows at the left (for a CSV: the record's number), `lines` the physical lines of the
    file (equal for workbooks). `columns` has one list per heading. `problems` are row problems by index in the chunk.
    """

    row_numbers: list[int]
    lines: list[int]
    columns: list[list[Cell]]
    problems: dict[int, Problem]


@dataclass(frozen=True, slots=True)
class ReadSummary:
    """What is known after the last row. `skipped`: title, header, total and blank lines up to the last used line.
    `sheets`: those that were read, with the offset of their row numbers."""

    rows: int
    skipped: int
    notes: list[Note]
    child_memory_bytes: int
    child_cpu_seconds: float
    sheets: list[dict[str, Any]] = field(default_factory=list)
