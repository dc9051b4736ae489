"""F01, F02, F03, F05, F08, F14, F18 of security.md §3 on the queue itself, with processes that are really killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from django.db import connection

from accounts import work
from accounts.models import AuditEvent, WorkItem
from config.celery import ENDING_SECONDS
from tests.faults.handlers import CREATE
from tests.faults.stack import Stack, assert_invariants, stack, wait_over, wait_until

__all__ = ["stack"]

ROWS = 2000


@pytest.fixture(autouse=True)
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


def progress(item: WorkItem) -> int:
    return WorkItem.objects.get(pk=item.pk).progress_done


def kill_busy(stack: Stack) -> None:
    """Kill the pool child that is at it."""
    pid = int((stack.home / "busy").read_text())
    assert pid in stack.pool()
    os.kill(pid, signal.SIGKILL)


def test_f01_a_killed_pool_child_the_load_is_done_once(stack: Stack):
    stack.worker(beat=True)
    item = ask("tests.load", rows=ROWS, pause=0.1)
    wait_until(lambda: progress(item) >= 0.3 * ROWS, "30 % done")
    assert counted() == (0, 0)  # progress is visible, the rows are not
    kill_busy(stack)
    [item] = wait_over(item)
    assert (item.state, item.attempts, item.result) == ("DONE", 2, {"rows": ROWS})
    assert counted() == (ROWS, ROWS)
    assert AuditEvent.objects.filter(verb="tests.load").count() == 1
    assert_invariants()


def test_f02_a_killed_worker_tree_another_takes_over(stack: Stack):
    stack.worker("first")
    item = ask("tests.load", rows=ROWS, pause=0.1)
    wait_until(lambda: progress(item) >= 0.3 * ROWS, "30 % done")
    stack.kill_tree("first")
    stack.worker("second", beat=True)
    [item] = wait_over(item)
    assert (item.state, item.attempts) == ("DONE", 2)
    assert counted() == (ROWS, ROWS)
    assert_invariants()


def test_f03_killed_after_the_commit_before_the_acknowledgement(stack: Stack):
    stack.worker(processes=1, beat=True)
    item = ask("tests.die_after_commit")
    [item] = wait_over(item)
    after = ask("tests.quick", "after")  # the one pool process was replaced, and the redelivered message taken first
    wait_over(after)
    assert (item.state, item.attempts) == ("DONE", 1)
    assert counted() == (2, 2)
    assert AuditEvent.objects.filter(verb="tests.die_after_commit").count() == 1
    assert_invariants()


def test_f05_poison_is_quarantined_and_the_others_go_on(stack: Stack, tmp_path: Path):
    stack.worker(beat=True)
    poison = ask("tests.poison", count=str(tmp_path / "killed"))
    others = [ask("tests.quick", str(n)) for n in range(5)]
    assert {item.state for item in wait_over(*others)} == {"DONE"}
    [poison] = wait_over(poison)
    assert (poison.state, poison.message, poison.attempts) == ("QUARANTINED", "WORKER_DIED", 3)
    assert (tmp_path / "killed").read_text() == "xxx"
    assert_invariants()


def test_a_worker_that_cannot_end_is_ended(stack: Stack):
    worker = stack.worker(knows="tests.faults.stuck", REMAP_SIGTERM="SIGQUIT", WORKER_SOFT_SHUTDOWN_SECONDS="1")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(ENDING_SECONDS + 20) == -signal.SIGKILL


def test_f08_flushall_with_fifty_queued(stack: Stack):
    items = [ask("tests.quick", str(n)) for n in range(50)]
    stack.flush()
    stack.worker()
    stack.beat()
    assert {item.state for item in wait_over(*items)} == {"DONE"}
    assert counted() == (50, 50)
    assert_invariants()


def test_f14_the_same_id_ten_times_at_once(stack: Stack):
    item = work.ask(kind="tests.load", target_id="", by=None, params={"rows": 200, "pause": 0.05}, send=False)
    stack.worker(processes=4)
    senders = [Thread(target=work.send, args=[item.id]) for _ in range(10)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    [item] = wait_over(item)
    last = ask("tests.quick", "last")
    wait_over(last)
    assert (item.state, item.attempts) == ("DONE", 1)
    assert counted() == (201, 201)
    assert_invariants()


def test_f18_cut_connections_are_a_clean_retry(stack: Stack, terminate_connections):
    stack.worker(beat=True)
    item = ask("tests.load", rows=ROWS, pause=0.1)
    wait_until(lambda: progress(item) >= 0.3 * ROWS, "30 % done")
    terminate_connections()
    [item] = wait_over(item)
    assert (item.state, item.attempts) == ("DONE", 2)
    assert counted() == (ROWS, ROWS)
    assert_invariants()
