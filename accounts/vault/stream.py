"""Encrypting a byte stream chunk by chunk, so that a large file is never whole in memory nor in clear on disk.

Layout: magic (4) | salt (16) | chunks. Each file has its own key (HKDF of FILE_KEY with the salt); a chunk's nonce is
its number plus a mark on the last one, so chunks cannot be dropped, doubled or moved, and a cut file does not open.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from accounts.vault.fields import Unreadable, key_bytes

MAGIC = b"CJF1"
SALT_BYTES = 16
TAG_BYTES = 16
CHUNK_BYTES = 1024 * 1024


def encrypted(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The encrypted form of clear `chunks` (any sizes, re-cut to CHUNK_BYTES)."""
    salt = os.urandom(SALT_BYTES)
    cipher = _cipher(salt)
    yield MAGIC + salt
    held = bytearray()
    number = 0
    for chunk in chunks:
        held += chunk
        while len(held) > CHUNK_BYTES:  # one chunk is always kept back: the last one carries the mark
            yield cipher.encrypt(_nonce(number, last=False), bytes(held[:CHUNK_BYTES]), None)
            del held[:CHUNK_BYTES]
            number += 1
    yield cipher.encrypt(_nonce(number, last=True), bytes(held), None)


class ClearReader(io.RawIOBase):
    """Reads an encrypted file as clear bytes; raises Unreadable where it was changed or cut."""

    def __init__(self, source: BinaryIO) -> None:
        super().__init__()
        self._source = source
        head = source.read(len(MAGIC) + SALT_BYTES)
        if head[: len(MAGIC)] != MAGIC:
            source.close()
            raise Unreadable("Not a file of this store.")
        self._cipher = _cipher(head[len(MAGIC) :])
        self._number = 0
        self._ahead = source.read(CHUNK_BYTES + TAG_BYTES)
        self._clear = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._clear and not self._ended:
            self._next_chunk()
        part = self._clear[: len(buffer)]
        buffer[: len(part)] = part
        self._clear = self._clear[len(part) :]
        return len(part)

    def close(self) -> None:
        self._source.close()
        super().close()

    def _next_chunk(self) -> None:
        sealed, self._ahead = self._ahead, self._source.read(CHUNK_BYTES + TAG_BYTES)
        self._ended = not self._ahead
        try:
            self._clear = self._cipher.decrypt(_nonce(self._number, last=self._ended), sealed, None)
        except (InvalidTag, ValueError) as error:
            raise Unreadable("The stored file was changed or cut.") from error
        self._number += 1


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")


def _cipher(salt: bytes) -> AESGCM:
    key = HKDF(SHA256(), 32, salt, b"cek-jamsos file store").derive(key_bytes(settings.FILE_KEY))
    return AESGCM(key)
