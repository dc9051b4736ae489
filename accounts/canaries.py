"""I5 of security.md §3: seeded NIKs must be nowhere in clear: not in the database, the files, the logs, Redis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import redis
from django.conf import settings
from django.db import connection
from psycopg2 import sql

PART_BYTES = 4 * 1024 * 1024


def scan(numbers: Iterable[str], directories: Iterable[Path] = ()) -> list[str]:
    """Where any of `numbers` (digits) is readable; `directories` join the data directory. Empty is good."""
    wanted = [number.encode() for number in numbers]
    if not wanted:
        return []
    found = [f"file {path}" for path in _files([settings.DATA_DIR, *directories]) if _in_file(path, wanted)]
    found += [f"table {table}" for table in _tables() if _in_table(table, wanted)]
    return found + [f"redis key {key!r}" for key in _redis_keys(wanted)]


def _files(directories: Iterable[Path]) -> Iterator[Path]:
    """Everything below, except the embedded servers' own directories: the database is asked itself."""
    for directory in directories:
        for path in Path(directory).rglob("*"):
            if path.is_file() and not {"postgres", "redis"} & set(path.relative_to(directory).parts):
                yield path


def _in_file(path: Path, wanted: list[bytes]) -> bool:
    overlap = max(map(len, wanted)) - 1
    try:
        with path.open("rb") as file:
            before = b""
            while part := file.read(PART_BYTES):
                text = before + part
                if any(number in text for number in wanted):
                    return True
                before = text[-overlap:]
    except (FileNotFoundError, PermissionError):
        pass
    return False


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


def _in_table(table: str, wanted: list[bytes]) -> bool:
    pattern = "|".join(number.decode() for number in wanted)
    query = sql.SQL("SELECT EXISTS (SELECT 1 FROM {} t WHERE t::text ~ %s)").format(sql.Identifier(table))
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(cursor.cursor), [pattern])
        return bool(cursor.fetchone()[0])


def _redis_keys(wanted: list[bytes]) -> list[str]:
    found = []
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5, socket_connect_timeout=2) as client:
        for key in client.scan_iter(count=500):
            if any(number in key + (client.dump(key) or b"") for number in wanted):
                found.append(key.decode(errors="replace"))
    return found
