"""Sending mail: by the row a system admin has filled in, else by the EMAIL_* of the environment, else not at all.

Pages never send: they ask for work (accounts.work), and a worker calls `send`. A server that does not answer costs
at most TIMEOUT seconds.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPServerDisconnected,
)

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import BadHeaderError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import audit, vault, work
from accounts.access import ensure, may
from accounts.models import MailSettings, User, WorkItem
from accounts.rules import Role
from districts.clock import now

logger = logging.getLogger(__name__)

TIMEOUT = 10
TEST = "accounts.mail_test"
COLUMN, ADDRESS = "mail.password", "mail.address"
SMTP = "django.core.mail.backends.smtp.EmailBackend"
# name, bytes, content type
Attachment = tuple[str, bytes, str]

SENTENCES: dict[str, str | Promise] = {
    "NOT_SET": _("Surel belum diatur. Minta admin sistem mengisi pengaturan surel."),
    "UNREACHABLE": _("Peladen surel tidak menjawab. Periksa nama peladen, porta, dan pengamanannya."),
    "LOGIN": _("Peladen surel menolak nama pengguna atau kata sandinya."),
    "RECIPIENT": _("Peladen surel menolak alamat penerima."),
    "REFUSED": _("Peladen surel menolak surat ini."),
}


class NotSent(Exception):
    """Why a mail did not go out: `code` for records, `sentence` for people; `may_retry` where later may help."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.sentence = SENTENCES[code]
        self.may_retry = code == "UNREACHABLE"
        super().__init__(code)


def send(*, to: str, subject: str, text: str, attachments: Iterable[Attachment] = ()) -> None:
    """Hand one mail to the server; raises NotSent. The address and the text are never logged."""
    row = current()
    backend, sender = _way(row)
    try:
        message = EmailMessage(subject, text, sender, [to], connection=backend, attachments=[*attachments])
        message.send()
    except BadHeaderError:
        raise NotSent("REFUSED") from None
    except (SMTPException, OSError) as error:
        code = _code(error)
        logger.warning("mail not sent: %s (%s)", code, type(error).__name__)
        raise NotSent(code) from None


def current() -> MailSettings | None:
    """The row in force, where an admin has filled it in."""
    return MailSettings.objects.first()


@transaction.atomic
def save_settings(*, row: MailSettings, password: str, by: User) -> MailSettings:
    """Keep how mail is sent. An empty password keeps the old one; without a user name there is none."""
    ensure(may(by, Role.SYSTEM_ADMIN))
    if not row.username:
        row.password = None
    elif password:
        row.password = vault.seal(password, COLUMN)
    row.tested_at, row.test_result = None, ""
    row.save()
    data = {"host": row.host, "port": row.port, "security": row.security, "password": bool(password)}
    audit.record(verb="accounts.save_mail", by=by, target=row, data=data)
    return row


@transaction.atomic
def ask_test(*, to: str, by: User) -> WorkItem:
    """A trial mail to one's own address, sent by a worker; its result stands on the page."""
    ensure(may(by, Role.SYSTEM_ADMIN))
    params = {"to": vault.seal(to, ADDRESS).hex()}
    item = work.ask(kind=TEST, target_id=str(by.public_id), by=by, params=params)
    audit.record(verb="accounts.test_mail", by=by)
    return item


def run_test(item: WorkItem) -> str:
    """Send the trial mail of an item and note how it went; returns "" or the code of what was wrong."""
    try:
        to = vault.unseal(bytes.fromhex(item.params["to"]), ADDRESS)
        send(to=to, subject=str(_("Surat percobaan Cek Jamsos")), text=str(_("Pengaturan surel berfungsi.")))
        code = ""
    except NotSent as error:
        code = error.code
    MailSettings.objects.update(tested_at=now(), test_result=code or "SENT")
    return code


def _way(row: MailSettings | None) -> tuple[BaseEmailBackend, str]:
    """The connection and the sender's address."""
    if row is not None:
        password = vault.unseal(row.password, COLUMN) if row.password else ""
        connection = get_connection(
            SMTP,
            host=row.host,
            port=row.port,
            username=row.username,
            password=password,
            use_tls=row.security == "STARTTLS",
            use_ssl=row.security == "TLS",
            timeout=TIMEOUT,
        )
        return connection, row.sender
    if settings.EMAIL_BACKEND == SMTP and not settings.EMAIL_HOST:
        raise NotSent("NOT_SET")
    return get_connection(timeout=TIMEOUT), settings.DEFAULT_FROM_EMAIL


def _code(error: Exception) -> str:
    if isinstance(error, SMTPAuthenticationError):
        return "LOGIN"
    if isinstance(error, SMTPRecipientsRefused):
        return "RECIPIENT"
    if isinstance(error, SMTPServerDisconnected | SMTPConnectError) or not isinstance(error, SMTPException):
        return "UNREACHABLE"
    return "REFUSED"
