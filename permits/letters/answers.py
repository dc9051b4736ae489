"""The answers to a list of numbers as a workbook. Every cell is text: nothing in it can run (B60)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from districts import formats
from permits.models import Check
from permits.words import OUTCOMES, headline, sentence

__all__ = ["XLSX", "Answered", "answers_workbook"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_TEXT = 32_767  # characters a cell may hold

# Row of the list, number as shown, its check, or the sentence of why there is none.
Answered = tuple[int, str, Check | None, str]


def answers_workbook(rows: Iterable[Answered]) -> bytes:
    """One line for each line of the list, in its order and in the active language."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "jawaban.xlsx"
        options = {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(str(path), options) as workbook:
            bold = workbook.add_format({"bold": True})
            sheet = workbook.add_worksheet(_("Jawaban"))
            sheet.set_column(0, 0, 6)
            sheet.set_column(1, 7, 24)
            sheet.freeze_panes(1, 0)
            for place, heading in enumerate(_headings()):
                sheet.write_string(0, place, heading, bold)
            for line, row in enumerate(rows, start=1):
                for place, text in enumerate(_cells(row)):
                    sheet.write_string(line, place, text[:MOST_TEXT])
        return path.read_bytes()


def _headings() -> Sequence[str]:
    return (
        _("Baris"),
        _("Nomor"),
        _("Nama usaha"),
        _("Kelurahan"),
        _("Temuan"),
        _("Akibat"),
        _("Alasan"),
        _("Data per"),
    )


def _cells(row: Answered) -> Sequence[str]:
    number, shown, check, refused = row
    if check is None:
        return (str(number), shown, "", "", _("Tidak dicek"), "", refused, "")
    business = check.answer.get("business") or {}
    return (
        str(number),
        shown,
        business.get("name", ""),
        business.get("village", ""),
        headline(check.finding, check.reasons, check.conditional_until),
        str(OUTCOMES[check.outcome]),
        " ".join(sentence(reason["code"], reason["params"]) for reason in check.reasons),
        _day(check.as_of),
    )


def _day(day: date | None) -> str:
    return formats.date_short(day, lang=get_language() or "id") if day else ""
