"""The sheet that goes with a signed report: which bytes were signed, by whom, in which office, when.

The report itself is never printed anew for its signatures: its bytes are those that were issued.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from districts import formats
from districts.clock import WIB
from monitoring.access_reports import Side
from monitoring.models import MonthlyReport, ReportReview
from monitoring.reporting.pdf import compiled
from monitoring.words import language
from permits.letters.render import verification

TEMPLATE = Path(__file__).parent / "approval.typ"


def approval_pdf(report: MonthlyReport, signed: Iterable[ReportReview]) -> bytes:
    """One page; the same signatures give the same bytes."""
    rows = sorted(signed, key=lambda row: row.made_at)
    last = max((row.made_at for row in rows), default=report.built_at)
    return compiled(TEMPLATE, _data(report, rows), at=last)


def _data(report: MonthlyReport, rows: list[ReportReview]) -> dict[str, Any]:
    month = formats.month_long(report.period, lang=language())
    facts = [
        (_("Laporan"), f"{report.figures['area']['name']}, {month}"),
        (_("Nomor"), report.number),
        (_("Versi"), str(report.version)),
        (_("SHA-256 angka"), report.sha256),
        (_("SHA-256 berkas PDF"), report.pdf.sha256 if report.pdf else formats.NONE),
    ]
    signatures = [
        [
            str(Side(row.side).label),
            row.name,
            row.title,
            formats.datetime_wib(row.made_at.astimezone(WIB), lang=language()),
        ]
        for row in rows
    ]
    return {
        "lang": language(),
        "title": _("Lembar pengesahan laporan"),
        "facts": facts,
        "columns": [_("Sisi"), _("Nama"), _("Jabatan"), _("Ditandatangani")],
        "signatures": signatures,
        "empty": _("Belum ada yang menandatangani."),
        "verify": _("Periksa keaslian laporan di laman resmi dengan kode"),
        "qr_alt": _("Kode QR menuju halaman verifikasi laporan ini"),
        "proof": verification(report.code),
    }
