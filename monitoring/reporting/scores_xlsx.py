"""The month's indexes as a workbook from which anybody can compute them again: inputs, parts, weights, formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.exports import Head
from districts.models import District
from districts.workbooks import open_workbook
from monitoring.definitions import name
from monitoring.rules.consistency import PARTS
from monitoring.selectors.consistency import Entry
from monitoring.words_appreciation import PART_FORMULAS, PART_NAMES, missing_text

Cell = str | int | Decimal | None


def scores_xlsx(head: Head, entries: Sequence[Entry]) -> bytes:
    """Two sheets: the kecamatan, and how much each part weighs."""
    target = io.BytesIO()
    with open_workbook(target, in_memory=True) as book:
        bold = book.add_format({"bold": True})
        _sheet(book.add_worksheet(_("Indeks")), bold, head, _headings(), [_row(entry) for entry in entries])
        weighed = [_("Bagian"), _("Bobot"), _("Rumus"), _("Berlaku sejak"), _("Sumber")]
        _sheet(book.add_worksheet(_("Bobot")), bold, head, weighed, _weights(entries))
    return target.getvalue()


def _headings() -> list[str]:
    counts = [
        name("desk.completeness"),
        _("Hari kerja"),
        name("gate.checked"),
        _("Disetujui tanpa catatan"),
        name("gate.held"),
        name("gate.registered"),
        _("Data lengkap"),
    ]
    values = [f"{PART_NAMES[part]} (0–100)" for part in PARTS]
    first = [_("Kode"), _("Kecamatan"), _("Kelompok")]
    return [*first, *counts, *values, _("Indeks"), _("Peringkat"), _("Tidak diperingkat karena")]


def _row(entry: Entry) -> list[Cell]:
    group = str(District.Peers(entry.row.peer_group).label)
    counts = list(entry.inputs.stored().values())
    last: list[Cell] = [entry.row.score, entry.row.rank, missing_text(entry.missing)]
    return [entry.code, entry.name, group, *counts, *entry.values, *last]


def _weights(entries: Sequence[Entry]) -> list[list[Cell]]:
    stored = entries[0].row.inputs if entries else {}
    if not stored.get("weights"):
        return []
    since, source = stored["weights_since"], stored["weights_source"]
    said = _(source) if source else ""
    return [[str(PART_NAMES[part]), stored["weights"][part], str(PART_FORMULAS[part]), since, said] for part in PARTS]


def _sheet(page: Any, bold: Any, head: Head, headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    page.set_column(0, len(headings) - 1, 18)
    page.write_string(0, 0, head.title, bold)
    for line, (label, text) in enumerate(head.lines, 1):
        page.write_string(line, 0, f"{label}: {text}")
    top = len(head.lines) + 2
    for place, heading in enumerate(headings):
        page.write_string(top, place, heading, bold)
    for line, row in enumerate(rows, top + 1):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(line, place, cell)
            elif cell is not None:
                page.write_number(line, place, cell)
