"""The rows of a committed import by line: those it wrote, those it did not take, or both."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db import connection

from enrollment.importing import words
from enrollment.importing.targets import TARGETS
from enrollment.models import ImportBatch, ImportProblem
from enrollment.rules.identifiers import mask_kpj, mask_npp

__all__ = ["TABS", "ResultRow", "result_rows"]

TABS = ("semua", "berhasil")
PAGE_ROWS = 50
# What a written row is known by; numbers are masked when shown.
_LABELS = {
    "enrollment_membership": ("p.name", "t.kpj", "JOIN enrollment_participant p ON p.id = t.participant_id"),
    "enrollment_announcedworker": ("t.name", "''", ""),
    "enrollment_employer": ("t.name", "t.npp", ""),
    "enrollment_business": ("t.name", "''", ""),
    "districts_workforcefigure": ("t.area_code", "''", ""),
}
_MASKS = {"enrollment_membership": mask_kpj, "enrollment_employer": mask_npp}


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One line: `verdict` is WRITTEN, WRONG or DOUBTFUL; `text` names the row, or says what is wrong with it."""

    number: int
    verdict: str
    text: str


def result_rows(batch: ImportBatch, tab: str, page: str) -> tuple[Page[Any], list[ResultRow]]:
    """One page in the order of the sheet. Rows that said what the register knew already were not written anew."""
    found: Page[Any] = Paginator(cast("list[Any]", _Lines(batch, tab)), PAGE_ROWS).get_page(page)
    bad = [number for number, verdict, *_rest in found if verdict != "WRITTEN"]
    said: dict[int, str] = defaultdict(str)
    for problem in ImportProblem.objects.filter(batch=batch, row_number__in=bad).exclude(severity="WARNING"):
        said[problem.row_number] += f"{words.full_sentence(problem.code, problem.params)} "
    mask = _MASKS.get(TARGETS[batch.profile].table) if batch.profile in TARGETS else None
    return found, [
        ResultRow(number, verdict, _text(name, key, mask) if verdict == "WRITTEN" else said[number])
        for number, verdict, name, key in found
    ]


def _text(name: str, key: str, mask: Any) -> str:
    return f"{name} · {mask(key)}" if mask and key else name


class _Lines:
    """The lines as a paginator reads them, a page at a time."""

    ordered = True

    def __init__(self, batch: ImportBatch, tab: str) -> None:
        target = TARGETS.get(batch.profile)
        parts = []
        if target is not None and target.table in _LABELS:
            name, key, join = _LABELS[target.table]
            columns = f"t.row_number, 'WRITTEN' AS verdict, {name} AS name, {key} AS key"
            kept = "t.batch_id = %(batch)s AND t.row_number IS NOT NULL"
            parts.append(f"SELECT {columns} FROM {target.table} t {join} WHERE {kept}")
        if tab == "semua" or not parts:
            parts.append(
                "SELECT row_number, CASE WHEN is_doubtful THEN 'DOUBTFUL' ELSE 'WRONG' END, '', ''"
                " FROM enrollment_importrowcopy WHERE batch_id = %(batch)s"
            )
        self._sql = " UNION ALL ".join(parts)
        self._params = {"batch": str(batch.pk)}

    def __len__(self) -> int:
        return int(self._rows(f"SELECT count(*) FROM ({self._sql}) lines")[0][0])

    def __getitem__(self, part: slice) -> list[tuple[Any, ...]]:
        page = {"skip": part.start, "take": part.stop - part.start}
        return self._rows(f"{self._sql} ORDER BY row_number, verdict OFFSET %(skip)s LIMIT %(take)s", page)

    def _rows(self, sql: str, more: dict[str, int] | None = None) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, {**self._params, **(more or {})})
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows
