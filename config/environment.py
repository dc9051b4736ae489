"""Where this process finds its data directory, servers and keys.

`make run` leaves `stack.json` (addresses of the servers it started) and `secrets.json` (keys, mode 0600)
in its data directory, so that `manage.py` commands work against it without any variable being set. Variables
of the environment always win. Nothing here imports Django: the supervisor and the settings both read it.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path
from typing import Any

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_NAMES = ("SECRET_KEY", "NIK_KEY", "NIK_INDEX_KEY", "FILE_KEY")


def data_dir() -> Path:
    """The directory of everything that must survive: databases, files, keys (`DATA_DIR`, else `var/`)."""
    return Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").resolve()


def flag(name: str, default: bool) -> bool:
    """A yes/no variable; anything but 1, true, yes, on is no."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def read_json(name: str) -> dict[str, Any]:
    """A JSON object of the data directory, or an empty one where it is missing or not ours to read."""
    try:
        found: dict[str, Any] = json.loads((data_dir() / name).read_text())
    except (FileNotFoundError, NotADirectoryError, PermissionError, json.JSONDecodeError):
        return {}
    return found


def stack() -> dict[str, Any]:
    """What `make run` wrote of the servers it started: database_url, redis_url, demo, pid, port."""
    return read_json("stack.json")


def lookup(name: str) -> str | None:
    """An address or key by its variable's name: the environment, else what `make run` left."""
    if value := os.environ.get(name):
        return value
    if name in SECRET_NAMES:
        return read_json("secrets.json").get(name)
    return stack().get(name.lower())


def new_secrets() -> dict[str, str]:
    """Fresh random keys, base64 for the two that are bytes (32 bytes each)."""

    def key() -> str:
        return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()

    return {"SECRET_KEY": secrets.token_urlsafe(50), "NIK_KEY": key(), "NIK_INDEX_KEY": key(), "FILE_KEY": key()}


def ensure_secrets() -> dict[str, str]:
    """The data directory's keys, made on first use (file mode 0600, never overwritten)."""
    found = read_json("secrets.json")
    if found:
        return found
    made = new_secrets()
    path = data_dir() / "secrets.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(made, file)
    return made
