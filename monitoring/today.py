"""The watch's sentences of today: each counts the lines of one list."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.today import Item
from districts import formats
from monitoring.access_compliance import may_decide
from monitoring.access_today import may_be_told
from monitoring.rules.today import QUIET_DAYS
from monitoring.selectors import today as watch
from monitoring.selectors.pages import default_month
from monitoring.words import language

__all__ = ["watch_today"]

NAMED = 3


def watch_today(user: User) -> Iterator[Item]:
    """Arrears, silent counters, held figures, guesses and reports, of the own area."""
    if may_be_told(user, "laporan"):
        yield _item("laporan", 40, len(watch.to_sign(user)), _("%(count)s laporan menunggu tanda tangan Anda"))
    if may_be_told(user, "tunggakan-besar"):
        words = _("%(count)s pemberi kerja besar baru menunggak iuran per %(month)s")
        yield _item("tunggakan-besar", 50, len(watch.large_debtors(user)), words)
    if may_be_told(user, "tanpa-cek"):
        names = [desk.name for desk in watch.quiet_desks(user)]
        shown = ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
        words = _("%(count)s kecamatan tanpa cek selama %(days)s hari kerja: %(names)s")
        yield _item("tanpa-cek", 55, len(names), words, names=shown)
    if may_be_told(user, "ditahan"):
        words = _("%(count)s angka %(month)s ditahan dan belum dijelaskan")
        yield _item("ditahan", 60, watch.held_unexplained().count(), words)
    if may_decide(user):
        count = watch.open_hints(user)
        words = _("%(count)s dugaan daftar sebagian menunggu putusan")
        yield Item("hints", 80, count, words % {"count": _number(count)}, reverse("compliance-hints"))


def _item(kind: str, order: int, count: int, words: str, **more: str) -> Item:
    month = formats.month_long(default_month(), lang=language())
    text = words % {"count": _number(count), "month": month, "days": QUIET_DAYS, **more}
    return Item(kind, order, count, text, reverse("today-list", args=[kind]))


def _number(count: int) -> str:
    return formats.number(count, lang=language())
