"""The e-mail with a referral letter, as the worker sends it."""

from __future__ import annotations

from accounts import mail, vault
from accounts.mail import NotSent
from permits.models import Referral
from permits.selectors.papers import message_of

__all__ = ["ADDRESS", "SEND_LETTER", "NotSent", "send_letter"]

SEND_LETTER = "permits.send_letter"
ADDRESS = "application.email"


def send_letter(letter: Referral) -> None:
    """The text the desk would copy, with the letter attached; raises NotSent."""
    application = letter.application
    if application.email is None or letter.letter is None:
        raise NotSent("RECIPIENT")
    mail.send(
        to=vault.unseal(application.email, ADDRESS),
        subject=f"Surat pengantar {letter.number}",
        text=message_of(letter),
        attachments=[(letter.letter.name, vault.read_file(letter.letter), "application/pdf")],
    )
