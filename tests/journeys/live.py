"""The product as `make run` starts it, for journeys: own database, Redis, port and data directory, demo data inside.

The demo register is made once per test run by the commands `make run` uses; every pytest process then works on its own
copy of that database with its own web server, worker and beat. Nothing of it is left afterwards.
"""

from __future__ import annotations

import contextlib
import fcntl
import http.cookiejar
import json
import os
import re
import secrets
import shutil
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from accounts.demo import PASSWORD
from config import environment, run
from config.embedded.redis import Redis
from config.embedded.server import free_port
from config.supervisor import Child, run_step
from tests.migrated import Kept

WORKERS = "400"
# The city's, Lubuk Baja's, a branch's and a dinas': each kind once, so that the set-up stays short.
REPORTS = [f"--report={code}" for code in ("21.71", "21.71.06", "BPJS-NGY", "OPD-PAR")]
PATIENCE = 90  # seconds; two cores may be busy with the rest of the suite
LIGHT = {"WEB_PROCESSES": "1", "WORKER_PROCESSES": "1", "WORK_SWEEP_SECONDS": "5", "LOGIN_DELAY_SECONDS": "0.05"}
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Live:
    """A running product: `url`, `database`, `state(username)` for a signed-in browser, `sql(…)` to look behind it."""

    def __init__(self, home: Path, database: str) -> None:
        self.home = home
        self.log = home / "log"
        self.log.mkdir(parents=True, exist_ok=True)
        self.database = database
        self.redis = Redis(home, secrets.token_urlsafe(12), durable=False)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.children: list[Child] = []
        self._states: dict[str, dict[str, Any]] = {}

    def variables(self) -> dict[str, str]:
        """What every process is told; the keys are those of the test run."""
        return {
            **{name: environment.lookup(name) or "" for name in environment.SECRET_NAMES},
            **LIGHT,
            "DATA_DIR": str(self.home),
            "DATABASE_URL": self.database,
            "REDIS_URL": self.redis.url,
            "PUBLIC_URL": self.url,
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DEMO": "1",
            "DB_ROLE": "",
            "PYTHONUNBUFFERED": "1",
        }

    def step(self, name: str, *arguments: str) -> None:
        """One command of the set-up, to its end."""
        run_step(name, [sys.executable, *arguments], self.variables(), self.log / f"{name}.log")

    def serve(self, *names: str) -> None:
        """Start these of web, beat and worker as `make run` does, under the role without rights to change tables."""
        with pytest.MonkeyPatch.context() as patch:
            for name, value in {**LIGHT, "DATA_DIR": str(self.home)}.items():
                patch.setenv(name, value)
            ours = run.processes(self.variables() | {"DB_ROLE": run.APP_ROLE}, self.log)
        for child in ours:
            if child.name in names:
                self.children.append(child)
                child.start()

    def stop(self) -> None:
        for child in self.children:
            child.stop(8)
        self.redis.stop(5)

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of a query against the register, as its owner."""
        with contextlib.closing(psycopg2.connect(self.database)) as connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    def execute(self, statement: str, *values: Any) -> None:
        """Change something behind the product's back: only for what a journey is given, never for what it does."""
        with psycopg2.connect(self.database) as connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
        connection.close()

    def number(self, statement: str, *values: Any) -> int:
        """The one number a query gives."""
        return int(self.sql(statement, *values)[0][0])

    def answers(self) -> bool:
        """/readyz is content: database, redis, migrations, and a worker that was seen."""
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/readyz", timeout=3) as answer:
            return bool(json.load(answer)["status"] == "ok")
        return False

    def state(self, username: str) -> dict[str, Any]:
        """Playwright's `storage_state` of this demo account, signed in over HTTP once and kept."""
        if username not in self._states:
            jar = http.cookiejar.CookieJar()
            opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
            with opener.open(f"{self.url}/masuk/", timeout=30) as answer:
                token = _TOKEN.search(answer.read().decode())
            assert token
            form = {"csrfmiddlewaretoken": token[1], "login": username, "password": PASSWORD}
            opener.open(f"{self.url}/masuk/", urllib.parse.urlencode(form).encode(), timeout=30).close()
            cookies = [
                {"name": c.name, "value": c.value, "domain": "127.0.0.1", "path": "/", "expires": -1, "httpOnly": True,
                 "secure": False, "sameSite": "Lax"}
                for c in jar
            ]  # fmt: skip
            assert "sesi" in {c["name"] for c in cookies}, f"{username} cannot sign in"
            self._states[username] = {"cookies": cookies, "origins": []}
        return self._states[username]

    def words(self) -> str:
        """The end of every log, for the message of a failed start."""
        logs = sorted(self.log.glob("*.log"))
        return "\n".join(f"== {p.name}\n" + "\n".join(p.read_text(errors="replace").splitlines()[-15:]) for p in logs)


def wait_until(condition: Callable[[], Any], what: str, seconds: float = PATIENCE) -> None:
    """Poll until it holds, or fail naming what did not come."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.25)
    raise AssertionError(f"{what}: not within {seconds} s")


@contextlib.contextmanager
def product(worker: str, migrated: Kept) -> Iterator[Live]:
    """A running product for one pytest process."""
    server = environment.lookup("DATABASE_URL")
    assert server, "journeys need DATABASE_URL: python -m config.embedded exec -- pytest tests/journeys"
    name = f"cj_journeys_{_run_id()}"
    # Not below pytest's own directory: that is closed again by every run that starts, and Redis is another account.
    shared = Path(tempfile.gettempdir()) / name
    shared.mkdir(mode=0o711, exist_ok=True)
    own, home = f"{name}_{worker}", shared / worker
    (shared / f"user-{worker}").touch()
    with contextlib.ExitStack() as undo:
        undo.callback(_leave, shared, server, name, own)
        with _turn(shared):
            if not (shared / "template").exists():
                _make_template(shared / "template", server, name, migrated)
            _execute(server, f'CREATE DATABASE "{own}" TEMPLATE "{name}"')
            shutil.copytree(shared / "template", home, ignore=shutil.ignore_patterns("log", "redis*"))
        live = Live(home, _named(server, own))
        undo.callback(live.stop)
        live.redis.start()
        live.serve("web", "beat", "worker")
        with _told(live):
            wait_until(live.answers, "the product is ready")
        yield live


def _leave(shared: Path, server: str, name: str, own: str) -> None:
    """Drop what this process had; the last one drops what all of them shared."""
    worker = own.removeprefix(f"{name}_")
    with _turn(shared):
        _execute(server, f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')
        shutil.rmtree(shared / worker, ignore_errors=True)
        (shared / f"user-{worker}").unlink()
        if not list(shared.glob("user-*")):
            _execute(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            shutil.rmtree(shared)


def _make_template(home: Path, server: str, name: str, migrated: Kept) -> None:
    """Demo accounts, register and reports by the product's own commands and worker."""
    _execute(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
    migrated.fill(_named(server, name))
    making = home.with_name("making")
    shutil.rmtree(making, ignore_errors=True)  # another process of this run may have failed half-way
    making.mkdir(mode=0o711)
    live = Live(making, _named(server, name))
    open_work = "SELECT count(*) FROM accounts_workitem WHERE state IN ('PENDING', 'RUNNING')"
    try:
        live.redis.start()
        with _told(live):
            live.step("prepare", "-m", "config.prepare")
            live.step("demo", "manage.py", "load_demo", "--workers", WORKERS, *REPORTS)
            live.serve("worker")
            wait_until(lambda: live.number(open_work) == 0, "the demo's facts and reports", 120)
    finally:
        live.stop()
    making.rename(home)


@contextlib.contextmanager
def _told(live: Live) -> Iterator[None]:
    """Whatever fails inside comes with the logs: the directory is gone when somebody reads the report."""
    try:
        yield
    except Exception as error:
        raise AssertionError(f"{error}\n{live.words()}") from error


@contextlib.contextmanager
def _turn(shared: Path) -> Iterator[None]:
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run_id() -> str:
    return os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]


def _named(server: str, database: str) -> str:
    parts = urllib.parse.urlsplit(server)
    return urllib.parse.urlunsplit(parts._replace(path=f"/{database}"))


def _execute(server: str, *statements: str) -> None:
    connection = psycopg2.connect(server)
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


__all__ = ["PASSWORD", "Live", "product", "wait_until"]
