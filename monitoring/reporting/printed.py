"""A report's figures as the texts and numbers that its pages print. Every word and format is decided here, in the
language in force; the typst template only places them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from districts import formats
from districts.charts import axis_range
from districts.models import Agency
from enrollment.rules.calendar import add_months
from enrollment.rules.kinds import Segment
from monitoring.models import MonthlyReport
from monitoring.rules.findings import trend_finding
from monitoring.rules.months import parse_month
from monitoring.words import NO_DATA, SEGMENT_NAMES, finding_text, language

Printed = dict[str, Any]
Figures = Mapping[str, Any]
HELD_ROWS = 12


def printed(report: MonthlyReport) -> Printed:
    """The whole report for the template."""
    figures = report.figures
    month = parse_month(figures["month"])
    is_city = figures["area"]["kind"] == "city"
    name = figures["area"]["name"]
    return {
        "lang": language(),
        "title": _("Laporan monitoring dan evaluasi bulanan"),
        "short_title": _("Laporan monitoring dan evaluasi"),
        "team": _("Tim Optimalisasi Penyelenggaraan Jaminan Sosial Pekerja · %(city)s") % {"city": _city(report)},
        "place_kind": "" if is_city else _("Kecamatan"),
        "place": name,
        "month": formats.month_long(month, lang=language()),
        "number": _("No. %(number)s") % {"number": report.number},
        "data_line": _data_line(figures),
        "state": _state(report),
        "cards": _cards(figures),
        "sentences": [sentence["text"] for sentence in report.sentences],
        "trend": _trend(figures, name, month),
        "places": _places(figures, is_city, month),
        "gate": _gate(figures),
        "segments": _segments(figures),
        "employers": _employers(figures),
        "services": _services(figures),
        "held": _held(figures),
        "positions": _positions(figures, month),
        "follow_ups": _follow_ups(figures),
        "missing": _missing(figures),
        "signatures": _signatures(report),
        "source": _source(figures),
        "definition": _("Definisi: pekerja terlindungi = peserta aktif (NIK berbeda) ÷ potensi pekerja."),
        "verify": _("Kode verifikasi %(code)s · periksa di %(address)s")
        % {"code": report.code, "address": _verify(report)},
        "page": _("Halaman {n} dari {total}"),
        "no_data": str(NO_DATA),
    }


def _number(value: int | float | None) -> str:
    return str(NO_DATA) if value is None else formats.number(value, lang=language())


def _percent(value: float | None) -> str:
    return str(NO_DATA) if value is None else formats.percent(value, lang=language())


def _cell(value: int | float | None) -> str:
    return formats.number(value, lang=language())


def _change(value: float | None, *, places: int = 1) -> Printed:
    """Sign (-1, 0, 1 or none) and text: the template draws the arrow, since no font is sure to have one."""
    if value is None:
        return {"sign": None, "text": formats.NONE}
    return {"sign": (value > 0) - (value < 0), "text": formats.decimal(abs(value), places, lang=language())}


def _day(text: str | None) -> str:
    return formats.date_short(date.fromisoformat(text), lang=language()) if text else str(NO_DATA)


def _city(report: MonthlyReport) -> str:
    return report.district.city.name if report.district else str(report.figures["area"]["name"])


def _data_line(figures: Figures) -> str:
    day = figures["data_date"]
    return _("Data per %(day)s") % {"day": _day(day)} if day else _("Data belum pernah diimpor")


def _state(report: MonthlyReport) -> str:
    if report.state == MonthlyReport.State.PROVISIONAL:
        return _("Sementara: iuran bulan ini belum jatuh tempo.")
    if report.version > 1:
        return _("Versi %(version)s. Alasan: %(reason)s") % {"version": report.version, "reason": report.reason}
    return ""


def _cards(figures: Figures) -> list[Printed]:
    own, gate = figures["coverage"], figures["gate"]
    of = _("%(active)s dari %(workforce)s") if own["workforce"] else _("%(active)s orang")
    note = _("peringkat %(rank)s dari %(count)s") % {"rank": own["rank"], "count": own["ranked"]} if own["rank"] else ""
    checked_change = gate["checked"] - gate["previous_checked"]
    return [
        {
            "label": _("Pekerja terlindungi"),
            "value": _percent(own["rate"]),
            "side": of % {"active": _number(own["active"]), "workforce": _number(own["workforce"])},
            "change": _change(own["change"]),
            "unit": _("poin"),
            "note": note,
        },
        {
            "label": _("Izin dicek"),
            "value": _number(gate["checked"]),
            "side": "",
            "change": _change(checked_change, places=0),
            "unit": _("dari bulan lalu"),
            "note": "",
        },
        _share_card(_("Ditahan"), gate["held"], gate["held_share"], gate["city_held_share"]),
        _share_card(_("Lalu mendaftar"), gate["registered"], gate["registered_share"], gate["city_registered_share"]),
    ]


def _share_card(label: str, count: int, share: float | None, city: float | None) -> Printed:
    note = _("kota: %(share)s") % {"share": _percent(city)} if city is not None else ""
    side = "" if share is None else _percent(share)
    return {"label": label, "value": _number(count), "side": side, "change": None, "unit": "", "note": note}


def _trend(figures: Figures, name: str, month: date) -> Printed:
    trend = figures["trend"]
    months = [parse_month(text) for text in trend["months"]]
    lines = [{"name": name, "values": trend["area"]}]
    title = finding_text(trend_finding(trend["area"], trend["city"]), area=name)
    if figures["area"]["kind"] == "district":
        lines.append({"name": _city_name(figures), "values": trend["city"]})
    known = [value for line in lines for value in line["values"] if value is not None]
    low, high, step = axis_range(known)
    for line in lines:
        last = next((value for value in reversed(line["values"]) if value is not None), None)
        line["label"] = f"{line['name']} {_percent(last)}"
    labels = [_tick(index, month_, len(months)) for index, month_ in enumerate(months)]
    span = formats.month_range(months[0], months[-1], lang=language())
    return {
        "title": title,
        "subtitle": _("Pekerja terlindungi (%%), %(months)s") % {"months": span},
        "lines": lines,
        "low": low,
        "high": high,
        "step": step,
        "labels": labels,
    }


def _tick(index: int, month: date, count: int) -> str:
    """The first month with its year, then every second one so that the last is named."""
    short = formats.month_abbr(month, lang=language())
    if index == 0:
        return f"{short} {month.year % 100:02d}"
    return short if (count - 1 - index) % 2 == 0 else ""


def _city_name(figures: Figures) -> str:
    return str(figures.get("city_name") or _("Kota"))


def _places(figures: Figures, is_city: bool, month: date) -> Printed:
    own = figures["coverage"]
    rows = [
        {
            "name": place["name"],
            "rate": _percent(place["rate"]),
            "value": place["rate"],
            "change": _change(place["change"]),
            "spark": place["months"],
            "cells": [_cell(place["active"]), _cell(place["workforce"]), _cell(place["uncovered"])],
        }
        for place in figures["places"]
    ]
    if figures["unallocated"]:
        rows.append(
            {
                "name": _("Belum teralokasi"),
                "rate": "",
                "value": None,
                "change": {"sign": None, "text": ""},
                "spark": [],
                "cells": [_cell(figures["unallocated"]), "", ""],
            }
        )
    kind = _("Kecamatan") if is_city else _("Kelurahan")
    tick = _("rata-rata kota") if is_city else _("rata-rata kecamatan")
    notes = (
        [_("Garis tegak = %(what)s (%(rate)s).") % {"what": tick, "rate": _percent(own["rate"])}] if own["rate"] else []
    )
    if figures["overlap"]:
        notes.append(
            _("%(people)s orang aktif di lebih dari satu tempat, jadi barisnya berjumlah lebih dari seluruhnya.")
            % {"people": _number(figures["overlap"])}
        )
    return {
        "title": kind,
        "columns": [
            kind,
            _("Terlindungi"),
            _against(month),
            _("12 bulan"),
            _("Pekerja aktif"),
            _("Potensi"),
            _("Belum terlindungi"),
        ],
        "rows": rows,
        "tick": own["rate"],
        "total": {
            "name": _("Jumlah"),
            "rate": _percent(own["rate"]),
            "change": _change(own["change"]),
            "cells": [_cell(own["active"]), _cell(own["workforce"]), _cell(own["uncovered"])],
        },
        "note": " ".join(notes),
    }


def _against(month: date) -> str:
    return _("vs %(month)s") % {"month": formats.month_abbr(add_months(month, -1), lang=language())}


def _gate(figures: Figures) -> Printed:
    gate = figures["gate"]
    bars = [
        (_("Dicek"), gate["checked"], "q4"),
        (_("Lolos langsung"), gate["passed"], "q4"),
        (_("Ditahan"), gate["held"], "q5"),
        (_("Lalu mendaftar"), gate["registered"], "ok-line"),
    ]
    top = max(gate["checked"], gate["held"], 1)
    return {
        "title": _("Hasil pengecekan izin"),
        "bars": [
            {"label": label, "text": _number(count), "share": count / top, "token": token}
            for label, count, token in bars
        ],
    }


def _segments(figures: Figures) -> Printed:
    return {
        "title": _("Menurut segmen"),
        "columns": [_("Segmen"), _("Aktif"), _("Perubahan"), _("Terlindungi")],
        "rows": [
            {
                "name": str(SEGMENT_NAMES[Segment(row["code"])]),
                "active": _number(row["active"]),
                "change": _change(row["change"], places=0),
                "rate": _percent(row["rate"]),
            }
            for row in figures["segments"]
        ],
    }


def _employers(figures: Figures) -> Printed:
    row = figures["employers"]
    share = _percent(row["paid_up_share"])
    return {
        "title": _("Pemberi kerja"),
        "rows": [
            [_("Aktif"), _number(row["active"])],
            [_("Tertib iuran"), f"{_number(row['paid_up'])} ({share})"],
            [_("Menunggak"), _number(row["in_arrears"])],
            [_("Baru bulan ini"), _number(row["newly_registered"])],
            [_("Nonaktif bulan ini"), _number(row["closed"])],
        ],
    }


def _services(figures: Figures) -> Printed:
    rows = [
        [
            row["name"],
            *(_cell(row[name]) for name in ("checked", "passed", "held", "registered")),
            formats.decimal(row["days_held"], lang=language()),
        ]
        for row in figures["services"]
    ]
    gate = figures["gate"]
    return {
        "title": _("Pelaksanaan PATEN dan PTSP"),
        "columns": [_("Layanan"), _("Dicek"), _("Lolos"), _("Ditahan"), _("Mendaftar"), _("Rata-rata hari ditahan")],
        "rows": rows,
        "total": [_("Jumlah"), *(_cell(gate[name]) for name in ("checked", "passed", "held", "registered")), ""],
        "empty": _("Belum ada izin yang dicek bulan ini."),
    }


def _held(figures: Figures) -> Printed:
    rows = figures["held"]
    more = len(rows) - HELD_ROWS
    return {
        "title": _("Permohonan ditahan yang belum kembali"),
        "columns": [_("No."), _("Usaha"), _("Kelurahan"), _("Ditahan"), _("Hari kerja"), _("Tenaga kerja")],
        "rows": [
            [
                str(index),
                row["name"],
                row["village"] or formats.NONE,
                _day(row["held_on"]),
                _cell(row["working_days"]),
                _cell(row["workers"]),
            ]
            for index, row in enumerate(rows[:HELD_ROWS], 1)
        ],
        "more": _("dan %(count)s lagi; semuanya ada di XLSX.") % {"count": more} if more > 0 else "",
        "empty": _("Tidak ada permohonan ditahan yang belum kembali."),
    }


def _positions(figures: Figures, month: date) -> Printed:
    own = figures["area"]["code"]
    return {
        "title": _("Posisi di kota"),
        "columns": [_("No."), _("Kecamatan"), _("Terlindungi"), _against(month)],
        "rows": [
            {
                "rank": formats.NONE if row["rank"] is None else str(row["rank"]),
                "name": row["name"],
                "rate": _percent(row["rate"]),
                "value": row["rate"],
                "change": _change(row["change"]),
                "own": row["code"] == own,
            }
            # The city's own report has them as its places already.
            for row in figures["positions"]
            if figures["area"]["kind"] == "district"
        ],
    }


def _follow_ups(figures: Figures) -> Printed:
    """What the figures themselves ask for; who does it and by when is written in by hand."""
    acts = []
    if figures["held"]:
        acts.append(_("Kunjungi %(count)s usaha yang belum kembali") % {"count": len(figures["held"])})
    known = [place for place in figures["places"] if place["uncovered"]]
    if known:
        place = max(known, key=lambda place: place["uncovered"])
        acts.append(_("Sosialisasi kepesertaan di %(place)s") % {"place": place["name"]})
    return {
        "title": _("Catatan dan tindak lanjut"),
        "columns": [_("Tindak lanjut"), _("Penanggung jawab"), _("Tenggat")],
        "rows": [[act, "", ""] for act in acts] + [["", "", ""]] * (3 - len(acts)),
    }


def _missing(figures: Figures) -> Printed:
    names = {
        "vulnerable_programs": _("program pekerja rentan (kuota, terdaftar, tenggat)"),
        "claims_paid": _("klaim yang dibayar"),
        "arrears_amount": _("nilai tunggakan"),
    }
    lines = [names[name] for name in figures["not_delivered"]]
    if figures["missing"]:
        lines.append(_("potensi pekerja untuk %(places)s") % {"places": ", ".join(figures["missing"])})
    return {"title": _("Belum ada data"), "text": "; ".join(lines) + "."}


def _signatures(report: MonthlyReport) -> list[list[str]]:
    branch = Agency.objects.filter(kind=Agency.Kind.BRANCH).order_by("code").first()
    if report.district:
        issuer = Agency.objects.filter(district=report.district).first()
    else:
        issuer = Agency.objects.filter(kind=Agency.Kind.CITY).order_by("code").first()
    day = formats.date_long(report.as_of, lang=language())
    left = [
        _("Mengetahui,"),
        (branch.head_title if branch else "") or _("Kepala Kantor Cabang"),
        branch.name if branch else "",
    ]
    right = [f"{_city(report).removeprefix('Kota ')}, {day}", (issuer.head_title if issuer else "") or "", ""]
    return [left, right]


def _source(figures: Figures) -> str:
    line = _data_line(figures)
    said = _(
        "Sumber: data BPJS Ketenagakerjaan (%(date)s); potensi: %(source)s, sama untuk semua bulan di laporan ini."
    ) % {
        "date": line[0].lower() + line[1:],
        "source": figures["coverage"]["source"] or str(NO_DATA),
    }
    return f"{said} {_('Data contoh — bukan data nyata.')}" if settings.DEMO else said


def _verify(report: MonthlyReport) -> str:
    return f"{settings.PUBLIC_URL.removeprefix('https://').removeprefix('http://')}/verifikasi/{report.code}/"
