"""F09, F10, F11, F13, F44 of security.md §3: the broker dies, goes deaf, delivers twice; two versions at once."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from typing import Any

import pytest
from celery import Celery
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from accounts import work
from accounts.models import AuditEvent, User, WorkItem
from enrollment.models import ImportBatch
from tests.enrollment import sheets
from tests.faults.handlers import CREATE, STEPS
from tests.faults.proxy import Proxy
from tests.faults.stack import PATIENCE, Stack, assert_invariants, stack, wait_over, wait_until

__all__ = ["stack"]

ROWS = 2000
UPLOADS = 20
SLOWEST_PAGE = 2.0  # seconds
RECOVERY = 60  # seconds
QUICK_SOCKETS = {"socket_timeout": 1, "socket_connect_timeout": 1, "health_check_interval": 2}
TOKEN = "a" * 32


@pytest.fixture
def rows(stack: Stack) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
        cursor.execute("TRUNCATE fault_rows")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE fault_rows")


def counted() -> tuple[int, int]:
    """Rows, and distinct rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT (item, n)) FROM fault_rows")
        return cursor.fetchone()


def ask(kind: str, target: str = "", **params: object) -> WorkItem:
    return work.ask(kind=kind, target_id=target, by=None, params=params)


def upload(stack: Stack, session: str, number: int) -> tuple[int, float]:
    """Press "Unggah" on the web server: status, and seconds until its answer."""
    content = sheets.workbook([sheets.EMPLOYER | {"NPP": f"{15_000_200 + number}"}])
    body = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile(f"{number}.xlsx", content)})
    cookies = {django_settings.SESSION_COOKIE_NAME: session, django_settings.CSRF_COOKIE_NAME: TOKEN}
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    begun = time.monotonic()
    web = HTTPConnection("127.0.0.1", stack.port, timeout=60)
    web.request("POST", "/impor/", body, {"Content-Type": MULTIPART_CONTENT, "Cookie": cookie, "X-CSRFToken": TOKEN})
    answer = web.getresponse()
    answer.read()
    web.close()
    return answer.status, time.monotonic() - begun


def test_f09_f10_uploads_while_redis_is_dead_run_when_it_is_back_empty(
    stack: Stack, importer: User, client_of: Callable[[User], Client], settings: Any
) -> None:
    settings.FILES_DIR = stack.home / "files"
    session = client_of(importer).cookies[settings.SESSION_COOKIE_NAME].value
    stack.web()
    stack.worker()
    stack.beat()
    stack.redis.stop(5, signal.SIGKILL)
    answers = [upload(stack, session, number) for number in range(UPLOADS)]
    assert {status for status, _ in answers} == {302}
    assert max(seconds for _, seconds in answers) <= SLOWEST_PAGE
    assert list(WorkItem.objects.values_list("state").distinct()) == [("PENDING",)]
    stack.redis.start()
    over = wait_over(*WorkItem.objects.all(), seconds=3 * PATIENCE)  # twenty sandboxed readings
    assert [(item.state, item.attempts) for item in over] == [("DONE", 1)] * UPLOADS
    assert ImportBatch.objects.filter(state="STAGED", new=1).count() == UPLOADS
    assert_invariants()


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(
    ("deaf", "jobs", "options"),
    [
        (3, 10, QUICK_SOCKETS),
        *(pytest.param(seconds, 100, {}, marks=pytest.mark.long) for seconds in (20, 60, 120)),
    ],
)
def test_f11_a_network_that_goes_deaf(stack: Stack, deaf: int, jobs: int, options: dict[str, int]) -> None:
    """What was connected never hears again; within a minute of the network's return workers consume, nothing lost."""
    proxy = Proxy(stack.redis.port)
    stack.broker = stack.redis.url.replace(str(stack.redis.port), str(proxy.port))
    told = {"BROKER_OPTIONS": json.dumps(options)}
    stack.worker(**told)
    stack.beat(**told)
    busy = [ask("tests.load", str(number), rows=STEPS, pause=0.1) for number in range(2)]
    started = WorkItem.objects.filter(progress_done__gt=0)
    wait_until(lambda: started.count() == len(busy), "both processes are at work")
    proxy.go_deaf()  # and what they are at ends in silence
    items = [*busy, *(ask("tests.quick", str(number)) for number in range(jobs))]
    time.sleep(deaf)
    proxy.recover()
    assert {item.state for item in wait_over(*items, seconds=RECOVERY)} == {"DONE"}
    assert counted() == (jobs + 2 * STEPS, jobs + 2 * STEPS)
    assert stack.processes["worker"].poll() is None and stack.processes["beat"].poll() is None
    assert_invariants()
    proxy.close()


@pytest.mark.usefixtures("rows")
def test_f13_a_message_that_comes_again_while_its_work_runs(stack: Stack) -> None:
    """A second worker is given it, and finds the work taken; it takes over when the first one has stood still.

    The first one goes on then, and may not commit any more.
    """
    told = {"BROKER_OPTIONS": json.dumps({"visibility_timeout": 1, "unacked_restore_interval": 1})}
    stack.worker("one", processes=1, **told)
    stack.worker("two", processes=1, **told)
    item = ask("tests.load", rows=ROWS, pause=0.4)
    wait_until(lambda: min(received(stack, name) for name in ("one", "two")) == 1, "the message came again")
    item.refresh_from_db()
    assert (item.state, item.attempts) == ("RUNNING", 1)
    frozen = int((stack.home / "busy").read_text())
    os.kill(frozen, signal.SIGSTOP)
    stack.beat()
    wait_until(lambda: WorkItem.objects.get(pk=item.pk).attempts == 2, "another takes over")
    os.kill(frozen, signal.SIGCONT)
    [item] = wait_over(item)
    wait_until(lambda: "lease lost" in stack.log(), "the stale one is rejected")
    assert (item.state, item.attempts) == ("DONE", 2)
    assert counted() == (ROWS, ROWS)
    assert AuditEvent.objects.filter(verb="tests.load").count() == 1
    assert_invariants()


def received(stack: Stack, name: str) -> int:
    """How often this worker was given a message with work."""
    return len(re.findall(r"accounts\.run_work\[\S+ received", (stack.home / f"{name}.log").read_text()))


@pytest.mark.usefixtures("rows")
def test_f44_two_versions_side_by_side(stack: Stack) -> None:
    """Messages of a newer version are understood, or wait for its worker; the older one's work ends undisturbed."""
    stack.worker("old", processes=2)
    load = ask("tests.load", rows=ROWS, pause=0.1)
    later = ask("tests.next")
    wait_until(lambda: WorkItem.objects.get(pk=later.pk).message == "UNKNOWN_KIND", "the old one hands it back")
    newer = Celery("newer", broker=stack.redis.url, set_as_current=False)
    said_more = work.ask(kind="tests.quick", target_id="more", by=None, send=False)
    newer.send_task("accounts.run_work", args=[str(said_more.pk), "region"], kwargs={"priority": 1})
    renamed = work.ask(kind="tests.quick", target_id="renamed", by=None, send=False)
    newer.send_task("accounts.run_work_2", args=[str(renamed.pk)])
    wait_over(said_more)
    stack.worker("new", processes=2, beat=True, knows="tests.faults.handlers,tests.faults.next_version")
    over = wait_over(load, later, said_more, renamed)
    assert [(item.state, item.attempts) for item in over] == [("DONE", 1)] * 4
    assert counted() == (ROWS + 3, ROWS + 3)
    assert stack.processes["old"].poll() is None
    assert_invariants()
