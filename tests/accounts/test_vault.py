"""Sealed fields and the encrypted file store."""

from __future__ import annotations

import base64
import hmac
import io
import os
import time
from pathlib import Path

import pytest
from django.conf import settings

from accounts import vault
from accounts.models import StoredFile
from accounts.vault.store import _path, safe_name
from accounts.vault.stream import CHUNK_BYTES

NIK = "2171010101900007"


@pytest.fixture(autouse=True)
def files_dir(settings, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


def test_a_sealed_value_opens_in_its_own_column_only():
    sealed = vault.seal(NIK, "participant.nik")
    assert vault.unseal(memoryview(sealed), "participant.nik") == NIK
    assert NIK.encode() not in sealed
    with pytest.raises(vault.Unreadable):
        vault.unseal(sealed, "business.owner_nik")


@pytest.mark.parametrize("position", [0, 5, 20, -1])
def test_a_changed_byte_is_noticed(position: int):
    sealed = bytearray(vault.seal(NIK, "c"))
    sealed[position] ^= 1
    with pytest.raises(vault.Unreadable):
        vault.unseal(bytes(sealed), "c")


def test_the_same_text_is_sealed_differently_each_time_and_indexed_alike():
    first, second = vault.seal_many([NIK, NIK], "c")
    assert first != second
    assert vault.index("2171 0101.0190-0007") == vault.index(NIK)
    assert vault.index_many([NIK, None]) == [vault.index(NIK), None]
    assert len(vault.index(NIK)) == 16
    assert vault.unseal_many([first, None, second], "c") == [NIK, None, NIK]


@pytest.mark.parametrize("text", [NIK, "7", "a-b 9", "", "x" * 200])
def test_the_index_is_the_hmac_of_the_text_without_its_marks(text: str):
    key = base64.urlsafe_b64decode(settings.NIK_INDEX_KEY)
    message = "".join(filter(str.isalnum, text)).upper().encode()
    assert vault.index(text) == hmac.digest(key, message, "sha256")[:16]


@pytest.mark.django_db
@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])
def test_a_stored_file_comes_back_whole_and_lies_encrypted(size: int):
    clear = bytes(range(256)) * (size // 256 + 1)
    clear = clear[:size]
    stored = vault.store_file(content=io.BytesIO(clear), name="a.xlsx", kind=StoredFile.Kind.UPLOAD)
    assert vault.read_file(stored) == clear
    assert stored.size == size
    on_disk = _path(stored).read_bytes()
    assert size < 16 or clear[:256] not in on_disk
    with vault.file_to_path(stored) as path:
        assert path.read_bytes() == clear
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.suffix == ".xlsx"
    assert not path.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("damage", ["cut at a chunk", "cut", "swap", "append"])
def test_a_damaged_file_is_refused(damage: str):
    stored = vault.store_file(content=b"x" * (2 * CHUNK_BYTES + 10), name="a", kind="UPLOAD")
    path = _path(stored)
    raw = path.read_bytes()
    step = CHUNK_BYTES + 16
    changed = {
        "cut at a chunk": raw[: 20 + 2 * step],
        "cut": raw[:-1],
        "swap": raw[:20] + raw[20 + step : 20 + 2 * step] + raw[20 : 20 + step] + raw[20 + 2 * step :],
        "append": raw + raw[20 : 20 + step],
    }[damage]
    path.write_bytes(changed)
    with pytest.raises(vault.Unreadable):
        vault.read_file(stored)


@pytest.mark.django_db
def test_too_large_keeps_nothing(files_dir: Path):
    with pytest.raises(vault.TooLarge):
        vault.store_file(content=b"x" * 100, name="a", kind="UPLOAD", max_bytes=99)
    assert not [p for p in files_dir.rglob("*") if p.is_file()]
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_purge_removes_the_bytes_and_keeps_the_row():
    stored = vault.store_file(content=b"x", name="a", kind="UPLOAD")
    vault.purge(stored)
    stored.refresh_from_db()
    assert stored.purged_at
    with pytest.raises(FileNotFoundError):
        vault.read_file(stored)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\data\\gaji.xlsx", "gaji.xlsx"),
        ("a\r\nSet-Cookie: x.csv", "aSet-Cookie: x.csv"),
        ("\u202exslx.exe", "xslx.exe"),
        ("\x00", "berkas"),
        ("n" * 300 + ".xlsx", "n" * 115 + ".xlsx"),
    ],
)
def test_names_are_labels_never_paths(given: str, shown: str):
    assert safe_name(given) == shown


@pytest.mark.django_db
def test_leftovers_of_killed_processes_go_after_a_day(files_dir: Path):
    kept = vault.store_file(content=b"x", name="a", kind="UPLOAD")
    rolled_back = vault.store_file(content=b"x", name="a", kind="UPLOAD")
    StoredFile.objects.filter(pk=rolled_back.pk).delete()
    (files_dir / "tmp").mkdir(parents=True)
    (files_dir / "tmp" / "clear.xlsx").write_bytes(b"x")
    assert vault.remove_leftovers() == 0
    yesterday = time.time() - 25 * 3600
    for path in files_dir.rglob("*"):
        os.utime(path, (yesterday, yesterday))
    assert vault.remove_leftovers() == 2
    assert vault.read_file(kept) == b"x"
