"""The watch's modules in the bar, by role."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.navigation import Entry, register
from accounts.rules import Role
from accounts.today import register as tell_today
from monitoring import access
from monitoring.access_compliance import COMPLIANCE
from monitoring.access_today import TODAY
from monitoring.today import watch_today

__all__ = ["put_in_the_bar"]

ENTRIES = (
    Entry(
        key="hari-ini",
        label=_("Hari ini"),
        url_name="today",
        roles=frozenset(TODAY),
        order=5,
        start_for=frozenset(TODAY),
        in_bar=False,
    ),
    Entry(
        key="cakupan",
        label=_("Cakupan"),
        url_name="coverage",
        roles=frozenset(access.DASHBOARD),
        order=40,
        start_for=frozenset({Role.AUDITOR}),
        icon="chart",
    ),
    Entry(
        key="laporan",
        label=_("Laporan"),
        url_name="reports",
        roles=frozenset(access.REPORTS),
        order=50,
        icon="file",
        also_under=("/penghargaan/",),
    ),
    Entry(
        key="kepatuhan",
        label=_("Kepatuhan"),
        url_name="compliance",
        roles=frozenset(COMPLIANCE),
        order=45,
        icon="scale",
    ),
)


def put_in_the_bar() -> None:
    """Register every entry, and who tells what waits today."""
    for entry in ENTRIES:
        register(entry)
    tell_today(watch_today)
