"""Asking BPJS about a doubtful file, and BPJS' answer: what it does to the file is said here, once."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.access import ensure
from accounts.models import User
from districts.clock import now, today
from enrollment.rules.calendar import add_working_days
from enrollment.rules.identifiers import normalise_npp, npp_is_usual
from enrollment.selectors.status import holidays
from enrollment.services import link_by_npp
from permits.access import may_act_on, may_answer
from permits.errors import Refused
from permits.models import Application, ApprovalRequest, BpjsQuestion, Check
from permits.records import locked, move, system_check
from permits.rules.verdict import Outcome
from permits.selectors.catalogue import branch_of, rule_in_force
from permits.selectors.questions import is_askable
from permits.services.files import Applicant, done_before, ensure_current, ensure_open, file_of

__all__ = ["answer_question", "ask_bpjs", "record_proof"]

State = Application.State
Answer = BpjsQuestion.Answer
NOTHING_TO_ASK = _("Hasil cek ini pasti; tidak ada yang perlu ditanyakan ke BPJS TK.")
IS_ANSWERED = _("Pertanyaan ini sudah dijawab atau sudah lewat batasnya.")
NPP_NEEDED = _("Tulis NPP 8 karakter yang menjadi dasar jawaban ini.")
# Where an answer leaves a file, by the outcome of the check that follows it.
AFTER = {Outcome.PASS: State.READY, Outcome.PASS_WITH_DEADLINE: State.READY, Outcome.HOLD: State.HELD}


@transaction.atomic
def ask_bpjs(
    *,
    check: Check,
    by: User,
    applicant: Applicant | None = None,
    text: str = "",
    version: int | None = None,
    key: UUID | None = None,
) -> Application:
    """Have BPJS confirm a doubtful case: the file waits, with the rule's clock of working days.

    Refused where the register is sure: fresh data says hold, or the law says stop.
    """
    ensure(may_act_on(by, check, check.application))
    application, _is_new = file_of(check, by, applicant or Applicant())
    if application.questions.filter(closed_at__isnull=True, check_row=check).exists() or done_before(key):
        return application
    ensure_current(application, version)
    ensure_open(application)
    if not is_askable(check):
        raise Refused("NOTHING_TO_ASK", NOTHING_TO_ASK)
    assert check.rule is not None
    application.questions.filter(closed_at__isnull=True).update(closed_at=now())
    question = BpjsQuestion.objects.create(
        application=application,
        check_row=check,
        branch=branch_of(application.agency, application.business),
        text=text,
        asked_by=by,
        due_on=add_working_days(today(), check.rule.answer_working_days, holidays()),
    )
    application.deadline_on = question.due_on
    move(application, "ASKED", State.WAITING_BPJS, by=by, check=check, note=text, key=key)
    data = {"check": str(check.pk), "branch": question.branch.code, "until": question.due_on}
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
def answer_question(
    *,
    application: Application,
    answer: str,
    by: User,
    npp: str = "",
    reply: str = "",
    version: int | None = None,
    key: UUID | None = None,
) -> Application:
    """BPJS' answer to a file's open question; the file is ready, held, or goes on waiting for its clock.

    CONFIRMED names an NPP: where the register knows that employer the business is linked to it, so that a fresh check
    decides; else the answer itself is the evidence. A file that lies with a second person stays there.
    """
    ensure(may_answer(by))
    application = locked(application.pk)
    if done_before(key):
        return application
    ensure_current(application, version)
    question = application.questions.filter(closed_at__isnull=True).first()
    if question is None:
        raise Refused("IS_ANSWERED", IS_ANSWERED)
    npp = normalise_npp(npp) if answer == Answer.CONFIRMED else ""
    if answer == Answer.CONFIRMED and not npp_is_usual(npp):
        raise Refused("NPP_NEEDED", NPP_NEEDED)
    question.answer, question.npp, question.reply = Answer(answer).value, npp, reply
    question.answered_by, question.closed_at = by, now()
    question.save()
    if npp and application.business is not None:
        link_by_npp(business=application.business, npp=npp, by=by)
    check = _fresh_check(application) if answer != Answer.UNKNOWN else None
    state = _after(application, check)
    move(application, "ANSWERED", state, by=by, check=check, note=reply, key=key)
    data = {"answer": question.answer, "check": str(check.pk) if check else "", "to": state}
    audit.record(verb="permits.answer_question", by=by, target=application, data=data)
    return application


def _fresh_check(application: Application) -> Check | None:
    rule = rule_in_force(application.permit_type, today())
    if rule is None or application.business is None:
        return None
    return system_check(application, application.business, rule, today())


def _after(application: Application, check: Check | None) -> str:
    """The state the answer leads to; a file with a second person only remembers where it would go back to."""
    state = AFTER.get(Outcome(check.outcome), State.WAITING_BPJS) if check else State.WAITING_BPJS
    if state == State.READY:
        application.ready_at, application.ready_batch = now(), None
    if state != State.WAITING_BPJS:
        application.deadline_on = None
    if application.state != State.FORWARDED:
        return state
    application.requests.filter(state=ApprovalRequest.State.PENDING).update(from_state=state)
    return State.FORWARDED
