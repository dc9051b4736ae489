"""The secret itself: how it looks and what is kept of it."""

from __future__ import annotations

import hashlib
import re
import secrets

PREFIX = "cjs_"
HINT = 12
_SHAPE = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")


def new_secret() -> str:
    """256 random bits behind a prefix that scanners for leaked keys can look for."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is kept. No salt: nobody guesses 256 bits."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def secrets_in(text: str) -> list[str]:
    """Whatever in a text looks like one of our secrets."""
    return _SHAPE.findall(text)
