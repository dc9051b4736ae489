"""What the repair pages show: groups of like faults with the ways to mend them, before and after, and what was mended.

Examples come from the sealed copies of wrong rows; of a sound row with a warning no cell is kept, so none is shown.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Min
from django.db.models.fields.json import KeyTextTransform

from accounts import vault
from districts.clock import today
from enrollment.importing import words
from enrollment.importing.celltext import shown
from enrollment.importing.errors import Code
from enrollment.importing.mending import UNREPAIRABLE, Setting, Way, ways
from enrollment.importing.profiles import PROFILES
from enrollment.importing.repairs import unsealed
from enrollment.importing.sheet import Cell, Formula
from enrollment.models import ImportBatch, ImportProblem, ImportRepair, ImportRowCopy

__all__ = ["Group", "Made", "RowField", "made_repairs", "repair_groups", "row_fields", "same_counts", "typed_cells"]

MEANT = frozenset(
    {Code.VILLAGE_UNKNOWN, Code.DISTRICT_UNKNOWN, Code.SEGMENT_UNKNOWN, Code.PROGRAM_UNKNOWN, Code.BRANCH_UNKNOWN,
     Code.SCALE_UNKNOWN, Code.GROUP_UNKNOWN}
)  # fmt: skip
"""Words that a person explains once and the product remembers; they are not repaired one sheet at a time."""

_EMPTY = frozenset({Code.NPP_MISSING, Code.REQUIRED_MISSING})
_TOGETHER = {
    Code.AREA_MISMATCH: ("KELURAHAN", "KECAMATAN"),
    Code.DATE_ORDER: ("TGL_KEPESERTAAN", "TGL_NA", "TGL_BERAKHIR"),
}
_MOST_EXAMPLES, _LOOKED_AT, _MOST_VALUES, _MOST_TEXT = 3, 12, 8, 79
Severity = ImportProblem.Severity


@dataclass(frozen=True, slots=True)
class Example:
    """One cell before and after."""

    row: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to mend a group at a press."""

    choice: str
    title: str
    hint: str
    examples: list[Example]


@dataclass(frozen=True, slots=True)
class Same:
    """A text that several cells share; empty for cells with nothing in them."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """Faults of one kind in one column, and what can be done about all of them at once."""

    code: str
    column: str
    severity: str
    count: int
    example_row: int
    offers: list[Offer] = field(default_factory=list)
    values: list[Same] = field(default_factory=list)

    @property
    def is_meant(self) -> bool:
        return self.code in MEANT

    @property
    def advice(self) -> str:
        return words.repair_sentence(self.code, {})


def repair_groups(batch: ImportBatch) -> list[Group]:
    """What is wrong or warned of, grouped, most frequent first; what is only told (repaired, skipped) is left out."""
    rows = (
        ImportProblem.objects.filter(batch=batch)
        .exclude(code__in=(Code.REPAIRED, Code.ROW_SKIPPED))
        .exclude(row_number__in=_skipped(batch))
        .values_list("code", "column", "severity")
        .annotate(count=Count("row_number", distinct=True), first=Min("row_number"))
        .order_by("-count", "code", "column")
    )
    return [_group(batch, *row) for row in rows]


def _skipped(batch: ImportBatch) -> list[int]:
    """Rows that were left out: nothing is to be mended in them."""
    skipped = ImportRepair.objects.filter(batch=batch, kind=ImportRepair.Kind.SKIP, taken_back_at=None)
    return [row or 0 for row in skipped.values_list("row_number", flat=True)]


def _group(batch: ImportBatch, code: str, column: str, severity: str, count: int, first: int) -> Group:
    if column not in batch.header["columns"] or code in UNREPAIRABLE:
        return Group(code, column, severity, count, first)
    declared = PROFILES[batch.profile].column(column)
    setting = Setting(declared, today(), bool(batch.header.get("date1904")))
    cells = _examples(batch, code, column) if ways(code, declared) else []
    offers = [
        Offer(one.choice, words.way_title(one.choice), words.way_hint(one.choice), _mended(one, code, cells, setting))
        for one in ways(code, declared)
    ]
    kept = [offer for offer in offers if offer.examples or not cells]
    return Group(code, column, severity, count, first, kept, _values(batch, code, column, count))


def _examples(batch: ImportBatch, code: str, column: str) -> list[tuple[int, dict[str, str]]]:
    rows = (
        ImportProblem.objects.filter(batch=batch, code=code, column=column)
        .exclude(row_number__in=_skipped(batch))
        .order_by("row_number")
        .values_list("row_number", flat=True)
    )
    return list(row_texts(batch, rows[:_LOOKED_AT]).items())


def row_texts(batch: ImportBatch, rows: Iterable[int]) -> dict[int, dict[str, str]]:
    """The kept cells of these rows by canonical heading."""
    copies = ImportRowCopy.objects.filter(batch=batch, row_number__in=list(rows)).order_by("row_number")
    found = {}
    for copy in copies:
        texts = json.loads(vault.unseal(copy.cells, "importrowcopy.cells"))
        found[copy.row_number] = by_heading(batch, texts)
    return found


def by_heading(batch: ImportBatch, texts: list[str]) -> dict[str, str]:
    """A row's texts by canonical heading; a column that was said once for the sheet has no cell."""
    columns: dict[str, int] = batch.header["columns"]
    return {name: texts[place] for name, place in columns.items() if place < len(texts)}


def _mended(one: Way, code: str, cells: list[tuple[int, dict[str, str]]], setting: Setting) -> list[Example]:
    found: list[Example] = []
    for row, texts in cells:
        column = one.target or setting.column.name
        if column not in texts:
            continue
        cell = _retyped(code, texts[column])
        after = one.mend(cell, setting)
        if after is not cell and len(found) < _MOST_EXAMPLES:
            found.append(Example(row, texts[column] or "—", _after(one, texts, after)))
    return found


def _retyped(code: str, text: str) -> Cell:
    """The cell as it was read, as far as its code tells."""
    if code == Code.FORMULA_IN_ID:
        return Formula(text or None)
    if code == Code.DATE_UNFORMATTED and text.isdigit():
        return float(text)
    return text or None


def _after(one: Way, texts: dict[str, str], cell: Cell) -> str:
    if one.choice == "FROM_VILLAGE":
        return words.as_village(texts.get("KELURAHAN", ""))
    return _as_shown(cell)


def _as_shown(cell: Cell) -> str:
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else shown(cell) or "—"


def _values(batch: ImportBatch, code: str, column: str, count: int) -> list[Same]:
    if code in _EMPTY:
        return [Same("", count)]
    rows = (
        ImportProblem.objects.filter(batch=batch, code=code, column=column, params__has_key="value")
        .exclude(row_number__in=_skipped(batch))
        .values_list(KeyTextTransform("value", "params"))
        .annotate(count=Count("id"))
        .order_by("-count")[:_MOST_VALUES]
    )
    return [Same(text, number) for text, number in rows if len(text) <= _MOST_TEXT]


@dataclass(frozen=True, slots=True)
class Made:
    """A repair in force, told without a cell that could be somebody's number."""

    pk: int
    kind: str
    column: str
    row: int | None
    before: str
    after: str
    title: str
    who: str
    at: datetime


def made_repairs(batch: ImportBatch) -> list[Made]:
    """The batch's repairs in force, newest first."""
    repairs = ImportRepair.objects.filter(batch=batch, taken_back_at=None).select_related("made_by").order_by("-pk")
    return [_made(one) for one in repairs]


def _made(one: ImportRepair) -> Made:
    before, after = "", ""
    if one.kind == ImportRepair.Kind.VALUE:
        before, after = (unsealed(blob) if blob is not None else "" for blob in (one.before, one.after))
    title = words.way_title(one.choice) if one.choice else str(one.get_kind_display())
    return Made(one.pk, one.kind, one.column, one.row_number, before, after, title, str(one.made_by), one.made_at)


@dataclass(frozen=True, slots=True)
class RowField:
    """A cell of a bad row that may be typed anew."""

    column: str
    text: str


def row_fields(texts: dict[str, str], problems: Iterable[ImportProblem], typed: dict[str, str]) -> list[RowField]:
    """The cells of a row whose fault a person can mend in place; `typed` are cells typed before."""
    names: list[str] = []
    for problem in problems:
        if problem.code not in UNREPAIRABLE:
            names += _TOGETHER.get(Code(problem.code), (problem.column,))
    return [RowField(name, typed.get(name, texts[name])) for name in dict.fromkeys(names) if name in texts]


def typed_cells(batch: ImportBatch, rows: Collection[int]) -> dict[int, dict[str, str]]:
    """What people typed into these rows, by row and heading."""
    found: dict[int, dict[str, str]] = {}
    typed = ImportRepair.objects.filter(batch=batch, kind="CELL", taken_back_at=None, row_number__in=rows)
    for one in typed:
        found.setdefault(one.row_number or 0, {})[one.column] = unsealed(one.after)
    return found


def same_counts(batch: ImportBatch, problems: Iterable[ImportProblem]) -> dict[tuple[str, str, str], int]:
    """How many rows of the sheet say just the same, for the problems that keep what was typed."""
    texts = {problem.params["value"] for problem in problems if "value" in problem.params}
    if not texts:
        return {}
    rows = (
        ImportProblem.objects.filter(batch=batch, params__value__in=texts)
        .values_list("code", "column", KeyTextTransform("value", "params"))
        .annotate(count=Count("row_number", distinct=True))
        .order_by()
    )
    return {(code, column, text): count for code, column, text, count in rows if count > 1}
