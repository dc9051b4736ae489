"""The desk has told an applicant (by WhatsApp, telephone or at the counter), and what came of it."""

from __future__ import annotations

from django.db import transaction

from accounts import audit
from accounts.access import ensure
from accounts.models import User
from districts.clock import now
from permits.access import may_handle
from permits.models import Notice

__all__ = ["close_notice"]

OVER = (Notice.State.DONE, Notice.State.SENT, Notice.State.SKIPPED)


@transaction.atomic
def close_notice(*, notice: Notice, outcome: str, by: User) -> Notice:
    """ "Sudah diberi tahu". What is closed already stays as it was."""
    ensure(may_handle(by, notice.application.agency_id))
    notice = Notice.objects.select_for_update(of=("self",)).select_related("application").get(pk=notice.pk)
    if notice.state not in OVER:
        notice.state, notice.closed_at, notice.closed_by, notice.outcome = Notice.State.DONE, now(), by, outcome
        notice.save(update_fields=["state", "closed_at", "closed_by", "outcome"])
        audit.record(verb="permits.close_notice", by=by, target=notice, data={"kind": notice.kind})
    return notice
