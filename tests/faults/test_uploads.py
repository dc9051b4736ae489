"""F28, F29, F30 of security.md §3 against the real web server: a full disk, clients that go or trickle, 500 MB."""

from __future__ import annotations

import contextlib
import resource
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from accounts.models import StoredFile, User
from enrollment.importing.sheet import MIB
from enrollment.models import ImportBatch
from tests.enrollment import sheets
from tests.faults.stack import Stack, assert_invariants, stack, wait_until

__all__ = ["stack"]

TOKEN = "a" * 32
DISK = 200_000  # bytes a file may still have
SLOW = "2"  # seconds until a trickling client is cut
SLOWEST_PAGE = 2.0
FILE = SimpleUploadedFile("data.csv", sheets.as_csv([sheets.worker(serial) for serial in range(3_000)]))
BODY = encode_multipart(BOUNDARY, {"file": FILE})


@pytest.fixture
def temporary(stack: Stack) -> Path:
    """Where the web server keeps uploads that are still coming."""
    folder = stack.home / "uploads"
    folder.mkdir()
    return folder


@pytest.fixture
def cookie(importer: User, client_of: Callable[[User], Client], settings: Any) -> str:
    session = client_of(importer).cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"


def press(stack: Stack, cookie: str, *length: str) -> socket.socket:
    """The head of an upload; its body is the caller's."""
    line = socket.create_connection(("127.0.0.1", stack.port), timeout=60)
    head = [
        "POST /impor/ HTTP/1.1", "Host: 127.0.0.1", f"Content-Type: {MULTIPART_CONTENT}", f"Cookie: {cookie}",
        f"X-CSRFToken: {TOKEN}", *length, "Connection: close", "", "",
    ]  # fmt: skip
    line.sendall("\r\n".join(head).encode())
    return line


def answer(line: socket.socket) -> tuple[int, str]:
    """Status and page; 0 where the server closed without a word."""
    told = b""
    with contextlib.suppress(ConnectionError):
        while part := line.recv(65_536):
            told += part
    line.close()
    return (int(told.split(b" ", 2)[1]), told.decode(errors="replace")) if told else (0, "")


def nothing_kept(folder: Path) -> bool:
    return not list(folder.iterdir()) and not ImportBatch.objects.exists() and not StoredFile.objects.exists()


def memory(stack: Stack) -> int:
    """Bytes the web server's processes have in memory now."""
    texts = [Path(f"/proc/{pid}/status").read_text() for pid in stack.pool("web")]
    return sum(int(text.split("VmRSS:")[1].split()[0]) * 1024 for text in texts)


def test_f28_a_full_disk(stack: Stack, temporary: Path, cookie: str, settings: Any) -> None:
    """The kernel refuses the bytes after the first third, then there is room again."""
    settings.FILES_DIR = stack.home / "files"
    stack.web(TMPDIR=str(temporary))
    limits = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in stack.pool("web")}
    for pid, (_, hard) in limits.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (DISK, hard))
    assert len(BODY) > 2 * DISK
    line = press(stack, cookie, f"Content-Length: {len(BODY)}")
    line.sendall(BODY)
    status, page = answer(line)
    assert status == 507 and "Tempat penyimpanan di server penuh" in page
    assert nothing_kept(temporary)
    for pid, limit in limits.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, limit)
    line = press(stack, cookie, f"Content-Length: {len(BODY)}")
    line.sendall(BODY)
    assert answer(line)[0] == 302
    assert ImportBatch.objects.get().state == "RECEIVED" and not list(temporary.iterdir())
    assert_invariants()


def test_f29_clients_that_go_or_trickle(stack: Stack, temporary: Path, cookie: str) -> None:
    """Slow clients hold threads, so as many as there are but one: the pages answer, and the slow ones are cut."""
    url = stack.web(TMPDIR=str(temporary), WEB_PROCESSES="1", WEB_THREADS="4", UPLOAD_SLOW_SECONDS=SLOW)
    with press(stack, cookie, f"Content-Length: {len(BODY)}") as line:
        line.sendall(BODY[: len(BODY) * 9 // 10])
    wait_until(lambda: nothing_kept(temporary), "nothing is left of nine tenths")
    slow = [press(stack, cookie, f"Content-Length: {len(BODY)}") for _ in range(3)]
    begun = time.monotonic()
    waits = []
    while time.monotonic() - begun < 2 * float(SLOW):
        for line in slow:
            with contextlib.suppress(OSError):
                line.send(BODY[:1])
        asked = time.monotonic()
        with urlopen(url + "/masuk/", timeout=60) as page:
            assert page.status == 200
        waits.append(time.monotonic() - asked)
        time.sleep(0.2)
    assert max(waits) < SLOWEST_PAGE
    assert {answer(line)[0] for line in slow} <= {0, 400}
    assert time.monotonic() - begun < 30 and nothing_kept(temporary)
    assert_invariants()


def test_f30_half_a_gigabyte(stack: Stack, temporary: Path, cookie: str) -> None:
    """Announced: answered before it is read. Not announced, in chunks: nothing of it is taken at all."""
    stack.web(TMPDIR=str(temporary), WEB_PROCESSES="1")
    for _ in range(2):  # the first answer loads what every answer needs
        before = memory(stack)
        line = press(stack, cookie, "Content-Length: 0")
        assert answer(line)[0] == 400
    line = press(stack, cookie, f"Content-Length: {500 * MIB}")
    line.sendall(BODY[: 2 * MIB // 5].replace(b"data.csv", b"dat.xlsx"))
    status, page = answer(line)
    assert status == 413 and "lebih besar dari batas 100 MB" in page
    line = press(stack, cookie, "Transfer-Encoding: chunked")
    chunk = b"100000\r\n" + bytes(MIB) + b"\r\n"
    chunks = 0
    with contextlib.suppress(OSError):
        line.sendall(b"%x\r\n%s\r\n" % (len(BODY[:300]), BODY[:300]))
        while chunks < 500:
            line.sendall(chunk)
            chunks += 1
    status, _ = answer(line)
    assert (status == 0 or 400 <= status < 500) and chunks < 500
    assert memory(stack) - before < 50 * MIB
    assert nothing_kept(temporary)
    assert_invariants()
