"""Clear, hold, ask BPJS, note a proof, undo: every decision on a file, under its row lock.

A decision names the check it rests on. The same form sent again (`key`) is answered with what it did; a page older
than the file (`version`) is told who changed it.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.access import ensure
from accounts.models import User
from accounts.rules import Role
from districts.clock import now, today
from enrollment.rules.calendar import add_working_days
from enrollment.selectors.status import holidays
from permits.access import may_act_on, may_handle
from permits.errors import Refused
from permits.letters import receipt_slip, referral_letter
from permits.models import Application, Check, Receipt, Referral
from permits.records import locked, move, reopen_letter
from permits.rules.verdict import Outcome
from permits.selectors.catalogue import branch_of
from permits.services.files import Applicant, done_before, ensure_current, file_of
from permits.numbers import next_code, next_letter_number

__all__ = ["ask_bpjs", "clear", "hold", "record_proof", "undo_clear"]

State = Application.State
MAY_PASS = {
    Outcome.PASS: State.CLEARED,
    Outcome.PASS_WITH_DEADLINE: State.CLEARED_CONDITIONAL,
    Outcome.CONTINUE_BY_RULE: State.CONTINUED,
}
DECIDED = (State.CLEARED, State.CLEARED_CONDITIONAL, State.CONTINUED, State.DENIED)
NOT_PASSED = _("Cek ini tidak membolehkan permohonan dilanjutkan.")
NOT_TODAY = _("Cek ini bukan cek hari ini. Cek ulang dulu.")
IS_DECIDED = _("Permohonan ini sudah diputuskan.")
NO_REASON_TO_HOLD = _("Cek ini tidak memberi alasan untuk menahan permohonan.")
TOO_LATE = _("Keputusan hanya dapat diurungkan dalam %(minutes)s menit.")
NOT_YOURS = _("Hanya yang memutuskan atau atasannya dapat mengurungkan keputusan ini.")


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
    _ensure_open(application)
    if check.outcome not in MAY_PASS:
        raise Refused("NOT_PASSED", NOT_PASSED)
    if check.on != today():
        raise Refused("NOT_TODAY", NOT_TODAY)
    application.decided_by, application.decided_at = by, now()
    application.deadline_on = check.conditional_until
    move(application, "CLEARED", MAY_PASS[Outcome(check.outcome)], by=by, check=check, note=note, key=key)
    receipt = Receipt.objects.create(
        application=application,
        code=next_code(application.agency),
        check_row=check,
        issued_on=today(),
        issued_by=by,
        valid_until=check.conditional_until,
    )
    receipt.refresh_from_db(fields=["issued_at"])
    receipt.slip = receipt_slip(receipt)
    receipt.save(update_fields=["slip"])
    Referral.objects.filter(application=application, closed_at__isnull=True).update(closed_at=now())
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
    _ensure_open(application)
    if check.outcome != Outcome.HOLD:
        raise Refused("NO_REASON_TO_HOLD", NO_REASON_TO_HOLD)
    if check.on != today():
        raise Refused("NOT_TODAY", NOT_TODAY)
    rule = check.rule
    assert rule is not None
    application.ready_at = application.ready_batch = None
    move(application, "HELD", State.HELD, by=by, check=check, note=note, key=key)
    Referral.objects.filter(application=application, closed_at__isnull=True).update(closed_at=now())
    referral = Referral.objects.create(
        application=application,
        code=next_code(application.agency),
        number=next_letter_number(application.agency, today()),
        check_row=check,
        issued_on=today(),
        valid_until=today() + timedelta(days=rule.referral_days),
        issued_by=by,
        branch=branch_of(application.agency),
    )
    referral.letter = referral_letter(referral, printed_at=now())
    referral.save(update_fields=["letter"])
    move(application, "LETTER", State.HELD, by=by, check=check, note=referral.number)
    data = {"check": str(check.pk), "finding": check.finding, "letter": referral.number}
    audit.record(verb="permits.hold", by=by, target=application, data=data)
    return referral


@transaction.atomic
def ask_bpjs(
    *, check: Check, by: User, applicant: Applicant | None = None, version: int | None = None, key: UUID | None = None
) -> Application:
    """Have BPJS confirm a doubtful case: the file waits, with the rule's clock of working days."""
    ensure(may_act_on(by, check, check.application))
    application, _is_new = file_of(check, by, applicant or Applicant())
    if application.state == State.WAITING_BPJS and (done_before(key) or application.opening_check_id == check.pk):
        return application
    ensure_current(application, version)
    _ensure_open(application)
    assert check.rule is not None
    application.deadline_on = add_working_days(today(), check.rule.answer_working_days, holidays())
    move(application, "ASKED", State.WAITING_BPJS, by=by, check=check, key=key)
    data = {"check": str(check.pk), "until": application.deadline_on}
    audit.record(verb="permits.ask_bpjs", by=by, target=application, data=data)
    return application


@transaction.atomic
def record_proof(
    *, check: Check, number: str, by: User, applicant: Applicant | None = None, key: UUID | None = None
) -> Application:
    """Note the number of a proof the applicant shows (no paper is kept); BPJS still confirms it."""
    application = ask_bpjs(check=check, by=by, applicant=applicant, key=key)
    if application.proof_number == number:
        return application
    application.proof_number = number
    move(application, "PROOF", application.state, by=by, check=check, note=number)
    audit.record(verb="permits.record_proof", by=by, target=application, data={"check": str(check.pk)})
    return application


@transaction.atomic
def undo_clear(*, application: Application, by: User) -> Application:
    """Take a clearance back within the minutes of the setting, by its maker or his supervisor; its receipt no longer
    verifies. A letter the file was held with is open again."""
    ensure(may_handle(by, application.agency_id))
    application = locked(application.pk)
    if application.state not in DECIDED or application.decided_at is None:
        return application
    if application.decided_by_id != by.pk and not by.scope.has(Role.SUPERVISOR):
        raise Refused("NOT_YOURS", NOT_YOURS)
    minutes = undo_minutes()
    if now() - application.decided_at > timedelta(minutes=minutes):
        raise Refused("TOO_LATE", TOO_LATE % {"minutes": minutes})
    cleared = application.history.filter(event="CLEARED").first()
    before = cleared.from_state if cleared else State.RECEIVED
    Receipt.objects.filter(application=application, revoked_at__isnull=True).update(revoked_at=now())
    application.decided_by = application.decided_at = application.deadline_on = None
    move(application, "UNDONE", before, by=by)
    if before in (State.HELD, State.READY):
        reopen_letter(application)
    audit.record(verb="permits.undo_clear", by=by, target=application, data={"back_to": before})
    return application


def undo_minutes() -> int:
    """How long a clearance can be taken back."""
    return int(settings.UNDO_MINUTES)


def _ensure_open(application: Application) -> None:
    if application.state in DECIDED:
        raise Refused("IS_DECIDED", IS_DECIDED)
