"""The three tasks of the house: do an item, sweep, and say that a worker is alive; and the trial mail."""

from __future__ import annotations

from typing import Any

from celery import Task, shared_task
from celery.signals import worker_ready
from django.contrib.sessions.backends.db import SessionStore

from accounts import mail, tokens, vault, work
from accounts.work.claim import seen


@shared_task(name="accounts.run_work", bind=True, ignore_result=True)
def run_work(self: Task, work_id: str, *_: Any, **__: Any) -> None:
    """Do one WorkItem; the only task that carries work. A newer version's message may say more than we understand."""
    work.execute(work_id, worker=self.request.hostname or "worker")


@shared_task(name="accounts.sweep_work_items", ignore_result=True)
def sweep_work_items() -> None:
    """Send again what nobody works on, give up what has failed too often, and clear what killed processes left."""
    work.sweep()
    vault.remove_leftovers()
    SessionStore.clear_expired()
    tokens.forget_old_calls()


@shared_task(name="accounts.heartbeat", bind=True, ignore_result=True)
def heartbeat(self: Task) -> None:
    """Beat and worker are both alive: `/readyz` reads it."""
    seen(self.request.hostname or "worker")


@work.handler(mail.TEST)
def test_mail(claim: work.Claim) -> dict[str, Any]:
    """The trial mail of the mail settings; tried once, its result is the page's."""
    if code := mail.run_test(claim.item):
        raise work.Failed(code)
    return {}


@worker_ready.connect
def _started(sender: Any = None, **_: Any) -> None:
    """A worker counts as seen from its first second, not from beat's first tick."""
    seen(sender.hostname)
