"""The week in one mail (feature D11): what waits for a person, the own area on one page, and one link.

The same text stands on `/hari-ini/pekan-ini/`, to be copied into a chat.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import audit
from accounts.digests import ask_this_week, mailed
from accounts.exports import PDF, Head
from accounts.models import User
from accounts.today import Item, today_of
from districts import formats
from districts.clock import today
from enrollment.selectors.freshness import data_date
from monitoring.access_today import TODAY
from monitoring.charts.page import strip_chart
from monitoring.charts.paper import paper
from monitoring.charts.readers import own_reader
from monitoring.charts.shape import Chart, Reader
from monitoring.listings import Column
from monitoring.models import WeeklyReader
from monitoring.selectors.own_area import own_figures
from monitoring.words import language

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["DIGEST", "Weekly", "ask_weekly", "gets_weekly", "send_weekly", "weekly_of"]

DIGEST = "monitoring.weekly"


@dataclass(frozen=True, slots=True)
class Weekly:
    """A person's week in the language in force: a subject and the text."""

    reader: Reader
    items: list[Item]
    subject: str
    text: str

    def charts(self) -> tuple[Chart, ...]:
        """What the page on paper draws."""
        return _list(self.items), strip_chart(self.reader)


def weekly_of(user: User) -> Weekly:
    """As of now, with the rights of now."""
    reader, items = own_reader(user), today_of(user)
    _year, week, _day = today().isocalendar()
    told = {"week": week, "area": reader.place_name, "count": formats.number(len(items), lang=language())}
    subject = _("Pekan %(week)s, %(area)s: %(count)s hal menunggu") if items else _("Pekan %(week)s, %(area)s")
    lines = [subject % told, "", *_waiting(items), "", *_figures(reader), "", _address(reverse("today"))]
    return Weekly(reader, items, subject % told, "\n".join(lines))


def _waiting(items: list[Item]) -> Iterator[str]:
    if not items:
        yield _("Tidak ada yang menunggu Anda hari ini.")
    for place, item in enumerate(items, 1):
        yield f"{place}. {item.text}"
        yield f"   {_address(item.href)}"


def _figures(reader: Reader) -> Iterator[str]:
    lang, month = language(), reader.filters.month
    yield _("Angka %(area)s, %(month)s:") % {
        "area": reader.place_name, "month": formats.month_long(month, lang=lang)
    }  # fmt: skip
    found = own_figures(reader.place, month, reader.agencies)
    measure, change, gate = found["measure"], found["change"], found["gate"]
    if measure.rate is None:
        yield "- " + _("pekerja terlindungi: belum ada data")
    else:
        moved = f" ({formats.points(change, lang=lang, unit=True)})" if change is not None else ""
        yield "- " + _("pekerja terlindungi %(rate)s%(moved)s") % {
            "rate": formats.percent(measure.rate, lang=lang), "moved": moved
        }  # fmt: skip
    yield "- " + _("izin dicek %(checked)s, ditahan %(held)s, mendaftar setelah ditahan %(registered)s") % {
        name: formats.number(getattr(gate, name), lang=lang) for name in ("checked", "held", "registered")
    }


def _list(items: list[Item]) -> Chart:
    sentence = _("Mulai dari atas; setiap baris punya daftarnya di halaman Hari ini.")
    columns = (Column(_("No."), is_number=True), Column(_("Hal")))
    rows = [(str(place), item.text) for place, item in enumerate(items, 1)]
    told = sentence if items else _("Tidak ada yang menunggu Anda hari ini.")
    return Chart("menunggu", _("Yang menunggu Anda"), told, columns, list(rows), ())


def _address(path: str) -> str:
    return settings.PUBLIC_URL.rstrip("/") + path


def gets_weekly(user: User) -> bool:
    """Whether the person has asked for it."""
    return WeeklyReader.objects.filter(user=user).exists()


def ask_weekly(on: date) -> int:
    """Ask for this week's mails that were not asked for yet."""
    readers = WeeklyReader.objects.filter(user__is_active=True).exclude(user__email="")
    return ask_this_week(DIGEST, map(str, readers.values_list("user", flat=True)), on)


def send_weekly(target: str) -> dict[str, int]:
    """Send one; nothing where the reader has left, lost the right, or no mail is set up."""
    user_pk, week = target.split()
    user = User.objects.filter(pk=user_pk, is_active=True).first()
    if user is None or not user.email or not (gets_weekly(user) and user.scope.has(*TODAY)):
        return {"sent": 0}
    with override(user.language):
        found = weekly_of(user)
        attached = (f"{week}.pdf", _page(found, user), PDF)
    if not mailed(to=user.email, subject=found.subject, text=found.text, attachments=[attached]):
        return {"sent": 0}
    with transaction.atomic():
        audit.record(verb="monitoring.send_weekly", by=None, target=user, data={"week": week})
    return {"sent": 1}


def _page(found: Weekly, user: User) -> bytes:
    lines = [(_("Wilayah"), found.reader.place_name)]
    if as_of := data_date():
        lines.append((_("Data per"), formats.date_long(as_of, lang=language())))
    lines.append((_("Untuk"), str(user)))
    return paper(Head(found.subject, tuple(lines)), found.charts(), is_picture=False)
