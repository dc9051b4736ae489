"""What an import brought goes when its time is over: files, copies of rows, cells in problems, staging.

Counts, the file's hash, who did what and the audit stay, and so does the register. Days are settings; running it
twice or late does no harm.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Now

from accounts import audit, vault
from districts.clock import now
from enrollment.importing.commit import purge_staging
from enrollment.importing.keptrows import KEPT
from enrollment.importing.targets import TARGETS
from enrollment.models import ImportBatch, ImportImage, ImportProblem

__all__ = ["due_batches", "purge_imports"]

State = ImportBatch.State
OPEN = (State.WAITING, State.STAGED)
UNUSED = (State.REFUSED, State.FAILED, State.CANCELLED)
DONE = (State.COMMITTED, State.UNDONE)


def purge_imports() -> dict[str, int]:
    """Everything that is due, each batch in a transaction of its own. Returns how many of what."""
    dropped = [_drop(batch) for batch in _stale_previews()]
    purged = [_purge(batch) for batch in due_batches()]
    return {"dropped": len(dropped), "purged": len(purged), "staged": _leftovers(), "history": _old_history()}


def due_batches(grace: timedelta = timedelta()) -> QuerySet[ImportBatch]:
    """Batches whose time is over and whose files are still there; `grace` looks back from that much earlier."""
    unused = now() - timedelta(days=settings.KEEP_UNUSED_IMPORT_DAYS) - grace
    done = now() - timedelta(days=settings.KEEP_IMPORT_DAYS) - grace
    over = Q(state__in=UNUSED, uploaded_at__lt=unused) | Q(state__in=DONE, ended_at__lt=done)
    found = ImportBatch.objects.filter(purged_at__isnull=True).annotate(
        ended_at=Coalesce("undone_at", F("committed_at"))
    )
    due: QuerySet[ImportBatch] = found.filter(over).select_related("file", "reject_file")
    return due


def _stale_previews() -> QuerySet[ImportBatch]:
    return ImportBatch.objects.filter(
        state__in=OPEN, uploaded_at__lt=now() - timedelta(days=settings.KEEP_PREVIEW_DAYS)
    )


@transaction.atomic
def _drop(batch: ImportBatch) -> None:
    """A preview nobody confirmed ends as if its uploader had dropped it."""
    batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if batch.state not in OPEN:
        return
    purge_staging(batch.id, batch.profile)
    ImportBatch.objects.filter(pk=batch.pk).update(state=State.CANCELLED)
    audit.record(verb="enrollment.drop_preview", by=None, target=batch, data={"rows": batch.rows})


@transaction.atomic
def _purge(batch: ImportBatch) -> None:
    batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    copies, _kinds = batch.row_copies.all().delete()
    # Which rows had which problem is still told; what stood in their cells is not.
    ImportProblem.objects.filter(batch=batch).exclude(params={}).update(params={})
    batch.repairs.exclude(before=None, after=None).update(before=None, after=None)
    purge_staging(batch.id, batch.profile)
    ImportBatch.objects.filter(pk=batch.pk).update(samples=None, effect=_without_lists(batch.effect), purged_at=Now())
    audit.record(verb="enrollment.purge_batch", by=None, target=batch, data={"copies": copies, "sha256": batch.sha256})
    # Last, and again the next night where the transaction does not come through: bytes do not roll back.
    for stored in filter(None, (batch.file, batch.reject_file)):
        vault.purge(stored)


def _without_lists(effect: dict[str, Any]) -> dict[str, Any]:
    """The figures of an effect without the single employers, files and rows in it."""
    kept = dict(effect)
    for moment in ("preview", "result"):
        if moment in kept:
            kept[moment] = {
                name: {
                    **part,
                    "came": {what: {"count": one["count"], "rows": []} for what, one in part["came"].items()},
                }
                for name, part in kept[moment].items()
            }
    if "undo" in kept:
        kept["undo"] = {**kept["undo"], "left": []}
    return kept


def _leftovers() -> int:
    """Staged rows of batches that are over: a cancelled one's worker may have written them after it was cancelled."""
    live = [State.RECEIVED, State.STAGING, State.WAITING, State.STAGED, State.COMMITTING]
    tables = {target.staged for target in TARGETS.values()} | {"enrollment_staged_verdict", KEPT}
    removed = 0
    for table in sorted(tables):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {table} staged WHERE NOT EXISTS (SELECT FROM enrollment_importbatch b"  # noqa: S608
                " WHERE b.id = staged.batch_id AND b.state = ANY(%s))",
                [live],
            )
            removed += cursor.rowcount
    return removed


def _old_history() -> int:
    """Rows as they were before imports of years ago."""
    before = now() - timedelta(days=settings.KEEP_HISTORY_DAYS)
    removed, _kinds = ImportImage.objects.filter(batch__committed_at__lt=before).delete()
    return removed
