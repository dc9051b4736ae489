"""What the counter does when the register changes: it only writes down the work, inside that transaction."""

from __future__ import annotations

from typing import Any

from django.db.backends.utils import CursorWrapper

from accounts import work
from accounts.models import User
from districts.clock import today
from enrollment.importing import effects
from enrollment.models import BusinessEmployerLink, ImportBatch
from enrollment.signals import batch_committed, batch_undone, link_confirmed, register_changed
from permits import imported
from permits.desk_tasks import LOOK_AGAIN, RELEASE_LINKED
from permits.releasing import releasable
from permits.selectors.reports import files_reported
from permits.tasks import RELEASE, REOPEN, SETTLE_REPORTS


def connect() -> None:
    """Listen to committed and undone batches and to settled links, and tell an import's preview how many files it
    would make ready."""
    batch_committed.connect(_committed, dispatch_uid="permits.release")
    batch_undone.connect(_undone, dispatch_uid="permits.reopen")
    link_confirmed.connect(_linked, dispatch_uid="permits.linked")
    register_changed.connect(_changed, dispatch_uid="permits.release")
    effects.register("releases", _releases)
    effects.register_listing("releases", imported.files_told)
    effects.register_use("releases", imported.files_resting_on)


def _committed(sender: Any, batch: ImportBatch, **_: Any) -> None:
    work.ask(kind=RELEASE, target_id=str(batch.pk), by=batch.committed_by)
    work.ask(kind=LOOK_AGAIN, target_id=str(batch.pk), by=batch.committed_by)
    if files_reported().exists():
        work.ask(kind=SETTLE_REPORTS, target_id=str(batch.pk), by=batch.committed_by)


def _undone(sender: Any, batch: ImportBatch, **_: Any) -> None:
    work.ask(kind=REOPEN, target_id=str(batch.pk), by=batch.undone_by)
    work.ask(kind=LOOK_AGAIN, target_id=f"{batch.pk} undo", by=batch.undone_by)


def _linked(sender: Any, link: BusinessEmployerLink, by: User, **_: Any) -> None:
    work.ask(kind=RELEASE_LINKED, target_id=str(link.pk), by=by)


def _changed(sender: Any, by: User, batch: ImportBatch | None = None, **_: Any) -> None:
    """A decided doubt may register somebody a file waits for, as the rest of its sheet did."""
    if batch is not None:
        work.ask(kind=RELEASE, target_id=str(batch.pk), by=by)


def _releases(cursor: CursorWrapper, batch: ImportBatch) -> dict[str, Any]:
    found = releasable(today())
    return {"releasable": len(found), "_files": {str(pk): str(pk) for pk in found}}
