"""The empty migrated database, kept beside pytest's cache: a run migrates only where a migration has changed.

The dump bears a hash of everything that decides its content; one that fits no longer is simply not found. `make run`,
the journeys and the backup's test migrate for real, and so does the first run of a fresh clone.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db.backends.postgresql.creation import DatabaseCreation

from config.backup.archive import BackupRefused, run_program
from config.database import server_version

ROOT = Path(__file__).resolve().parents[1]
DECIDING = ("*/migrations/*.py", "accounts/migration_operations.py", "requirements/base.txt")
DAY = 24 * 3600
_create: Callable[..., str] = DatabaseCreation._create_test_db  # type: ignore[attr-defined]


class Kept:
    """The dump for these sources, in this folder."""

    def __init__(self, folder: Path) -> None:
        digest = hashlib.sha256()
        for path in sorted(path for pattern in DECIDING for path in ROOT.glob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
        self.folder, self.digest = folder, digest.hexdigest()[:24]

    @property
    def path(self) -> Path:
        return self.folder / f"{self.digest}-{server_version()}.dump"

    def fill_new_databases(self) -> None:
        """From now on a test database begins as the dump, where there is one."""

        def created(creation: DatabaseCreation, *args: Any, **kwargs: Any) -> str:
            name = _create(creation, *args, **kwargs)
            if self.path.exists():
                run_program("pg_restore", "--no-owner", "--no-comments", "--dbname", name, str(self.path))
            return name

        DatabaseCreation._create_test_db = created  # type: ignore[attr-defined]

    def keep(self) -> None:
        """Dump the database just migrated; without a fitting pg_dump every run migrates."""
        if self.path.exists():
            return
        partial = self.path.with_suffix(f".{os.getpid()}")
        try:
            run_program("pg_dump", "--format=custom", "--no-owner", f"--file={partial}")
        except BackupRefused:
            return
        partial.replace(self.path)
        for older in self.folder.iterdir():  # not at once: a run beside this one may be reading it
            if older.stat().st_mtime < time.time() - DAY:
                older.unlink(missing_ok=True)
