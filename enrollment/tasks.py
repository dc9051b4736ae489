"""What workers do for this room. Each may be killed anywhere and run again: one transaction, one fenced commit."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from celery import shared_task
from django.db import transaction

from accounts import vault, work
from accounts.models import User, WorkItem
from accounts.work import Claim
from enrollment import access
from enrollment.closing import close_cancelled
from enrollment.importing.asking import ask_sheets
from enrollment.importing.commit import take_turn
from enrollment.importing.consequences import foresee
from enrollment.importing.errors import FileRefused
from enrollment.importing.mapping import ask, glance, recall
from enrollment.importing.noticing import note_out_of_scope
from enrollment.importing.pipeline import RegisterMoved, Source, commit, refuse, stage, take_back
from enrollment.models import ImportBatch
from enrollment.purging import purge_imports

State = ImportBatch.State


def _give_up(item: WorkItem) -> None:
    """The work ended without success: the batch says so instead of waiting for ever; the register has nothing of it."""
    ImportBatch.objects.filter(pk=item.target_id, state__in=(State.RECEIVED, State.STAGING, State.COMMITTING)).update(
        state=State.FAILED
    )


@work.handler("enrollment.stage_batch", on_quarantine=_give_up)
def stage_batch(claim: Claim) -> dict[str, Any]:
    """Read, judge and preview one received file; a refused file is a result, not a failure."""
    batch = _batch(claim, State.RECEIVED, State.STAGING)
    ImportBatch.objects.filter(pk=batch.pk).update(state=State.STAGING)
    with vault.file_to_path(batch.file) as path:
        _stage(claim, batch, path)
    return {}


def _stage(claim: Claim, batch: ImportBatch, path: Path) -> None:
    source = Source.of(batch, path)
    try:
        with transaction.atomic():
            started = time.monotonic()
            stage(batch, source, progress=claim.progress)
            claim.progress(batch.rows, batch.rows, "EFFECT")
            foresee(batch)
            _took(batch, 0, started)
            note_out_of_scope(batch)
            claim.done({"rows": batch.rows})
    except FileRefused as refusal:
        batch.refresh_from_db()
        seen = glance(source, refusal)
        if seen is not None and recall(batch, seen, refusal):  # somebody has told before how such a sheet is to be read
            _stage(claim, batch, path)
            return
        with transaction.atomic():
            if seen is not None:
                ask(batch, seen, refusal)
            elif not ask_sheets(batch, refusal):
                refuse(batch, refusal, by=_asker(claim))
            claim.done({"refused": str(refusal.code)})


@work.handler("enrollment.commit_batch", on_quarantine=_give_up)
def commit_batch(claim: Claim) -> dict[str, Any]:
    """Write one confirmed batch; where the register moved since its preview a person looks again."""
    batch = _batch(claim, State.COMMITTING)
    by = _asker(claim)
    _still_allowed(batch, by)
    started = time.monotonic()
    with vault.file_to_path(batch.file) as path, transaction.atomic():
        try:
            commit(batch, Source.of(batch, path), by=by, progress=claim.progress)
        except RegisterMoved:
            foresee(batch)
        else:
            _took(batch, batch.seconds or 0, started)
        claim.done({"state": batch.state})
    return {}


@work.handler("enrollment.close_batch")
def close_batch(claim: Claim) -> dict[str, Any]:
    """Finish what cancelling began, where the page could not wait for the worker that held the rows."""
    by = _asker(claim)
    with transaction.atomic():
        if access.may_cancel(by, ImportBatch.objects.get(pk=claim.item.target_id)):
            close_cancelled(claim.item.target_id, by=by)
        claim.done()
    return {}


@work.handler("enrollment.undo_batch")
def undo_batch(claim: Claim) -> dict[str, Any]:
    """Take one batch back."""
    by = _asker(claim)
    with transaction.atomic():
        take_turn(lambda: claim.progress(0, 0, "TURN"))
        claim.progress(0, 0, "WRITE")
        batch = _batch(claim, State.COMMITTED)
        if not access.may_undo(by, batch):
            raise work.Cancelled("NO_LONGER_ALLOWED")
        claim.done(take_back(batch, by=by, reason=claim.item.params.get("reason", "")))
    return {}


@shared_task(name="enrollment.purge_imports", ignore_result=True)
def purge_when_due() -> None:
    """Daily: files, copies of rows and staging whose time is over."""
    purge_imports()


def _batch(claim: Claim, *states: str) -> ImportBatch:
    batch = ImportBatch.objects.select_related("file", "uploaded_by").get(pk=claim.item.target_id)
    if batch.state not in states:
        raise work.Cancelled("BATCH_MOVED_ON", state=batch.state)
    return batch


def _took(batch: ImportBatch, before: float, started: float) -> None:
    """Seconds of reading and of writing, together."""
    batch.seconds = round(before + time.monotonic() - started, 3)
    batch.save(update_fields=["seconds"])


def _asker(claim: Claim) -> User:
    if claim.item.asked_by is None:
        raise work.Failed("NO_ASKER")
    return claim.item.asked_by


def _still_allowed(batch: ImportBatch, by: User) -> None:
    """The right is looked at again when the work runs (F40)."""
    batch.state = State.STAGED
    if not access.may_commit(by, batch, batch.mode):
        ImportBatch.objects.filter(pk=batch.pk).update(state=State.STAGED)
        raise work.Cancelled("NO_LONGER_ALLOWED")
    batch.state = State.COMMITTING
