"""Workbooks bent a little, so that there is something to find in them: workers not registered, programs, low wages."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from tests.monitoring.workbooks import FIRST_LINE

LOW_WAGE = 5_000_000
# Sheet → heading → (every so many lines, what stands there then).
BENT = {
    "businesses": {"JUMLAH_TK": (4, lambda cell: (cell or 0) + 7)},
    "workers": {"JHT": (9, lambda cell: "T"), "UPAH": (5, lambda cell: LOW_WAGE)},
    "employers": {"SKALA": (3, lambda cell: "MENENGAH")},
}


def bend(folder: Path) -> None:
    """Change the sheets where they lie."""
    for name, columns in BENT.items():
        book = load_workbook(folder / f"{name}.xlsx")
        sheet = book.active
        headings = {cell.value: cell.column for cell in sheet[FIRST_LINE - 1]}
        for heading, (every, change) in columns.items():
            for line in range(FIRST_LINE, sheet.max_row + 1, every):
                cell = sheet.cell(line, headings[heading])
                cell.value = change(cell.value)
        book.save(folder / f"{name}.xlsx")
