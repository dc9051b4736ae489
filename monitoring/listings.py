"""The lists behind the figures as they are shown and taken away: a total that is the figure, headings, rows of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from districts import formats
from monitoring.definitions import name
from monitoring.facts.cells import Filter
from monitoring.facts.mode import MonthMode
from monitoring.selectors import behind
from monitoring.selectors.people_list import place_list
from monitoring.words import SEGMENT_NAMES, language
from permits.models.check import Finding

__all__ = ["Cell", "Column", "Listing", "checks_listing", "employers_listing", "movement_listing", "people_listing"]

Cell = str | int


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; narrow screens leave out what is not `always`."""

    heading: str
    is_number: bool = False
    always: bool = True


@dataclass(frozen=True, slots=True)
class Listing:
    """`total` is the figure that was clicked; rows of people may add up to more, `note` says why."""

    stem: str
    title: str
    unit: str
    total: int
    columns: Sequence[Column]
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    note: str = ""


def people_listing(mode: MonthMode, only: Filter, where: str) -> Listing:
    """Active people by employer, the self-employed as one row."""
    found = place_list(mode, only)
    rows: list[tuple[Cell, ...]] = [
        (line.name, _npp(line.npp, line.division), line.segment, _month(line.paid_through), line.people)
        for line in found.employers
    ]
    if found.own:
        rows.append((_("Bukan penerima upah (perorangan)"), "–", "BPU", "–", found.own))
    columns = (
        Column(_("Pemberi kerja")),
        Column(_("NPP"), always=False),
        Column(_("Segmen"), always=False),
        Column(_("Lunas sampai"), always=False),
        Column(name("people.active"), is_number=True),
    )
    return Listing("pekerja", where, _("pekerja aktif"), found.total, columns, rows, _twice(found.overlap))


def _twice(overlap: int) -> str:
    if not overlap:
        return ""
    return _(
        "Barisnya berjumlah %(people)s lebih banyak: orang yang bekerja pada beberapa pemberi kerja, atau juga BPU, "
        "dihitung sekali dalam jumlah."
    ) % {"people": formats.number(overlap, lang=language())}


def employers_listing(
    mode: MonthMode, state: str, where: str, *, district: str = "", owed: tuple[int, int] | None = None
) -> Listing:
    """Employers of a state; those in arrears by what they owe, most months first."""
    found = behind.employers_behind(mode, state, district=district, owed=owed)
    titles = {
        "aktif": name("employers.active"),
        "lunas": name("employers.paid_up"),
        "menunggak": name("employers.in_arrears"),
        "baru": name("employers.newly_registered"),
        "nonaktif": name("employers.closed"),
    }
    rows: list[tuple[Cell, ...]] = [
        (line.name, _npp(line.npp, line.division), line.village or "–", _month(line.paid_through), line.months or 0)
        for line in found
    ]
    columns = (
        Column(_("Pemberi kerja")),
        Column(_("NPP"), always=False),
        Column(_("Kelurahan"), always=False),
        Column(_("Lunas sampai"), always=False),
        Column(_("Bulan menunggak"), is_number=True),
    )
    return Listing("pemberi-kerja", f"{titles[state]} · {where}", _("pemberi kerja"), len(found), columns, rows)


def checks_listing(
    month: date, step: str, where: str, *, district: str = "", agencies: frozenset[int] | None = None, desk: str = ""
) -> Listing:
    """Files of the counters: what the funnel's number of that step is made of."""
    found = behind.events_behind(month, step, district=district, agencies=agencies, desk=desk)
    lang = language()
    rows: list[tuple[Cell, ...]] = [
        (
            line.number or _("tanpa berkas"),
            line.business or "–",
            line.service_en if lang == "en" else line.service_id,
            line.office,
            formats.datetime_wib(line.at, lang=lang),
            str(Finding(line.finding).label) if line.finding else formats.decimal(line.days, lang=lang),
        )
        for line in found
    ]
    columns = (
        Column(_("Berkas")),
        Column(_("Usaha")),
        Column(_("Layanan"), always=False),
        Column(_("Kantor")),
        Column(_("Waktu"), always=False),
        Column(_("Temuan") if step in ("checked", "passed") else _("Hari sampai siap"), always=False),
    )
    return Listing("loket", f"{name(f'gate.{step}')} · {where}", _("berkas"), len(found), columns, rows)


def movement_listing(mode: MonthMode, move: str, where: str, *, district: str = "", segment: str = "") -> Listing:
    """The employers of the people whom one bar of the month's change counts."""
    lines, total = behind.moved_behind(mode, move, district=district, segment=segment)
    rows: list[tuple[Cell, ...]] = [
        (
            line.name or _("Bukan penerima upah (perorangan)"),
            formats.mask_npp(line.npp) if line.npp else "–",
            line.people,
        )
        for line in lines
    ]
    columns = (Column(_("Pemberi kerja")), Column(_("NPP"), always=False), Column(_("Orang"), is_number=True))
    title = f"{name(f'movement.{move}')} · {where}"
    overlap = sum(line.people for line in lines) - total
    return Listing("perubahan", title, _("orang"), total, columns, rows, _twice(overlap))


def _npp(npp: str, division: str) -> str:
    masked = formats.mask_npp(npp)
    return masked if division == "000" else f"{masked} / {division}"


def _month(day: date | None) -> str:
    return formats.month_year(day, lang=language()) if day else "–"


def segment_words(segment: str) -> str:
    """A segment's name for a title; nothing for all."""
    return next((str(spoken) for code, spoken in SEGMENT_NAMES.items() if code.value == segment), "")
