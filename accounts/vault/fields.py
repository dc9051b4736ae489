"""Sealed field values (AES-256-GCM) and their keyed look-up index (HMAC-SHA-256).

A sealed value is `key id (1 byte) | nonce (12) | ciphertext and tag`; the column's name is authenticated with it, so
a value copied into another column does not open. The index is 16 bytes and uses a key of its own: whoever holds a
dump can neither read nor guess a NIK without both keys.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterable
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12
INDEX_BYTES = 16
_HEAD_BYTES = 1 + NONCE_BYTES
_BLOCK_BYTES = 64
_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))


class Unreadable(Exception):
    """A sealed value or file that does not open: unknown key, other column, or changed bytes."""


def seal(text: str | bytes, column: str) -> bytes:
    """One value as ciphertext for `column` (a name such as "participant.nik")."""
    return seal_many([text], column)[0]  # type: ignore[return-value]


def seal_many(values: Iterable[str | bytes | None], column: str) -> list[bytes | None]:
    """Ciphertext of each value, None kept as None. 100,000 values take about half a second."""
    values = list(values)
    key_id = max(settings.NIK_KEYS)
    encrypt, bound, head = _cipher(key_id).encrypt, column.encode(), bytes([key_id])
    pool = os.urandom(NONCE_BYTES * len(values))
    nonces = (pool[start : start + NONCE_BYTES] for start in range(0, len(pool), NONCE_BYTES))
    return [
        None
        if value is None
        else head + nonce + encrypt(nonce, value.encode() if isinstance(value, str) else bytes(value), bound)
        for nonce, value in zip(nonces, values, strict=True)
    ]


def unseal(blob: bytes | memoryview, column: str) -> str:
    """The text that was sealed for `column`; raises Unreadable."""
    blob = bytes(blob)
    try:
        clear = _cipher(blob[0]).decrypt(blob[1:_HEAD_BYTES], blob[_HEAD_BYTES:], column.encode())
    except (InvalidTag, KeyError, IndexError, ValueError) as error:
        raise Unreadable(f"A value of {column} does not open.") from error
    return clear.decode()


def unseal_many(blobs: Iterable[bytes | memoryview | None], column: str) -> list[str | None]:
    """The text of each sealed value, None kept as None."""
    return [None if blob is None else unseal(blob, column) for blob in blobs]


def index(text: str) -> bytes:
    """16 bytes by which a value is found without being readable; spaces, dots and case do not matter."""
    return index_many([text])[0]  # type: ignore[return-value]


def index_many(texts: Iterable[str | None]) -> list[bytes | None]:
    """`index` of each text, None kept as None."""
    inner, outer = _index_halves()
    found: list[bytes | None] = []
    for text in texts:
        if text is None:
            found.append(None)
            continue
        message, whole = inner.copy(), outer.copy()
        message.update((text if text.isdigit() else _normal(text)).encode())
        whole.update(message.digest())
        found.append(whole.digest()[:INDEX_BYTES])
    return found


def key_bytes(text: str) -> bytes:
    """The 32 bytes of a base64 key of the settings."""
    key = base64.urlsafe_b64decode(text)
    if len(key) != 32:
        raise ValueError("A key must be 32 bytes, base64.")
    return key


def _normal(text: str) -> str:
    return "".join(c for c in text if c.isalnum()).upper()


@lru_cache(maxsize=8)
def _cipher(key_id: int) -> AESGCM:
    return AESGCM(key_bytes(settings.NIK_KEYS[key_id]))


@lru_cache(maxsize=1)
def _index_halves() -> tuple[hashlib._Hash, hashlib._Hash]:
    """Both hashes of HMAC-SHA-256 (RFC 2104) with the key taken in: copying them takes half the time of a new HMAC."""
    key = key_bytes(settings.NIK_INDEX_KEY).ljust(_BLOCK_BYTES, b"\0")
    return hashlib.sha256(key.translate(_INNER)), hashlib.sha256(key.translate(_OUTER))
