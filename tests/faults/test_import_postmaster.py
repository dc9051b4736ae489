"""F19: the database is killed in the middle of an import. What was acknowledged stays, the rest is done again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from config import environment
from config.embedded.postgres import Postgres, new_passwords
from tests.enrollment import sheets
from tests.faults.stack import wait_until
from tests.faults.test_import_faults import ROWS, big_sheet

ROOT = Path(__file__).resolve().parents[2]


class Place:
    """A database of its own with the product's tables, and commands that run against it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.server = Postgres(home, new_passwords(), durable=True)
        self.server.start()
        data = home / "data"
        data.mkdir()
        own = {"DATABASE_URL": self.server.url, "DATA_DIR": str(data), "DEMO": "1", "DB_ROLE": ""}
        self.variables = {**os.environ, **environment.new_secrets(), **own, "DJANGO_SETTINGS_MODULE": "config.settings"}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "manage.py", *arguments]
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, cwd=ROOT, env=self.variables, **pipes)

    def run(self, *arguments: str) -> str:
        process = self.start(*arguments)
        printed, failed = process.communicate(timeout=300)
        assert process.returncode == 0, failed[-2000:]
        return printed

    def rows(self, sql: str) -> int:
        with psycopg2.connect(self.server.url) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return int(cursor.fetchone()[0])


@pytest.fixture
def place() -> Iterator[Place]:
    home = Path(tempfile.mkdtemp(prefix="cekjamsos-", dir="/tmp"))
    home.chmod(0o711)
    made = Place(home)
    try:
        yield made
    finally:
        made.server.stop(5, signal.SIGQUIT)
        shutil.rmtree(home, ignore_errors=True)


def test_f19_the_postmaster_is_killed_in_the_middle(place: Place) -> None:
    place.run("migrate", "-v0")
    place.run("load_reference")
    employers, workers = place.home / "employers.xlsx", place.home / "workers.csv"
    employers.write_bytes(sheets.workbook([sheets.EMPLOYER]))
    workers.write_bytes(big_sheet())
    acknowledged = json.loads(place.run("import_sheet", str(employers), "--commit", "--json"))
    assert acknowledged["status"] == "COMMITTED"

    process = place.start("import_sheet", str(workers), "--commit", "--json")
    writing = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'COPY enrollment_staged%'"
    wait_until(lambda: place.rows(writing) or process.poll() is not None, "rows are being staged")
    assert process.poll() is None
    assert place.server.process is not None
    place.server.process.send_signal(signal.SIGKILL)
    process.communicate(timeout=120)
    assert process.returncode != 0

    place.server.stop(5)
    place.server.start()
    assert place.rows("SELECT count(*) FROM enrollment_employer") == 1
    assert place.rows("SELECT count(*) FROM enrollment_membership") == 0
    assert place.rows("SELECT count(*) FROM enrollment_importbatch") == 1
    again = json.loads(place.run("import_sheet", str(workers), "--commit", "--json"))
    assert (again["status"], again["new"], again["wrong"]) == ("COMMITTED", ROWS, 0)
    assert place.rows("SELECT count(*) FROM enrollment_membership") == ROWS
    assert place.rows("SELECT count(*) FROM enrollment_staged_membership") == 0
