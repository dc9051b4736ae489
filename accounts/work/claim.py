"""Holding an item: the lease, the fencing token, the heartbeat and the progress others can see."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connection, connections

from accounts.models import WorkItem

logger = logging.getLogger(__name__)

PROGRESS_SECONDS = 0.5

_TAKE = """
UPDATE accounts_workitem
   SET state = 'RUNNING', fence = fence + 1, attempts = attempts + 1, message = '',
       lease_until = clock_timestamp() + %s * interval '1 second',
       started_at = coalesce(started_at, clock_timestamp())
 WHERE id = %s AND attempts < %s
   AND (state = 'PENDING' AND not_before <= clock_timestamp()
        OR state = 'RUNNING' AND lease_until < clock_timestamp())
"""
_EXTEND = """
UPDATE accounts_workitem SET lease_until = clock_timestamp() + %s * interval '1 second'
 WHERE id = %s AND fence = %s AND state = 'RUNNING'
"""
_DONE = """
UPDATE accounts_workitem
   SET state = 'DONE', lease_until = NULL, finished_at = clock_timestamp(), result = %s
 WHERE id = %s AND fence = %s AND state = 'RUNNING'
"""
_PROGRESS = """
UPDATE accounts_workitem SET progress_done = %s, progress_total = %s, progress_step = %s
 WHERE id = %s AND fence = %s AND state = 'RUNNING'
"""
_HELD = "SELECT 1 FROM accounts_workitem WHERE id = %s AND fence = %s AND state = 'RUNNING'"
_SEEN = """
INSERT INTO accounts_workerbeat (name, seen_at) VALUES (%s, clock_timestamp())
ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at
"""


class LeaseLost(Exception):
    """Another worker has the item, or it was cancelled: stop, and leave no row behind."""


class Claim:
    """One worker's hold on one item, as long as `fence` is still the row's."""

    def __init__(self, item: WorkItem, worker: str = "") -> None:
        self.item = item
        self.fence: int = item.fence
        self.is_done = False
        self._worker = worker
        self._side = _SideConnection()
        self._stop = threading.Event()
        self._last_progress = (0.0, "")
        self._thread = threading.Thread(target=self._beat, name=f"lease {item.id}", daemon=True)

    def progress(self, done: int, total: int, step: str = "") -> None:
        """Show how far it is, also while the work's own transaction is open. Written at most twice a second.

        Raises LeaseLost where the item is no longer ours: what was cancelled stops here, not at its end.
        """
        last, last_step = self._last_progress
        now = time.monotonic()
        if now - last < PROGRESS_SECONDS and step == last_step and done < total:
            return
        self._last_progress = (now, step)
        with connection.cursor() as cursor:
            cursor.execute(_HELD, [self.item.id, self.fence])
            if not cursor.fetchone():
                raise LeaseLost(str(self.item.id))
        self._side.execute(_PROGRESS, [done, total, step, self.item.id, self.fence])

    def guard(self) -> None:
        """Inside the work's transaction, right before its commit: raises LeaseLost where the item is another's.

        It locks the row until that commit, so nobody can take the item in between; call `progress` before it.
        """
        self._in_transaction(_EXTEND, [settings.WORK_LEASE_SECONDS, self.item.id, self.fence])

    def done(self, result: dict[str, Any] | None = None) -> None:
        """`guard`, and the item is DONE with the same commit: whatever happens after it, nothing runs twice."""
        text = json.dumps(result or {}, cls=DjangoJSONEncoder)
        self._in_transaction(_DONE, [text, self.item.id, self.fence])
        self.is_done = True

    def _in_transaction(self, statement: str, params: list[Any]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            if not cursor.rowcount:
                raise LeaseLost(str(self.item.id))

    def _beat(self) -> None:
        while not self._stop.wait(settings.WORK_BEAT_SECONDS):
            self._side.execute(_EXTEND, [settings.WORK_LEASE_SECONDS, self.item.id, self.fence])
            if self._worker:
                self._side.execute(_SEEN, [self._worker])

    def _start(self) -> None:
        self._thread.start()

    def _end(self) -> None:
        self._stop.set()
        self._thread.join()
        self._side.close()


@contextmanager
def running(work_id: UUID | str, worker: str = "") -> Iterator[Claim | None]:
    """Take the item and keep its lease alive; None where it is over, another's, not due or out of attempts."""
    claim = _take(work_id, worker)
    if claim is None:
        yield None
        return
    claim._start()
    try:
        yield claim
    finally:
        claim._end()


def seen(worker: str) -> None:
    """Note that this worker is alive."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [worker])


def _take(work_id: UUID | str, worker: str) -> Claim | None:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [settings.WORK_LEASE_SECONDS, str(work_id), settings.WORK_ATTEMPTS])
        if not cursor.rowcount:
            return None
    return Claim(WorkItem.objects.select_related("asked_by").get(pk=work_id), worker)


class _SideConnection:
    """A second connection in autocommit, opened when first needed; the heartbeat and progress share it.

    It never waits long: a row locked by the work's own commit is about to be settled anyway.
    """

    def __init__(self) -> None:
        self._connection: Any = None
        self._lock = threading.Lock()

    def execute(self, statement: str, params: list[Any]) -> None:
        with self._lock:
            try:
                with self._open().cursor() as cursor:
                    cursor.execute(statement, params)
            except DatabaseError as error:
                logger.info("lease or progress not written: %s", type(error).__name__)
                self._drop()

    def close(self) -> None:
        with self._lock:
            self._drop()

    def _open(self) -> Any:
        if self._connection is None:
            self._connection = connections.create_connection("default")
            self._connection.inc_thread_sharing()
            with self._connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '1s'")
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
