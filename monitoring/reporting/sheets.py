"""The tables of a report's workbook: every figure of the paper, one sheet a section, and a sheet that explains them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from districts import formats
from enrollment.rules.kinds import Program, Segment
from monitoring.definitions import definition, heading, name
from monitoring.models import MonthlyReport
from monitoring.reporting.catalogue import single
from monitoring.reporting.compare import differences
from monitoring.reporting.sheet_counters import desks, exceptions, findings, held, services
from monitoring.reporting.sheet_register import arrears, bpu, holds, notes, partial, targets
from monitoring.reporting.sheet_shape import Cell, Figures, Sheet
from monitoring.reporting.texts import ISSUED_IN, TRANSLATION, spoken
from monitoring.rules.months import parse_month
from monitoring.words import SEGMENT_NAMES, language

MOVES = ("before", "new", "reactivated", "moved_in", "lapsed", "moved_out", "now")
EXPLAINED = (
    "people.active", "coverage", "workforce", "people.uncovered", "people.unallocated", "people.twice", "gate.checked",
    "gate.passed", "gate.held", "gate.registered", "employers.paid_share", "employers.in_arrears", "arrears.employers",
    "movement.new", "movement.reactivated", "movement.lapsed", "desk.completeness", "desk.timeliness",
)  # fmt: skip


def sheets(report: MonthlyReport) -> list[Sheet]:
    """What the workbook holds, in its order; a section that the area cannot have is left out."""
    figures = report.figures
    place = _("Kelurahan") if figures["area"]["kind"] == "district" else _("Kecamatan")
    found = [_about(report), _summary(figures), _sentences(report), _trend(figures)]
    if figures["coverage"] is not None:
        found += [_places(figures, place), _segments(figures), _employers(figures)]
    if figures["gate"] is not None:
        found += [services(figures), held(figures), findings(figures), exceptions(figures), desks(figures)]
    if figures["area"]["kind"] in ("city", "district"):
        found += [_positions(figures), _branches(figures), _movement(figures), arrears(figures), partial(figures)]
    more = (targets(figures), bpu(figures), notes(figures), holds(figures), _difference(figures))
    return [*found, *(sheet for sheet in more if sheet is not None)]


def _summary(figures: Figures) -> Sheet:
    return Sheet(_("Ringkasan"), (_("Ukuran"), _("Nilai")), [(row.label, row.value) for row in single(figures)])


def _sentences(report: MonthlyReport) -> Sheet:
    rows = [(spoken(row), ", ".join(row["figures"])) for row in report.sentences]
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
        (_("Laporan"), report.number if language() == ISSUED_IN else f"{report.number} ({TRANSLATION})"),
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
