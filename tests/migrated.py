"""The empty migrated database, kept beside pytest's cache: a run migrates only where a migration has changed.

The dump bears a hash of everything that decides its content; one that fits no longer is simply not found. One process
of a run migrates and the others wait for its dump. `make run` and the backup's test migrate for real, and so does the
first run of a fresh clone.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.postgresql.creation import DatabaseCreation

from config.backup.archive import BackupRefused, run_program
from config.database import server_version

ROOT = Path(__file__).resolve().parents[1]
DECIDING = ("*/migrations/*.py", "accounts/migration_operations.py", "requirements/base.txt")
DAY = 24 * 3600
_create_empty: Callable[..., str] = DatabaseCreation._create_test_db  # type: ignore[attr-defined]
_create: Callable[..., str] = DatabaseCreation.create_test_db


class Kept:
    """The dump for these sources, in this folder."""

    def __init__(self, folder: Path, blocker: Any) -> None:
        digest = hashlib.sha256()
        for path in sorted(path for pattern in DECIDING for path in ROOT.glob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
        self.folder, self.digest, self._blocker = folder, digest.hexdigest()[:24], blocker

    @property
    def path(self) -> Path:
        return self.folder / f"{self.digest}-{server_version()}.dump"

    def fill_new_databases(self) -> None:
        """From now on a test database begins as the dump; where there is none, whoever comes first makes it."""

        def created_empty(creation: DatabaseCreation, *args: Any, **kwargs: Any) -> str:
            name = _create_empty(creation, *args, **kwargs)
            if self.path.exists():
                self._fill(name)
            return name

        def created(creation: DatabaseCreation, *args: Any, **kwargs: Any) -> str:
            with self._turn():
                if not self.path.exists():
                    name = _create(creation, *args, **kwargs)
                    self._dump()
                    return name
            return _create(creation, *args, **kwargs)

        DatabaseCreation._create_test_db = created_empty  # type: ignore[attr-defined]
        DatabaseCreation.create_test_db = created  # type: ignore[method-assign]

    def fill(self, database: str) -> None:
        """Make a new database, by its address, the dump, if there is one or somebody is at it."""
        with self._turn():
            pass
        with self._blocker.unblock():  # which program fits is the server's word
            if self.path.exists():
                self._fill(database)
            connection.close()

    def _fill(self, database: str) -> None:
        run_program("pg_restore", "--no-owner", "--no-comments", "--dbname", database, str(self.path))

    def _dump(self) -> None:
        """Of the database just migrated; without a fitting pg_dump every process migrates."""
        partial = self.path.with_suffix(f".{os.getpid()}")
        try:
            run_program("pg_dump", "--format=custom", "--no-owner", f"--file={partial}")
        except BackupRefused:
            return
        partial.replace(self.path)
        for older in self.folder.glob("*.dump"):  # not at once: a run beside this one may be reading it
            if older.stat().st_mtime < time.time() - DAY:
                older.unlink(missing_ok=True)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
