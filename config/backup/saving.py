"""`manage.py backup FILE`: one snapshot of the database, the files, the manifest; then read back and compared."""

from __future__ import annotations

import io
import json
import os
import tarfile
import tempfile
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ

from config.backup.archive import (
    DUMP,
    FILES,
    FORMAT,
    MANIFEST,
    BackupRefused,
    HashingReader,
    connect,
    key_fingerprints,
    row_counts,
    run_program,
)
from config.database import server_version


def save(target: Path) -> dict[str, Any]:
    """Write a copy to `target` (mode 0600; refused where it exists) and verify it.

    Returns `file`, `sha256`, `bytes`, `tables` (rows by table), `rows`, `files`, `seconds`. The database is read in
    one snapshot while work goes on; files are written once and never changed, so those read after it are a superset.
    """
    started = time.monotonic()
    target = target.resolve()
    if target.exists():
        raise BackupRefused("FILE_EXISTS", f"{target} exists; a copy never overwrites another.")
    if not target.parent.is_dir():
        raise BackupRefused("NO_DIRECTORY", f"{target.parent} is no directory.")
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        dump, partial = Path(folder, DUMP), Path(folder, "copy")
        tables = _dump(dump)
        manifest = _write(partial, dump, tables)
        sha256 = verify(partial)
        partial.chmod(0o600)
        partial.rename(target)
    return {
        "file": str(target),
        "sha256": sha256,
        "bytes": target.stat().st_size,
        "tables": tables,
        "rows": sum(tables.values()),
        "files": len(manifest["files"]),
        "seconds": round(time.monotonic() - started, 1),
    }


def verify(path: Path) -> str:
    """Read a copy whole: every member's SHA-256 against the manifest. Returns that of the file itself."""
    with path.open("rb") as file:
        whole = HashingReader(file)
        whole.drain()
    with tarfile.open(path) as tar:
        manifest = read_manifest(tar)
        for name, entry in members(manifest).items():
            reader = open_member(tar, name)
            reader.drain()
            check_entry(name, reader, entry)
    return whole.digest.hexdigest()


def read_manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    """The manifest of an opened copy; refused where it is none of ours."""
    try:
        manifest = json.loads(open_member(tar, MANIFEST).read())
    except ValueError as error:
        raise BackupRefused("DAMAGED", "The manifest of this copy cannot be read.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BackupRefused("NOT_A_BACKUP", "This copy is of a kind this version does not know.")
    return manifest


def members(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every member but the manifest, with its checksum and size."""
    return {DUMP: manifest["database"]} | {f"{FILES}/{name}": entry for name, entry in manifest["files"].items()}


def open_member(tar: tarfile.TarFile, name: str) -> HashingReader:
    """A regular file of the copy; refused where it is missing."""
    try:
        file = tar.extractfile(name)
    except KeyError:
        file = None
    if file is None:
        raise BackupRefused("DAMAGED", f"{name} is missing in this copy.")
    return HashingReader(file)


def check_entry(name: str, reader: HashingReader, entry: dict[str, Any]) -> None:
    if reader.as_entry() != entry:
        raise BackupRefused("DAMAGED", f"{name} in this copy is not what was saved (its checksum differs).")


def _dump(dump: Path) -> dict[str, int]:
    """pg_dump and the row counts, both in one snapshot, so that they must agree."""
    opened = connect()
    try:
        opened.set_session(isolation_level=ISOLATION_LEVEL_REPEATABLE_READ, readonly=True)
        with opened.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        run_program("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={dump}")
        tables = row_counts(opened)
    finally:
        opened.close()
    run_program("pg_restore", f"--file={os.devnull}", str(dump))  # reads and unpacks all of it
    return tables


def _write(partial: Path, dump: Path, tables: dict[str, int]) -> dict[str, Any]:
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(),
        "server": server_version(),
        "migrations": sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
        "keys": key_fingerprints(),
        "tables": tables,
        "files": {},
    }
    root = Path(settings.FILES_DIR)
    with tarfile.open(partial, "w") as tar:
        manifest["database"] = _add(tar, dump, DUMP)
        for path in sorted(root.rglob("*")) if root.is_dir() else ():
            if path.is_file() and not path.is_symlink():
                name = path.relative_to(root).as_posix()
                manifest["files"][name] = _add(tar, path, f"{FILES}/{name}")
        text = json.dumps(manifest, indent=1).encode()
        information = tarfile.TarInfo(MANIFEST)
        information.size = len(text)
        tar.addfile(information, io.BytesIO(text))
    return manifest


def _add(tar: tarfile.TarFile, path: Path, name: str) -> dict[str, Any]:
    with path.open("rb") as file:
        reader = HashingReader(file)
        information = tarfile.TarInfo(name)
        information.size = os.fstat(file.fileno()).st_size
        information.mode = 0o600
        tar.addfile(information, reader)
    return reader.as_entry()
