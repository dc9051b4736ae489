"""Sealed field values (AES-256-GCM) and their keyed look-up index (HMAC-SHA-256).

A sealed value is `key id (1 byte) | nonce (12) | ciphertext and tag`; the column's name is authenticated with it, so
a value copied into another column does not open. The index is 16 bytes and uses a key of its own: whoever holds a
dump can neither read nor guess a NIK without both keys.
"""

from __future__ import annotations

import base64
import hmac
import os
from collections.abc import Iterable
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12
INDEX_BYTES = 16
_HEAD_BYTES = 1 + NONCE_BYTES


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
    sealed: list[bytes | None] = []
    for position, value in enumerate(values):
        if value is None:
            sealed.append(None)
            continue
        nonce = pool[position * NONCE_BYTES : (position + 1) * NONCE_BYTES]
        clear = value.encode() if isinstance(value, str) else bytes(value)
        sealed.append(head + nonce + encrypt(nonce, clear, bound))
    return sealed


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
    return hmac.digest(_index_key(), _normal(text).encode(), "sha256")[:INDEX_BYTES]


def index_many(texts: Iterable[str | None]) -> list[bytes | None]:
    """`index` of each text, None kept as None."""
    key, digest = _index_key(), hmac.digest
    return [None if t is None else digest(key, _normal(t).encode(), "sha256")[:INDEX_BYTES] for t in texts]


def key_bytes(text: str) -> bytes:
    """The 32 bytes of a base64 key of the settings."""
    key = base64.urlsafe_b64decode(text)
    if len(key) != 32:
        raise ValueError("A key must be 32 bytes, base64.")
    return key


def _normal(text: str) -> str:
    return text if text.isdigit() else "".join(c for c in text if c.isalnum()).upper()


@lru_cache(maxsize=8)
def _cipher(key_id: int) -> AESGCM:
    return AESGCM(key_bytes(settings.NIK_KEYS[key_id]))


@lru_cache(maxsize=1)
def _index_key() -> bytes:
    return key_bytes(settings.NIK_INDEX_KEY)
