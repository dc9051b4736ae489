"""The counters on a report's first two pages: the funnel, the services, the files not back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from districts import formats
from monitoring.definitions import name
from monitoring.reporting.texts import LEFT, RIGHT, Printed, cell, day, decimal, number, service_name, table

Figures = Mapping[str, Any]
HELD_ROWS = 12


def gate(figures: Figures) -> Printed | None:
    """The funnel as bars."""
    counted = figures["gate"]
    if counted is None:
        return None
    tokens = {"checked": "q4", "passed": "q4", "held": "q5", "registered": "ok-line"}
    top = max(counted["checked"], counted["held"], 1)
    bars = [
        {"label": name(f"gate.{part}"), "text": number(counted[part]), "share": counted[part] / top, "token": token}
        for part, token in tokens.items()
    ]
    return {"title": _("Hasil pengecekan izin"), "bars": bars}


def services(figures: Figures) -> Printed | None:
    """How the counters applied the rule, service by service, with what passed beside it."""
    counted = figures["gate"]
    if counted is None:
        return None
    passed = Counter(row["service"] for row in figures.get("exceptions") or [] if row["state"] == "APPROVED")
    parts = ("checked", "passed", "held", "registered")
    rows = [
        [
            service_name(row),
            *(cell(row[part]) for part in parts),
            cell(passed[row["code"]]),
            decimal(row.get("median_days")),
        ]
        for row in figures["services"]
    ]
    columns = [
        (_("Layanan"), LEFT), (_("Dicek"), RIGHT), (_("Lolos"), RIGHT), (_("Ditahan"), RIGHT), (_("Mendaftar"), RIGHT),
        (_("Pengecualian"), RIGHT), (name("gate.days"), RIGHT),
    ]  # fmt: skip
    total = [_("Jumlah"), *(cell(counted[part]) for part in parts), cell(sum(passed.values()))]
    total.append(decimal(counted.get("median_days")))
    title = _("Pelaksanaan PATEN") if figures["area"]["kind"] == "district" else _("Pelaksanaan PATEN dan PTSP")
    return table(title, columns, rows, total=total, empty=_("Belum ada izin yang dicek bulan ini."), bold=0)


def held(figures: Figures) -> Printed | None:
    """Files held in the month whose registration has not come in."""
    if figures["gate"] is None:
        return None
    rows = figures["held"]
    more = len(rows) - HELD_ROWS
    columns = [
        (_("No."), RIGHT), (_("Usaha"), LEFT), (_("Kelurahan"), LEFT), (_("Ditahan"), LEFT), (_("Hari kerja"), RIGHT),
        (_("Tenaga kerja"), RIGHT),
    ]  # fmt: skip
    shown = [
        [
            str(index),
            row["name"],
            row["village"] or formats.NONE,
            day(row["held_on"]),
            cell(row["working_days"]),
            cell(row["workers"]),
        ]
        for index, row in enumerate(rows[:HELD_ROWS], 1)
    ]
    note = _("dan %(count)s lagi; semuanya ada di XLSX.") % {"count": number(more)} if more > 0 else ""
    empty = _("Tidak ada permohonan ditahan yang belum kembali.")
    return table(_("Permohonan ditahan yang belum kembali"), columns, shown, note=note, empty=empty, bold=1)
