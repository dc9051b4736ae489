"""The second half of an import, in one transaction of its caller: commit what was staged (`staged.stage`), undo it.

The worker's tasks and the command line both run these, so a batch is the same whoever brought it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from accounts import audit, vault
from accounts.models import User
from enrollment.importing.commit import apply_batch, purge_staging, take_turn
from enrollment.importing.consequences import Unexplained, hold_back, write_and_measure
from enrollment.importing.errors import FileRefused
from enrollment.importing.judging import StagingLost
from enrollment.importing.staged import Progress, Source, judge, make_reject_file, present_in, say, stage
from enrollment.importing.undo import undo
from enrollment.models import ImportBatch
from enrollment.rules.calendar import month_start
from enrollment.signals import batch_committed, batch_undone

__all__ = [
    "RegisterMoved",
    "Source",
    "commit",
    "figures",
    "refuse",
    "stage",
    "take_back",
]

State = ImportBatch.State


class RegisterMoved(Exception):
    """The register changed since the preview: its counts were renewed and a person must look again (M2, F41)."""


def commit(
    batch: ImportBatch,
    source: Source,
    *,
    by: User,
    judged: bool = False,
    with_effects: bool = True,
    progress: Progress | None = None,
) -> None:
    """Write the staged rows into the register and tell whoever listens. Raises RegisterMoved where counts changed,
    or the batch is so odd now that somebody must explain it first.

    `judged`: the rows were judged in this very transaction, under the register's lock (the command line).
    """
    if not judged:
        take_turn(lambda: say(progress, 0, batch.rows, "TURN"))
        say(progress, 0, batch.rows, "COMPARE")
        _renew(batch, source)
    say(progress, 0, batch.rows, "WRITE")

    def wrote(rows: int) -> None:
        say(progress, rows, batch.rows, "WRITE")

    if with_effects:
        try:
            batch.effect = {**batch.effect, "result": write_and_measure(batch, wrote)}
        except Unexplained as held:
            hold_back(batch, held.found)
            raise RegisterMoved from None
    else:
        apply_batch(batch.id, batch.profile, present_in(batch))
    purge_staging(batch.id, batch.profile)
    batch.state, batch.committed_by, batch.committed_at = State.COMMITTED, by, Now()
    batch.save()
    batch.refresh_from_db(fields=["committed_at"])
    say(progress, batch.rows, batch.rows, "FACTS")
    batch_committed.send(sender=ImportBatch, batch=batch, months=_months(batch))
    audit.record(verb="enrollment.commit_batch", by=by, target=batch, data=figures(batch))


def take_back(batch: ImportBatch, *, by: User, reason: str) -> dict[str, Any]:
    """Undo a committed batch under the register's lock; what was reversed, kept and failed is kept with the batch."""
    done = undo(batch.pk)
    result = done.told()
    batch.state, batch.undone_by, batch.undone_at = State.UNDONE, by, Now()
    batch.undo_reason = reason[:300]
    batch.effect = {**batch.effect, "undo": {**result, "left": done.left}}
    batch.save()
    batch.refresh_from_db(fields=["undone_at"])
    batch_undone.send(sender=ImportBatch, batch=batch, months=_months(batch))
    audit.record(verb="enrollment.undo_batch", by=by, target=batch, data={**result, "reason": batch.undo_reason})
    return result


def refuse(batch: ImportBatch, refusal: FileRefused, *, by: User | None) -> None:
    """The file as a whole is refused: the batch keeps the reason, nothing keeps the file."""
    batch.state = State.REFUSED
    batch.refusal_code, batch.refusal_params = str(refusal.code), _plain(refusal.params)
    batch.profile = batch.profile or str(refusal.params.get("profile") or "")
    batch.save()
    vault.purge(batch.file)
    audit.record(verb="enrollment.refuse_file", by=by, target=batch, data={"code": batch.refusal_code})


def figures(batch: ImportBatch) -> dict[str, Any]:
    """What the audit keeps of a batch."""
    names = ("profile", "sha256", "rows", "new", "changed", "same", "doubtful", "wrong", "skipped", "mode")
    return {name: getattr(batch, name) for name in names} | {"as_of": batch.as_of, "file": batch.file.name}


def _renew(batch: ImportBatch, source: Source) -> None:
    """Judge again under the lock; staging lost in a crash is read again first. What a person saw must still be so."""
    seen = (batch.new, batch.changed, batch.same, batch.doubtful, batch.wrong)
    try:
        with transaction.atomic():
            judge(batch, source)
    except StagingLost:
        stage(batch, source)
    if seen != (batch.new, batch.changed, batch.same, batch.doubtful, batch.wrong):
        batch.state = State.STAGED
        batch.effect = {**batch.effect, "seen_before": dict(zip(_COUNTS, seen, strict=True))}
        batch.save()
        make_reject_file(batch)
        raise RegisterMoved


_COUNTS = ("new", "changed", "same", "doubtful", "wrong")


def _months(batch: ImportBatch) -> tuple[date, ...]:
    return (month_start(batch.as_of),) if batch.as_of else ()


def _plain(params: dict[str, Any]) -> dict[str, Any]:
    """Params as JSON stores them; headings of a hostile file may hold what PostgreSQL's JSON does not."""
    return {key: _shown(value) for key, value in params.items()}


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode().replace("\x00", "")
    return [_shown(one) for one in value] if isinstance(value, list) else value
