"""The desk's own clocks: telling applicants, judging watched businesses again, the weekly digest."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from celery import shared_task

from accounts import work
from accounts.models import WorkItem
from districts.clock import today
from permits import digests, releasing, telling, watching
from permits.digests import DIGEST
from permits.telling import TELL

__all__ = ["LOOK_AGAIN", "RELEASE_LINKED"]

RELEASE_LINKED = "permits.release_linked"
LOOK_AGAIN = "permits.look_at_watches"
EVERY_FILE = "due"


@work.handler(TELL)
def tell_applicants(claim: work.Claim) -> dict[str, Any]:
    """Target: a file's id, or "due" for every file."""
    target = claim.item.target_id
    return dict(telling.send_due(None if target == EVERY_FILE else UUID(target)))


@work.handler(LOOK_AGAIN)
def look_at_watches(claim: work.Claim) -> dict[str, Any]:
    """Target: the batch that changed the register, or the night. Five sheets in a row need one look, not five."""
    later = WorkItem.objects.filter(kind=LOOK_AGAIN, state="PENDING", created_at__gt=claim.item.created_at)
    if later.exists():
        return {"looked": 0}
    return {"adopted": watching.adopt_cleared(), **watching.look_again()}


@work.handler(RELEASE_LINKED)
def release_linked(claim: work.Claim) -> dict[str, Any]:
    """Target: the link a person confirmed, or the file that came back from a second person."""
    return releasing.release_held(None)


@work.handler(DIGEST)
def watch_digest(claim: work.Claim) -> dict[str, Any]:
    """Target: user, office and week."""
    return dict(digests.send_digest(claim.item.target_id))


@shared_task(name="permits.tell_due", ignore_result=True)
def tell_due() -> None:
    """Every five minutes: reminders whose day has come, and e-mail that has to be tried again."""
    if telling.waiting_mail().exists():
        work.ask(kind=TELL, target_id=EVERY_FILE, by=None)


@shared_task(name="permits.look_tonight", ignore_result=True)
def look_tonight(on: str = "") -> None:
    """Nightly: months fall due and protection ends without any import."""
    work.ask(kind=LOOK_AGAIN, target_id=on or today().isoformat(), by=None)


@shared_task(name="permits.digest_due", ignore_result=True)
def digest_due(on: str = "") -> None:
    """Daily at 07.00 WIB, and so on Monday first."""
    digests.ask_digests(date.fromisoformat(on) if on else today())
