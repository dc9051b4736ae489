"""What a person says of a hint. Nothing follows from it but the finder's precision."""

from __future__ import annotations

from django.db import transaction

from accounts import audit
from accounts.access import ensure
from accounts.models import User
from districts.clock import now
from monitoring.access_compliance import may_decide
from monitoring.models import PdsHint

__all__ = ["NOTE_LEAST", "NotOpen", "decide_hint"]

NOTE_LEAST = 10


class NotOpen(Exception):
    """Somebody decided it meanwhile, or the data were completed."""


@transaction.atomic
def decide_hint(*, hint: PdsHint, is_right: bool, note: str, by: User) -> PdsHint:
    """Confirmed or rejected, with what was found."""
    ensure(may_decide(by))
    row = PdsHint.objects.select_for_update().get(pk=hint.pk)
    if row.state != PdsHint.State.OPEN:
        raise NotOpen
    row.state = PdsHint.State.CONFIRMED if is_right else PdsHint.State.REJECTED
    row.decided_by, row.decided_at, row.note = by, now(), note.strip()
    row.save(update_fields=["state", "decided_by", "decided_at", "note"])
    audit.record(verb="monitoring.decide_hint", by=by, target=row, data={"kind": row.kind, "state": row.state})
    return row
