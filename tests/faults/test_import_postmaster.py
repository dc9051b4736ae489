"""F19 and F20: the database is killed in the middle of an import, and restarted below idle connections.

What was acknowledged stays, the rest is done again; who asks first afterwards is answered.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import psycopg2
import pytest
from celery import Celery

from config import environment
from config.embedded.postgres import Postgres, new_passwords
from tests.enrollment import sheets
from tests.faults.stack import SHORT, Stack, wait_until
from tests.faults.test_import_faults import ROWS, big_sheet
from tests.migrated import Kept

ROOT = Path(__file__).resolve().parents[2]

# Months before the batch's own are built by a worker, and nobody runs one here.
WAITS_FOR_A_WORKER = {"stored facts equal the register"}


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

    def broken(self) -> set[str]:
        """The invariants that do not hold."""
        printed, _ = self.start("check_invariants").communicate(timeout=300)
        return {line.split("BROKEN", 1)[1].strip() for line in printed.splitlines() if "BROKEN" in line}

    def rows(self, sql: str) -> int:
        with psycopg2.connect(self.server.url) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return int(cursor.fetchone()[0])


class Served(Stack):
    """Web and worker of such a place."""

    def __init__(self, home: Path, place: Place) -> None:
        super().__init__(home)
        self._variables = place.variables

    def environment(self) -> dict[str, str]:
        return self._variables | SHORT | {"PYTHONPATH": str(ROOT), "REDIS_URL": self.redis.url}

    def statuses(self, count: int) -> set[int]:
        """Of so many requests at once, each of which asks the database."""
        with ThreadPoolExecutor(count) as pool:
            return set(pool.map(self._status, range(count)))

    def _status(self, _: int) -> int:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=20) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code


@pytest.fixture(scope="module")
def place(migrated: Kept) -> Iterator[Place]:
    home = Path(tempfile.mkdtemp(prefix="cekjamsos-", dir="/tmp"))
    home.chmod(0o711)
    made = Place(home)
    try:
        migrated.fill(made.server.url)
        made.run("migrate", "-v0")
        made.run("load_reference")
        yield made
    finally:
        made.server.stop(5, signal.SIGQUIT)
        shutil.rmtree(home, ignore_errors=True)


def test_f20_the_database_restarts_below_idle_connections(place: Place, tmp_path: Path) -> None:
    """The first request is answered, by every thread that had a connection, and the worker does the next item.

    Before F19, whose import leaves work behind: the worker here has nothing to do while the database is away.
    """
    served = Served(tmp_path, place)
    served.redis.start()
    sender = Celery("tests", broker=served.redis.url, set_as_current=False)
    seen = "SELECT count(*) FROM accounts_workerbeat WHERE seen_at > pg_postmaster_start_time()"
    try:
        served.web()
        served.worker(processes=1)
        wait_until(lambda: place.rows(seen), "the worker was seen")
        wait_until(lambda: "succeeded" in served.log(), "its first look for work is over")
        assert served.statuses(16) == {200}
        place.server.stop()
        place.server.start()
        assert place.rows(seen) == 0
        assert served.statuses(16) == {200}
        sender.send_task("accounts.heartbeat")
        wait_until(lambda: place.rows(seen), "the worker works")
        assert "Traceback" not in served.log()
        assert place.broken() == set()
    finally:
        served.stop()


def test_f19_the_postmaster_is_killed_in_the_middle(place: Place) -> None:
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
    assert place.broken() <= WAITS_FOR_A_WORKER
