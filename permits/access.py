"""Who may do what at the counter (security.md's head): answers that carry their sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.access import Allowed, Decision, Denied, may
from accounts.models import User
from accounts.rules import Role
from districts.models import Agency
from enrollment.access import is_operator
from permits.models import Application, Check, PermitType

# Offices that give permits, and who works at their counters.
DESK_ROLES = (Role.COUNTER, Role.SUPERVISOR, Role.ONE_STOP, Role.OPD)
CHECK_ROLES = (*DESK_ROLES, Role.BRANCH_STAFF, Role.BRANCH_HEAD)
FILE_READERS = (*DESK_ROLES, Role.BRANCH_STAFF, Role.BRANCH_HEAD, Role.AUDITOR)
PERMIT_OFFICES = (Agency.Kind.DISTRICT, Agency.Kind.ONE_STOP, Agency.Kind.OPD)

OTHER_SERVICE = _("Layanan ini bukan layanan kantor Anda.")
OTHER_OFFICE = _("Berkas ini milik kantor lain.")


def gives(agency: Agency, service: PermitType) -> bool:
    """Whether an office gives a service: its own, or one that every office of its kind gives."""
    return service.agency_id == agency.pk if service.agency_id else service.authority == agency.kind


def may_check(user: User, agency: Agency | None, service: PermitType) -> Decision:
    """Running a check: counters and other systems for their office's services, BPJS and the operator for any."""
    if is_operator(user):
        return Allowed()
    if not (decision := may(user, *CHECK_ROLES, Role.API_CLIENT)):
        return decision
    if agency is None or agency.kind == Agency.Kind.BRANCH or gives(agency, service):
        return Allowed()
    return Denied(OTHER_SERVICE)


def may_handle(user: User, agency_id: int | None) -> Decision:
    """Clearing, holding, intake, printing: officers and supervisors of the office the file belongs to."""
    if not (decision := may(user, *DESK_ROLES)):
        return decision
    return Allowed() if agency_id in user.scope.agencies(*DESK_ROLES) else Denied(OTHER_OFFICE)


def may_act_on(user: User, check: Check, application: Application | None) -> Decision:
    """Turning a check into a file, or deciding a file by it."""
    return may_handle(user, application.agency_id if application else check.agency_id)


def may_deny(user: User) -> Decision:
    """Imposing and lifting a statutory denial, and entering what BPJS agreed with an employer."""
    return may(user, Role.BRANCH_HEAD)
