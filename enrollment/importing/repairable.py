"""What the repair page shows: groups of like faults with the ways to mend them, before and after.

Examples come from the sealed copies of wrong rows, and of sound rows with a warning from the cells kept to be repaired.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count, Min
from django.db.models.fields.json import KeyTextTransform

from districts.clock import today
from enrollment.importing import words
from enrollment.importing.errors import Code
from enrollment.importing.mendedtexts import as_shown, retyped
from enrollment.importing.mending import UNREPAIRABLE, Setting, Way, ways
from enrollment.importing.profiles import PROFILES
from enrollment.importing.rowrepairs import row_texts
from enrollment.importing.sheet import Cell
from enrollment.models import ImportBatch, ImportProblem, ImportRepair

__all__ = ["MEANT", "Group", "repair_groups"]

MEANT = frozenset(
    {Code.VILLAGE_UNKNOWN, Code.DISTRICT_UNKNOWN, Code.SEGMENT_UNKNOWN, Code.PROGRAM_UNKNOWN, Code.BRANCH_UNKNOWN,
     Code.SCALE_UNKNOWN, Code.GROUP_UNKNOWN}
)  # fmt: skip
"""Words that a person explains once and the product remembers; they are not repaired one sheet at a time."""

_EMPTY = frozenset({Code.NPP_MISSING, Code.REQUIRED_MISSING})
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


def _mended(one: Way, code: str, cells: list[tuple[int, dict[str, str]]], setting: Setting) -> list[Example]:
    found: list[Example] = []
    for row, texts in cells:
        column = one.target or setting.column.name
        if column not in texts:
            continue
        cell = retyped(code, texts[column])
        after = one.mend(cell, setting)
        if after is not cell and len(found) < _MOST_EXAMPLES:
            found.append(Example(row, texts[column] or "—", _after(one, texts, after)))
    return found


def _after(one: Way, texts: dict[str, str], cell: Cell) -> str:
    if one.choice == "FROM_VILLAGE":
        return words.as_village(texts.get("KELURAHAN", ""))
    return as_shown(cell)


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
