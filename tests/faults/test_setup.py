"""`make run`, really: from an empty directory to a served page, through kills, down by Ctrl-C, and up again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest

from config.embedded.account import STATE_DIR
from config.embedded.server import free_port

ROOT = Path(__file__).resolve().parents[2]
GIVEN = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "NIK_KEY", "NIK_INDEX_KEY", "FILE_KEY", "DB_ROLE", "PUBLIC_URL"}
PATIENCE = 240  # seconds; two cores may be busy with the rest of the suite


class Stack:
    """One data directory, its port, and the `make run` on it."""

    def __init__(self, home: Path) -> None:
        self.data = home / "var"
        self.port = free_port()
        self.environment = {name: value for name, value in os.environ.items() if name not in GIVEN} | {
            "HOME": str(home),
            "DATA_DIR": str(self.data),
            "PORT": str(self.port),
            "DEMO": "0",  # no demo data to wait for, and the stricter settings
        }
        self.process: subprocess.Popen[str] | None = None

    def start(self, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "config.run"],
            cwd=ROOT,
            env=self.environment | more,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def serve(self) -> None:
        """Start and wait until ready."""
        self.process = self.start()
        self.wait(lambda: self.status("/readyz") == 200, "ready")

    def stop(self, number: signal.Signals) -> tuple[int, str, float]:
        """Exit code, what it printed, seconds it took."""
        assert self.process
        begun = time.monotonic()
        self.process.send_signal(number)
        printed, _ = self.process.communicate(timeout=60)
        code, self.process = self.process.returncode, None
        return code, printed, time.monotonic() - begun

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.process is None or self.process.poll() is None, self.process.communicate()[0]
            if condition():
                return
            time.sleep(0.2)
        logs = "\n".join(f"== {log}\n{log.read_text()[-1500:]}" for log in sorted((self.data / "log").iterdir()))
        raise AssertionError(f"never {what}\n{logs}")

    def query(self, statement: str) -> object:
        connection = psycopg2.connect(json.loads((self.data / "stack.json").read_text())["database_url"])
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchone()[0] if cursor.description else None
        finally:
            connection.close()


@pytest.fixture
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    running = Stack(tmp_path_factory.mktemp("empty-home"))
    yield running
    if running.process:
        running.process.send_signal(signal.SIGTERM)
        running.process.communicate(timeout=60)
    known = running.data / "servers.json"
    home = Path(json.loads(known.read_text())["home"]) if known.exists() else running.data
    if home.is_relative_to(STATE_DIR):  # pytest's own directories are closed to the servers' account
        shutil.rmtree(home)


def children(parent: int) -> dict[str, int]:
    """The supervisor's own children by a word of their command line."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            command = (entry / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
        if int(fields[1]) == parent:
            for name in ("gunicorn", " worker ", " beat ", "redis-server", "/postgres "):
                if name in command:
                    found[name.strip(" /")] = int(entry.name)
    return found


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_from_nothing_through_kills_down_and_up_again(stack: Stack) -> None:
    stack.serve()
    assert stack.process
    before = children(stack.process.pid)
    assert set(before) == {"gunicorn", "worker", "beat", "redis-server", "postgres"}
    assert stack.status("/healthz") == 200
    assert stack.query("SELECT count(*) FROM districts_village") == 64
    stack.query("CREATE TABLE kept AS SELECT 42 AS answer")

    second = stack.start()
    said, _ = second.communicate(timeout=60)
    assert second.returncode == 1
    assert "already running" in said
    assert f"http://localhost:{stack.port}/" in said

    for name in ("worker", "redis-server", "postgres", "gunicorn"):
        os.kill(before[name], signal.SIGKILL)
    stack.wait(lambda: set(children(stack.process.pid)) == set(before), "whole again")  # type: ignore[union-attr]
    stack.wait(lambda: stack.status("/readyz") == 200, "ready again after the kills")

    code, printed, seconds = stack.stop(signal.SIGINT)
    assert code == 0, printed
    assert "Cek Jamsos is running" in printed
    assert "worker ended" in printed and "is started again" in printed
    assert seconds < 20
    assert stack.status("/healthz") == 0
    assert not (stack.data / "stack.json").exists()

    stack.serve()
    assert stack.query("SELECT answer FROM kept") == 42

    assert stack.process
    orphans = children(stack.process.pid)
    stack.process.kill()
    stack.process.communicate()
    stack.process = None
    stack.wait(lambda: all(gone(pid) for pid in orphans.values()), "rid of the children of a killed supervisor")

    stack.serve()  # and its data directory is not locked for ever
    assert stack.stop(signal.SIGTERM)[0] == 0


def test_a_taken_port_is_said_before_anything_starts(stack: Stack) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", stack.port))
        taken.listen()
        refused = stack.start()
        said, _ = refused.communicate(timeout=60)
    assert refused.returncode == 1
    assert f"Port {stack.port} is not free" in said
    assert f"PORT={stack.port + 1}" in said
    assert not (stack.data / "postgres").exists()
