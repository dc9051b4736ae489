"""Who may do what at the counter (security.md's head): answers that carry their sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.access import Allowed, Decision, Denied, may
from accounts.models import ApiToken, User
from accounts.rules import Role
from districts.models import Agency
from enrollment.access import is_operator
from permits.models import Application, ApprovalRequest, Check, PermitType, ServiceRule

# Offices that give permits, and who works at their counters.
DESK_ROLES = (Role.COUNTER, Role.SUPERVISOR, Role.ONE_STOP, Role.OPD)
CHECK_ROLES = (*DESK_ROLES, Role.BRANCH_STAFF, Role.BRANCH_HEAD)
FILE_READERS = (*DESK_ROLES, Role.BRANCH_STAFF, Role.BRANCH_HEAD, Role.AUDITOR)
BULK_ROLES = (*DESK_ROLES, Role.BRANCH_STAFF)
VOLUME_CITY = (Role.BRANCH_HEAD, Role.AUDITOR, Role.SYSTEM_ADMIN)
VOLUME_READERS = (Role.SUPERVISOR, *VOLUME_CITY)
PERMIT_OFFICES = (Agency.Kind.DISTRICT, Agency.Kind.ONE_STOP, Agency.Kind.OPD)

# Services and their rules: edited by system admins, rehearsed by those who would feel them.
RULE_EDITORS = (Role.SYSTEM_ADMIN,)
REHEARSED_CITY = (Role.SYSTEM_ADMIN, Role.BRANCH_STAFF)
REHEARSERS = (*REHEARSED_CITY, Role.SUPERVISOR)
RULE_READERS = (*REHEARSERS, Role.BRANCH_HEAD, Role.AUDITOR)

# A supervisor does not stand at the counter with the applicant.
REJECT_ROLES = (Role.COUNTER, Role.ONE_STOP, Role.OPD)
BRANCH_ROLES = (Role.BRANCH_STAFF, Role.BRANCH_HEAD)
APPROVERS = (Role.SUPERVISOR, Role.BRANCH_HEAD)

# What a key of BPJS' own system may be bound to beside the services.
REPORT_PURPOSE = "PENDAFTARAN"

OTHER_SERVICE = _("Layanan ini bukan layanan kantor Anda.")
NOT_A_REPORTER = _("Pendaftaran hanya dilaporkan oleh sistem BPJS TK.")
OTHER_OFFICE = _("Berkas ini milik kantor lain.")
OWN_REQUEST = _("Permintaan sendiri disetujui orang kedua. Minta rekan yang berwenang memutuskannya.")
NOT_YOUR_REQUEST = _("Hanya yang meminta dapat menarik permintaan ini.")
SECOND_ADMIN = _("Rancangan ini buatan Anda. Aturan disetujui admin sistem lain.")


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


def may_report(token: ApiToken) -> Decision:
    """Reporting a registration: BPJS' own systems, with a key for that purpose."""
    if not (decision := may(token.user, Role.API_CLIENT)):
        return decision
    is_branch = token.agency.kind == Agency.Kind.BRANCH and REPORT_PURPOSE in token.purposes
    return Allowed() if is_branch else Denied(NOT_A_REPORTER)


def may_bulk(user: User, agency: Agency, service: PermitType) -> Decision:
    """Checking a list: counters and other systems for their office's services, BPJS staff for any."""
    roles = (*BULK_ROLES, Role.API_CLIENT)
    if not (decision := may(user, *roles)):
        return decision
    if agency.pk not in user.scope.agencies(*roles):
        return Denied(OTHER_OFFICE)
    return Allowed() if agency.kind == Agency.Kind.BRANCH or gives(agency, service) else Denied(OTHER_SERVICE)


def may_handle(user: User, agency_id: int | None) -> Decision:
    """Clearing, holding, intake, printing: officers and supervisors of the office the file belongs to."""
    if not (decision := may(user, *DESK_ROLES)):
        return decision
    return Allowed() if agency_id in user.scope.agencies(*DESK_ROLES) else Denied(OTHER_OFFICE)


def may_act_on(user: User, check: Check, application: Application | None) -> Decision:
    """Turning a check into a file, or deciding a file by it."""
    return may_handle(user, application.agency_id if application else check.agency_id)


def may_undo(user: User, application: Application) -> Decision:
    """Taking a decision back: whoever took it, and the office of the file."""
    return Allowed() if application.decided_by_id == user.pk else may_handle(user, application.agency_id)


def may_approve(user: User, request: ApprovalRequest) -> Decision:
    """Answering a request: the approver its rule named, never the one who asked."""
    role = Role(request.approver)
    if not (decision := may(user, role)):
        return decision
    if role == Role.SUPERVISOR and request.application.agency_id not in user.scope.agencies(role):
        return Denied(OTHER_OFFICE)
    return Denied(OWN_REQUEST) if request.asked_by_id == user.pk else Allowed()


def may_withdraw(user: User, request: ApprovalRequest) -> Decision:
    """Taking a request back: only the one who asked."""
    return Allowed() if request.asked_by_id == user.pk else Denied(NOT_YOUR_REQUEST)


def may_answer(user: User) -> Decision:
    """Answering a desk's question for BPJS, of either branch."""
    return may(user, *BRANCH_ROLES)


def may_reject_match(user: User, agency_id: int | None) -> Decision:
    """ "Bukan usaha saya": officers of the counter that asked."""
    if not (decision := may(user, *REJECT_ROLES)):
        return decision
    return Allowed() if agency_id in user.scope.agencies(*REJECT_ROLES) else Denied(OTHER_OFFICE)


def may_settle_match(user: User) -> Decision:
    """What becomes of a disowned match: BPJS, of either branch."""
    return may(user, *BRANCH_ROLES)


def may_deny(user: User) -> Decision:
    """Imposing and lifting a statutory denial, and entering what BPJS agreed with an employer."""
    return may(user, Role.BRANCH_HEAD)


def may_edit_rules(user: User) -> Decision:
    """Services, drafts of their rules and the law they rest on."""
    return may(user, *RULE_EDITORS)


def may_approve_rule(user: User, rule: ServiceRule) -> Decision:
    """Putting a draft in force: another system admin than the one who wrote it."""
    if not (decision := may_edit_rules(user)):
        return decision
    return Denied(SECOND_ADMIN) if rule.drafted_by_id == user.pk else Allowed()


def may_rehearse(user: User) -> Decision:
    """Running a draft over past checks; a supervisor over those of his own office."""
    return may(user, *REHEARSERS)
