"""The room's work and its two places in the timetable (config/celery.py)."""

from __future__ import annotations

from datetime import date
from typing import Any

from celery import shared_task
from django.db import transaction

from accounts import work
from accounts.models import WorkItem
from districts.clock import today
from monitoring.facts.hints import refresh_hints
from monitoring.facts.holds import find_holds
from monitoring.facts.refresh import modes, rebuild, stale
from monitoring.reporting import deliver
from monitoring.reporting.issue import issue_for
from monitoring.reporting.scores import SCORE, NotDue, ask_scores, score_month
from monitoring.reporting.timetable import BUILD, REFRESH, ask_due, ask_month
from monitoring.reporting.weekly import DIGEST, ask_weekly, send_weekly
from monitoring.rules.months import parse_month, window


@work.handler(REFRESH)
def refresh_facts(claim: work.Claim) -> dict[str, Any]:
    """Facts of the window, or only of the months that went stale; each month commits by itself. Then the hints."""
    newer = WorkItem.objects.filter(
        kind=REFRESH, state=WorkItem.State.PENDING, created_at__gt=claim.item.created_at, params={}
    )
    if newer.exists():
        # That one starts later and does it all: five sheets in a row need one refresh, not five.
        return {"months": 0}
    on = today()
    chosen = stale(on=on) if claim.item.params.get("only_stale") else modes(window(on), on=on)
    chosen.sort(key=lambda mode: mode.period, reverse=True)
    for done, mode in enumerate(chosen):
        claim.progress(done, len(chosen), f"{mode.period:%Y-%m}")
        with transaction.atomic():
            list(rebuild([mode], as_of=on))
            find_holds(mode.period)
            claim.guard()
    with transaction.atomic():
        refresh_hints(on=on)
        claim.guard()
    return {"months": len(chosen)}


@work.handler(BUILD)
def build_report(claim: work.Claim) -> dict[str, Any]:
    """One report of one month and area; the item ends with the report's own commit."""
    return issue_for(claim)


@work.handler(SCORE)
def score_one_month(claim: work.Claim) -> dict[str, Any]:
    """Target: the month. Computed twice from the same inputs, its version stays."""
    try:
        version = score_month(period=parse_month(claim.item.target_id), on=today(), by=claim.item.asked_by)
    except NotDue as problem:
        raise work.Failed("NOT_DUE") from problem
    return {"version": version}


def _not_delivered(item: WorkItem) -> None:
    deliver.give_up(item.target_id)


@work.handler(deliver.SEND, on_quarantine=_not_delivered)
def send_report(claim: work.Claim) -> dict[str, Any]:
    """Target: the delivery's id. Sent twice, it finds itself sent."""
    return {"state": deliver.send(claim.item.target_id)}


@work.handler(DIGEST)
def weekly_mail(claim: work.Claim) -> dict[str, Any]:
    """Target: user and week."""
    return dict(send_weekly(claim.item.target_id))


@shared_task(name="monitoring.weekly_due", ignore_result=True)
def weekly_due(on: str = "") -> None:
    """Daily at 07.05 WIB, and so on Monday first."""
    ask_weekly(date.fromisoformat(on) if on else today())


@shared_task(name="monitoring.open_month", ignore_result=True)
def open_month(on: str = "") -> None:
    """The 1st, 06.00 WIB: provisional reports of the month before, and of any earlier month nobody opened."""
    ask_month(on=date.fromisoformat(on) if on else today())


@shared_task(name="monitoring.freeze_due", ignore_result=True)
def freeze_due(on: str = "") -> None:
    """Daily: facts of a month that became due, its reports and indexes; what a stopped beat missed is caught up."""
    day = date.fromisoformat(on) if on else today()
    ask_due(on=day)
    ask_scores(on=day)
