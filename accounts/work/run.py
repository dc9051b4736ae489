"""Doing an item, recording how it ended, and the sweeper that finds what nobody works on."""

from __future__ import annotations

import logging
import time
import traceback
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from accounts import request_id
from accounts.models import WorkItem
from accounts.work.claim import Claim, LeaseLost, running
from accounts.work.items import LIVE, send
from accounts.work.registry import Failed, UnknownKind, handler_of
from accounts.work.stopping import signals_end_statements

logger = logging.getLogger(__name__)

SWEEP_AT_ONCE = 500
RELEASE_CHANGE = timedelta(hours=1)  # how long workers of two versions may run side by side
State = WorkItem.State


def execute(work_id: UUID | str, worker: str = "") -> None:
    """What a message asks for: do the item if it is free; errors are recorded, never raised."""
    with running(work_id, worker) as claim:
        if claim is not None:
            _do(claim)


def run_now(item: WorkItem) -> WorkItem:
    """Do the item in this process (commands), or wait for the worker that has it; returns it as it ended.

    Raises what the handler raised; an item that failed elsewhere raises Failed with its code.
    """
    with running(item.id) as claim:
        error = _do(claim) if claim is not None else None
    if error is not None:
        raise error
    while True:
        item = WorkItem.objects.get(pk=item.pk)
        if item.state not in LIVE or claim is not None:
            break
        time.sleep(0.2)
    if item.state in (State.FAILED, State.CANCELLED, State.QUARANTINED) and claim is None:
        raise Failed(item.message, **item.result.get("params", {}))
    return item


def sweep() -> dict[str, int]:
    """Give up what has used its attempts; send again what is due and has no live lease. Returns both counts."""
    expired = Q(state=State.RUNNING, lease_until__lt=Now())
    exhausted = WorkItem.objects.filter(expired, attempts__gte=settings.WORK_ATTEMPTS)
    ended = sum(_quarantine_expired(pk) for pk in exhausted.values_list("pk", flat=True)[:SWEEP_AT_ONCE])
    grace = timedelta(seconds=settings.WORK_SWEEP_GRACE_SECONDS)
    waiting = Q(state=State.PENDING, not_before__lt=Now() - grace)
    due = WorkItem.objects.filter(expired | waiting).order_by("not_before").values_list("pk", flat=True)
    sent = 0
    for pk in due[:SWEEP_AT_ONCE]:
        # A swept message dies before the next sweep sends the same id again, so a long queue holds each once.
        if not send(pk, expires=int(settings.WORK_SWEEP_SECONDS)):
            break
        sent += 1
    return {"sent": sent, "quarantined": ended}


def _do(claim: Claim) -> Exception | None:
    """Run the handler and record the end; returns the error that the handler raised."""
    item = claim.item
    request_id.current.set(str(item.id))
    try:
        with signals_end_statements():
            result = handler_of(item.kind).run(claim)
            if not claim.is_done:
                with transaction.atomic():
                    claim.done(result)
    except LeaseLost as error:
        logger.warning("work %s %s: lease lost", item.kind, item.id)
        return error
    except Failed as error:
        _end(claim, error.state, error.code, {"params": error.params})
        return error
    except Exception as error:
        if isinstance(error, UnknownKind) and _leave_to_others(claim):
            return error
        _log(item, error)
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()  # a cut connection must not keep us from saying so
        if item.attempts >= settings.WORK_ATTEMPTS:
            _end(claim, State.QUARANTINED, type(error).__name__, {})
        else:
            _give_back(claim, type(error).__name__, burn=True)
        return error
    except BaseException:
        # Asked to stop (deploy, Ctrl-C): another takes it up, and this attempt does not count.
        _give_back(claim, "", burn=False)
        raise
    return None


def _held(claim: Claim) -> QuerySet[WorkItem]:
    return WorkItem.objects.filter(pk=claim.item.pk, fence=claim.fence, state=State.RUNNING)


def _end(claim: Claim, state: str, message: str, result: dict[str, Any]) -> None:
    with transaction.atomic():
        ended = _held(claim).update(
            state=state, lease_until=None, finished_at=Now(), message=message[:200], result=result
        )
        if ended:
            _tell(WorkItem.objects.get(pk=claim.item.pk))


def _give_back(claim: Claim, message: str, *, burn: bool) -> None:
    wait = timedelta(seconds=settings.WORK_RETRY_SECONDS * claim.item.attempts if burn else 0)
    _held(claim).update(
        state=State.PENDING,
        lease_until=None,
        not_before=Now() + wait,
        message=message[:200],
        attempts=F("attempts") if burn else F("attempts") - 1,
    )


def _leave_to_others(claim: Claim) -> bool:
    """While a release is being changed the item waits for a worker that knows its kind; after that it is an error."""
    waits = _held(claim).filter(created_at__gt=Now() - RELEASE_CHANGE)
    if not waits.exists():
        return False
    logger.warning("work %s %s: not known to this version", claim.item.kind, claim.item.id)
    _give_back(claim, "UNKNOWN_KIND", burn=False)
    return True


def _quarantine_expired(pk: UUID) -> bool:
    """One item whose last worker died: nobody may commit it any more (the fence moves), and its owner is told."""
    with transaction.atomic():
        changed = WorkItem.objects.filter(pk=pk, state=State.RUNNING, lease_until__lt=Now()).update(
            state=State.QUARANTINED,
            lease_until=None,
            fence=F("fence") + 1,
            finished_at=Now(),
            message="WORKER_DIED",
        )
        if changed:
            _tell(WorkItem.objects.get(pk=pk))
    return bool(changed)


def _tell(item: WorkItem) -> None:
    try:
        give_up = handler_of(item.kind).give_up
    except UnknownKind:
        return
    if give_up:
        give_up(item)


def _log(item: WorkItem, error: Exception) -> None:
    """Where it broke, without the error's own text: a database error quotes the row, and so a NIK."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    logger.error("work %s %s attempt %s: %s\n%s", item.kind, item.id, item.attempts, type(error).__name__, frames)
