"""The register's tables of a report's workbook: arrears, partial registration, targets, BPU, notes, figures held."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from monitoring.definitions import name
from monitoring.models import FigureHold
from monitoring.reporting.catalogue import band_name, partial_name
from monitoring.reporting.sheet_shape import Cell, Figures, Sheet, day_of
from monitoring.rules.months import parse_month


def arrears(figures: Figures) -> Sheet:
    bands = figures.get("arrears")
    rows: list[Sequence[Cell]] = [(band_name(band), band["employers"], band["people"]) for band in bands or []]
    if bands is None:
        rows = [(_("semua"), None, None)]
    heads = (name("arrears.employers"), name("employers.in_arrears"), name("arrears.people"))
    return Sheet(_("Tunggakan"), heads, rows)


def partial(figures: Figures) -> Sheet:
    rows = [(partial_name(row["kind"]), row["open"], row["confirmed"]) for row in figures.get("pds") or []]
    return Sheet(_("Daftar sebagian"), (_("Jenis"), _("Dugaan"), _("Dibenarkan")), rows)


def targets(figures: Figures) -> Sheet | None:
    rows = [
        (row["line"] or row["kind"], row["source"], day_of(row["since"]), row["percent"], row["gap"])
        for row in figures.get("targets") or []
    ]
    heads = (name("target"), _("Sumber"), _("Berlaku sejak"), _("Target (%)"), name("target.gap"))
    return Sheet(_("Target"), heads, rows) if rows else None


def bpu(figures: Figures) -> Sheet | None:
    bpu = figures.get("bpu")
    if not bpu:
        return None
    rows = [
        (row["name"] or _("Tanpa kelompok dan kelompok kecil"), row["people"], row["lapsing"]) for row in bpu["groups"]
    ]
    ending = _("Berakhir dalam %(days)s hari") % {"days": bpu["within_days"]}
    return Sheet(_("BPU"), (_("Kelompok (wadah)"), _("Aktif"), ending), rows)


def notes(figures: Figures) -> Sheet | None:
    rows = [(parse_month(row["month"]), row["indicator"], row["text"]) for row in figures.get("notes") or []]
    return Sheet(_("Catatan"), (_("Bulan"), _("Angka"), _("Catatan")), rows) if rows else None


def holds(figures: Figures) -> Sheet | None:
    rows = [
        (
            row["area"],
            row["indicator"],
            str(FigureHold.Why(row["why"]).label),
            row["previous"],
            row["value"],
            row["explanation"] or _("belum dijelaskan"),
        )
        for row in figures.get("holds") or []
    ]
    heads = (_("Wilayah"), _("Angka"), _("Sebab"), _("Sebelumnya"), _("Nilai"), _("Penjelasan"))
    return Sheet(_("Angka ditahan"), heads, rows) if rows else None
