"""The rows a preview shows: wrong and doubtful ones with their sentences, changed ones with what changes.

NIK and KPJ stand masked unless the cell itself is what is wrong; wages never stand here (ui.md §1.10).
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db import connection
from django.utils.functional import cached_property

from accounts import vault
from districts.models import Agency, Village
from enrollment.importing import words
from enrollment.importing.ordering import ChangedNumbers
from enrollment.importing.profiles import PROFILES
from enrollment.importing.repairable import MEANT
from enrollment.importing.rowrepairs import RowField, by_heading, row_fields, same_counts, typed_cells
from enrollment.importing.targets import MONTH, PERSON, TARGETS, Value
from enrollment.models import ImportBatch, ImportProblem, ImportRowCopy
from enrollment.rules import identifiers

__all__ = ["PAGE_ROWS", "bad_rows", "changed_rows"]

PAGE_ROWS = 50
_SHOWN = {
    "workforce": ("KODE_WILAYAH", "TAHUN", "JENIS", "JUMLAH"),
    "businesses": ("NIB", "NAMA_USAHA", "NIK_PEMILIK", "KELURAHAN", "KECAMATAN", "SKALA"),
    "employers": ("NPP", "DIV", "NAMA_PERUSAHAAN", "KELURAHAN", "BLTH", "BLTH_REKON"),
    "workers": ("NPP", "NIK", "NAMA_LENGKAP", "KELURAHAN", "TGL_KEPESERTAAN", "SEGMEN"),
    "sipp": ("NIK", "NAMA_LENGKAP", "NAMA_DEPAN", "TGL_LAHIR", "TANGGAL_KEPESERTAAN"),
    "form2a": ("KPJ", "NIK", "NAMA_TENAGA_KERJA", "UPAH", "TOTAL_IURAN"),
    "bpu": ("NIK", "KPJ", "NAMA", "KELURAHAN", "TGL_KEPESERTAAN", "TGL_BERAKHIR"),
}
_MASKS = {
    "NIK": identifiers.mask_nik,
    "NIK_PEMILIK": identifiers.mask_nik,
    "NPWP": identifiers.mask_npwp,
    "KPJ": identifiers.mask_kpj,
}
_UNTOLD = frozenset({"wage", "posted_amount", "phone", "name_key", "owner_nik_index"})
_MOST_TEXT = 80


@dataclass(frozen=True, slots=True)
class ShownCell:
    text: str
    is_bad: bool = False


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of the sheet: its cells under the page's headings, and what is to be said beneath it."""

    number: int
    cells: list[ShownCell]
    sentences: list[str] = field(default_factory=list)
    fields: list[RowField] = field(default_factory=list)
    is_skipped: bool = False
    is_meant: bool = False


def headings(batch: ImportBatch) -> list[str]:
    """The columns shown of a sheet of this profile, those it has."""
    present = batch.header["columns"]
    return [name for name in _SHOWN[batch.profile] if name in present]


def bad_rows(
    batch: ImportBatch, *, doubtful: bool, code: str = "", page: str = "1"
) -> tuple[Page[Any], list[ShownRow]]:
    """One page of wrong (or doubtful) rows, all of them or those with one code."""
    copies = ImportRowCopy.objects.filter(batch=batch, is_doubtful=doubtful).order_by("row_number")
    if code:
        rows = ImportProblem.objects.filter(batch=batch, code=code).values("row_number")
        copies = copies.filter(row_number__in=rows)
    found = Paginator(copies, PAGE_ROWS).get_page(page)
    problems: dict[int, list[ImportProblem]] = defaultdict(list)
    numbers = [copy.row_number for copy in found]
    for problem in ImportProblem.objects.filter(batch=batch, row_number__in=numbers).order_by("id"):
        if problem.severity != ImportProblem.Severity.WARNING:
            problems[problem.row_number].append(problem)
    same = same_counts(batch, [problem for told in problems.values() for problem in told])
    typed = typed_cells(batch, numbers)
    return found, [
        _shown(batch, copy, problems[copy.row_number], same, typed.get(copy.row_number, {})) for copy in found
    ]


def _shown(
    batch: ImportBatch,
    copy: ImportRowCopy,
    problems: list[ImportProblem],
    same: dict[tuple[str, str, str], int],
    typed: dict[str, str],
) -> ShownRow:
    texts: list[str] = json.loads(vault.unseal(copy.cells, "importrowcopy.cells"))
    columns: dict[str, int] = batch.header["columns"]
    bad = {problem.column for problem in problems}
    cells = []
    for name in headings(batch):
        text, is_bad = typed.get(name, texts[columns[name]]), name in bad
        mask = None if is_bad else _MASKS.get(name)
        cells.append(
            ShownCell(mask(identifiers.clean_identifier(text)) if mask and text else text[:_MOST_TEXT], is_bad)
        )
    sentences = [
        f"{problem.column}: {said}" if problem.column and problem.column not in headings(batch) else said
        for problem in problems
        if (said := words.full_sentence(problem.code, problem.params) + _same(problem, same))
    ]
    fields = row_fields(by_heading(batch, texts), problems, typed)
    codes = {problem.code for problem in problems}
    return ShownRow(
        copy.row_number, cells, sentences, fields, is_skipped="ROW_SKIPPED" in codes, is_meant=bool(codes & MEANT)
    )


def _same(problem: ImportProblem, counts: dict[tuple[str, str, str], int]) -> str:
    count = counts.get((problem.code, problem.column, str(problem.params.get("value"))))
    return f" · {words.same_rows(count)}" if count else ""


def bad_row(batch: ImportBatch, number: int) -> ShownRow | None:
    """One wrong or doubtful row as the list shows it."""
    copy = ImportRowCopy.objects.filter(batch=batch, row_number=number).first()
    if copy is None:
        return None
    problems = [
        p
        for p in ImportProblem.objects.filter(batch=batch, row_number=number).order_by("id")
        if p.severity != ImportProblem.Severity.WARNING
    ]
    same = same_counts(batch, problems)
    return _shown(batch, copy, problems, same, typed_cells(batch, [number]).get(number, {}))


@dataclass(frozen=True, slots=True)
class Change:
    """One value that the batch would replace; `before` and `after` are empty where they are not to be shown."""

    heading: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangedRow:
    number: int
    name: str
    changes: list[Change]


def changed_rows(batch: ImportBatch, *, page: str = "1") -> tuple[Page[Any], list[ChangedRow]]:
    """One page of the rows that would change something, with each difference; the largest effects first."""
    found: Page[Any] = Paginator(cast("list[int]", ChangedNumbers(batch)), PAGE_ROWS).get_page(page)
    target = TARGETS[batch.profile]
    other = "to_jsonb(o)" if " o ON" in target.joins else "NULL::jsonb"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.row_number, to_jsonb(s), to_jsonb(t), {other} FROM {target.staged} s {target.joins}"
            " WHERE s.batch_id = %(batch)s AND s.row_number = ANY(%(rows)s)",
            {"batch": str(batch.pk), "rows": list(found)},
        )
        place = {number: order for order, number in enumerate(found)}
        rows = sorted(cursor.fetchall(), key=lambda row: place[row[0]])
    names = _Names()
    return found, [
        _changed(batch, names, number, *(None if part is None else json.loads(part) for part in parts))
        for number, *parts in rows
    ]


class _Names:
    """Codes and ids as a person reads them."""

    @cached_property
    def villages(self) -> dict[str, str]:
        return dict(Village.objects.values_list("code", "name"))

    @cached_property
    def branches(self) -> dict[int, str]:
        return dict(Agency.objects.values_list("id", "short_name"))

    def of(self, column: str, value: Any) -> str:
        if value is None or value == "":
            return "—"
        if column == "village_id":
            return self.villages.get(value, str(value))
        if column == "branch_id":
            return self.branches.get(value, str(value))
        if isinstance(value, bool):
            return "Y" if value else "T"
        return str(value)[:_MOST_TEXT]


def _changed(
    batch: ImportBatch, names: _Names, number: int, staged: Any, there: Any = None, other: Any = None
) -> ChangedRow:
    present = batch.header["columns"]
    changes = _differences(TARGETS[batch.profile].present(present), staged, there, names)
    if batch.profile in ("workers", "bpu") and not staged["follows"]:
        changes += _differences(tuple(v for v in PERSON if v.is_in(present)), staged, other, names)
    if batch.profile == "employers" and other is not None:
        changes += _differences(
            tuple(v for v in MONTH if v.is_in(present) and v.column in staged), staged, other, names
        )
    return ChangedRow(number, str(staged.get("name") or staged.get("area_code")), changes)


def _differences(
    values: tuple[Value, ...], staged: dict[str, Any], there: dict[str, Any] | None, names: _Names
) -> list[Change]:
    found = []
    for value in values:
        now, new = (there or {}).get(value.column), staged.get(value.column)
        if value.column == "name_key" or now == new or (value.expression and new in (None, "")):
            continue
        if value.column in _UNTOLD:
            found.append(Change(value.headings[0], "", ""))
        else:
            found.append(Change(value.headings[0], names.of(value.column, now), names.of(value.column, new)))
    return found


def profile_title(profile: str) -> str:
    """The profile's name for a heading; empty while it is not known."""
    return str(ImportBatch.Profile(profile).label) if profile in PROFILES else ""
