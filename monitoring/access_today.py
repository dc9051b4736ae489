"""Who is told what of the watch today: heads of offices and BPJS, each of the own area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.access import Allowed, Decision, Denied
from accounts.rules import Role
from monitoring.access_watching import EXPLAINERS

if TYPE_CHECKING:
    from accounts.models import User

TODAY = (Role.SUPERVISOR, Role.BRANCH_STAFF, Role.BRANCH_HEAD, Role.LEADER)
# Lists with names of employers: the branches, and a kecamatan's supervisor of the own kecamatan.
CALLERS = (Role.BRANCH_STAFF, Role.BRANCH_HEAD)
SIGNERS = (Role.SUPERVISOR, Role.BRANCH_HEAD)
LISTS = {
    "tunggakan-besar": CALLERS,
    "tanpa-cek": (*CALLERS, Role.LEADER),
    "ditahan": EXPLAINERS,
    "laporan": SIGNERS,
}
# Of these a kecamatan's supervisor gets the lines of the own kecamatan.
BY_DISTRICT = ("tunggakan-besar", "tanpa-cek")

NOT_TOLD = _("Daftar ini dibuka untuk peran yang menindaklanjutinya.")


def may_be_told(user: User, kind: str) -> Decision:
    """Whether the person is told of this kind of matter."""
    own = kind in BY_DISTRICT and bool(user.scope.districts(Role.SUPERVISOR))
    return Allowed() if own or user.scope.has(*LISTS[kind]) else Denied(NOT_TOLD)


def own_districts(user: User, kind: str) -> frozenset[str] | None:
    """The kecamatan whose lines the person gets; None = all."""
    return None if user.scope.has(*LISTS[kind]) else frozenset(user.scope.districts(Role.SUPERVISOR))
