"""Real processes to break: a Celery worker, beat and web server on the test's database, and a Redis of their own.

They run the product's code with short leases. `tests.faults.handlers` adds kinds of work that only tests have; every
kind the product registers works as well.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest
import redis
from celery import Celery
from django.conf import settings
from django.db import connection

from accounts import invariants
from accounts.models import WorkItem
from config.embedded.account import die_with_parent
from config.embedded.redis import Redis
from config.embedded.server import free_port
from config.run import QUIET

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90  # seconds; two cores may be busy with the rest of the suite
SHORT = {
    "WORK_LEASE_SECONDS": "3",
    "WORK_BEAT_SECONDS": "0.5",
    "WORK_SWEEP_SECONDS": "1",
    "WORK_SWEEP_GRACE_SECONDS": "0",
    "WORK_RETRY_SECONDS": "0.5",
}


class Stack:
    """The processes of one test; all of them end with it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        # Under root the servers run as another account, which may not pass through pytest's directories.
        self.redis_home = Path(tempfile.mkdtemp(prefix="cekjamsos-", dir="/tmp"))
        self.redis_home.chmod(0o711)
        self.redis = Redis(self.redis_home, secrets.token_urlsafe(12), durable=False)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.port = free_port()
        self.broker = ""  # where the processes find Redis, if not at its own address

    def environment(self) -> dict[str, str]:
        """The product's variables, pointing at the test's database and this Redis."""
        base = connection.settings_dict
        url = (
            f"postgresql://{quote(base['USER'])}:{quote(base['PASSWORD'])}@{base['HOST']}:{base['PORT'] or 5432}"
            f"/{base['NAME']}"
        )
        keys = {"SECRET_KEY": settings.SECRET_KEY, "NIK_KEY": settings.NIK_KEYS[1], "FILE_KEY": settings.FILE_KEY}
        keys["NIK_INDEX_KEY"] = settings.NIK_INDEX_KEY
        own = {"DB_ROLE": "", "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "config.settings"}
        data = {"DATA_DIR": str(self.home), "DATABASE_URL": url, "DEMO": "1"}
        data["REDIS_URL"] = self.broker or self.redis.url
        return {**os.environ, **SHORT, **keys, **data, **own}

    def start(self, name: str, *command: str, **more: str) -> subprocess.Popen[bytes]:
        """A process in a group of its own, its output in `<name>.log`; `more` are variables of its own."""
        with (self.home / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env=self.environment() | more,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGKILL),
            )
        self.processes[name] = process
        return process

    def worker(
        self,
        name: str = "worker",
        processes: int = 2,
        beat: bool = False,
        knows: str = "tests.faults.handlers",
        **more: str,
    ) -> subprocess.Popen[bytes]:
        """A Celery worker; returns when it has said that it is there. With `beat` it carries the timetable too.

        `knows`: modules with kinds of work that only tests have; `more`: variables of its own.
        """
        options = ["-c", str(processes), "-l", "INFO", "-n", f"{name}@tests", "-I", knows]
        options += ["-B", "-s", str(self.home / "beat-schedule")] if beat else []
        process = self.start(name, "celery", "-A", "tests.faults.broker", "worker", *QUIET, *options, **more)
        log = self.home / f"{name}.log"
        wait_until(lambda: b" ready." in log.read_bytes() or process.poll() is not None, f"{name} is ready")
        assert process.poll() is None, log.read_text()[-2000:]
        return process

    def beat(self, **more: str) -> subprocess.Popen[bytes]:
        """The timetable, sweeping every second."""
        schedule = str(self.home / "beat-schedule")
        own = {"BEAT_ONLY": "1", **more}
        return self.start("beat", "celery", "-A", "tests.faults.broker", "beat", "-s", schedule, "--pidfile=", **own)

    def web(self, **more: str) -> str:
        """gunicorn, pages and all; returns its address when it answers. `more`: variables of its own."""
        bind = f"127.0.0.1:{self.port}"
        own = {"DJANGO_SETTINGS_MODULE": "tests.faults.settings", **more}
        self.start("web", "gunicorn", "-c", "python:config.gunicorn", "-b", bind, "config.wsgi", **own)
        wait_until(self.answers, "the web server answers")
        return f"http://{bind}"

    def end(self, name: str, number: signal.Signals = signal.SIGTERM) -> float:
        """Ask a process to end, as a deploy does; returns how many seconds it took."""
        begun = time.monotonic()
        process = self.processes[name]
        process.send_signal(number)
        process.wait(PATIENCE)
        self.kill_tree(name)  # nothing of it may be left
        return time.monotonic() - begun

    def kill_tree(self, name: str) -> None:
        """kill -9 of a process and everything it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.processes[name].pid, signal.SIGKILL)
        self.processes.pop(name).wait()

    def pool(self, name: str = "worker") -> list[int]:
        """Process ids of a worker's children (beat among them where the worker carries it)."""
        pid = self.processes[name].pid
        return [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def flush(self) -> None:
        """FLUSHALL: every queued message is gone."""
        with redis.Redis.from_url(self.redis.url) as client:
            client.flushall()

    def log(self) -> str:
        """What every process printed."""
        return "\n".join(p.read_text(errors="replace") for p in sorted(self.home.glob("*.log")))

    def stop(self) -> None:
        for name in list(self.processes):
            self.kill_tree(name)
        self.redis.stop(5)
        shutil.rmtree(self.redis_home, ignore_errors=True)

    def answers(self) -> bool:
        """Whether the web server answers."""
        with contextlib.suppress(OSError), urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
        return False


def wait_until(condition: Callable[[], Any], what: str, seconds: float = PATIENCE) -> None:
    """Poll until it holds, or fail naming what did not come."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {seconds} s")


def wait_over(*items: WorkItem, seconds: float = PATIENCE) -> list[WorkItem]:
    """The items as they ended, in the given order."""
    ids = [item.pk for item in items]
    live = WorkItem.objects.filter(pk__in=ids, state__in=["PENDING", "RUNNING"])
    wait_until(lambda: not live.exists(), f"{len(ids)} items over", seconds)
    found = WorkItem.objects.in_bulk(ids)
    return [found[pk] for pk in ids]


def assert_invariants() -> None:
    """Everything that must hold after every fault does."""
    assert {name: problems for name, problems in invariants.run().items() if problems} == {}


@pytest.fixture
def stack(
    transactional_db: None, tmp_path: Path, settings: Any, reference: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stack]:
    """Processes for this test; what the test itself sends goes to the same Redis."""
    for name, value in SHORT.items():
        setattr(settings, name, float(value))
    made = Stack(tmp_path)
    made.redis.start()
    monkeypatch.setattr("accounts.work.items.current_app", Celery("tests", broker=made.redis.url, set_as_current=False))
    try:
        yield made
    finally:
        made.stop()
