"""The counters' tables of a report's workbook."""

from __future__ import annotations

from django.utils.translation import gettext as _

from districts import formats
from monitoring.definitions import name
from monitoring.reporting.sheet_shape import Figures, Sheet, day_of
from monitoring.reporting.texts import service_name
from permits.models import ApprovalRequest
from permits.models.check import Finding


def services(figures: Figures) -> Sheet:
    granted = [row["service"] for row in figures.get("exceptions") or [] if row["state"] == "APPROVED"]
    rows = [
        [
            service_name(row),
            *(row[part] for part in ("checked", "passed", "held", "registered")),
            granted.count(row["code"]),
            row.get("median_days"),
        ]
        for row in figures["services"]
    ]
    heads = (
        _("Layanan"), _("Dicek"), _("Lolos"), _("Ditahan"), _("Mendaftar"), _("Pengecualian"), name("gate.days"),
    )  # fmt: skip
    gate = figures["gate"]
    total = [
        _("Jumlah"),
        *(gate[part] for part in ("checked", "passed", "held", "registered")),
        len(granted),
        gate.get("median_days"),
    ]
    return Sheet(_("Layanan"), heads, [*rows, total])


def held(figures: Figures) -> Sheet:
    rows = [
        [index, row["name"], row["village"], day_of(row["held_on"]), row["working_days"], row["workers"]]
        for index, row in enumerate(figures["held"], 1)
    ]
    heads = (_("No."), _("Usaha"), _("Kelurahan"), _("Ditahan"), _("Hari kerja"), _("Tenaga kerja"))
    return Sheet(_("Belum kembali"), heads, rows)


def findings(figures: Figures) -> Sheet:
    rows = [(str(Finding(row["code"]).label), row["files"]) for row in figures.get("findings") or []]
    return Sheet(_("Temuan"), (_("Temuan terakhir"), name("gate.checked")), rows)


def exceptions(figures: Figures) -> Sheet:
    rows = [
        (
            row["number"],
            str(ApprovalRequest.Kind(row["kind"]).label),
            str(ApprovalRequest.Ground(row["ground"]).label) if row["ground"] else formats.NONE,
            row["reason"],
            day_of(row["asked_on"]),
            str(ApprovalRequest.State(row["state"]).label),
        )
        for row in figures.get("exceptions") or []
    ]
    heads = (_("Permohonan"), _("Jenis"), _("Dasar"), _("Alasan"), _("Diminta"), _("Hasil"))
    return Sheet(_("Pengecualian"), heads, rows)


def desks(figures: Figures) -> Sheet:
    parts = ("name", "checks", "days", "working_days", "late")
    rows = [
        [*(row[part] for part in parts), ", ".join(row["without"]) or formats.NONE]
        for row in figures.get("desks") or []
    ]
    heads = (
        _("Loket"), _("Pengecekan"), _("Hari dengan pengecekan"), _("Hari kerja"), _("Dicatat terlambat"),
        _("Tanggal tanpa pengecekan"),
    )  # fmt: skip
    return Sheet(_("Loket"), heads, rows)
