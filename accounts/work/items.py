"""Asking for work, sending its id, cancelling it, finding it again."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from celery import current_app
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from accounts.models import User, WorkItem

logger = logging.getLogger(__name__)

LIVE = (WorkItem.State.PENDING, WorkItem.State.RUNNING)


def ask(
    *,
    kind: str,
    target_id: str,
    by: User | None,
    params: dict[str, Any] | None = None,
    not_before: datetime | None = None,
    send: bool = True,
) -> WorkItem:
    """Write the item in the caller's transaction and send its id when that commits; the live one where one exists.

    `send=False` is for commands that call `run_now` themselves.
    """
    with transaction.atomic():
        item, is_new = _insert_or_find(kind, target_id, by, params or {}, not_before)
        if is_new and send and not_before is None:
            transaction.on_commit(lambda: _send_softly(item.id), robust=True)
    return item


def send(item_id: UUID, *, expires: int | None = None) -> bool:
    """Put the id on the queue; False where the broker is away (the sweeper comes back to it)."""
    try:
        current_app.send_task("accounts.run_work", args=[str(item_id)], retry=False, expires=expires)
    except (OperationalError, RedisError, OSError) as error:
        logger.warning("work %s not sent: %s", item_id, type(error).__name__)
        return False
    return True


def cancel(item: WorkItem, *, by: User | None) -> bool:
    """End an item nobody wants; one that runs loses its lease and cannot commit. False where it was over already."""
    changed = WorkItem.objects.filter(pk=item.pk, state__in=LIVE).update(
        state=WorkItem.State.CANCELLED,
        lease_until=None,
        fence=F("fence") + 1,
        finished_at=Now(),
        message="CANCELLED",
        result={"by": by.username if by else "system"},
    )
    return bool(changed)


def latest(*, kind: str, target_id: str) -> WorkItem | None:
    """The newest item of this kind and target, for a progress page."""
    return WorkItem.objects.filter(kind=kind, target_id=target_id).order_by("-created_at").first()


def _insert_or_find(
    kind: str, target_id: str, by: User | None, params: dict[str, Any], not_before: datetime | None
) -> tuple[WorkItem, bool]:
    given = {} if not_before is None else {"not_before": not_before}
    while True:
        item = WorkItem(kind=kind, target_id=target_id, asked_by=by, params=params, **given)
        WorkItem.objects.bulk_create([item], ignore_conflicts=True)
        if WorkItem.objects.filter(pk=item.pk).exists():
            return item, True
        if live := WorkItem.objects.filter(kind=kind, target_id=target_id, state__in=LIVE).first():
            return live, False
        # The live one ended between the two statements: the place is free again.


def _send_softly(item_id: UUID) -> None:
    send(item_id)
