"""Long work of the counter: releasing held files after an import, holding them again after its undo, rehearsals."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.db import transaction
from django.db.models.functions import Now

from accounts import work
from accounts.models import WorkItem
from districts.clock import today
from enrollment.models import ImportBatch
from permits import answering, clocks, purging, rehearsing, releasing, reported, sending
from permits.access import may_rehearse
from permits.models import RegistrationEvent, RuleRehearsal
from permits.selectors.papers import sendable
from permits.sending import SEND_LETTER

RELEASE = "permits.release_held"
REOPEN = "permits.reopen_released"
RELEASE_REPORTED = "permits.release_reported"
SETTLE_REPORTS = "permits.settle_reports"
CLOCKS = "permits.watch_clocks"
REHEARSE = "permits.rehearse"
ANSWER_LIST = "permits.answer_list"


def _list_not_answered(item: WorkItem) -> None:
    answering.give_up(item.target_id)


@work.handler(ANSWER_LIST, on_quarantine=_list_not_answered)
def answer_list(claim: work.Claim) -> dict[str, Any]:
    """Target: the id of a list of business numbers."""
    return answering.answer_list(claim)


@work.handler(RELEASE)
def release_held(claim: work.Claim) -> dict[str, Any]:
    """Target: the committed batch's id. A batch taken back meanwhile releases nothing."""
    batch = ImportBatch.objects.get(pk=claim.item.target_id)
    if batch.state != ImportBatch.State.COMMITTED:
        return {"released": 0}
    return releasing.release_held(batch)


@work.handler(REOPEN)
def reopen_released(claim: work.Claim) -> dict[str, Any]:
    """Target: the undone batch's id."""
    return releasing.reopen_released(ImportBatch.objects.get(pk=claim.item.target_id))


@work.handler(RELEASE_REPORTED)
def release_reported(claim: work.Claim) -> dict[str, Any]:
    """Target: the reported registration's id."""
    return dict(reported.release_reported(RegistrationEvent.objects.get(pk=claim.item.target_id)))


@work.handler(SETTLE_REPORTS)
def settle_reports(claim: work.Claim) -> dict[str, Any]:
    """Target: the committed batch's id. A batch taken back meanwhile settles nothing."""
    batch = ImportBatch.objects.get(pk=claim.item.target_id)
    return dict(reported.settle_reports(batch)) if batch.state == ImportBatch.State.COMMITTED else {}


@work.handler(SEND_LETTER)
def send_letter(claim: work.Claim) -> dict[str, Any]:
    """Target: the letter's id. What the mail server refuses is not tried again; a server that is away is."""
    letter = sendable(claim.item.target_id)
    if letter is None:
        raise work.Cancelled("LETTER_CLOSED")
    try:
        sending.send_letter(letter)
    except sending.NotSent as error:
        if error.may_retry:
            raise
        raise work.Failed(error.code) from None
    return {}


@work.handler(REHEARSE)
def rehearse(claim: work.Claim) -> dict[str, Any]:
    """Target: the rehearsal's id. A draft thrown away meanwhile took its rehearsals along."""
    rehearsal = RuleRehearsal.objects.select_related("asked_by").filter(pk=claim.item.target_id).first()
    if rehearsal is None:
        raise work.Cancelled("RULE_GONE")
    if not may_rehearse(rehearsal.asked_by):
        raise work.Cancelled("NO_LONGER_ALLOWED")
    found = rehearsing.rehearse(rehearsal, progress=claim.progress)
    with transaction.atomic():
        RuleRehearsal.objects.filter(pk=rehearsal.pk).update(result=found, finished_at=Now())
        claim.done({"checks": found["checks"]})
    return {}


@work.handler(CLOCKS)
def watch_clocks(claim: work.Claim) -> dict[str, Any]:
    """Target: the day. Each file settles by itself, so a second run finds what the first one left."""
    return clocks.watch_clocks(today())


@shared_task(name=CLOCKS, ignore_result=True)
def look_at_clocks() -> None:
    """Hourly: where a deadline has passed, ask for the work; what a stopped beat missed is caught up."""
    if clocks.is_anything_due(today()):
        work.ask(kind=CLOCKS, target_id=today().isoformat(), by=None)


@shared_task(name="permits.purge_answers", ignore_result=True)
def purge_answers() -> None:
    """Daily: answered lists whose time is over."""
    purging.purge_answers()
