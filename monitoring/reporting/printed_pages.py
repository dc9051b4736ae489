"""The first two pages of a report (e1) beside its cards and counters: trend, places, segments, positions."""

from __future__ import annotations

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
    number,
    percent,
    table,
)
from monitoring.rules.findings import trend_finding
from monitoring.rules.months import parse_month
from monitoring.words import SEGMENT_NAMES, UNALLOCATED, finding_text, language

Figures = Mapping[str, Any]
_STEPS = [base * 10**power for power in range(9) for base in (1, 2, 5)]


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
