"""Mail: the settings page, the trial mail, and what reaches a real (loopback) SMTP server."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from email import message_from_bytes
from typing import Any

import pytest
from django.test import Client

from accounts import mail, vault, work
from accounts.access import Forbidden
from accounts.models import AuditEvent, MailSettings, User, WorkItem

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


class Talk(socketserver.StreamRequestHandler):
    """Enough of RFC 5321 for smtplib; what was sent is kept on the server."""

    def handle(self) -> None:
        say = self.server.answers  # type: ignore[attr-defined]
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            verb = line.split()[0].upper().decode()
            if verb == "DATA":
                self.wfile.write(b"354 go on\r\n")
                body = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.mails.append(body)  # type: ignore[attr-defined]
                self.wfile.write(b"250 kept\r\n")
            elif verb == "QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                default = b"250-here\r\n250 AUTH PLAIN" if verb == "EHLO" else b"250 fine"
                self.wfile.write(say.get(verb, default) + b"\r\n")


class Server(socketserver.ThreadingTCPServer):
    """On a free port of the loopback; `answers` overrules what a verb is told."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.mails: list[bytes] = []
        self.answers: dict[str, bytes] = {}


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def row(server: Server) -> MailSettings:
    host, port = server.server_address[:2]
    return MailSettings.objects.create(host=str(host), port=port, security="NONE", sender="loket@batam.example")


def test_a_mail_with_its_letter_reaches_the_server(server: Server, row: MailSettings) -> None:
    letter = ("surat.pdf", b"%PDF-1.7 surat", "application/pdf")
    mail.send(to="pemohon@contoh.example", subject="Surat pengantar", text="Isi surat", attachments=[letter])
    told = message_from_bytes(server.mails[0])
    parts = {part.get_content_type(): part.get_payload(decode=True) for part in told.walk()}
    assert (told["From"], told["To"], told["Subject"]) == (
        "loket@batam.example", "pemohon@contoh.example", "Surat pengantar",
    )  # fmt: skip
    assert b"Isi surat" in parts["text/plain"]
    assert parts["application/pdf"] == b"%PDF-1.7 surat"


@pytest.mark.parametrize(
    ("verb", "answer", "code"),
    [("RCPT", b"550 no such user", "RECIPIENT"), ("MAIL", b"553 not you", "REFUSED"),
     ("AUTH", b"535 wrong password", "LOGIN")],
)  # fmt: skip
def test_what_the_server_refuses_is_told_in_words(
    server: Server, row: MailSettings, verb: str, answer: bytes, code: str
) -> None:
    server.answers[verb] = answer
    row.username, row.password = "loket", vault.seal("rahasia", mail.COLUMN)
    row.save()
    if verb != "AUTH":
        server.answers["AUTH"] = b"235 welcome"
    with pytest.raises(mail.NotSent) as refused:
        mail.send(to="a@contoh.example", subject="x", text="y")
    assert refused.value.code == code
    assert str(refused.value.sentence)
    assert not server.mails


def test_a_dead_server_is_told_and_worth_another_try(server: Server, row: MailSettings) -> None:
    server.shutdown()
    server.server_close()
    with pytest.raises(mail.NotSent) as refused:
        mail.send(to="a@contoh.example", subject="x", text="y")
    assert (refused.value.code, refused.value.may_retry) == ("UNREACHABLE", True)


def test_a_line_break_in_the_subject_sends_nothing(server: Server, row: MailSettings) -> None:
    with pytest.raises(mail.NotSent, match="REFUSED"):
        mail.send(to="a@contoh.example", subject="x\nBcc: b@contoh.example", text="y")
    assert not server.mails


def test_without_a_row_the_environment_decides(server: Server, settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = mail.SMTP, ""
    with pytest.raises(mail.NotSent, match="NOT_SET"):
        mail.send(to="a@contoh.example", subject="x", text="y")
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address[:2]
    settings.EMAIL_USE_TLS, settings.DEFAULT_FROM_EMAIL = False, "dari@contoh.example"
    mail.send(to="a@contoh.example", subject="x", text="y")
    assert message_from_bytes(server.mails[0])["From"] == "dari@contoh.example"


def answers(row: MailSettings, **other: str) -> dict[str, str]:
    return {"host": row.host, "port": str(row.port), "security": "NONE", "username": "loket",
            "sender": "loket@batam.example", "password": "", **other}  # fmt: skip


def test_the_password_is_written_sealed_and_never_shown(client_of: ClientOf, admin_user: User) -> None:
    client = client_of(admin_user)
    form = answers(MailSettings(host="smtp.contoh.example", port=587), password="rahasia-sekali")
    saved = client.post("/pengaturan/surel/", form)
    assert (saved.status_code, saved["Location"]) == (303, "/pengaturan/surel/")
    row = MailSettings.objects.get()
    assert row.password is not None
    assert b"rahasia" not in bytes(row.password)
    assert vault.unseal(row.password, mail.COLUMN) == "rahasia-sekali"
    assert b"rahasia" not in client.get("/pengaturan/surel/").content
    client.post("/pengaturan/surel/", {**form, "password": "", "host": "smtp2.contoh.example"})
    row.refresh_from_db()
    assert (row.host, vault.unseal(row.password, mail.COLUMN)) == ("smtp2.contoh.example", "rahasia-sekali")
    assert "rahasia" not in str(list(AuditEvent.objects.filter(verb="accounts.save_mail").values_list("data")))


def test_wrong_settings_are_told_at_their_field(client_of: ClientOf, admin_user: User) -> None:
    form = answers(MailSettings(host="http://smtp.contoh.example/", port=70000))
    page = client_of(admin_user).post("/pengaturan/surel/", form)
    assert page.status_code == 422
    assert "Tulis nama peladen saja" in page.content.decode()
    assert not MailSettings.objects.exists()


def test_the_trial_mail_and_its_result(
    client_of: ClientOf, admin_user: User, server: Server, row: MailSettings
) -> None:
    client = client_of(admin_user)
    asked = client.post("/pengaturan/surel/coba/", {"to": "admin@contoh.example"})
    item = WorkItem.objects.get(kind=mail.TEST)
    assert (asked.status_code, "admin@contoh.example" in str(item.params)) == (303, False)
    assert "Sedang dikirim" in client.get("/pengaturan/surel/").content.decode()
    work.run_now(item)
    assert message_from_bytes(server.mails[0])["To"] == "admin@contoh.example"
    assert "Surat percobaan terkirim." in client.get("/pengaturan/surel/").content.decode()
    server.answers["RCPT"] = b"550 no"
    client.post("/pengaturan/surel/coba/", {"to": "admin@contoh.example"})
    with pytest.raises(work.Failed, match="RECIPIENT"):
        work.run_now(WorkItem.objects.get(kind=mail.TEST, state="PENDING"))
    said = client.get("/pengaturan/surel/").content.decode()
    assert "Surat percobaan gagal." in said
    assert "menolak alamat penerima" in said


def test_only_a_system_admin_changes_it(officer: User, row: MailSettings) -> None:
    with pytest.raises(Forbidden):
        mail.save_settings(row=row, password="x", by=officer)
    with pytest.raises(Forbidden):
        mail.ask_test(to="a@contoh.example", by=officer)
