"""Sending a referral letter by e-mail: asked for at the desk, done by a worker, its state read from the work item."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit, vault, work
from accounts.access import ensure
from accounts.models import User, WorkItem
from permits.access import may_handle
from permits.errors import Refused
from permits.models import Application, Referral
from permits.records import locked
from permits.sending import ADDRESS, SEND_LETTER
from permits.telling import readdress

__all__ = ["mail_letter", "note_email"]

NO_ADDRESS = _("Catat alamat pos-el pemohon dulu.")
NOT_HELD = _("Surat ini tidak berlaku lagi: permohonannya tidak sedang ditahan.")


@transaction.atomic
def note_email(*, application: Application, email: str, by: User) -> Application:
    """The applicant's address, sealed; empty takes it away."""
    ensure(may_handle(by, application.agency_id))
    application = locked(application.pk)
    application.email = vault.seal(email, ADDRESS) if email else None
    application.save(update_fields=["email"])
    readdress(application)
    audit.record(verb="permits.note_email", by=by, target=application, data={"given": bool(email)})
    return application


@transaction.atomic
def mail_letter(*, letter: Referral, by: User) -> WorkItem:
    """Have the letter sent to the applicant's address with its PDF; asked twice while it is under way, sent once."""
    application = letter.application
    ensure(may_handle(by, application.agency_id))
    if application.email is None:
        raise Refused("NO_ADDRESS", NO_ADDRESS)
    if letter.closed_at is not None or letter.letter is None:
        raise Refused("NOT_HELD", NOT_HELD)
    item = work.ask(kind=SEND_LETTER, target_id=str(letter.pk), by=by)
    audit.record(verb="permits.mail_letter", by=by, target=application, data={"letter": letter.number})
    return item
