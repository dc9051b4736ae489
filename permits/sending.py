"""The e-mail with a referral letter, as the worker sends it."""

from __future__ import annotations

from accounts import mail, vault
from accounts.mail import NotSent
from districts.clock import now
from permits.models import Notice, Referral
from permits.selectors.papers import message_of

__all__ = ["ADDRESS", "SEND_LETTER", "NotSent", "send_letter"]

SEND_LETTER = "permits.send_letter"
ADDRESS = "application.email"


def send_letter(letter: Referral) -> None:
    """The text the desk would copy, with the letter attached; raises NotSent. The desk need not tell it any more."""
    application = letter.application
    if application.email is None or letter.letter is None:
        raise NotSent("RECIPIENT")
    mail.send(
        to=vault.unseal(application.email, ADDRESS),
        subject=f"Surat pengantar {letter.number}",
        text=message_of(letter),
        attachments=[(letter.letter.name, vault.read_file(letter.letter), "application/pdf")],
    )
    untold = letter.notices.filter(kind=Notice.Kind.HELD, state__in=(Notice.State.PENDING, Notice.State.FAILED))
    untold.update(state=Notice.State.SENT, closed_at=now(), outcome="")
