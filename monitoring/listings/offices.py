"""Lists of employers and of the counters' files."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from districts import formats
from monitoring.definitions import name
from monitoring.facts.mode import MonthMode
from monitoring.listings.shape import Cell, Column, Listing, Row, month_text, npp_text
from monitoring.selectors import behind
from monitoring.words import language
from permits.models.check import Finding

if TYPE_CHECKING:
    from accounts.models import User


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
    rows = [
        Row(
            (
                line.name,
                npp_text(line.npp, line.division),
                line.village or "–",
                month_text(line.paid_through),
                line.months or 0,
            ),
            line.origin,
        )
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
    month: date,
    step: str,
    where: str,
    *,
    reader: User,
    district: str = "",
    agencies: frozenset[int] | None = None,
    desk: str = "",
) -> Listing:
    """Files of the counters: what the funnel's number of that step is made of, each leading to itself."""
    found = behind.events_behind(month, step, district=district, agencies=agencies, desk=desk)
    opened = behind.files_open_to(reader, found)
    rows = [
        Row(_event(line), address=reverse("application", args=[line.file]) if line.file in opened else "")
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


def _event(line: behind.CounterEvent) -> tuple[Cell, ...]:
    lang = language()
    return (
        line.number or _("tanpa berkas"),
        line.business or "–",
        line.service_en if lang == "en" else line.service_id,
        line.office,
        formats.datetime_wib(line.at, lang=lang),
        str(Finding(line.finding).label) if line.finding else formats.decimal(line.days, lang=lang),
    )
