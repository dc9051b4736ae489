"""Who sees which coverage and which reports (security.md §5: dashboard.view, report.view, report.generate)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.access import Allowed, Decision, Denied
from accounts.rules import Role

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.scope import Scope

DASHBOARD = (
    Role.COUNTER,
    Role.SUPERVISOR,
    Role.ONE_STOP,
    Role.OPD,
    Role.BRANCH_STAFF,
    Role.BRANCH_HEAD,
    Role.AUDITOR,
    Role.LEADER,
)
REPORTS = DASHBOARD
GENERATE = (Role.BRANCH_STAFF, Role.BRANCH_HEAD)
# Roles that may see employers by name (employer.view); a dinas sees only its own, which no kelurahan list is.
LISTS = (Role.ONE_STOP, Role.BRANCH_STAFF, Role.BRANCH_HEAD, Role.AUDITOR)
PEOPLE = (Role.BRANCH_STAFF, Role.BRANCH_HEAD, Role.AUDITOR)

NO_LIST = _("Daftar pemberi kerja tidak dibuka untuk peran Anda; angkanya tetap dapat dilihat.")
NO_PEOPLE = _("Kepesertaan orang per orang tidak dibuka untuk peran Anda; jumlahnya tetap dapat dilihat.")
NO_REPORT = _("Laporan baru hanya dapat dibuat oleh BPJS Ketenagakerjaan.")


def sees_areas(scope: Scope) -> bool:
    """Whether the whole city's kecamatan are open: not for a kecamatan (its own) nor for a dinas (the city's sum)."""
    return scope.is_city


def sees_district(scope: Scope, district: str) -> bool:
    """The city's roles see every kecamatan, a kecamatan's officers their own."""
    return scope.is_city or district in scope.district_codes


def may_list(user: User, district: str) -> Decision:
    """Whether the employers behind a kecamatan's numbers may be listed."""
    scope = user.scope
    own = district in scope.districts(Role.COUNTER, Role.SUPERVISOR)
    one_stop = scope.is_city and scope.has(Role.SUPERVISOR)
    return Allowed() if own or one_stop or scope.has(*LISTS) else Denied(NO_LIST)


def may_list_people(user: User, district: str) -> Decision:
    """Whether the covers of single people may be listed, masked (worker.list): not by the one-stop service."""
    scope = user.scope
    own = district in scope.districts(Role.COUNTER, Role.SUPERVISOR)
    return Allowed() if own or scope.has(*PEOPLE) else Denied(NO_PEOPLE)


def hides_small(user: User, district: str) -> bool:
    """Counts of 1 to 4 people print as "< 5" for those who may not open the list behind them."""
    return not may_list(user, district)


def may_generate(user: User) -> Decision:
    """Building a report's new version."""
    return Allowed() if user.scope.has(*GENERATE) else Denied(NO_REPORT)


def lists_city(user: User) -> bool:
    """Whether every kecamatan's employers may be listed."""
    return user.scope.has(*LISTS) or (user.scope.is_city and user.scope.has(Role.SUPERVISOR))
