"""The figures at the top of a report's first page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from districts import formats
from monitoring.definitions import name
from monitoring.reporting.texts import Printed, change, decimal, number, percent

Figures = Mapping[str, Any]


def cards(figures: Figures) -> list[Printed]:
    """The four figures at the top; a branch has those of its people and employers."""
    own, counted = figures["coverage"], figures["gate"]
    if counted is None:
        return [_people_card(own), *_employer_cards(figures)]
    first = [_coverage_card(own)] if own else []
    changed = counted["checked"] - counted["previous_checked"]
    # The city is not compared with itself.
    is_city = figures["area"]["kind"] == "city"
    held_of, back_of = (None if is_city else counted[f"city_{part}_share"] for part in ("held", "registered"))
    found = [
        *first,
        _card(name("gate.checked"), number(counted["checked"]), change(changed, places=0), _("dari bulan lalu")),
        _share_card("gate.held", counted["held"], counted["held_share"], held_of),
        _share_card("gate.registered", counted["registered"], counted["registered_share"], back_of),
    ]
    handling = figures.get("handling")
    if own is None and handling:
        days = handling["median_days"]
        value = formats.NONE if days is None else decimal(days)
        found.append(_card(_("Median hari sampai diputuskan"), value))
    return found


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
