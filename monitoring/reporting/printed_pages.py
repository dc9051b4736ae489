"""The first two pages of a report (e1): figures, trend, places, checks, segments; services, files held, positions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from districts import formats
from districts.charts import axis_range
from enrollment.rules.calendar import add_months
from enrollment.rules.kinds import Segment
from monitoring.definitions import heading, name
from monitoring.reporting.texts import (
    LEFT,
    RIGHT,
    Printed,
    cell,
    change,
    day,
    decimal,
    number,
    percent,
    service_name,
    table,
)
from monitoring.rules.findings import trend_finding
from monitoring.rules.months import parse_month
from monitoring.words import SEGMENT_NAMES, UNALLOCATED, finding_text, language

Figures = Mapping[str, Any]
HELD_ROWS = 12
_STEPS = [base * 10**power for power in range(9) for base in (1, 2, 5)]


def cards(figures: Figures) -> list[Printed]:
    """The four figures at the top; a branch has those of its people and employers."""
    own, counted = figures["coverage"], figures["gate"]
    if counted is None:
        return [_people_card(own), *_employer_cards(figures)]
    first = [_coverage_card(own)] if own else []
    changed = counted["checked"] - counted["previous_checked"]
    found = [
        *first,
        _card(name("gate.checked"), number(counted["checked"]), change(changed, places=0), _("dari bulan lalu")),
        _share_card("gate.held", counted["held"], counted["held_share"], counted["city_held_share"]),
        _share_card("gate.registered", counted["registered"], counted["registered_share"], _city_share(counted)),
    ]
    handling = figures.get("handling")
    if own is None and handling:
        days = handling["median_days"]
        value = formats.NONE if days is None else decimal(days)
        found.append(_card(_("Median hari sampai diputuskan"), value))
    return found


def _city_share(counted: Figures) -> float | None:
    share: float | None = counted["city_registered_share"]
    return share


def _card(
    label: str, value: str, moved: Printed | None = None, unit: str = "", side: str = "", note: str = ""
) -> Printed:
    return {"label": label, "value": value, "side": side, "change": moved, "unit": unit, "note": note}


def _coverage_card(own: Figures) -> Printed:
    of = _("%(active)s dari %(workforce)s") if own["workforce"] else _("%(active)s orang")
    side = of % {"active": number(own["active"]), "workforce": number(own["workforce"])}
    note = _("peringkat %(rank)s dari %(count)s") % {"rank": own["rank"], "count": own["ranked"]} if own["rank"] else ""
    return _card(name("coverage"), percent(own["rate"]), change(own["change"]), _("poin"), side, note)


def _people_card(own: Figures) -> Printed:
    before, now = own["previous_active"], own["active"]
    moved = change(now - before, places=0) if now is not None and before is not None else None
    return _card(name("people.active"), number(now), moved, _("dari bulan lalu"))


def _employer_cards(figures: Figures) -> list[Printed]:
    row = figures["employers"]
    return [
        _card(name("employers.active"), number(row["active"])),
        _card(name("employers.paid_share"), percent(row["paid_up_share"]), side=number(row["paid_up"])),
        _card(name("employers.in_arrears"), number(row["in_arrears"])),
    ]


def _share_card(code: str, count: int, share: float | None, city: float | None) -> Printed:
    note = _("kota: %(share)s") % {"share": percent(city)} if city is not None else ""
    return _card(name(code), number(count), side="" if share is None else percent(share), note=note)


def trend(figures: Figures, area: str) -> Printed:
    """Twelve months: coverage against the city's, or a branch's people, or an office's checks."""
    stored = figures["trend"]
    unit = stored.get("unit", "percent")
    months = [parse_month(text) for text in stored["months"]]
    lines: list[Printed] = [{"name": area, "values": stored["area"]}]
    if figures["area"]["kind"] == "district":
        lines.append({"name": figures["city_name"], "values": stored["city"]})
    low, high, step = _axis([value for line in lines for value in line["values"] if value is not None], unit)
    for line in lines:
        last = next((value for value in reversed(line["values"]) if value is not None), None)
        line["label"] = f"{line['name']} {percent(last) if unit == 'percent' else number(last)}"
    what = {"percent": f"{name('coverage')} (%)", "people": name("people.active"), "checks": _("Pengecekan")}[unit]
    span = formats.month_range(months[0], months[-1], lang=language())
    steps = round((high - low) / step)
    marks = [low + index * step for index in range(steps + 1)]
    return {
        "title": _title(figures, stored, area, unit),
        "subtitle": f"{what}, {span}",
        "lines": lines,
        "low": low,
        "high": high,
        "marks": [{"at": mark, "text": _mark(mark, unit)} for mark in marks],
        "labels": [_tick(index, month, len(months)) for index, month in enumerate(months)],
    }


def _title(figures: Figures, stored: Figures, area: str, unit: str) -> str:
    if unit == "percent":
        return finding_text(trend_finding(stored["area"], stored["city"]), area=area)
    return _("%(what)s menurut bulan") % {"what": name("people.active") if unit == "people" else _("Pengecekan")}


def _axis(known: list[float], unit: str) -> tuple[float, float, float]:
    """Rates as every chart has them; counts from nothing, in four even steps."""
    if unit == "percent":
        return axis_range(known)
    step = next(step for step in _STEPS if step * 4 >= max(known, default=0))
    return 0, step * 4, step


def _mark(value: float, unit: str) -> str:
    return f"{value:.0f}%" if unit == "percent" else number(round(value))


def _tick(index: int, month: date, count: int) -> str:
    """The first month with its year, then every second one so that the last is named."""
    short = formats.month_abbr(month, lang=language())
    if index == 0:
        return f"{short} {month.year % 100:02d}"
    return short if (count - 1 - index) % 2 == 0 else ""


def against(month: date) -> str:
    """The heading of a change: against which month."""
    return _("vs %(month)s") % {"month": formats.month_abbr(add_months(month, -1), lang=language())}


def places(figures: Figures, month: date) -> Printed | None:
    """The kelurahan of a kecamatan, the kecamatan of the city or of a branch."""
    own = figures["coverage"]
    if own is None:
        return None
    if figures["area"]["kind"] == "branch":
        return _branch_places(figures)
    is_district = figures["area"]["kind"] == "district"
    kind = _("Kelurahan") if is_district else _("Kecamatan")
    columns = [kind, heading("coverage"), against(month), _("12 bulan"), name("people.active"), _("Potensi")]
    return {
        "title": kind,
        "columns": [*columns, name("people.uncovered")],
        "rows": [*(_place(row) for row in figures["places"]), *_unplaced(figures)],
        "tick": own["rate"],
        "total": {
            "name": _("Jumlah"),
            "rate": percent(own["rate"]),
            "change": change(own["change"]),
            "cells": [cell(own["active"]), cell(own["workforce"]), cell(own["uncovered"])],
        },
        "note": _places_note(figures, is_district),
    }


def _branch_places(figures: Figures) -> Printed:
    """A branch's people by kecamatan; no sheet tells how many there could be."""
    own = figures["coverage"]
    columns = [
        (_("Kecamatan"), LEFT),
        (_("Bulan lalu"), RIGHT),
        (name("people.active"), RIGHT),
        (_("Perubahan"), RIGHT),
    ]
    rows = [
        [row["name"], cell(row["previous"]), cell(row["active"]), change(row["active"] - row["previous"], places=0)]
        for row in figures["places"]
    ]
    if figures["unallocated"]:
        rows.append([str(UNALLOCATED), "", cell(figures["unallocated"]), ""])
    moved = change(own["active"] - own["previous_active"], places=0) if own["previous_active"] is not None else ""
    total = [_("Orang berbeda"), cell(own["previous_active"]), cell(own["active"]), moved]
    return table(_("Kecamatan"), columns, rows, total=total, note=_places_note(figures, False), bold=0)


def _place(row: Figures) -> Printed:
    return {
        "name": row["name"],
        "rate": percent(row["rate"]),
        "value": row["rate"],
        "change": change(row["change"]),
        "spark": row["months"],
        "cells": [cell(row["active"]), cell(row["workforce"]), cell(row["uncovered"])],
    }


def _unplaced(figures: Figures) -> list[Printed]:
    if not figures["unallocated"]:
        return []
    nothing: Printed = {"rate": "", "value": None, "change": {"sign": None, "text": ""}, "spark": []}
    return [{"name": str(UNALLOCATED), **nothing, "cells": [cell(figures["unallocated"]), "", ""]}]


def _places_note(figures: Figures, is_district: bool) -> str:
    own, notes = figures["coverage"], []
    if own["rate"] is not None:
        tick = _("rata-rata kecamatan") if is_district else _("rata-rata kota")
        notes.append(_("Garis tegak = %(what)s (%(rate)s).") % {"what": tick, "rate": percent(own["rate"])})
    if figures["overlap"]:
        said = _("%(people)s orang aktif di lebih dari satu tempat, jadi barisnya berjumlah lebih dari seluruhnya.")
        notes.append(said % {"people": number(figures["overlap"])})
    return " ".join(notes)


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


def segments(figures: Figures) -> Printed | None:
    """Each segment with its own denominator."""
    rows = [
        [
            str(SEGMENT_NAMES[Segment(row["code"])]),
            number(row["active"]),
            change(row["change"], places=0),
            percent(row["rate"]),
        ]
        for row in figures["segments"]
    ]
    columns = [(_("Segmen"), LEFT), (_("Aktif"), RIGHT), (_("Perubahan"), RIGHT), (heading("coverage"), RIGHT)]
    return table(_("Menurut segmen"), columns, rows) if rows else None


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


def positions(figures: Figures, month: date) -> Printed | None:
    """A kecamatan among the twelve; the city's own report has them as its places already."""
    if figures["area"]["kind"] != "district":
        return None
    own = figures["area"]["code"]
    rows = [
        {
            "rank": formats.NONE if row["rank"] is None else str(row["rank"]),
            "name": row["name"],
            "rate": percent(row["rate"]),
            "value": row["rate"],
            "change": change(row["change"]),
            "own": row["code"] == own,
        }
        for row in figures["positions"]
    ]
    columns = [_("No."), _("Kecamatan"), heading("coverage"), against(month)]
    return {"title": _("Posisi di %(city)s") % {"city": figures["city_name"]}, "columns": columns, "rows": rows}
