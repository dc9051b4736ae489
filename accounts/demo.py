"""The demo accounts of the contract (§5), and the refusal to run production beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections, transaction

from accounts.models import Assignment, User
from accounts.rules import Role
from districts.models import Agency

PASSWORD = "cekjamsos-demo"  # noqa: S105 - printed by `make run`, refused outside the demo
SINCE = date(2020, 1, 1)


@dataclass(frozen=True)
class Account:
    """One demo person, invented."""

    username: str
    name: str
    role: Role
    agency: str


ACCOUNTS = (
    Account("petugas.lubukbaja", "Rina Sitompul", Role.COUNTER, "KEC-LBJ"),
    Account("kasi.lubukbaja", "Dewi Anggraini", Role.SUPERVISOR, "KEC-LBJ"),
    Account("petugas.sagulung", "Joko Prabowo", Role.COUNTER, "KEC-SGL"),
    Account("ptsp", "Yuliana Siregar", Role.ONE_STOP, "DPMPTSP"),
    Account("kabid.ptsp", "Hendra Gunawan", Role.SUPERVISOR, "DPMPTSP"),
    Account("dinas", "Fitri Handayani", Role.OPD, "OPD-PAR"),
    Account("kabid.dinas", "Bambang Suryadi", Role.SUPERVISOR, "OPD-PAR"),
    Account("bpjs", "Maya Lestari", Role.BRANCH_STAFF, "BPJS-NGY"),
    Account("kacab", "Agus Wibowo", Role.BRANCH_HEAD, "BPJS-NGY"),
    Account("kacab2", "Ratna Kusuma", Role.BRANCH_HEAD, "BPJS-SKP"),
    Account("importir", "Taufik Hidayat", Role.IMPORTER, "DPMPTSP"),
    Account("admin", "Sari Wulandari", Role.SYSTEM_ADMIN, "PEMKO"),
    Account("admin2", "Eko Nugroho", Role.SYSTEM_ADMIN, "PEMKO"),
    Account("auditor", "Lukman Hakim", Role.AUDITOR, "PEMKO"),
    Account("pimpinan", "Nurhayati Zein", Role.LEADER, "PEMKO"),
)


@transaction.atomic
def make_accounts(password: str) -> int:
    """Make or reset every demo account; returns how many there are. Only where settings.DEMO is on."""
    if not settings.DEMO:
        raise ImproperlyConfigured("Demo accounts are refused outside the demo.")
    for account in ACCOUNTS:
        user, _ = User.objects.get_or_create(username=account.username, defaults={"is_demo": True})
        user.display_name, user.is_demo, user.is_active = account.name, True, True
        user.set_password(password)
        user.save()
        Assignment.objects.get_or_create(
            user=user, role=account.role, agency=Agency.objects.get(code=account.agency), defaults={"valid_from": SINCE}
        )
    return len(ACCOUNTS)


def refuse_in_production() -> None:
    """Called when the web server starts: demo accounts have a published password.

    An unreachable database is no reason to stay down; `/readyz` asks again.
    """
    if settings.DEMO:
        return
    try:
        found = User.objects.filter(is_demo=True).exists()
    except DatabaseError:
        found = False
    finally:
        connections.close_all()  # the server forks after this
    if found:
        raise ImproperlyConfigured("This database holds demo accounts; production does not start beside them.")
