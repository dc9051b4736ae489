"""Take a committed import back."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts import work
from accounts.access import ensure
from accounts.models import User, WorkItem
from enrollment import access
from enrollment.importing.commit import lock_register
from enrollment.importing.pipeline import take_back
from enrollment.models import ImportBatch
from enrollment.services.kinds import UNDO


@transaction.atomic
def request_undo(*, batch: ImportBatch, by: User, reason: str) -> WorkItem:
    """Have a worker undo the batch; asking twice is asking once."""
    ensure(access.may_undo(by, batch))
    return work.ask(kind=UNDO, target_id=str(batch.pk), by=by, params={"reason": reason[:300]})


@transaction.atomic
def undo_batch(*, batch: ImportBatch, by: User, reason: str) -> dict[str, Any]:
    """Undo the batch now. Returns `reversed`, and `kept` and `failed` as lists of {table, reason, rows}."""
    lock_register()
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    ensure(access.may_undo(by, batch))
    return take_back(batch, by=by, reason=reason)
