""" "Sudah dilihat": somebody at the office has taken note of a lapsed business."""

from __future__ import annotations

from django.db import transaction

from accounts import audit
from accounts.access import ensure
from accounts.models import User
from districts.clock import now
from permits.access import may_handle
from permits.models import Watch

__all__ = ["mark_watch_seen"]


@transaction.atomic
def mark_watch_seen(*, watch: Watch, by: User) -> Watch:
    """Note who saw it; the next fall asks again."""
    ensure(may_handle(by, watch.agency_id))
    watch = Watch.objects.select_for_update().get(pk=watch.pk)
    if watch.lapsed_on is not None and watch.seen_at is None:
        watch.seen_by, watch.seen_at = by, now()
        watch.save(update_fields=["seen_by", "seen_at"])
        audit.record(verb="permits.watch_seen", by=by, target=watch, data={"lapsed_on": watch.lapsed_on})
    return watch
