"""What the digests of every room share: each is asked for once a week and reader, on whatever day the beat runs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from accounts import mail, work
from accounts.models import WorkItem

__all__ = ["ask_this_week", "mailed"]


def ask_this_week(kind: str, readers: Iterable[str], on: date) -> int:
    """Ask for this week's items that were not asked for yet; how many. Their target: the reader and "2026-W48".

    A beat that missed Monday so catches up on Tuesday.
    """
    year, week, _day = on.isocalendar()
    wanted = {f"{reader} {year}-W{week:02d}" for reader in readers}
    asked = set(WorkItem.objects.filter(kind=kind, target_id__in=wanted).values_list("target_id", flat=True))
    for target in sorted(wanted - asked):
        work.ask(kind=kind, target_id=target, by=None)
    return len(wanted - asked)


def mailed(*, to: str, subject: str, text: str, attachments: Iterable[mail.Attachment] = ()) -> bool:
    """Whether the mail went out; raises `mail.NotSent` where trying again may help."""
    try:
        mail.send(to=to, subject=subject, text=text, attachments=attachments)
    except mail.NotSent as error:
        if error.may_retry:
            raise
        return False
    return True
