"""A copy that comes back whole, and the copies that must not come back (F46, F47), by the commands themselves."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connection
from psycopg2 import sql

from config.environment import new_secrets

ROOT = Path(__file__).resolve().parents[2]


class Installation:
    """A database of its own on the tests' server, a data directory and keys."""

    def __init__(self, home: Path) -> None:
        self.server = os.environ["DATABASE_URL"]
        self.name = f"cj_backup_{secrets.token_hex(4)}"
        self.url = f"{self.server.rpartition('/')[0]}/{self.name}"
        self.files = home / "var" / "files"
        self.files.mkdir(parents=True)
        self.environment = (
            os.environ | new_secrets() | {"DATABASE_URL": self.url, "DATA_DIR": str(home / "var"), "DEMO": "1"}
        )

    def command(self, name: str, file: Path, **more: str) -> tuple[int, dict[str, Any]]:
        done = subprocess.run(
            [sys.executable, "manage.py", name, str(file), "--json"],
            cwd=ROOT,
            env=self.environment | more,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout.strip(), done.stderr
        return done.returncode, json.loads(done.stdout)

    def query(self, statement: str | sql.Composed, url: str | None = None) -> Any:
        opened = psycopg2.connect(url or self.url)
        opened.autocommit = True
        try:
            with opened.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchone()[0] if cursor.description else None
        finally:
            opened.close()


@pytest.fixture
def installation(tmp_path: Path, transactional_db: None, reference: None) -> Iterator[Installation]:
    """A copy of the tests' migrated database with its reference data: migrating again would take most of the time."""
    made = Installation(tmp_path)
    name = sql.Identifier(made.name)
    template = sql.Identifier(connection.settings_dict["NAME"])
    connection.close()  # a template must have no visitors
    made.query(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, template), made.server)
    yield made
    made.query(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name), made.server)


def test_there_and_back_and_what_is_refused(installation: Installation, tmp_path: Path) -> None:
    copy = tmp_path / "copy.tar"
    (installation.files / "ab").mkdir()
    (installation.files / "ab" / "letter").write_bytes(secrets.token_bytes(100_000))
    letter = (installation.files / "ab" / "letter").read_bytes()
    holidays = installation.query("SELECT count(*) FROM enrollment_holiday")

    code, saved = installation.command("backup", copy)
    assert code == 0
    assert saved["tables"]["enrollment_holiday"] == holidays > 0
    assert (saved["files"], saved["rows"]) == (1, sum(saved["tables"].values()))
    assert copy.stat().st_mode & 0o777 == 0o600
    assert installation.command("backup", copy)[1]["error"]["code"] == "FILE_EXISTS"

    installation.query("DELETE FROM enrollment_holiday")
    (installation.files / "ab" / "letter").write_bytes(b"overwritten")
    (installation.files / "later").write_bytes(b"not in the copy")

    damaged = tmp_path / "damaged.tar"
    content = bytearray(copy.read_bytes())
    content[20_000] ^= 1
    damaged.write_bytes(content)
    code, answer = installation.command("restore", damaged)
    assert (code, answer["error"]["code"]) == (1, "DAMAGED")
    code, answer = installation.command("restore", copy, NIK_KEY=new_secrets()["NIK_KEY"])
    assert (code, answer["error"]["code"]) == (1, "KEYS_DIFFER")
    assert installation.query("SELECT count(*) FROM enrollment_holiday") == 0, "a refused copy touches nothing"

    code, restored = installation.command("restore", copy)
    assert code == 0
    assert restored["tables"] == saved["tables"]
    assert installation.query("SELECT count(*) FROM enrollment_holiday") == holidays
    assert (installation.files / "ab" / "letter").read_bytes() == letter
    assert not (installation.files / "later").exists()
    assert installation.query(
        "SELECT has_table_privilege('cekjamsos_app', 'districts_village', 'UPDATE')"
        " AND NOT has_table_privilege('cekjamsos_app', 'accounts_auditevent', 'UPDATE')"
    )
    left = installation.query(
        sql.SQL("SELECT count(*) FROM pg_database WHERE datname LIKE {}").format(sql.Literal(f"{installation.name}_%"))
    )
    assert left == 0
