"""Have a batch's file read once more, with what a person has just said of it."""

from __future__ import annotations

from accounts import work
from accounts.models import User
from enrollment.importing.commit import purge_staging
from enrollment.models import ImportBatch
from enrollment.services.kinds import STAGE

__all__ = ["judge_again", "read_again"]


def read_again(batch: ImportBatch, *, by: User) -> None:
    """Its rows leave staging and a worker stages them anew; what was submitted must be submitted again.

    The caller holds the batch's lock and the transaction; call it before the profile of `batch` changes.
    """
    purge_staging(batch.pk, batch.profile)
    judge_again(batch, by=by)


def judge_again(batch: ImportBatch, *, by: User) -> None:
    """A worker judges the batch anew, with the repairs now in force; its file is read where staging does not do."""
    batch.state, batch.submitted_at = ImportBatch.State.RECEIVED, None
    work.ask(kind=STAGE, target_id=str(batch.pk), by=by)
