"""Clear, hold, undo: decisions an officer takes alone, under the file's row lock.

A decision names the check it rests on. The same form sent again (`key`) is answered with what it did; a page older
than the file (`version`) is told who changed it.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.access import ensure
from accounts.models import User
from accounts.rules import Role
from districts.clock import now, today
from permits.access import may_act_on, may_undo
from permits.errors import Refused
from permits.letters import referral_letter
from permits.models import Application, ApprovalRequest, Check, Receipt, Referral
from permits.numbers import next_code, next_letter_number
from permits.passing import let_pass, revoke_receipt
from permits.records import locked, move, reopen_letter
from permits.rules.verdict import Outcome
from permits.selectors.catalogue import branch_of
from permits.selectors.verdicts import denials_in_force
from permits.services.files import Applicant, done_before, ensure_current, ensure_of_today, ensure_open, file_of

__all__ = ["clear", "hold", "undo_clear", "undo_minutes"]

State = Application.State
MAY_PASS = {
    Outcome.PASS: State.CLEARED,
    Outcome.PASS_WITH_DEADLINE: State.CLEARED_CONDITIONAL,
    Outcome.CONTINUE_BY_RULE: State.CONTINUED,
}
UNDOABLE = (State.CLEARED, State.CLEARED_CONDITIONAL, State.CONTINUED, State.EXEMPTED)
# Steps that let a file go on; the first by an officer alone, the others by the second person.
BY_APPROVAL = ("COMMITTED", "EXEMPTED", "OVERRIDDEN")
NOT_PASSED = _("Cek ini tidak membolehkan permohonan dilanjutkan.")
DENIED_SINCE = _("Layanan usaha ini dihentikan (TMP2T) sesudah cek itu. Cek ulang dulu.")
NO_REASON_TO_HOLD = _("Cek ini tidak memberi alasan untuk menahan permohonan.")
TOO_LATE = _("Keputusan hanya dapat diurungkan dalam %(minutes)s menit.")
NOT_YOURS = _("Hanya yang memutuskan atau atasannya dapat mengurungkan keputusan ini.")
BY_RULE = _("Permohonan ini dilanjutkan menurut aturan; tidak ada keputusan untuk diurungkan.")


@transaction.atomic
def clear(
    *,
    check: Check,
    by: User,
    applicant: Applicant | None = None,
    note: str = "",
    version: int | None = None,
    key: UUID | None = None,
) -> Receipt:
    """Let the file go on: PASS, with a deadline, or by rule while the source is down. Returns its numbered receipt.

    Refused where the check does not let it pass or is not of today; Stale where somebody decided in between.
    """
    ensure(may_act_on(by, check, check.application))
    application, is_new = file_of(check, by, applicant or Applicant())
    if again := _same_receipt(check, key, None if is_new else application):
        return again
    ensure_current(application, version)
    ensure_open(application)
    if check.outcome not in MAY_PASS:
        raise Refused("NOT_PASSED", NOT_PASSED)
    ensure_of_today(check)
    if check.business_id and denials_in_force([check.business_id], today()):
        raise Refused("DENIED_SINCE", DENIED_SINCE)
    state, until = MAY_PASS[Outcome(check.outcome)], check.conditional_until
    receipt = let_pass(application, check, event="CLEARED", state=state, by=by, until=until, note=note, key=key)
    data = {"check": str(check.pk), "outcome": check.outcome, "code": receipt.code}
    audit.record(verb="permits.clear", by=by, target=application, data=data)
    return receipt


def _same_receipt(check: Check, key: UUID | None, application: Application | None) -> Receipt | None:
    """What this very form, or this very check, led to before."""
    if done_before(key) is None and (application is None or application.opening_check_id != check.pk):
        return None
    return Receipt.objects.filter(check_row=check, revoked_at__isnull=True).first()


@transaction.atomic
def hold(
    *,
    check: Check,
    by: User,
    applicant: Applicant | None = None,
    note: str = "",
    version: int | None = None,
    key: UUID | None = None,
) -> Referral:
    """Hold the file until the registration is in order, and write the letter the applicant takes to BPJS.

    A file that is held already gets a new letter for a new check. Refused where the check gives no reason to hold.
    """
    ensure(may_act_on(by, check, check.application))
    application, is_new = file_of(check, by, applicant or Applicant())
    earlier = Referral.objects.filter(check_row=check).first()
    if earlier is not None and (done_before(key) or not is_new):
        return earlier
    ensure_current(application, version)
    ensure_open(application)
    if check.outcome != Outcome.HOLD:
        raise Refused("NO_REASON_TO_HOLD", NO_REASON_TO_HOLD)
    ensure_of_today(check)
    application.ready_at = application.ready_batch = application.deadline_on = None
    move(application, "HELD", State.HELD, by=by, check=check, note=note, key=key)
    Referral.objects.filter(application=application, closed_at__isnull=True).update(closed_at=now())
    referral = _letter(application, check, by)
    move(application, "LETTER", State.HELD, by=by, check=check, note=referral.number)
    data = {"check": str(check.pk), "finding": check.finding, "letter": referral.number}
    audit.record(verb="permits.hold", by=by, target=application, data=data)
    return referral


def _letter(application: Application, check: Check, by: User) -> Referral:
    rule = check.rule
    assert rule is not None
    referral = Referral.objects.create(
        application=application,
        code=next_code(application.agency),
        number=next_letter_number(application.agency, today()),
        check_row=check,
        issued_on=today(),
        valid_until=today() + timedelta(days=rule.referral_days),
        issued_by=by,
        branch=branch_of(application.agency, application.business),
    )
    referral.letter = referral_letter(referral, printed_at=now())
    referral.save(update_fields=["letter"])
    return referral


@transaction.atomic
def undo_clear(*, application: Application, by: User) -> Application:
    """Take a decision that let the file go on back within the minutes of the setting, by its maker or his supervisor.

    Its receipt no longer verifies, a letter the file was held with is open again, a request goes back to the inbox.
    """
    application = locked(application.pk)
    ensure(may_undo(by, application))
    if application.state not in UNDOABLE or application.decided_at is None:
        return application
    if application.decided_by is None:
        raise Refused("BY_RULE", BY_RULE)
    if application.decided_by_id != by.pk and not by.scope.has(Role.SUPERVISOR):
        raise Refused("NOT_YOURS", NOT_YOURS)
    minutes = undo_minutes()
    if now() - application.decided_at > timedelta(minutes=minutes):
        raise Refused("TOO_LATE", TOO_LATE % {"minutes": minutes})
    step = application.history.filter(event__in=("CLEARED", *BY_APPROVAL)).first()
    before = step.from_state if step else State.RECEIVED
    revoke_receipt(application, by=by)
    application.decided_by = application.decided_at = None
    application.deadline_on = _clock_again(application, before)
    move(application, "UNDONE", before, by=by)
    if before in (State.HELD, State.READY):
        reopen_letter(application)
    audit.record(verb="permits.undo_clear", by=by, target=application, data={"back_to": before})
    return application


def undo_minutes() -> int:
    """How long a decision can be taken back."""
    return int(settings.UNDO_MINUTES)


def _clock_again(application: Application, before: str) -> date | None:
    """What waited goes on waiting: the request is pending again, the question open; the day that clock ends."""
    if before == State.FORWARDED:
        request = application.requests.filter(state=ApprovalRequest.State.APPROVED).latest("id")
        request.state, request.answer_note = ApprovalRequest.State.PENDING, ""
        request.answered_by = request.answered_at = None
        request.save(update_fields=["state", "answer_note", "answered_by", "answered_at"])
        before = request.from_state
    question = application.questions.order_by("-id").first() if before == State.WAITING_BPJS else None
    if question is None:
        return None
    if not question.answer:
        question.closed_at = None
        question.save(update_fields=["closed_at"])
    return question.due_on
