"""Long work of the counter: releasing held files after an import, holding them again after its undo."""

from __future__ import annotations

from typing import Any

from accounts import work
from enrollment.models import ImportBatch
from permits import releasing

RELEASE = "permits.release_held"
REOPEN = "permits.reopen_released"


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
