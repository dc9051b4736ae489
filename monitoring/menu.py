"""The watch's modules in the bar, by role."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.navigation import Entry, register
from accounts.rules import Role
from monitoring import access
from monitoring.access_compliance import COMPLIANCE

__all__ = ["put_in_the_bar"]

ENTRIES = (
    Entry(
        key="cakupan",
        label=_("Cakupan"),
        url_name="coverage",
        roles=frozenset(access.DASHBOARD),
        order=40,
        start_for=frozenset({Role.BRANCH_STAFF, Role.BRANCH_HEAD, Role.LEADER, Role.AUDITOR}),
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
    """Register every entry."""
    for entry in ENTRIES:
        register(entry)
