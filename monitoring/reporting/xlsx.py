"""The report as XLSX: the tables of the PDF one sheet each, real numbers and dates, and a sheet that explains them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from districts import formats
from districts.workbooks import open_workbook
from enrollment.rules.kinds import Program, Segment
from monitoring.models import MonthlyReport
from monitoring.rules.months import parse_month
from monitoring.words import NO_DATA, SEGMENT_NAMES, language

Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its name, headings and rows; None prints as "belum ada data"."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def report_xlsx(report: MonthlyReport) -> bytes:
    """The workbook; its time stamps are the report's day, so the same report gives the same bytes."""
    target = io.BytesIO()
    book = open_workbook(target, in_memory=True)
    book.set_properties(
        {"title": f"{report.number}", "created": datetime.combine(report.as_of, time.min, UTC).replace(tzinfo=None)}
    )
    formats_ = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "date": book.add_format({"num_format": "d mmm yyyy"}),
        "whole": book.add_format({"num_format": "#,##0"}),
        "decimal": book.add_format({"num_format": "#,##0.0"}),
        "missing": book.add_format({"font_color": "#566878"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    for sheet in (_about(report), *_tables(report)):
        _write(book, sheet, formats_)
    book.close()
    return target.getvalue()


def _write(book: Any, sheet: Sheet, formats_: dict[str, Any]) -> None:
    page = book.add_worksheet(sheet.name[:31])
    widths = [len(column) for column in sheet.columns]
    page.write_row(0, 0, sheet.columns, formats_["head"])
    page.freeze_panes(1, 0)
    for number, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(row):
            widths[column] = max(widths[column], min(len(str(value)), 60))
            if value is None:
                page.write_string(number, column, str(NO_DATA), formats_["missing"])
            elif isinstance(value, date):
                page.write_datetime(number, column, datetime.combine(value, time.min), formats_["date"])
            elif isinstance(value, str):
                # write_string: a business named "=1+1" stays a name.
                page.write_string(number, column, value, formats_["wrap"] if len(value) > 60 else None)
            else:
                page.write_number(number, column, value, formats_["decimal" if isinstance(value, float) else "whole"])
    for column, width in enumerate(widths):
        page.set_column(column, column, min(max(width + 2, 10), 62))


def _tables(report: MonthlyReport) -> list[Sheet]:
    figures = report.figures
    is_city = figures["area"]["kind"] == "city"
    place = _("Kecamatan") if is_city else _("Kelurahan")
    return [
        _summary(figures),
        _sentences(report),
        _trend(figures),
        _places(figures, place),
        *_counters(figures),
        _segments(figures),
        _positions(figures),
        _employers(figures),
        _branches(figures),
    ]


def _summary(figures: dict[str, Any]) -> Sheet:
    own, gate = figures["coverage"], figures["gate"]
    rows: list[tuple[str, Cell]] = [
        (_("Pekerja aktif"), own["active"]),
        (_("Potensi pekerja"), own["workforce"]),
        (_("Terlindungi (%)"), own["rate"]),
        (_("Perubahan (poin)"), own["change"]),
        (_("Belum terlindungi"), own["uncovered"]),
        (_("Pekerja aktif bulan lalu"), own["previous_active"]),
        (_("Peringkat"), own["rank"]),
        (_("Rata-rata kota (%)"), own["city_rate"]),
        (_("Selisih dari kota (poin)"), own["against_city"]),
        (_("Belum teralokasi"), figures["unallocated"]),
        (_("Aktif di lebih dari satu tempat"), figures["overlap"]),
        (_("Izin dicek"), gate["checked"]),
        (_("Izin dicek bulan lalu"), gate["previous_checked"]),
        (_("Lolos langsung"), gate["passed"]),
        (_("Ditahan"), gate["held"]),
        (_("Ditahan (%)"), gate["held_share"]),
        (_("Lalu mendaftar"), gate["registered"]),
        (_("Lalu mendaftar (%)"), gate["registered_share"]),
        (_("Kota: ditahan (%)"), gate["city_held_share"]),
        (_("Kota: lalu mendaftar (%)"), gate["city_registered_share"]),
    ]
    return Sheet(_("Ringkasan"), (_("Ukuran"), _("Nilai")), rows)


def _sentences(report: MonthlyReport) -> Sheet:
    rows = [(row["text"], ", ".join(row["figures"])) for row in report.sentences]
    return Sheet(_("Kalimat"), (_("Kalimat"), _("Dari angka")), rows)


def _trend(figures: dict[str, Any]) -> Sheet:
    trend = figures["trend"]
    rows = [
        (parse_month(month), own, city)
        for month, own, city in zip(trend["months"], trend["area"], trend["city"], strict=True)
    ]
    return Sheet(_("12 bulan"), (_("Bulan"), _("Terlindungi (%)"), _("Kota (%)")), rows)


def _places(figures: dict[str, Any], place: str) -> Sheet:
    names = ("code", "name", "active", "workforce", "rate", "change", "uncovered", "checked", "held", "registered")
    columns = [
        _("Kode"),
        place,
        _("Pekerja aktif"),
        _("Potensi"),
        _("Terlindungi (%)"),
        _("Perubahan (poin)"),
        _("Belum terlindungi"),
        _("Izin dicek"),
        _("Ditahan"),
        _("Mendaftar"),
    ]
    months = [f"{_('Terlindungi (%)')} {month}" for month in figures["trend"]["months"]]
    rows = [[*(row[name] for name in names), *row["months"]] for row in figures["places"]]
    return Sheet(place, columns + months, rows)


def _counters(figures: dict[str, Any]) -> list[Sheet]:
    services = [
        [row["name"], row["checked"], row["passed"], row["held"], row["registered"], row["days_held"]]
        for row in figures["services"]
    ]
    held = [
        [row["name"], row["village"], date.fromisoformat(row["held_on"]), row["working_days"], row["workers"]]
        for row in figures["held"]
    ]
    heads = (_("Layanan"), _("Dicek"), _("Lolos"), _("Ditahan"), _("Mendaftar"), _("Rata-rata hari ditahan"))
    return [
        Sheet(_("Layanan"), heads, services),
        Sheet(
            _("Belum kembali"),
            (_("Usaha"), _("Kelurahan"), _("Ditahan"), _("Hari kerja"), _("Tenaga kerja")),
            held,
        ),
    ]


def _segments(figures: dict[str, Any]) -> Sheet:
    programs = [program.value for program in Program]
    columns = [
        _("Segmen"),
        _("Pekerja aktif"),
        _("Perubahan"),
        _("Potensi"),
        _("Terlindungi (%)"),
        *programs,
        _("Sumber"),
    ]
    rows = [
        [
            str(SEGMENT_NAMES[Segment(row["code"])]),
            row["active"],
            row["change"],
            row["workforce"],
            row["rate"],
            *(row["programs"][program] for program in programs),
            row["source"],
        ]
        for row in figures["segments"]
    ]
    return Sheet(_("Segmen"), columns, rows)


def _positions(figures: dict[str, Any]) -> Sheet:
    columns = (_("Peringkat"), _("Kode"), _("Kecamatan"), _("Terlindungi (%)"), _("Perubahan (poin)"))
    names = ("rank", "code", "name", "rate", "change")
    return Sheet(_("Posisi"), columns, [[row[name] for name in names] for row in figures["positions"]])


def _employers(figures: dict[str, Any]) -> Sheet:
    row = figures["employers"]
    rows = [
        (_("Aktif"), row["active"]),
        (_("Aktif bulan lalu"), row["previous_active"]),
        (_("Tertib iuran"), row["paid_up"]),
        (_("Tertib iuran (%)"), row["paid_up_share"]),
        (_("Menunggak"), row["in_arrears"]),
        (_("Baru bulan ini"), row["newly_registered"]),
        (_("Nonaktif bulan ini"), row["closed"]),
    ]
    return Sheet(_("Pemberi kerja"), (_("Ukuran"), _("Nilai")), rows)


def _branches(figures: dict[str, Any]) -> Sheet:
    rows = [(row["name"] or _("Cabang tidak diketahui"), row["active"]) for row in figures["branches"]]
    return Sheet(_("Cabang"), (_("Cabang BPJS Ketenagakerjaan"), _("Pekerja aktif")), rows)


def _about(report: MonthlyReport) -> Sheet:
    figures = report.figures
    month = formats.month_long(parse_month(figures["month"]), lang=language())
    own = figures["coverage"]
    rows: list[tuple[str, Cell]] = [
        (_("Laporan"), report.number),
        (_("Wilayah"), f"{figures['area']['name']} ({figures['area']['code']})"),
        (_("Bulan"), month),
        (_("Keadaan"), str(report.get_state_display())),
        (_("Versi"), report.version),
        (_("Alasan versi baru"), report.reason or formats.NONE),
        (_("Dihitung per"), report.as_of),
        (_("Data per"), report.data_date),
        (_("Kode verifikasi"), report.code),
        (_("SHA-256 angka"), report.sha256),
        (_("Sumber potensi"), own["source"]),
        (_("Tahun potensi"), own["year"]),
        (
            _("Pekerja terlindungi"),
            _(
                "Orang berbeda (NIK) yang aktif pada hari terakhir bulan: PU, Jakon, dan PMI bila pemberi kerjanya "
                "tidak nonaktif dan lunas untuk bulan itu (sebelum jatuh tempo: lunas bulan sebelumnya); BPU bila "
                "terlindungi sampai hari itu."
            ),
        ),
        (
            _("Tempat"),
            _("PU: tempat kerja. Jakon: proyek. BPU dan PMI: tempat tinggal. Tanpa tempat: belum teralokasi."),
        ),
        (
            _("Jumlah"),
            _("Orang yang aktif di beberapa tempat dihitung sekali di tiap tempat dan sekali untuk seluruhnya."),
        ),
        (_("Izin dicek"), _("Berkas berbeda, atau nomor berbeda per layanan bila belum ada berkas.")),
    ]
    return Sheet(_("Keterangan"), (_("Hal"), _("Isi")), rows)
