"""Hand out the original file of an import, for a purpose that is written down."""

from __future__ import annotations

from django.db import transaction

from accounts import audit
from accounts.access import ensure
from accounts.models import StoredFile, User
from enrollment import access
from enrollment.models import ImportBatch


@transaction.atomic
def hand_out_file(*, batch: ImportBatch, purpose: str, by: User) -> StoredFile:
    """The stored file, once the audit knows who wants it and what for."""
    ensure(access.may_have_file(by, batch))
    data = {"purpose": purpose.strip(), "sha256": batch.sha256}
    audit.record(verb="enrollment.hand_out_file", by=by, target=batch, data=data)
    return batch.file
