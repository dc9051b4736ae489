"""The reject workbook: the sheet's own columns in its own order, plus why each row was not taken and how to mend it.

Every cell is written as text, so nothing in it can run in the next person's spreadsheet program, whatever it begins
with (B60). Its two extra columns are known to the import and ignored when the corrected file comes back.
"""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from accounts import vault
from enrollment.importing import words
from enrollment.importing.errors import Severity
from enrollment.importing.profiles import OWN_COLUMNS
from enrollment.models import ImportBatch, ImportProblem, ImportRowCopy

__all__ = ["XLSX", "reject_workbook"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_TEXT = 32_767  # characters a cell may hold
_AT_ONCE = 2_000

Problems = dict[int, list[ImportProblem]]


@contextmanager
def reject_workbook(batch: ImportBatch) -> Iterator[Path]:
    """The workbook at a path of its own, gone with the block. Rows stand in the order of the sheet."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "salah.xlsx"
        options = {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(str(path), options) as workbook:
            _write(workbook, batch)
        yield path


def _write(workbook: xlsxwriter.Workbook, batch: ImportBatch) -> None:
    sheet = workbook.add_worksheet("Baris salah")
    bold, marked = workbook.add_format({"bold": True}), workbook.add_format({"bg_color": "#FCEBE9", "border": 1})
    texts: list[str] = batch.header["texts"]
    columns: dict[str, int] = batch.header["columns"]
    # A reject workbook that comes back half mended has the two columns already.
    kept = [position for position, text in enumerate(texts) if text not in OWN_COLUMNS]
    for place, text in enumerate([*(texts[position] for position in kept), *OWN_COLUMNS]):
        sheet.write_string(0, place, text, bold)
    sheet.freeze_panes(1, 0)
    line = 0
    for copies, problems in _pages(batch):
        for copy in copies:
            line += 1
            cells = json.loads(vault.unseal(copy.cells, "importrowcopy.cells"))
            found = problems[copy.row_number]
            bad = {columns[problem.column] for problem in found if problem.column in columns}
            _write_row(sheet, line, cells, kept, bad, marked)
            for place, said in enumerate(
                (
                    " ".join(words.problem_sentence(problem.code, problem.params) for problem in found),
                    " ".join(dict.fromkeys(words.repair_sentence(problem.code, problem.params) for problem in found)),
                ),
                start=len(kept),
            ):
                sheet.write_string(line, place, said[:MOST_TEXT])


def _write_row(sheet: Worksheet, line: int, cells: list[str], kept: list[int], bad: set[int], marked: Format) -> None:
    for place, position in enumerate(kept):
        text = _storable(cells[position])[:MOST_TEXT]
        if position in bad:
            sheet.write_string(line, place, text, marked)
        elif text:
            sheet.write_string(line, place, text)


def _pages(batch: ImportBatch) -> Iterator[tuple[list[ImportRowCopy], Problems]]:
    """Copies a few thousand at a time with the problems that made them bad."""
    after = -1
    while copies := list(
        ImportRowCopy.objects.filter(batch=batch, row_number__gt=after).order_by("row_number")[:_AT_ONCE]
    ):
        numbers = [copy.row_number for copy in copies]
        problems: Problems = defaultdict(list)
        for problem in (
            ImportProblem.objects.filter(batch=batch, row_number__range=(numbers[0], numbers[-1]))
            .exclude(severity=Severity.WARNING)
            .order_by("row_number", "id")
        ):
            problems[problem.row_number].append(problem)
        yield copies, problems
        after = numbers[-1]


def _storable(text: str) -> str:
    """A lone surrogate cannot be written as UTF-8."""
    return text.encode("utf-8", "replace").decode()
