"""The end of an import that somebody stopped: by the page at once, or by a worker where the page could not wait."""

from __future__ import annotations

from django.db import transaction

from accounts import audit
from accounts.access import ensure
from accounts.models import User
from enrollment import access
from enrollment.importing.commit import purge_staging
from enrollment.importing.pipeline import figures
from enrollment.models import ImportBatch

__all__ = ["close_cancelled"]

State = ImportBatch.State


@transaction.atomic
def close_cancelled(batch_id: object, *, by: User) -> None:
    """The batch whose work was stopped is cancelled; one that is over already stays as it is."""
    batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch_id)
    if batch.state == State.CANCELLED:
        return
    ensure(access.may_cancel(by, batch))
    purge_staging(batch.id, batch.profile)
    batch.state = State.CANCELLED
    batch.save(update_fields=["state"])
    audit.record(verb="enrollment.cancel_batch", by=by, target=batch, data=figures(batch))
