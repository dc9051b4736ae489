"""The workbook a profile is filled in with: headings, drop-down lists, a data dictionary, and on request known rows.

Every cell is written as text, so that no identifier loses a zero and nothing in it can run (B60).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from districts.workbooks import open_workbook
from enrollment.importing.columns import Column, Kind, Need
from enrollment.importing.meanings import KINDS
from enrollment.importing.profile import Profile
from enrollment.importing.resources import empty_dataset, meaning_of
from enrollment.importing.unknown import Choices

__all__ = ["PERSONAL", "template_workbook"]

# What protects people stays out of a filled template: no role takes it away alone (security.md §5, worker.export).
PERSONAL = frozenset({Kind.NIK, Kind.KPJ, Kind.PHONE, Kind.BIRTH_DATE})
LISTED_ROWS = 20_000
WIDTH = 18
_SEX, _ANSWER = ("L", "P"), ("Y", "T")


def template_workbook(
    profile: Profile,
    rows: Iterable[Sequence[str]] = (),
    *,
    left_out: frozenset[str] = frozenset(),
    about: Sequence[tuple[str, str]] = (),
) -> bytes:
    """The workbook to fill in; `rows` under the headings that are not `left_out`, `about` above its dictionary."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        with open_workbook(path) as workbook:
            _Template(workbook, profile, left_out).write(rows, about)
        return path.read_bytes()


class _Template:
    """Three sheets: the data, the dictionary, the words of the lists. Only the first has a profile's headings."""

    def __init__(self, workbook: xlsxwriter.Workbook, profile: Profile, left_out: frozenset[str]) -> None:
        self.profile = profile
        self.columns = [column for column in profile.columns if column.name not in left_out]
        self.headings = empty_dataset(profile, left_out).headers
        self.bold, self.text = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "@"})
        self.data = workbook.add_worksheet(profile.name)
        self.dictionary = workbook.add_worksheet(_("Keterangan"))
        self.lists = workbook.add_worksheet(_("Daftar"))

    def write(self, rows: Iterable[Sequence[str]], about: Sequence[tuple[str, str]]) -> None:
        self.data.set_column(0, len(self.headings) - 1, WIDTH, self.text)
        _line(self.data, 0, self.headings, self.bold)
        self.data.freeze_panes(1, 0)
        for line, row in enumerate(rows, start=1):
            _line(self.data, line, row, self.text)
        self._lists()
        self._dictionary(about)

    def _lists(self) -> None:
        """Each list once, offered in every column that takes its words."""
        placed: dict[Sequence[str], int] = {}
        for place, column in enumerate(self.columns):
            words = _words(column)
            if not words:
                continue
            if words not in placed:
                placed[words] = len(placed)
                _column(self.lists, placed[words], (_("Pilihan untuk %(column)s") % {"column": column.name}, *words))
            at = xlsxwriter.utility.xl_col_to_name(placed[words])
            source = f"='{self.lists.get_name()}'!${at}$2:${at}${len(words) + 1}"
            self.data.data_validation(
                1, place, LISTED_ROWS, place, {"validate": "list", "source": source, "error_type": "warning"}
            )
        self.lists.set_column(0, max(len(placed) - 1, 0), WIDTH)

    def _dictionary(self, about: Sequence[tuple[str, str]]) -> None:
        sheet = self.dictionary
        sheet.set_column(0, 4, 28)
        for line, (label, text) in enumerate(about):
            sheet.write_string(line, 0, f"{label}: {text}"[:32_767])
        top = len(about) + 1 if about else 0
        titles = (_("Kolom"), _("Wajib"), _("Isi"), _("Contoh"), _("Judul lain yang dikenal"))
        _line(sheet, top, titles, self.bold)
        for line, column in enumerate(self.columns, start=top + 1):
            _line(sheet, line, _told(column, self.profile), self.text)


def _told(column: Column, profile: Profile) -> tuple[str, ...]:
    needed = {Need.FREE: "", Need.HEADING: _("kolom"), Need.CELL: _("kolom dan isi")}[column.need]
    for group in profile.one_of:
        if column.name in group:
            needed = _("salah satu: %(columns)s") % {"columns": ", ".join(group)}
    return column.name, needed, meaning_of(column), column.example, ", ".join(column.aliases)


def _words(column: Column) -> tuple[str, ...]:
    """The words a drop-down offers for the column; none where anything may stand."""
    if column.kind in (Kind.SEX, Kind.FLAG):
        return _SEX if column.kind is Kind.SEX else _ANSWER
    kind, within = KINDS.get(column.kind, ("", ""))
    if not kind or column.kind is Kind.PROGRAMS:
        return ()
    return tuple(stored for stored, _shown in Choices().of(kind, within))


def _line(sheet: Worksheet, line: int, texts: Sequence[str], look: object) -> None:
    for place, text in enumerate(texts):
        if text:
            sheet.write_string(line, place, text, look)


def _column(sheet: Worksheet, place: int, texts: Sequence[str]) -> None:
    for line, text in enumerate(texts):
        sheet.write_string(line, place, text)
