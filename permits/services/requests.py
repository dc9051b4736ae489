"""What an officer may not grant alone: a commitment, an exemption, an override (features A12 to A14).

The officer asks on a check; the file lies with the approver its rule names until a second person says yes or no, or
the officer takes the request back. A statutory denial is never passed by, whoever agrees.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit, work
from accounts.access import ensure
from accounts.models import User
from districts.clock import now, today
from permits.access import may_act_on, may_approve, may_withdraw
from permits.desk_tasks import RELEASE_LINKED
from permits.errors import Refused
from permits.models import Application, ApprovalRequest, Check, Receipt
from permits.passing import let_pass
from permits.records import locked, move
from permits.releasing import HELD
from permits.selectors.requests import askable, requests_of
from permits.selectors.verdicts import denials_in_force
from permits.services.files import Applicant, done_before, ensure_current, ensure_of_today, ensure_open, file_of

__all__ = ["MIN_REASON", "approve_request", "ask_approval", "reject_request", "withdraw_request"]

State = Application.State
Kind = ApprovalRequest.Kind
MIN_REASON = 20
NOT_ALLOWED = _("Aturan layanan ini tidak membolehkan permintaan itu pada hasil cek ini.")
IS_STATUTORY = _(
    "Penghentian layanan (TMP2T) hanya dicabut dengan surat; tidak ada persetujuan yang dapat melewatinya."
)
REASON_SHORT = _("Tulis alasan, paling sedikit %(minimum)s huruf.")
GROUND_NEEDED = _("Pilih dasar pengecualian.")
IS_ANSWERED = _("Permintaan ini sudah dijawab atau ditarik.")
TOO_LATE = _("Tenggat komitmen ini sudah lewat. Tolak, lalu minta pemohon membuat komitmen baru.")
NOTE_NEEDED = _("Tulis alasan penolakan.")
# kind -> the step and the state an approval leads to
GRANTED = {
    Kind.COMMITMENT: ("COMMITTED", State.CLEARED_CONDITIONAL),
    Kind.EXEMPTION: ("EXEMPTED", State.EXEMPTED),
    Kind.OVERRIDE: ("OVERRIDDEN", State.CLEARED),
}


@transaction.atomic
def ask_approval(
    *,
    check: Check,
    kind: str,
    reason: str,
    by: User,
    ground: str = "",
    applicant: Applicant | None = None,
    version: int | None = None,
    key: UUID | None = None,
) -> ApprovalRequest:
    """Forward a file with the question; returns the request, the same one for the same form or check.

    Refused where the rule in force does not allow this kind, the check is not of today, or the reason is too short.
    """
    ensure(may_act_on(by, check, check.application))
    application, _is_new = file_of(check, by, applicant or Applicant())
    if earlier := _asked_before(application, check, kind, key):
        return earlier
    ensure_current(application, version)
    ensure_open(application)
    reason = " ".join(reason.split())
    _ensure_askable(check, kind, reason, ground)
    rule = check.rule
    assert rule is not None
    request = ApprovalRequest.objects.create(
        application=application,
        check_row=check,
        kind=kind,
        ground=ground if kind == Kind.EXEMPTION else "",
        reason=reason,
        deadline_on=today() + timedelta(days=rule.commitment_days) if kind == Kind.COMMITMENT else None,
        approver=rule.approver,
        from_state=application.state,
        asked_by=by,
    )
    move(application, f"{kind}_ASKED", State.FORWARDED, by=by, check=check, note=reason[:300], key=key)
    data = {"kind": kind, "ground": request.ground, "check": str(check.pk), "approver": rule.approver}
    audit.record(verb="permits.ask_approval", by=by, target=application, data=data)
    return request


def _asked_before(application: Application, check: Check, kind: str, key: UUID | None) -> ApprovalRequest | None:
    rows = requests_of(application).filter(check_row=check, kind=kind)
    return rows.first() if done_before(key) else rows.filter(state=ApprovalRequest.State.PENDING).first()


def _ensure_askable(check: Check, kind: str, reason: str, ground: str) -> None:
    ensure_of_today(check)
    _ensure_not_denied(check)
    if kind not in askable(check):
        raise Refused("NOT_ALLOWED", NOT_ALLOWED)
    if len(reason) < MIN_REASON:
        raise Refused("REASON_SHORT", REASON_SHORT % {"minimum": MIN_REASON})
    if kind == Kind.EXEMPTION and ground not in ApprovalRequest.Ground.values:
        raise Refused("GROUND_NEEDED", GROUND_NEEDED)


def _ensure_not_denied(check: Check) -> None:
    """TMP2T, as of now: imposed since the check counts as well."""
    if check.outcome == "DENY" or (check.business_id and denials_in_force([check.business_id], today())):
        raise Refused("IS_STATUTORY", IS_STATUTORY)


@transaction.atomic
def approve_request(
    *, application: Application, by: User, note: str = "", version: int | None = None, key: UUID | None = None
) -> Receipt:
    """The second person says yes: the file goes on with a numbered receipt, until the deadline of a commitment."""
    application, request = _for_answer(application, by)
    if done_before(key):
        return Receipt.objects.filter(application=application, check_row=request.check_row).latest("id")
    _ensure_pending(application, request, version)
    _ensure_not_denied(request.check_row)
    if request.deadline_on is not None and request.deadline_on < today():
        raise Refused("TOO_LATE", TOO_LATE)
    _answer(request, ApprovalRequest.State.APPROVED, by, note)
    event, state = GRANTED[Kind(request.kind)]
    until = request.deadline_on
    check = request.check_row
    receipt = let_pass(application, check, event=event, state=state, by=by, until=until, note=note, key=key)
    data = {"kind": request.kind, "asked_by": request.asked_by.username, "code": receipt.code}
    audit.record(verb="permits.approve_request", by=by, target=application, data=data)
    return receipt


@transaction.atomic
def reject_request(
    *, application: Application, by: User, note: str, version: int | None = None, key: UUID | None = None
) -> Application:
    """The second person says no, and why: the file stands where it stood."""
    application, request = _for_answer(application, by)
    if done_before(key):
        return application
    _ensure_pending(application, request, version)
    if not note.strip():
        raise Refused("NOTE_NEEDED", NOTE_NEEDED)
    _answer(request, ApprovalRequest.State.REJECTED, by, note)
    move(application, "REJECTED", request.from_state, by=by, check=request.check_row, note=note, key=key)
    _look_again(application, by)
    audit.record(verb="permits.reject_request", by=by, target=application, data={"kind": request.kind})
    return application


@transaction.atomic
def withdraw_request(*, application: Application, by: User, version: int | None = None) -> Application:
    """The officer takes the request back: the file stands where it stood."""
    application = locked(application.pk)
    request = _newest(application)
    ensure(may_withdraw(by, request))
    if request.state == ApprovalRequest.State.WITHDRAWN:
        return application
    _ensure_pending(application, request, version)
    _answer(request, ApprovalRequest.State.WITHDRAWN, by, "")
    move(application, "WITHDRAWN", request.from_state, by=by, check=request.check_row)
    _look_again(application, by)
    audit.record(verb="permits.withdraw_request", by=by, target=application, data={"kind": request.kind})
    return application


def _look_again(application: Application, by: User) -> None:
    """The registration may have arrived while the file lay with the second person, where no release touches it."""
    if application.state in HELD:
        work.ask(kind=RELEASE_LINKED, target_id=f"file {application.pk}", by=by)


def _for_answer(application: Application, by: User) -> tuple[Application, ApprovalRequest]:
    application = locked(application.pk)
    request = _newest(application)
    ensure(may_approve(by, request))
    return application, request


def _newest(application: Application) -> ApprovalRequest:
    request = requests_of(application).first()
    if request is None:
        raise Refused("IS_ANSWERED", IS_ANSWERED)
    return request


def _ensure_pending(application: Application, request: ApprovalRequest, version: int | None) -> None:
    ensure_current(application, version)
    if request.state != ApprovalRequest.State.PENDING:
        raise Refused("IS_ANSWERED", IS_ANSWERED)


def _answer(request: ApprovalRequest, state: str, by: User, note: str) -> None:
    request.state, request.answered_by, request.answered_at, request.answer_note = state, by, now(), note
    request.save(update_fields=["state", "answered_by", "answered_at", "answer_note"])
