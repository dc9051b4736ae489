"""The data directory: whose it is, who is using it now, and where the embedded servers keep their files."""

from __future__ import annotations

import fcntl
import json
import os
import pwd
import secrets
from pathlib import Path
from typing import IO, Any

from config import environment
from config.embedded.account import STATE_DIR, server_account
from config.embedded.postgres import new_passwords

LOCK = "lock"
SERVERS = "servers.json"


class Refused(RuntimeError):
    """A start that must not happen; the message says why and what to do."""


def claim() -> IO[str]:
    """Make the data directory, check that it is ours, and lock it for as long as the returned file stays open.

    Raises `Refused` where another account made it or another `make run` uses it.
    """
    directory = environment.data_dir()
    _check_account(directory)
    directory.mkdir(parents=True, exist_ok=True)
    # Others may pass through only where the servers run under another account.
    directory.chmod(0o711 if server_account().switch else 0o700)
    (directory / "log").mkdir(mode=0o700, exist_ok=True)
    lock = (directory / LOCK).open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        running = environment.stack()
        where = f"http://localhost:{running['port']}/ (process {running['pid']})" if running else "still starting"
        raise Refused(
            f"A `make run` is already running on {directory}: {where}.\n"
            "Use that one, stop it with Ctrl-C, or give this one a DATA_DIR and a PORT of its own."
        ) from error
    return lock


def write_json(name: str, content: dict[str, Any]) -> None:
    """Write a JSON file of the data directory, whole or not at all, readable by us alone."""
    path = environment.data_dir() / name
    partial = path.with_name(f".{name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(content, file)
    partial.rename(path)


def servers() -> tuple[Path, dict[str, str]]:
    """Where the embedded servers keep their files, and their passwords; decided once, on the first start.

    That is the data directory itself, unless the servers' account cannot get there (root's home is closed): then a
    directory of its own under /var/lib. Its name is random, so that a new data directory never meets old databases.
    """
    known = environment.read_json(SERVERS)
    if not known:
        directory = environment.data_dir()
        home = directory if server_account().reaches(directory) else STATE_DIR / secrets.token_hex(6)
        known = {"home": str(home), "redis": secrets.token_urlsafe(24), **new_passwords()}
        write_json(SERVERS, known)
    home = Path(known["home"])
    if home != environment.data_dir():
        home.mkdir(parents=True, exist_ok=True)
        home.parent.chmod(0o711)
        home.chmod(0o711)
    return home, {name: known[name] for name in ("admin", "owner", "redis")}


def _check_account(directory: Path) -> None:
    for path in (directory / "secrets.json", directory / LOCK, directory):
        if not path.exists():
            continue
        owner = path.stat().st_uid
        if owner != os.geteuid():
            raise Refused(
                f"{directory} was made by the account {_name(owner)}, and this is {_name(os.geteuid())}.\n"
                "Start it as that account, or give this one a DATA_DIR of its own."
            )
        return


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
