"""The tables of a report's workbook: every figure of the paper, one sheet a section, and a sheet that explains them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from districts import formats
from enrollment.rules.kinds import Program, Segment
from monitoring.definitions import definition, heading, name
from monitoring.models import FigureHold, MonthlyReport
from monitoring.reporting.catalogue import band_name, partial_name, single
from monitoring.reporting.compare import differences
from monitoring.rules.months import parse_month
from monitoring.words import SEGMENT_NAMES, language
from permits.models import ApprovalRequest
from permits.models.check import Finding

Cell = str | int | float | date | None
Figures = dict[str, Any]
MOVES = ("before", "new", "reactivated", "moved_in", "lapsed", "moved_out", "now")
EXPLAINED = (
    "people.active", "coverage", "workforce", "people.uncovered", "people.unallocated", "people.twice", "gate.checked",
    "gate.passed", "gate.held", "gate.registered", "employers.paid_share", "employers.in_arrears", "arrears.employers",
    "movement.new", "movement.reactivated", "movement.lapsed", "desk.completeness", "desk.timeliness",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its name, headings and rows; None prints as "belum ada data"."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def sheets(report: MonthlyReport) -> list[Sheet]:
    """What the workbook holds, in its order; a section that the area cannot have is left out."""
    figures = report.figures
    place = _("Kelurahan") if figures["area"]["kind"] == "district" else _("Kecamatan")
    found = [_about(report), _summary(figures), _sentences(report), _trend(figures)]
    if figures["coverage"] is not None:
        found += [_places(figures, place), _segments(figures), _employers(figures)]
    if figures["gate"] is not None:
        found += [_services(figures), _held(figures), _findings(figures), _exceptions(figures), _desks(figures)]
    if figures["area"]["kind"] in ("city", "district"):
        found += [_positions(figures), _branches(figures), _movement(figures), _arrears(figures), _partial(figures)]
    more = (_targets(figures), _bpu(figures), _notes(figures), _holds(figures), _difference(figures))
    return [*found, *(sheet for sheet in more if sheet is not None)]


def _summary(figures: Figures) -> Sheet:
    return Sheet(_("Ringkasan"), (_("Ukuran"), _("Nilai")), [(row.label, row.value) for row in single(figures)])


def _sentences(report: MonthlyReport) -> Sheet:
    rows = [(row["text"], ", ".join(row["figures"])) for row in report.sentences]
    return Sheet(_("Kalimat"), (_("Kalimat"), _("Dari angka")), rows)


def _trend(figures: Figures) -> Sheet:
    trend = figures["trend"]
    unit = trend.get("unit", "percent")
    rows = [
        (parse_month(month), own, city) if unit == "percent" else (parse_month(month), own)
        for month, own, city in zip(trend["months"], trend["area"], trend["city"], strict=True)
    ]
    if unit == "percent":
        return Sheet(_("12 bulan"), (_("Bulan"), f"{heading('coverage')} (%)", _("Kota (%)")), rows)
    what = name("people.active") if unit == "people" else _("Pengecekan")
    return Sheet(_("12 bulan"), (_("Bulan"), what), rows)


def _places(figures: Figures, place: str) -> Sheet:
    shown = ("code", "name", "active", "workforce", "rate", "change", "uncovered", "checked", "held", "registered")
    rate = f"{heading('coverage')} (%)"
    columns = [
        _("Kode"), place, name("people.active"), _("Potensi"), rate, heading("coverage.change"),
        name("people.uncovered"), name("gate.checked"), name("gate.held"), _("Mendaftar"),
    ]  # fmt: skip
    own = rate if figures["trend"].get("unit", "percent") == "percent" else name("people.active")
    months = [f"{own} {month}" for month in figures["trend"]["months"]]
    rows = [[*(row.get(part) for part in shown), *row["months"]] for row in figures["places"]]
    return Sheet(place, columns + months, rows)


def _segments(figures: Figures) -> Sheet:
    programs = [program.value for program in Program]
    columns = [
        _("Segmen"), name("people.active"), _("Bulan lalu"), _("Perubahan"), _("Potensi"), f"{heading('coverage')} (%)",
        *programs, _("Sumber"),
    ]  # fmt: skip
    rows = [
        [
            str(SEGMENT_NAMES[Segment(row["code"])]),
            row["active"],
            row.get("previous"),
            row["change"],
            row["workforce"],
            row["rate"],
            *(row["programs"].get(program) for program in programs),
            row["source"],
        ]
        for row in figures["segments"]
    ]
    return Sheet(_("Segmen"), columns, rows)


def _employers(figures: Figures) -> Sheet:
    rows = [(row.label, row.value) for row in single(figures) if row.key.startswith(("employers.", "pwbd."))]
    return Sheet(_("Pemberi kerja"), (_("Ukuran"), _("Nilai")), rows)


def _services(figures: Figures) -> Sheet:
    granted = [row["service"] for row in figures.get("exceptions") or [] if row["state"] == "APPROVED"]
    rows = [
        [
            row["name"],
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


def _held(figures: Figures) -> Sheet:
    rows = [
        [index, row["name"], row["village"], _day(row["held_on"]), row["working_days"], row["workers"]]
        for index, row in enumerate(figures["held"], 1)
    ]
    heads = (_("No."), _("Usaha"), _("Kelurahan"), _("Ditahan"), _("Hari kerja"), _("Tenaga kerja"))
    return Sheet(_("Belum kembali"), heads, rows)


def _findings(figures: Figures) -> Sheet:
    rows = [(str(Finding(row["code"]).label), row["files"]) for row in figures.get("findings") or []]
    return Sheet(_("Temuan"), (_("Temuan terakhir"), name("gate.checked")), rows)


def _exceptions(figures: Figures) -> Sheet:
    rows = [
        (
            row["number"],
            str(ApprovalRequest.Kind(row["kind"]).label),
            str(ApprovalRequest.Ground(row["ground"]).label) if row["ground"] else formats.NONE,
            row["reason"],
            _day(row["asked_on"]),
            str(ApprovalRequest.State(row["state"]).label),
        )
        for row in figures.get("exceptions") or []
    ]
    heads = (_("Permohonan"), _("Jenis"), _("Dasar"), _("Alasan"), _("Diminta"), _("Hasil"))
    return Sheet(_("Pengecualian"), heads, rows)


def _desks(figures: Figures) -> Sheet:
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


def _positions(figures: Figures) -> Sheet:
    columns = (_("Peringkat"), _("Kode"), _("Kecamatan"), f"{heading('coverage')} (%)", heading("coverage.change"))
    parts = ("rank", "code", "name", "rate", "change")
    return Sheet(_("Posisi"), columns, [[row[part] for part in parts] for row in figures["positions"]])


def _branches(figures: Figures) -> Sheet:
    rows = [(row["name"] or _("Cabang tidak diketahui"), row["active"]) for row in figures["branches"]]
    return Sheet(_("Cabang"), (_("Cabang BPJS Ketenagakerjaan"), name("people.active")), rows)


def _movement(figures: Figures) -> Sheet:
    heads = (_("Segmen"), *(_moved(part) for part in MOVES))
    rows = [[str(SEGMENT_NAMES[Segment(row["code"])]), *_moves(row.get("movement"))] for row in figures["segments"]]
    return Sheet(_("Perubahan peserta"), heads, [*rows, [_("Orang berbeda"), *_moves(figures.get("movement"))]])


def _moved(part: str) -> str:
    return name("people.active") if part == "now" else name(f"movement.{part}")


def _moves(made: dict[str, int] | None) -> list[Cell]:
    return [made[part] if made else None for part in MOVES]


def _arrears(figures: Figures) -> Sheet:
    bands = figures.get("arrears")
    rows: list[Sequence[Cell]] = [(band_name(band), band["employers"], band["people"]) for band in bands or []]
    if bands is None:
        rows = [(_("semua"), None, None)]
    heads = (name("arrears.employers"), name("employers.in_arrears"), name("arrears.people"))
    return Sheet(_("Tunggakan"), heads, rows)


def _partial(figures: Figures) -> Sheet:
    rows = [(partial_name(row["kind"]), row["open"], row["confirmed"]) for row in figures.get("pds") or []]
    return Sheet(_("Daftar sebagian"), (_("Jenis"), _("Dugaan"), _("Dibenarkan")), rows)


def _targets(figures: Figures) -> Sheet | None:
    rows = [
        (row["line"] or row["kind"], row["source"], _day(row["since"]), row["percent"], row["gap"])
        for row in figures.get("targets") or []
    ]
    heads = (name("target"), _("Sumber"), _("Berlaku sejak"), _("Target (%)"), name("target.gap"))
    return Sheet(_("Target"), heads, rows) if rows else None


def _bpu(figures: Figures) -> Sheet | None:
    bpu = figures.get("bpu")
    if not bpu:
        return None
    rows = [
        (row["name"] or _("Tanpa kelompok dan kelompok kecil"), row["people"], row["lapsing"]) for row in bpu["groups"]
    ]
    ending = _("Berakhir dalam %(days)s hari") % {"days": bpu["within_days"]}
    return Sheet(_("BPU"), (_("Kelompok (wadah)"), _("Aktif"), ending), rows)


def _notes(figures: Figures) -> Sheet | None:
    rows = [(parse_month(row["month"]), row["indicator"], row["text"]) for row in figures.get("notes") or []]
    return Sheet(_("Catatan"), (_("Bulan"), _("Angka"), _("Catatan")), rows) if rows else None


def _holds(figures: Figures) -> Sheet | None:
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


def _difference(figures: Figures) -> Sheet | None:
    before = figures.get("previous")
    if not before:
        return None
    rows = [(row.label, row.before, row.now, row.change) for row in differences(before["figures"], figures)]
    heads = (
        _("Angka"),
        _("Terbit (v%(version)s)") % {"version": before["version"]},
        _("Sekarang (v%(version)s)") % {"version": before["version"] + 1},
        _("Selisih"),
    )
    return Sheet(_("Perbedaan"), heads, rows)


def _about(report: MonthlyReport) -> Sheet:
    figures = report.figures
    own = figures["coverage"] or {}
    rows: list[tuple[str, Cell]] = [
        (_("Laporan"), report.number),
        (_("Wilayah"), f"{figures['area']['name']} ({figures['area']['code']})"),
        (_("Bulan"), formats.month_long(parse_month(figures["month"]), lang=language())),
        (_("Keadaan"), str(report.get_state_display())),
        (_("Versi"), report.version),
        (_("Alasan versi baru"), report.reason or formats.NONE),
        (_("Dihitung per"), report.as_of),
        (_("Data per"), report.data_date),
        (_("Kode verifikasi"), report.code),
        (_("SHA-256 angka"), report.sha256),
        (_("Sumber potensi"), own.get("source")),
        (_("Tahun potensi"), own.get("year")),
        *((told.name, f"{told.formula} ({told.unit}; {told.source})") for told in map(definition, EXPLAINED)),
    ]
    return Sheet(_("Keterangan"), (_("Hal"), _("Isi")), rows)


def _day(text: str) -> date:
    return date.fromisoformat(text)
