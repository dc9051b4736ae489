"""What the counter does when the register changes: it only writes down the work, inside that transaction."""

from __future__ import annotations

from typing import Any

from django.db.backends.utils import CursorWrapper

from accounts import work
from districts.clock import today
from enrollment.importing import effects
from enrollment.models import ImportBatch
from enrollment.signals import batch_committed, batch_undone
from permits.releasing import releasable
from permits.tasks import RELEASE, REOPEN


def connect() -> None:
    """Listen to committed and undone batches, and tell an import's preview how many files it would make ready."""
    batch_committed.connect(_committed, dispatch_uid="permits.release")
    batch_undone.connect(_undone, dispatch_uid="permits.reopen")
    effects.register("releases", _releases)


def _committed(sender: Any, batch: ImportBatch, **_: Any) -> None:
    work.ask(kind=RELEASE, target_id=str(batch.pk), by=batch.committed_by)


def _undone(sender: Any, batch: ImportBatch, **_: Any) -> None:
    work.ask(kind=REOPEN, target_id=str(batch.pk), by=batch.undone_by)


def _releases(cursor: CursorWrapper, batch: ImportBatch) -> dict[str, int]:
    return {"releasable": releasable(today())}
