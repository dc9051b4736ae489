"""Template tags of the house: icons, status looks, number and date filters, chart geometry.

The filters only add the language of the request to the pure functions of `districts.formats`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from html import escape
from typing import Any, Final

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from districts import charts, formats
from districts.icons import ICONS, SHIELD
from districts.tokens import TOKENS

register = template.Library()

# Code of a finding, status or row state → (tone, icon). The words come from the app that owns the code.
LOOKS: Final[dict[str, tuple[str, str]]] = {
    # findings (ui.md §3); DENIED is drawn as a stop alert above the card
    "CLEAR": ("ok", "check"),
    "CONDITIONAL": ("ok", "clock-check"),
    "PARTIAL": ("warn", "triangle"),
    "ARREARS": ("warn", "triangle"),
    "UNREGISTERED": ("stop", "hand"),
    "UNCERTAIN": ("neutral", "question"),
    "SOURCE_DOWN": ("neutral", "cloud-off"),
    "DENIED": ("stop", "x-circle"),
    # applications
    "WAITING": ("neutral", "clock"),
    "RECEIVED": ("neutral", "clock"),
    "WAITING_BPJS": ("info", "clock"),
    "CONTINUED": ("info", "check"),
    "CHECKING": ("info", "eye"),
    "ASKED": ("info", "clock"),
    "HELD": ("stop", "hand"),
    "READY": ("ok", "check"),
    "CLEARED": ("ok", "check"),
    "CLEARED_CONDITIONALLY": ("ok", "clock-check"),
    "EXEMPTED": ("info", "check"),
    "FORWARDED": ("info", "send"),
    "LAPSED": ("warn", "clock-alert"),
    "DONE": ("ok", "check"),
    "OVERDUE": ("warn", "clock-alert"),
    # tasks, reports
    "REVIEW": ("info", "eye"),
    "BLOCKED": ("neutral", "lock"),
    "DRAFT": ("neutral", "clock"),
    "TO_APPROVE": ("info", "eye"),
    "ISSUED": ("ok", "check"),
    "BUILDING": ("info", "refresh"),
    "PROVISIONAL": ("neutral", "clock"),
    "FROZEN": ("ok", "check"),
    "APPROVED": ("ok", "check"),
    # requests to a second person, notices
    "WITHDRAWN": ("neutral", "undo"),
    "SENT": ("ok", "check"),
    "SKIPPED": ("neutral", "x-circle"),
    # links between a business and an employer
    "SUGGESTED": ("info", "question"),
    "CONFIRMED": ("ok", "check"),
    "REJECTED": ("neutral", "x-circle"),
    "DECLINED": ("neutral", "x-circle"),
    "TAKEN_BACK": ("neutral", "undo"),
    # hints that a person looks into
    "OPEN": ("neutral", "question"),
    "GONE": ("ok", "check"),
    # long work, imports and their rows
    "PENDING": ("neutral", "clock"),
    "QUARANTINED": ("stop", "lock"),
    "STAGING": ("info", "refresh"),
    "STAGED": ("info", "eye"),
    "COMMITTING": ("info", "refresh"),
    "COMMITTED": ("ok", "check"),
    "REFUSED": ("stop", "x-circle"),
    "UNDONE": ("neutral", "undo"),
    "WARNING": ("warn", "triangle"),
    "RUNNING": ("info", "refresh"),
    "FAILED": ("stop", "x-circle"),
    "CANCELLED": ("neutral", "undo"),
    "NEW": ("ok", "plus"),
    "CHANGED": ("info", "swap"),
    "SAME": ("neutral", "equal"),
    "DOUBTFUL": ("warn", "triangle"),
    "WRONG": ("stop", "x-circle"),
}
ALERTS: Final = {"info": "info", "ok": "check", "warn": "clock-alert", "stop": "alert"}
VERDICT_ICONS: Final = {
    "CLEAR": "check-solid",
    "CONDITIONAL": "clock-check",
    "PARTIAL": "triangle-solid",
    "ARREARS": "triangle-solid",
    "UNREGISTERED": "hand",
    "UNCERTAIN": "question-solid",
    "SOURCE_DOWN": "cloud-off",
    "DENIED": "x-circle",
}
# Order in which modules get one of the three places of the phone's bottom bar, with their icon.
MODULES: Final = {
    "loket": "search",
    "permohonan": "file",
    "cakupan": "chart",
    "usaha": "building",
    "laporan": "sheet",
    "impor": "upload",
}


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _filter(function: Callable[..., str], **fixed: object) -> Callable[..., str]:
    def written(value: Any, *args: Any) -> str:
        if value == "":  # what Django hands over for a missing variable
            return formats.NONE
        return function(value, *args, lang=_language(), **fixed)

    return written


WRITTEN: Final[dict[str, Callable[..., str]]] = {
    "number": formats.number,
    "decimal": formats.decimal,
    "percent": formats.percent,
    "signed": formats.signed,
    "points": formats.points,
    "change": formats.change,
    "rupiah": formats.rupiah,
    "small_count": formats.small_count,
    "million": formats.million,
    "file_size": formats.file_size,
    "date_short": formats.date_short,
    "date_day": formats.date_day,
    "date_long": formats.date_long,
    "date_weekday": formats.date_weekday,
    "month_long": formats.month_long,
    "month_name": formats.month_name,
    "month_abbr": formats.month_abbr,
    "month_year": formats.month_year,
    "time_wib": formats.time_wib,
    "datetime_wib": formats.datetime_wib,
}
for name, function in WRITTEN.items():
    register.filter(name, _filter(function))
register.filter("points_unit", _filter(formats.points, unit=True))
for name, plain in {
    "nib": formats.group_nib,
    "nik": formats.group_nik,
    "npp": formats.group_npp,
    "phone": formats.group_phone,
    "mask_nik": formats.mask_nik,
    "mask_kpj": formats.mask_kpj,
    "mask_npp": formats.mask_npp,
}.items():
    register.filter(name, plain)


@register.filter
def month_range(first: Any, last: Any) -> str:
    """{{ first|month_range:last }} → "Agustus–Oktober 2026"."""
    return formats.month_range(first or None, last or None, lang=_language())


@register.simple_tag
@cache
def icon(name: str, size: int = 16, css: str = "") -> SafeString:
    """An inline icon, hidden from assistive technology: the word beside it carries the meaning."""
    return format_html(
        '<svg class="i{}" width="{}" height="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        f" {css}" if css else "",
        size,
        size,
        mark_safe(ICONS[name]),  # noqa: S308  our own constants
    )


@register.simple_tag
def fact_rows(facts: Iterable[Mapping[str, Any]]) -> SafeString:
    """What `c-fact` draws, for a card that has a dozen of them: label, value, and where given aside, tone and span."""
    return mark_safe("".join(_fact_row(fact) for fact in facts))  # noqa: S308  each value is escaped


def _fact_row(fact: Mapping[str, Any]) -> str:
    label, value, aside = (escape(str(fact[name])) for name in ("label", "value", "aside"))
    width = f' class="w{fact["span"]}"' if fact["span"] else ""
    tone = f' class="t-{fact["tone"]}"' if fact["tone"] else ""
    more = f' <span class="muted">{aside}</span>' if aside else ""
    return f"<div{width}><dt>{label}</dt><dd{tone}>{value}{more}</dd></div>"


@register.simple_tag
def mark(size: int = 26) -> SafeString:
    """The product's shield."""
    return format_html(
        '<svg class="mark" width="{}" height="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        size,
        size,
        mark_safe(SHIELD),  # noqa: S308  our own constant
    )


@register.simple_tag
def product_name() -> str:
    """Name, city and emblem are settings, never words in a template."""
    return getattr(settings, "PRODUCT_NAME", "Cek Jamsos")


@register.simple_tag
def city_name() -> str:
    """The city the installation serves."""
    return getattr(settings, "CITY_NAME", "Kota Batam")


@register.filter
def tone(code: str) -> str:
    """The colour family of a status code (ok, warn, stop, info, neutral)."""
    return LOOKS[str(code)][0]


@register.filter
def status_icon(code: str) -> str:
    """The icon of a status code."""
    return LOOKS[str(code)][1]


@register.filter
def verdict_icon(finding: str) -> str:
    """The large icon of a verdict card."""
    return VERDICT_ICONS[str(finding)]


@register.filter
def alert_icon(kind: str) -> str:
    """The icon of an alert kind."""
    return ALERTS[kind]


@register.filter
def message_kind(tags: str) -> str:
    """Django message level → alert kind."""
    return {"success": "ok", "warning": "warn", "error": "stop"}.get((tags or "").split(" ")[-1], "info")


@register.filter
def colour(token: str) -> str:
    """The literal value of a colour token, for SVG presentation attributes."""
    return TOKENS[token]


@register.filter
def module_icon(key: str) -> str:
    """The bottom bar's icon of a module."""
    return MODULES.get(key, "list")


@register.filter
def phone_nav(nav: Iterable[Mapping[str, Any]] | None) -> list[Mapping[str, Any]]:
    """The three modules that get a place in the phone's bottom bar; the rest is behind "Lainnya"."""
    order = list(MODULES)
    known = [item for item in nav or [] if item["key"] in MODULES]
    return sorted(known, key=lambda item: order.index(item["key"]))[:3]


@register.filter
def dict_get(mapping: Mapping[Any, Any], key: Any) -> Any:
    """{{ mapping|dict_get:key }}."""
    return mapping.get(key) if mapping else None


@register.filter
def strong(text: str, phrase: str) -> SafeString:
    """A sentence with one phrase of it in bold; as it is where the phrase does not stand in it."""
    before, found, after = text.partition(phrase) if phrase else (text, "", "")
    return format_html("{}<b>{}</b>{}", before, found, after) if found else format_html("{}", text)


@register.filter
def as_json(value: Any) -> str:
    """JSON for a data attribute; autoescaping makes it safe there."""
    return json.dumps(value, ensure_ascii=False)


@register.filter
def share(part: Any, whole: Any) -> float | None:
    """part of whole per hundred; nothing when there is no whole."""
    return round(float(part) * 100 / float(whole), 2) if part not in (None, "") and whole else None


@register.filter
def capped(value: Any) -> str:
    """The length of a bar in per cent, 0 to 100, with a point as SVG wants it."""
    return f"{min(max(float(value or 0), 0.0), 100.0):g}"


@register.filter
def svg(value: Any, shift: float = 0) -> str:
    """A coordinate with a point, whatever the language writes; `shift` moves it."""
    return f"{float(value) + float(shift):g}"


@register.filter
def error_count(form: Any) -> int:
    """How many fields (and whole-form errors) have to be put right."""
    return len(form.errors)


@register.simple_tag
def spark(values: Sequence[float | None] | None, width: int = 76, height: int = 20) -> charts.Spark:
    """Sparkline geometry: {% spark row.months as s %}."""
    return charts.spark(values or [], width=width, height=height)


@register.simple_tag
def trend(series: Sequence[tuple[str, charts.Values]], labels: Sequence[str]) -> charts.Trend:
    """Trend geometry: {% trend series labels as t %}."""
    return charts.trend(series, labels)


@register.filter
def class_of(value: Any, edges: Sequence[float] = (40, 55, 70, 85)) -> str:
    """The map class q1 to q5 of a rate; q0 where there is no figure."""
    if value in (None, ""):
        return "q0"
    return f"q{1 + sum(float(value) >= edge for edge in edges)}"
