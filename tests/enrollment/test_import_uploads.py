"""Uploads too large, cut off, on a full disk, with malware: a sentence, and nothing kept (F28-F30)."""

from __future__ import annotations

import errno
import html
import io
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as product
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT

from accounts.models import StoredFile, User
from accounts.vault import store
from enrollment.importing.scanner import ScannerSilent, scan
from enrollment.importing.sheet import MIB
from enrollment.models import ImportBatch
from tests.enrollment import sheets
from tests.enrollment.test_import_web import post_file

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
PART = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{{}}"; {{}}\r\n\r\n'


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, settings: Any) -> Path:
    """Where uploads wait; every test leaves it empty."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "uploads")
    (tmp_path / "uploads").mkdir()
    return tmp_path / "uploads"


@pytest.fixture
def office(importer: User, client_of: ClientOf) -> Client:
    return client_of(importer)


def kept(folder: Path) -> tuple[int, int, list[Path], list[Path]]:
    """Batches, stored files, and files on disk: uploads under way and the store's own."""
    files = [path for path in Path(product.FILES_DIR).rglob("*") if path.is_file()]
    return ImportBatch.objects.count(), StoredFile.objects.count(), list(folder.iterdir()), files


def form(name: str, content: bytes) -> bytes:
    head = PART.format("profile", "").encode() + b"\r\n" + PART.format("file", f'filename="{name}"').encode()
    return head + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def announced(office: Client, name: str, content: bytes, length: int) -> Any:
    return office.generic("POST", "/impor/", form(name, content), MULTIPART_CONTENT, CONTENT_LENGTH=str(length))


def test_half_a_gigabyte_is_answered_before_it_is_read(office: Client, temporary: Path) -> None:
    """F30: the announced length is enough; of the file nothing is kept and the rest is never asked for."""
    answer = announced(office, "besar.xlsx", b"PK" + bytes(2 * MIB), 500 * MIB)
    said = html.unescape(answer.content.decode())
    assert answer.status_code == 413 and "File ini 501 MB, lebih besar dari batas 100 MB." in said
    assert kept(temporary) == (0, 0, [], [])


def test_more_than_the_limit_is_cut_where_the_limit_is(
    office: Client, temporary: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F30: whatever the length said, a byte beyond the limit ends it."""
    settings.IMPORT_LIMITS = {"workbook_bytes": 200_000}
    written: list[int] = []

    def counted(_: Any, data: bytes, __: int) -> None:
        written.append(len(data))

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", counted)
    answer = announced(office, "besar.xlsx", bytes(240_000), 240_000)
    assert answer.status_code == 413 and 0 < sum(written) <= 200_000
    assert kept(temporary) == (0, 0, [], [])


def full(*_: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_while_the_upload_comes(office: Client, temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """F28: a sentence, the half-written file is gone, no batch."""
    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", full)
    answer = post_file(office, sheets.workbook([sheets.EMPLOYER]))
    assert answer.status_code == 507 and "Tempat penyimpanan di server penuh" in answer.content.decode()
    assert kept(temporary) == (0, 0, [], [])


def test_a_disk_that_fills_up_while_the_store_writes(
    office: Client, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F28: the store's half-written file goes too."""

    def half(parts: Any) -> Any:
        yield b"x" * 1000
        full()

    monkeypatch.setattr(store, "encrypted", half)
    answer = post_file(office, sheets.workbook([sheets.EMPLOYER]))
    assert answer.status_code == 507 and "Tidak ada yang tersimpan" in answer.content.decode()
    batches, _, waiting, files = kept(temporary)
    assert (batches, waiting, files) == (0, [], [])


def test_a_client_that_goes_away_has_sent_nothing(office: Client, temporary: Path) -> None:
    """F29: nine tenths of a CSV would be a CSV of fewer rows."""
    whole = form("data.csv", sheets.as_csv([sheets.worker(serial) for serial in range(200)]))
    part = {"wsgi.input": io.BytesIO(whole[: len(whole) * 9 // 10]), "CONTENT_LENGTH": str(len(whole))}
    answer = office.generic("POST", "/impor/", whole, MULTIPART_CONTENT, **part)
    assert answer.status_code == 400
    assert kept(temporary) == (0, 0, [], [])


def test_a_client_that_trickles_is_cut(office: Client, temporary: Path, settings: Any) -> None:
    """F29: its thread does not wait for ever; what came is thrown away."""
    settings.UPLOAD_SLOW_SECONDS = 0.1
    whole = form("data.csv", sheets.as_csv([sheets.worker(serial) for serial in range(200)]))
    here, there = socket.socketpair()
    with here, there, here.makefile("rb") as lines:
        there.sendall(whole[:2000])
        given = {"wsgi.input": lines, "gunicorn.socket": here, "CONTENT_LENGTH": str(len(whole))}
        answer = office.generic("POST", "/impor/", whole, MULTIPART_CONTENT, **given)
    assert answer.status_code == 400
    assert kept(temporary) == (0, 0, [], [])


def scanner_saying(answer: bytes, folder: Path) -> tuple[str, list[bytes]]:
    """A scanner at a Unix socket that takes one file and gives this answer; what it was sent."""
    address = str(folder / "clamd")
    heard: list[bytes] = []
    server = socket.socket(socket.AF_UNIX)
    server.bind(address)
    server.listen(1)

    def serve() -> None:
        with server, server.accept()[0] as line:
            data = b""
            while not data.endswith(b"\0\0\0\0"):
                data += line.recv(65_536)
            heard.append(data)
            line.sendall(answer)

    threading.Thread(target=serve, daemon=True).start()
    return address, heard


EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def test_what_the_scanner_finds_is_refused(importer: User, tmp_path: Path, settings: Any) -> None:
    """B27."""
    settings.MALWARE_SCANNER, heard = scanner_saying(b"stream: Eicar-Signature FOUND\0", tmp_path)
    batch = sheets.upload(EICAR, by=importer, name="data.csv")
    assert (batch.state, batch.refusal_code) == ("REFUSED", "MALWARE")
    assert heard[0].startswith(b"zINSTREAM\0") and EICAR in heard[0]
    batch.file.refresh_from_db()
    assert batch.file.purged_at is not None


def test_a_clean_file_is_read_and_a_silent_scanner_stops_the_work(tmp_path: Path, settings: Any) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"x" * 600_000)
    settings.MALWARE_SCANNER, heard = scanner_saying(b"stream: OK\0", tmp_path)
    scan(file)
    assert len(heard[0]) > 600_000
    with pytest.raises(ScannerSilent):
        scan(file)  # nobody listens any more
