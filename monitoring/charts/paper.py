"""Charts on paper: PDF (tagged), PNG, workbook; each with its filters, its date, its definitions and who took it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import font_roboto
import typst
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.exports import Head, workbook
from districts import formats
from districts.tokens import TOKENS
from monitoring.charts.shape import Chart, Linked
from monitoring.definitions import definition
from monitoring.listings import Cell

__all__ = ["paper", "sheet"]

_TEMPLATE = Path(__file__).parent / "chart.typ"
_FONTS = Path(font_roboto.__file__).parent / "files"
_PPI = 144.0


def paper(head: Head, charts: Sequence[Chart], *, is_picture: bool) -> bytes:
    """The PDF, or one long picture."""
    data = {
        "title": head.title,
        "lang": (get_language() or "id")[:2],
        "lines": head.lines,
        "is_picture": is_picture,
        "charts": [_told(chart) for chart in charts],
        "definitions_title": _("Definisi"),
        "definitions": [(each.name, each.formula) for each in _used(charts)],
    }
    asked: dict[str, Any] = {"format": "png", "ppi": _PPI} if is_picture else {"pdf_standards": ["ua-1"]}
    content: bytes = typst.compile(
        _TEMPLATE.read_bytes(),
        font_paths=[str(_FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data), "colours": json.dumps(TOKENS)},
        **asked,
    )
    return content


def _told(chart: Chart) -> dict[str, Any]:
    return {
        "title": chart.title,
        "sentence": chart.sentence,
        "columns": [(column.heading, column.is_number) for column in chart.columns],
        "rows": [[_spoken(cell) for cell in row] for row in chart.rows],
        "drawings": [
            {"svg": render_to_string(one.template, {"drawing": one}), "width": one.width, "alt": one.label}
            for one in chart.drawings
        ],
    }


def _spoken(cell: Cell | Linked) -> str:
    if isinstance(cell, Linked | int):
        value = cell.value if isinstance(cell, Linked) else cell
        return formats.number(value, lang=(get_language() or "id")[:2])
    return cell


def _used(charts: Sequence[Chart]) -> list[Any]:
    return [definition(code) for code in dict.fromkeys(code for chart in charts for code in chart.uses)]


def sheet(head: Head, charts: Sequence[Chart]) -> bytes:
    """One chart as its own table; several one figure a row. The definitions stand below."""
    headings, rows = _table(charts[0]) if len(charts) == 1 else _long(charts)
    below: list[tuple[Cell, ...]] = [(), (_("Definisi"),), *((each.name, each.formula) for each in _used(charts))]
    return workbook(head, _("Angka"), headings, [*rows, *below])


def _plain(cell: Cell | Linked) -> Cell:
    return cell.value if isinstance(cell, Linked) else cell


def _table(chart: Chart) -> tuple[list[str], list[tuple[Cell, ...]]]:
    return [column.heading for column in chart.columns], [tuple(map(_plain, row)) for row in chart.rows]


def _long(charts: Sequence[Chart]) -> tuple[list[str], list[tuple[Cell, ...]]]:
    rows: list[tuple[Cell, ...]] = []
    for chart in charts:
        headings, found = _table(chart)
        rows += [
            (chart.title, row[0], heading, cell)
            for row in found
            for heading, cell in zip(headings[1:], row[1:], strict=True)
        ]
    return [_("Grafik"), _("Baris"), _("Kolom"), _("Nilai")], rows
