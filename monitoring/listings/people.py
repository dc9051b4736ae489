"""Lists of people: by employer, by employer of those who came or went, and the covers at one employer."""

from __future__ import annotations

from django.utils.translation import gettext as _

from districts import formats
from monitoring.definitions import name
from monitoring.facts.cells import Filter
from monitoring.facts.mode import MonthMode
from monitoring.listings.shape import OWN, Column, Further, Listing, Row, day_text, month_text, npp_text
from monitoring.selectors.covers import CoverList
from monitoring.selectors.moved import moved_behind
from monitoring.selectors.people_list import place_list
from monitoring.words import language


def people_listing(mode: MonthMode, only: Filter, where: str, further: Further) -> Listing:
    """Active people by employer, the self-employed as one row; `further`: the address of one employer's covers."""
    found = place_list(mode, only)
    rows = [
        Row(
            (line.name, npp_text(line.npp, line.division), line.segment, month_text(line.paid_through), line.people),
            line.origin,
            further(str(line.public_id)),
        )
        for line in found.employers
    ]
    if found.own:
        cells = (_("Bukan penerima upah (perorangan)"), "–", "BPU", "–", found.own)
        rows.append(Row(cells, address=further(OWN)))
    columns = (
        Column(_("Pemberi kerja")),
        Column(_("NPP"), always=False),
        Column(_("Segmen"), always=False),
        Column(_("Lunas sampai"), always=False),
        Column(name("people.active"), is_number=True),
    )
    return Listing("pekerja", where, _("pekerja aktif"), found.total, columns, rows, _twice(found.overlap))


def movement_listing(
    mode: MonthMode, move: str, where: str, further: Further, *, district: str = "", segment: str = ""
) -> Listing:
    """The employers of the people whom one bar of the month's change counts."""
    lines, total = moved_behind(mode, move, district=district, segment=segment)
    rows = [
        Row(
            (
                line.name or _("Bukan penerima upah (perorangan)"),
                formats.mask_npp(line.npp) if line.npp else "–",
                line.people,
            ),
            line.origin,
            further(str(line.public_id or OWN)),
        )
        for line in lines
    ]
    columns = (Column(_("Pemberi kerja")), Column(_("NPP"), always=False), Column(_("Orang"), is_number=True))
    title = f"{name(f'movement.{move}')} · {where}"
    overlap = sum(line.people for line in lines) - total
    return Listing("perubahan", title, _("orang"), total, columns, rows, _twice(overlap))


def covers_listing(found: CoverList, title: str) -> Listing:
    """The covers at one employer (or of the self-employed) behind a count of people."""
    rows = [
        Row(
            (
                formats.mask_kpj(line.kpj),
                line.segment,
                line.programs or "–",
                day_text(line.started_on),
                day_text(line.until),
                line.village or "–",
            ),
            line.origin,
        )
        for line in found.lines
    ]
    columns = (
        Column(_("KPJ")),
        Column(_("Segmen")),
        Column(_("Program"), always=False),
        Column(_("Mulai"), always=False),
        Column(_("Sampai"), always=False),
        Column(_("Kelurahan"), always=False),
    )
    note = ""
    if found.covers > len(rows):
        told = {
            "shown": formats.number(len(rows), lang=language()),
            "all": formats.number(found.covers, lang=language()),
        }
        note = _("Yang ditampilkan %(shown)s dari %(all)s baris. Pilih kelurahan untuk melihat sisanya.") % told
    elif found.covers > found.people:
        note = _("Satu orang dapat mempunyai beberapa kepesertaan; dalam jumlah ia dihitung sekali.")
    return Listing("kepesertaan", title, _("orang"), found.people, columns, rows, note)


def _twice(overlap: int) -> str:
    if not overlap:
        return ""
    return _(
        "Barisnya berjumlah %(people)s lebih banyak: orang yang bekerja pada beberapa pemberi kerja, atau juga BPU, "
        "dihitung sekali dalam jumlah."
    ) % {"people": formats.number(overlap, lang=language())}
