"""Taking rows away as a file (security.md B79): never without a purpose, never without a trace, never too many.

An app says what would be taken (`Export`); `accounts.views.exports` asks for the purpose, and `take` makes the file.
Who takes it, what for, as of which day and behind which filters stand in the file's head, in its name and in the audit
trail. The right to the rows is the app's affair, before it offers them.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from districts import formats
from districts.clock import now
from districts.workbooks import MOST_TEXT, open_workbook

__all__ = ["MOST_ROWS", "PDF", "XLSX", "Export", "Filter", "Head", "Purpose", "TooManyRows", "take", "workbook"]

MOST_ROWS = 50_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"


class Purpose(models.TextChoices):
    """What rows may be taken away for."""

    DESK = "DESK", gettext_lazy("Pekerjaan loket")
    CONTACT = "CONTACT", gettext_lazy("Menghubungi usaha")
    REPORT = "REPORT", gettext_lazy("Laporan kepada pimpinan")
    CHECKING = "CHECKING", gettext_lazy("Pemeriksaan atau audit")
    OTHER = "OTHER", gettext_lazy("Keperluan lain")


class TooManyRows(Exception):
    """More rows than one file may hold."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice that the rows were chosen by: as the address has it, and as people read it."""

    code: str
    value: str
    label: str | Promise
    words: str


@dataclass(frozen=True, slots=True)
class Head:
    """What a file says of itself: label and text of each line below its title."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Export:
    """What somebody wants to take away; `make` is called once there is a purpose.

    `verb` is the audit trail's word, `stem` the beginning of the file's name, `back` the address of the page before;
    `lang` is the file's language where it is not the reader's.
    """

    verb: str
    title: str
    stem: str
    rows: int
    make: Callable[[Head], bytes]
    back: str
    filters: Sequence[Filter] = field(default_factory=tuple)
    as_of: date | None = None
    target: models.Model | None = None
    kind: str = XLSX
    suffix: str = "xlsx"
    lang: str = ""

    @property
    def is_too_big(self) -> bool:
        return self.rows > MOST_ROWS

    def name(self, *, purpose: str, by: User, on: date) -> str:
        """The file's name: what, by which choices, as of when, what for, by whom."""
        parts = [self.stem, *(one.value for one in self.filters), f"{self.as_of or on:%Y%m%d}", purpose, by.username]
        return f"{'_'.join(filter(None, (slugify(part.replace('.', '-')) for part in parts)))}.{self.suffix}"


@transaction.atomic
def take(export: Export, *, purpose: str, note: str, by: User) -> bytes:
    """The file. The note of who took what, why, stands even where the file never arrives."""
    if export.is_too_big:
        raise TooManyRows
    with override(export.lang or get_language()):
        content = export.make(_head(export, Purpose(purpose), note, by, now()))
    chosen = {one.code: one.value for one in export.filters}
    told: dict[str, Any] = {"filters": chosen, "rows": export.rows, "purpose": purpose, "note": note}
    audit.record(verb=export.verb, by=by, target=export.target, data=told)
    return content


def workbook(
    head: Head, sheet: str, headings: Sequence[str], rows: Iterable[Sequence[str | int]], widths: Sequence[int] = ()
) -> bytes:
    """One sheet: what it is, then the rows. Text is written as text, so that nothing in it can run (B60)."""
    target = io.BytesIO()
    with open_workbook(target, in_memory=True) as book:
        page, bold = book.add_worksheet(sheet[:31]), book.add_format({"bold": True})
        page.set_column(0, max(len(headings) - 1, 0), 22)
        for place, width in enumerate(widths):
            page.set_column(place, place, width)
        page.write_string(0, 0, head.title, bold)
        for line, (label, text) in enumerate(head.lines, 1):
            page.write_string(line, 0, f"{label}: {text}"[:MOST_TEXT])
        top = len(head.lines) + 2
        for place, heading in enumerate(headings):
            page.write_string(top, place, heading, bold)
        page.freeze_panes(top + 1, 0)
        for line, row in enumerate(rows, top + 1):
            for place, cell in enumerate(row):
                if isinstance(cell, int):
                    page.write_number(line, place, cell)
                else:
                    page.write_string(line, place, cell[:MOST_TEXT])
    return target.getvalue()


def _head(export: Export, purpose: Purpose, note: str, by: User, at: datetime) -> Head:
    lang = get_language() or "id"
    why = f"{purpose.label} ({note})" if note else str(purpose.label)
    lines = [(str(one.label), one.words) for one in export.filters]
    if export.as_of:
        lines.append((_("Data per"), formats.date_long(export.as_of, lang=lang)))
    lines += [
        (_("Jumlah baris"), formats.number(export.rows, lang=lang)),
        (_("Keperluan"), why),
        (_("Diunduh oleh"), f"{by}, {formats.datetime_wib(at, lang=lang)}"),
    ]
    return Head(export.title, tuple(lines))
