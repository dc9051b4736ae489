"""`manage.py restore FILE`: build the copy beside what is there, verify it, and only then put it in its place."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg2 import sql

from config.backup.archive import DUMP, BackupRefused, connect, key_fingerprints, row_counts, run_program
from config.backup.saving import check_entry, members, open_member, read_manifest
from config.database import prepare_role

_MAINTENANCE = "postgres"


def restore(source: Path) -> dict[str, Any]:
    """Bring the copy in `source` back, in place of all that is there.

    Until the copy stands verified beside it (checksums, keys, migrations, row counts) nothing is touched; then the
    databases change names and connections are cut, so a running web and worker go on with the returned data.
    Returns `file`, `made_at`, `tables`, `rows`, `files`, `seconds`.
    """
    started = time.monotonic()
    if not source.is_file():
        raise BackupRefused("NO_FILE", f"{source} is no file.")
    files = Path(settings.FILES_DIR)
    files.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=files.parent) as folder:
        manifest = _unpack(source, Path(folder))
        _check_fits(manifest)
        prepare_role()  # the dump hands out rights to it
        with _side_database() as side:
            _fill(side, Path(folder, DUMP), manifest["tables"])
            _change_places(side)
        _change_files(files, Path(folder))
    call_command("migrate", interactive=False, verbosity=0)
    prepare_role()
    return {
        "file": str(source),
        "made_at": manifest["made_at"],
        "tables": manifest["tables"],
        "rows": sum(manifest["tables"].values()),
        "files": len(manifest["files"]),
        "seconds": round(time.monotonic() - started, 1),
    }


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Every member into `folder`, its checksum compared on the way; names cannot lead out of it."""
    try:
        with tarfile.open(source) as tar:
            manifest = read_manifest(tar)
            for name, entry in members(manifest).items():
                parts = PurePosixPath(name)
                if parts.is_absolute() or ".." in parts.parts:
                    raise BackupRefused("DAMAGED", f"{name} in this copy leads out of it.")
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                reader = open_member(tar, name)
                with target.open("wb") as file:
                    reader.drain(file)
                target.chmod(0o600)
                check_entry(name, reader, entry)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BackupRefused("DAMAGED", f"This copy cannot be read: {error}.") from error
    return manifest


def _check_fits(manifest: dict[str, Any]) -> None:
    ours = key_fingerprints()
    wrong = [name for name, fingerprint in manifest["keys"].items() if ours.get(name) != fingerprint]
    if wrong:
        raise BackupRefused(
            "KEYS_DIFFER",
            f"The data of this copy were written under other keys ({', '.join(wrong)}). Bring those keys back first.",
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(manifest["migrations"]) - known):
        raise BackupRefused("NEWER_VERSION", f"This copy is of a newer version: {unknown[0]} is not known here.")


@contextlib.contextmanager
def _side_database() -> Iterator[str]:
    """The name of a new empty database; whatever bears the name at the end is dropped."""
    side = f"{connection.settings_dict['NAME'][:40]}_{secrets.token_hex(4)}"
    try:
        _administer(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(side)))
    except psycopg2.Error as error:
        raise BackupRefused("NO_RIGHT", f"This database account may not make a database: {error}") from error
    try:
        yield side
    finally:
        _administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(side)))


def _fill(side: str, dump: Path, expected: dict[str, int]) -> None:
    run_program("pg_restore", "--no-owner", "--no-comments", "--jobs=2", "--dbname", side, str(dump))
    with contextlib.closing(connect(side)) as opened:
        found = row_counts(opened)
    if found != expected:
        differing = sorted(name for name in {*found, *expected} if found.get(name) != expected.get(name))
        raise BackupRefused("ROWS_DIFFER", f"Restored row counts differ from the manifest: {', '.join(differing)}.")


def _change_places(side: str) -> None:
    """The restored database takes the name, the old one takes `side` (and is dropped there)."""
    name = connection.settings_dict["NAME"]
    old, new, spare = (sql.Identifier(part) for part in (name, side, f"{side}_x"))
    connection.close()
    _administer(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(old))
    try:
        _administer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        _wait_until_alone(name)
        _administer(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(old, spare))
    except BaseException:
        _administer(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(old))
        raise
    _administer(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(new, old))
    _administer(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(spare, new))


def _wait_until_alone(name: str, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while _administer("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [name]):
        if time.monotonic() > deadline:
            raise BackupRefused("BUSY", "Connections to the database do not end; stop what uses it and try again.")
        time.sleep(0.1)


def _administer(statement: str | sql.Composed, values: list[str] | None = None) -> int:
    """Run one statement beside the databases concerned; the first value of the first row, if there is one."""
    with contextlib.closing(connect(_MAINTENANCE)) as opened:
        opened.autocommit = True
        with opened.cursor() as cursor:
            cursor.execute(statement, values)
            row = cursor.fetchone() if cursor.description else None
    return int(row[0]) if row else 0


def _change_files(files: Path, folder: Path) -> None:
    restored = folder / "files"
    restored.mkdir(exist_ok=True)
    restored.chmod(0o700)
    if files.exists():
        files.rename(folder / "before")  # goes with the folder
    shutil.move(restored, files)
