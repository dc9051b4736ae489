"""The counter's modules in the bar, by role."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.navigation import Entry, register
from accounts.rules import Role
from accounts.today import register as tell_today
from permits.access import BRANCH_ROLES, CHECK_ROLES, DESK_ROLES, FILE_READERS, RULE_EDITORS
from permits.selectors.questions import open_count
from permits.selectors.requests import inbox_count
from permits.selectors.today import counter_today

__all__ = ["put_in_the_bar"]

ENTRIES = (
    Entry(
        key="loket",
        label=_("Loket"),
        url_name="counter",
        roles=frozenset(CHECK_ROLES),
        order=10,
        start_for=frozenset(DESK_ROLES) - {Role.SUPERVISOR},
        icon="search",
        also_under=("/cek/",),
    ),
    Entry(
        key="permohonan",
        label=_("Permohonan"),
        url_name="applications",
        roles=frozenset(FILE_READERS),
        order=20,
        icon="file",
        also_under=("/tindak-lanjut/", "/pantau/", "/rujukan/", "/tmp2t/"),  # noqa: S108 - a page, no folder
    ),
    Entry(
        key="persetujuan",
        label=_("Persetujuan"),
        url_name="requests",
        roles=frozenset({Role.SUPERVISOR}),
        order=25,
        icon="check",
        also_under=("/delegasi/",),
        count=inbox_count,
    ),
    Entry(
        key="pertanyaan",
        label=_("Pertanyaan"),
        url_name="questions",
        roles=frozenset(BRANCH_ROLES),
        order=26,
        icon="question",
        # A branch head's few approvals are reached from here.
        also_under=("/persetujuan/",),
        count=open_count,
    ),
    Entry(
        key="layanan",
        label=_("Layanan"),
        url_name="service_list",
        roles=frozenset(RULE_EDITORS),
        order=70,
        icon="scale",
        also_under=("/dasar-hukum/",),
    ),
    Entry(
        key="kantor",
        label=_("Kantor"),
        url_name="offices",
        roles=frozenset({Role.SYSTEM_ADMIN, Role.SUPERVISOR}),
        order=75,
        icon="building",
    ),
)


def put_in_the_bar() -> None:
    """Register every entry, and who tells what waits today."""
    for entry in ENTRIES:
        register(entry)
    tell_today(counter_today)
