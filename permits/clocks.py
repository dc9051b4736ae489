"""Clocks that end by rule: a question BPJS left unanswered (feature A23), a deadline that passed (feature A12).

The last day of a clock still counts; what is overdue is found by its date, so days without a worker are caught up.
Each file is settled in a transaction of its own, under its lock; running twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts import audit
from enrollment.models import Arrangement
from enrollment.selectors.status import statuses_of
from permits.models import Application, Check, ServiceRule
from permits.passing import let_pass, revoke_receipt
from permits.records import locked, move, system_check
from permits.rules.verdict import Finding, Outcome
from permits.selectors.catalogue import rule_in_force
from permits.selectors.verdicts import denials_in_force, judge

__all__ = ["is_anything_due", "watch_clocks"]

State = Application.State
# At a deadline the register must be able to tell: a fault of ours, or a doubt, takes nobody's number away.
NOT_TOLD = (Outcome.ASK_BPJS, Outcome.CONTINUE_BY_RULE)


def is_anything_due(on: date) -> bool:
    """Whether any clock has run out before `on`."""
    return _overdue(State.WAITING_BPJS, on).exists() or _overdue(State.CLEARED_CONDITIONAL, on).exists()


def watch_clocks(on: date) -> dict[str, int]:
    """Settle every file whose clock ran out before `on`: counts of "expired", "lapsed", "fulfilled", "prolonged"."""
    ended = _each(_overdue(State.WAITING_BPJS, on), _end_question, on)
    settled = _each(_overdue(State.CLEARED_CONDITIONAL, on), _end_condition, on)
    return {
        "expired": ended.count("EXPIRED"),
        "lapsed": settled.count("LAPSED"),
        "fulfilled": settled.count("FULFILLED"),
        "prolonged": settled.count("PROLONGED"),
    }


def _overdue(state: str, on: date) -> QuerySet[Application]:
    return Application.objects.filter(state=state, deadline_on__lt=on, business__isnull=False)


def _each(rows: QuerySet[Application], settle: Callable[[UUID, date], str], on: date) -> list[str]:
    pks = list(rows.order_by("deadline_on", "pk").values_list("pk", flat=True))
    return [settle(pk, on) for pk in pks]


@transaction.atomic
def _end_question(pk: UUID, on: date) -> str:
    """BPJS did not answer in time: the service goes on by rule, unless the register says hold or the law stop."""
    application = locked(pk)
    rule = _rule_if_due(application, State.WAITING_BPJS, on)
    if rule is None or _is_denied(application, on):
        return ""
    check = _judged(application, rule, on)
    if check.outcome == Outcome.HOLD:
        application.deadline_on = None
        move(application, "EXPIRED", State.HELD, by=None, check=check)
    else:
        let_pass(application, check, event="EXPIRED", state=State.CONTINUED, by=None)
    data = {"check": str(check.pk), "to": application.state}
    audit.record(verb="permits.expire_question", by=None, target=application, data=data)
    return "EXPIRED"


@transaction.atomic
def _end_condition(pk: UUID, on: date) -> str:
    """The deadline of a conditional pass or a commitment is over: in order by now, or the number lapses.

    Who still pays by instalments, or disputes the bill, as agreed with BPJS TK, keeps the number for another while.
    """
    application = locked(pk)
    rule = _rule_if_due(application, State.CLEARED_CONDITIONAL, on)
    if rule is None or _outcome_now(application, rule, on) in NOT_TOLD:
        return ""
    check = _judged(application, rule, on)
    application.deadline_on = None
    if check.outcome == Outcome.PASS:
        event = "FULFILLED"
        application.receipts.filter(revoked_at__isnull=True).update(valid_until=None)
        move(application, event, State.CLEARED, by=None, check=check)
    elif check.finding == Finding.CONDITIONAL and _is_agreed(check):
        event = "PROLONGED"
        application.deadline_on = check.conditional_until
        application.receipts.filter(revoked_at__isnull=True).update(valid_until=check.conditional_until)
        move(application, event, State.CLEARED_CONDITIONAL, by=None, check=check)
    else:
        event = "LAPSED"
        revoke_receipt(application, by=None)
        application.decided_by = application.decided_at = None
        move(application, event, State.LAPSED, by=None, check=check)
    data = {"check": str(check.pk), "finding": check.finding}
    audit.record(verb=f"permits.{event.lower()}", by=None, target=application, data=data)
    return event


def _is_agreed(check: Check) -> bool:
    """Whether an agreement with BPJS TK carries it; what a service merely tolerates ends with its deadline."""
    return any(reason["code"] in Arrangement.Kind.values for reason in check.reasons)


def _rule_if_due(application: Application, state: str, on: date) -> ServiceRule | None:
    """The rule in force, where the file still stands there with its clock run out."""
    due = application.deadline_on
    if application.state != state or application.business is None or due is None or due >= on:
        return None
    return rule_in_force(application.permit_type, on)


def _judged(application: Application, rule: ServiceRule, on: date) -> Check:
    assert application.business is not None
    return system_check(application, application.business, rule, on)


def _outcome_now(application: Application, rule: ServiceRule, on: date) -> Outcome:
    """What a check would say, without writing one every hour while the register cannot tell."""
    assert application.business is not None
    pk = application.business.pk
    return judge(rule, statuses_of([application.business], on=on)[pk], on=on).outcome


def _is_denied(application: Application, on: date) -> bool:
    return bool(denials_in_force([application.business_id or 0], on))
