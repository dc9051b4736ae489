"""The one file store: uploads, reject workbooks, letters and reports, encrypted under FILES_DIR.

A file's name on disk is the StoredFile's id; what a person called it is only a label. Bytes are written to a
temporary name, synced and renamed, so a row never points at half a file. A file whose row was rolled back has no
row and goes with `remove_leftovers`.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import time
import unicodedata
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db.models.functions import Now

from accounts.models import StoredFile, User
from accounts.vault.stream import CHUNK_BYTES, ClearReader, encrypted

NAME_LENGTH = 120
DAY = 24 * 3600


class TooLarge(Exception):
    """The content is longer than the caller allows; nothing was kept."""


def store_file(
    *,
    content: bytes | Path | BinaryIO | Iterable[bytes],
    name: str,
    kind: str,
    content_type: str = "application/octet-stream",
    by: User | None = None,
    purge_after: date | None = None,
    max_bytes: int | None = None,
) -> StoredFile:
    """Encrypt `content` into the store and return its row (sha256 and size are of the clear bytes).

    `content` is bytes, a path, an open binary file or an iterable of chunks (Django's `upload.chunks()`).
    Raises TooLarge beyond `max_bytes`.
    """
    stored = StoredFile(
        id=uuid.uuid4(),
        kind=kind,
        name=safe_name(name),
        content_type=content_type[:100],
        created_by=by,
        purge_after=purge_after,
    )
    meter = _Meter(max_bytes)
    _write(_path(stored), encrypted(meter.through(_chunks(content))))
    stored.size, stored.sha256 = meter.size, meter.digest.hexdigest()
    stored.save(force_insert=True)
    return stored


def open_file(stored: StoredFile) -> BinaryIO:
    """The clear bytes as a readable file (not seekable); FileNotFoundError once purged."""
    return io.BufferedReader(ClearReader(_path(stored).open("rb")), CHUNK_BYTES)


def read_file(stored: StoredFile) -> bytes:
    """The clear bytes at once: for letters and reports, not for uploads."""
    with open_file(stored) as file:
        return file.read()


@contextmanager
def file_to_path(stored: StoredFile) -> Iterator[Path]:
    """A clear copy for a program that wants a path (0600, the original's suffix), gone afterwards."""
    folder = _folder("tmp")
    suffix = Path(stored.name).suffix[:10]
    handle, name = tempfile.mkstemp(dir=folder, suffix=suffix)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as target, open_file(stored) as source:
            while part := source.read(CHUNK_BYTES):
                target.write(part)
        yield path
    finally:
        path.unlink(missing_ok=True)


def purge(stored: StoredFile) -> None:
    """Remove the bytes and keep the row: what existed, by whom, with which sha256."""
    _path(stored).unlink(missing_ok=True)
    StoredFile.objects.filter(pk=stored.pk, purged_at__isnull=True).update(purged_at=Now())


def remove_leftovers() -> int:
    """Delete what a killed process left a day ago: clear copies, half-written files, and files without a row."""
    now = time.time()
    old = {p: now - p.stat().st_mtime for p in settings.FILES_DIR.rglob("*") if p.is_file()}
    removed = [p for p, age in old.items() if age > DAY and (p.suffix == ".part" or p.parent.name == "tmp")]
    # A row is committed long before its file is a day old, so two looks are enough for each.
    named = {
        p.name: p for p, age in old.items() if DAY < age < 3 * DAY and p.parent.name == p.name[:2] and not p.suffix
    }
    known = StoredFile.objects.filter(id__in=named).values_list("id", flat=True)
    removed += [named[name] for name in named.keys() - {str(i) for i in known}]
    for path in removed:
        path.unlink(missing_ok=True)
    return len(removed)


def safe_name(name: str) -> str:
    """What is shown as the file's name: no path, no control or direction characters, at most 120 characters."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in base if unicodedata.category(c)[0] != "C").strip()
    stem, dot, suffix = kept.rpartition(".")
    if len(kept) > NAME_LENGTH and dot and len(suffix) < 10:
        return stem[: NAME_LENGTH - len(suffix) - 1] + "." + suffix
    return kept[:NAME_LENGTH] or "berkas"


class _Meter:
    """Counts and hashes what passes, and stops at the limit."""

    def __init__(self, limit: int | None) -> None:
        self.size = 0
        self.digest = hashlib.sha256()
        self._limit = limit

    def through(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.size += len(chunk)
            if self._limit is not None and self.size > self._limit:
                raise TooLarge
            self.digest.update(chunk)
            yield chunk


def _chunks(content: bytes | Path | BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    if isinstance(content, bytes | bytearray | memoryview):
        yield bytes(content)
    elif isinstance(content, Path):
        with content.open("rb") as file:
            yield from iter(lambda: file.read(CHUNK_BYTES), b"")
    elif hasattr(content, "chunks"):
        yield from content.chunks(CHUNK_BYTES)
    elif hasattr(content, "read"):
        yield from iter(lambda: content.read(CHUNK_BYTES), b"")
    else:
        yield from content


def _write(path: Path, parts: Iterable[bytes]) -> None:
    half = path.with_suffix(".part")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def _path(stored: StoredFile) -> Path:
    return _folder(str(stored.id)[:2]) / str(stored.id)


def _folder(name: str) -> Path:
    folder: Path = settings.FILES_DIR / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
