"""From a sentence back to the figures it was made of, and from a figure to the list it counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import Decision
from monitoring import access
from monitoring.models import MonthlyReport
from monitoring.reporting.catalogue import Entry, entries
from monitoring.reporting.texts import figure, number
from monitoring.reporting.trace_links import Lists
from monitoring.rules.sentence import Sentence
from monitoring.words import sentence_text

if TYPE_CHECKING:
    from accounts.models import User

Link = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Trace:
    """One figure behind a sentence; `address` is where its rows are, "" where the reader may not open them."""

    label: str
    value: str
    address: str


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence in the reader's language with its figures."""

    text: str
    section: str
    traces: list[Trace]


# Lists that the report itself carries: where they stand on its page, and what they count.
_OWN_LISTS = {"held": "#ditahan", "exceptions": "#pengecualian", "desks": "#loket"}


def told(report: MonthlyReport, user: User) -> list[Said]:
    """Every sentence of the report, traceable."""
    known = {entry.path: entry for entry in entries(report.figures)}
    link = _linker(report, user)
    return [
        Said(
            sentence_text(Sentence(row["code"], row["params"])),
            row.get("section", "top"),
            [_trace(key, known, report.figures, link) for key in row["figures"]],
        )
        for row in report.sentences
    ]


def _trace(key: str, known: dict[str, Entry], figures: dict[str, Any], link: Link) -> Trace:
    entry = known.get(key)
    if entry is not None:
        return Trace(entry.label, figure(entry.value, entry.decimals), link(key))
    names = {
        "held": _("Permohonan ditahan yang belum kembali"),
        "exceptions": _("Pengecualian dan putusan menyimpang"),
        "desks": _("Loket"),
        "missing": _("Wilayah tanpa potensi pekerja"),
        "places": _("Wilayah dalam laporan"),
    }
    return Trace(names.get(key, key), number(len(figures.get(key) or [])), link(key))


def _linker(report: MonthlyReport, user: User) -> Link:
    """Addresses of the pages behind a figure, for this reader."""
    month = f"?bulan={report.period:%Y-%m}"
    figures, kind = report.figures, report.figures["area"]["kind"]
    lists = Lists(report.period, kind, report.area_code, figures, user)

    def link(key: str) -> str:
        head, *rest = key.split(".")
        if head in _OWN_LISTS:
            return _OWN_LISTS[head]
        if head == "places" and rest:
            return _place(kind, report, figures["places"][int(rest[0])]["code"], user, month)
        if address := lists.behind(key):
            return address
        if kind == "city" and head in _OF_PLACES and access.sees_areas(user.scope):
            return reverse("coverage") + month
        if kind == "district" and head in _OF_PLACES and access.sees_district(user.scope, report.area_code):
            return reverse("coverage-district", args=[report.area_code]) + month
        return ""

    return link


_OF_PLACES = ("coverage", "movement", "employers", "segments", "arrears", "gate", "places", "missing")


def _place(kind: str, report: MonthlyReport, code: str, user: User, month: str) -> str:
    if kind == "district":
        allowed: Decision = access.may_list(user, report.area_code)
        return reverse("coverage-village", args=[report.area_code, code]) + month if allowed else ""
    return reverse("coverage-district", args=[code]) + month if access.sees_district(user.scope, code) else ""
