"""The reject workbook: the sheet's own columns in its own order, plus why each row was not taken and how to mend it.

Every cell is text and stays text when somebody types into it, so a number keeps its digits and nothing can run (B60).
Its two extra columns are ignored when the corrected file comes back, and the name of its tab says which import it
mends; a file that has lost that name is imported like any other.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.db.models import Q
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from accounts import vault
from districts.workbooks import MOST_TEXT, open_workbook
from enrollment.importing import words
from enrollment.importing.errors import Code, Severity
from enrollment.importing.mendedtexts import MendedTexts
from enrollment.importing.profiles import OWN_COLUMNS
from enrollment.importing.rowrepairs import by_heading
from enrollment.importing.sheet import SheetInfo
from enrollment.models import ImportBatch, ImportProblem, ImportRowCopy

__all__ = ["XLSX", "mended_batch", "reject_workbook"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_AT_ONCE = 2_000
_TAB = "Baris salah {}"
_OUR_TAB = re.compile(r"Baris salah ([0-9a-f]{12})")

Problems = dict[int, list[ImportProblem]]


@contextmanager
def reject_workbook(batch: ImportBatch) -> Iterator[Path]:
    """The workbook at a path of its own, gone with the block. Rows stand in the order of the sheet."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "salah.xlsx"
        with open_workbook(path, constant_memory=True, tmpdir=folder) as workbook:
            _write(workbook, batch)
        yield path


def mended_batch(info: SheetInfo) -> ImportBatch | None:
    """The import whose reject workbook this sheet is, told by our two columns and the name of the tab."""
    tab = _OUR_TAB.fullmatch(info.sheet_name)
    if tab is None or not set(OWN_COLUMNS) <= set(info.header):
        return None
    first, last = UUID(hex=tab[1] + "0" * 20), UUID(hex=tab[1] + "f" * 20)
    return ImportBatch.objects.filter(pk__gte=first, pk__lte=last, profile=info.profile).first()


def _write(workbook: Workbook, batch: ImportBatch) -> None:
    sheet = workbook.add_worksheet(_TAB.format(batch.pk.hex[:12]))
    texts: list[str] = batch.header["texts"]
    # A reject workbook that comes back half mended has the two columns already.
    kept = [position for position, text in enumerate(texts) if text not in OWN_COLUMNS]
    marked = _set_up(workbook, sheet, [*(texts[position] for position in kept), *OWN_COLUMNS])
    columns: dict[str, int] = batch.header["columns"]
    mended = MendedTexts(batch)
    line = 0
    for copies, problems in _pages(batch):
        for copy in copies:
            line += 1
            cells = json.loads(vault.unseal(copy.cells, "importrowcopy.cells"))
            found = problems[copy.row_number]
            bad = {columns[problem.column] for problem in found if problem.column in columns}
            _write_row(sheet, line, cells, kept, bad, marked)
            why, how = _reasons(found)
            how = " ".join(
                [*([how] if how else []), *_mended(mended, copy.row_number, found, by_heading(batch, cells))]
            )
            for place, said in enumerate((why, how), start=len(kept)):
                sheet.write_string(line, place, _storable(said)[:MOST_TEXT])


def _set_up(workbook: Workbook, sheet: Worksheet, headings: list[str]) -> Format:
    """Headings, and columns in which what is typed stays text; the format of a bad cell."""
    bold = workbook.add_format({"bold": True})
    sheet.set_column(0, len(headings) - 3, 18, workbook.add_format({"num_format": "@"}))
    sheet.set_column(len(headings) - 2, len(headings) - 1, 60)
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, bold)
    sheet.freeze_panes(1, 0)
    return workbook.add_format({"bg_color": "#FCEBE9", "border": 1, "num_format": "@"})


def _write_row(sheet: Worksheet, line: int, cells: list[str], kept: list[int], bad: set[int], marked: Format) -> None:
    for place, position in enumerate(kept):
        text = _storable(cells[position])[:MOST_TEXT]
        if position in bad:
            sheet.write_string(line, place, text, marked)
        elif text:
            sheet.write_string(line, place, text)


def _reasons(found: list[ImportProblem]) -> tuple[str, str]:
    """Why the row was not taken, and how to mend it. A cell mended here stands as it came: it must be mended again."""
    said = [
        (problem.params.get("was", ""), {}) if problem.code == Code.REPAIRED else (problem.code, problem.params)
        for problem in found
    ]
    why = dict.fromkeys(words.problem_sentence(code, params) for code, params in said)
    how = dict.fromkeys(words.repair_sentence(code, params) for code, params in said)
    return " ".join(why), " ".join(how)


def _mended(mended: MendedTexts, row: int, found: list[ImportProblem], texts: dict[str, str]) -> Iterator[str]:
    """What each repaired cell of the row became; the cell itself stands as it came."""
    for problem in found:
        if problem.code == Code.REPAIRED:
            after = mended.of(row, problem.column, problem.params.get("was", ""), texts)
            if after is not None:
                yield words.mended_sentence(problem.column, texts.get(problem.column, ""), after)


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
            .exclude(~Q(code=Code.REPAIRED), severity=Severity.WARNING)
            .order_by("row_number", "id")
        ):
            problems[problem.row_number].append(problem)
        yield copies, problems
        after = numbers[-1]


def _storable(text: str) -> str:
    """A lone surrogate cannot be written as UTF-8."""
    return text.encode("utf-8", "replace").decode()
