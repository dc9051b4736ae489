"""Single bad rows and single repairs as pages show them: cells that may be typed anew, and what was typed before."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count
from django.db.models.fields.json import KeyTextTransform

from accounts import vault
from enrollment.importing import words
from enrollment.importing.errors import Code
from enrollment.importing.keptrows import kept_chunks
from enrollment.importing.mending import UNREPAIRABLE
from enrollment.importing.repairs import unsealed
from enrollment.importing.stagewriter import row_texts as shown_cells
from enrollment.models import ImportBatch, ImportProblem, ImportRepair, ImportRowCopy

__all__ = ["Made", "RowField", "by_heading", "made_repairs", "row_fields", "row_texts", "same_counts", "typed_cells"]

_TOGETHER = {
    Code.AREA_MISMATCH: ("KELURAHAN", "KECAMATAN"),
    Code.DATE_ORDER: ("TGL_KEPESERTAAN", "TGL_NA", "TGL_BERAKHIR"),
}


def row_texts(batch: ImportBatch, rows: Iterable[int]) -> dict[int, dict[str, str]]:
    """The kept cells of these rows by canonical heading: copies of bad rows, and sound ones that were warned of."""
    rows = list(rows)
    found = {}
    for copy in ImportRowCopy.objects.filter(batch=batch, row_number__in=rows):
        found[copy.row_number] = by_heading(batch, json.loads(vault.unseal(copy.cells, "importrowcopy.cells")))
    with connection.cursor() as cursor:
        for chunk in kept_chunks(cursor, batch.pk, [row for row in rows if row not in found]):
            for index, number in enumerate(chunk.row_numbers):
                found[number] = by_heading(batch, shown_cells(chunk, index))
    return dict(sorted(found.items()))


def by_heading(batch: ImportBatch, texts: list[str]) -> dict[str, str]:
    """A row's texts by canonical heading; a column that was said once for the sheet has no cell."""
    columns: dict[str, int] = batch.header["columns"]
    return {name: texts[place] for name, place in columns.items() if place < len(texts)}


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
