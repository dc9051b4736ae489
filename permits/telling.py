"""Telling applicants (features A11, F03): what is planned when a file moves, and sending what is due by e-mail.

A notice is claimed before it is sent, in a transaction of its own, and marked when it has gone: whoever dies between
the two leaves it FAILED, and it is tried again ten minutes later. Without an address, or after three failed tries,
the desk tells: it sees the notice on its follow-up page.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts import mail, vault, work
from districts.clock import now, today
from permits.messages import message_of
from permits.models import Application, Notice, StatusChange
from permits.sending import ADDRESS, send_letter

__all__ = ["TELL", "TRIES", "plan", "readdress", "send_due", "waiting_mail"]

TELL = "permits.tell_applicants"
TRIES = 3
RETRY_AFTER = timedelta(minutes=10)
DEADLINE_AHEAD = timedelta(days=7)

State = Application.State
Kind = Notice.Kind
REMINDERS = {Kind.HELD: 0, Kind.DAY_3: 3, Kind.DAY_7: 7, Kind.DAY_14: 14}

# What is still worth telling in a state; everything else is closed by itself. A file that waits for a second person
# keeps its notices for the case that it comes back.
ALIVE: dict[str, frozenset[str]] = {
    State.RECEIVED: frozenset({Kind.REVOKED}),
    State.HELD: frozenset(REMINDERS),
    State.FORWARDED: frozenset({*REMINDERS, Kind.READY}),
    State.READY: frozenset({Kind.READY}),
    State.CLEARED_CONDITIONAL: frozenset({Kind.DEADLINE}),
    State.LAPSED: frozenset({Kind.LAPSED}),
}


def plan(application: Application, change: StatusChange) -> None:
    """Close what a step has made pointless, and write down what it asks to be told."""
    _close_others(application, ALIVE.get(change.to_state, frozenset()))
    if change.event == "LETTER":
        _plan_letter(application)
    elif change.event == "REVOKED":
        _note(application, Kind.REVOKED, today())
    elif change.from_state != change.to_state:
        _plan_state(application, change)


def readdress(application: Application) -> None:
    """An address was noted or taken away: what is not told yet goes the other way.

    Not the letter itself: whoever notes an address at the counter sends it from there, or has handed it over.
    """
    channel = _channel(application)
    untold = application.notices.filter(state__in=(Notice.State.PENDING, Notice.State.FAILED)).exclude(kind=Kind.HELD)
    untold.update(channel=channel, state=Notice.State.PENDING, closed_at=None, attempts=0, outcome="")
    if untold.filter(due_on__lte=today()).exists():
        _send_soon(application, channel)


def waiting_mail(application: UUID | None = None) -> QuerySet[Notice]:
    """Notices whose e-mail is due now, of all files or of one; those of files before a second person wait."""
    untried = Q(state=Notice.State.PENDING)
    again = Q(state=Notice.State.FAILED, attempts__lt=TRIES, closed_at__lt=now() - RETRY_AFTER)
    rows = Notice.objects.filter(untried | again, channel=Notice.Channel.EMAIL, due_on__lte=today())
    rows = rows.exclude(application__state=State.FORWARDED)
    return rows.filter(application=application) if application else rows


def send_due(application: UUID | None = None) -> dict[str, int]:
    """Send every e-mail that is due. Running twice, or two at once, sends each once."""
    sent = failed = 0
    for pk in list(waiting_mail(application).order_by("due_on", "id").values_list("pk", flat=True)):
        notice = _claim(pk)
        if notice is None:
            continue
        if _send(notice):
            sent += 1
        else:
            failed += 1
    return {"sent": sent, "failed": failed}


@transaction.atomic
def _claim(pk: int) -> Notice | None:
    """Take a due notice, unless somebody else has; it counts as failed until it has gone."""
    rows = waiting_mail().select_for_update(of=("self",), skip_locked=True)
    notice = rows.select_related("application__agency", "application__permit_type", "referral").filter(pk=pk).first()
    if notice is None:
        return None
    notice.state, notice.closed_at, notice.outcome = Notice.State.FAILED, now(), "SENDING"
    notice.attempts += 1
    notice.save(update_fields=["state", "closed_at", "outcome", "attempts"])
    return notice


def _send(notice: Notice) -> bool:
    """Hand it to the mail server; only the notice we claimed is marked. What no later try helps goes to the desk.

    A letter goes with its PDF.
    """
    address = notice.application.email
    if address is None:
        return False
    subject, text = message_of(notice)
    state, outcome, attempts = Notice.State.SENT, "", notice.attempts
    try:
        if notice.kind == Kind.HELD and notice.referral is not None:
            send_letter(notice.referral)
        else:
            mail.send(to=vault.unseal(address, ADDRESS), subject=subject, text=text)
    except mail.NotSent as error:
        state, outcome = Notice.State.FAILED, error.code
        attempts = notice.attempts if error.may_retry else TRIES
    ours = Notice.objects.filter(pk=notice.pk, state=Notice.State.FAILED, attempts=notice.attempts)
    ours.update(state=state, closed_at=now(), outcome=outcome, attempts=attempts)
    return state == Notice.State.SENT


def _plan_letter(application: Application) -> None:
    """A letter was printed: its own notices, and none of an earlier letter any more."""
    letter = application.referrals.order_by("-id").first()
    assert letter is not None
    _skip(application.notices.exclude(referral=letter))
    channel = _channel(application)
    Notice.objects.bulk_create(
        Notice(
            application=application,
            referral=letter,
            kind=kind,
            channel=channel,
            due_on=letter.issued_on + timedelta(days=days),
        )
        for kind, days in REMINDERS.items()
    )
    _send_soon(application, channel)


def _plan_state(application: Application, change: StatusChange) -> None:
    if change.to_state == State.HELD and change.event != "HELD":
        _revive(application)
    elif change.to_state == State.READY:
        _note(application, Kind.READY, today())
    elif change.to_state == State.CLEARED_CONDITIONAL and application.deadline_on:
        _note(application, Kind.DEADLINE, max(today(), application.deadline_on - DEADLINE_AHEAD))
    elif change.to_state == State.LAPSED:
        _note(application, Kind.LAPSED, today())


def _revive(application: Application) -> None:
    """Held once more (an import or a decision was taken back): the letter's reminders that are still ahead."""
    letter = application.referrals.order_by("-id").first()
    if letter is not None:
        ahead = letter.notices.filter(state=Notice.State.SKIPPED, due_on__gt=today())
        ahead.update(state=Notice.State.PENDING, closed_at=None)


def _note(application: Application, kind: str, due_on: date) -> None:
    """Write a notice, or open it again where the same had been told before; e-mail of today goes out at once."""
    channel = _channel(application)
    fresh = {"state": Notice.State.PENDING, "closed_at": None, "closed_by": None, "outcome": "", "attempts": 0}
    Notice.objects.update_or_create(
        application=application, kind=kind, referral=None, defaults={**fresh, "channel": channel, "due_on": due_on}
    )
    if due_on <= today():
        _send_soon(application, channel)


def _channel(application: Application) -> str:
    return Notice.Channel.EMAIL if application.email else Notice.Channel.DESK


def _send_soon(application: Application, channel: str) -> None:
    if channel == Notice.Channel.EMAIL:
        work.ask(kind=TELL, target_id=str(application.pk), by=None)


def _close_others(application: Application, alive: Iterable[str]) -> None:
    _skip(application.notices.exclude(kind__in=alive))


def _skip(notices: QuerySet[Notice]) -> None:
    """Open ones, and failed ones still to be tried again, are not needed any more."""
    unfinished = Q(state=Notice.State.PENDING) | Q(state=Notice.State.FAILED)
    notices.filter(unfinished).update(state=Notice.State.SKIPPED, closed_at=now())
