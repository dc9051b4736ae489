"""F06, F07, F25 of security.md §3: a worker told to end in the middle of an import, and imports that meet."""

from __future__ import annotations

import signal
from typing import Any

import pytest
from django.db import connection

from accounts import work
from accounts.models import User, WorkItem
from enrollment.importing.commit import REGISTER_LOCK
from enrollment.models import ImportBatch, Membership
from enrollment.services import commit_batch, receive_batch
from enrollment.services.kinds import COMMIT, STAGE
from tests.enrollment import sheets
from tests.factories import make_employer
from tests.faults.stack import Stack, assert_invariants, stack, wait_over, wait_until

__all__ = ["stack"]

ROWS = 60
LONGEST_END = 60  # seconds
SOFT = {"WORKER_SOFT_SHUTDOWN_SECONDS": "1"}
# As `make run` starts its worker: SIGTERM gives the work a moment and hands the rest back.
DEPLOYED = SOFT | {"REMAP_SIGTERM": "SIGQUIT"}
WAYS = (("deploy", signal.SIGTERM, DEPLOYED), ("operator", signal.SIGQUIT, SOFT))


@pytest.fixture(autouse=True)
def ground(stack: Stack, settings: Any) -> None:
    """Files where the workers look for them, and the employer of the sheets."""
    settings.FILES_DIR = stack.home / "files"
    make_employer(npp="15000103")


def receive(wage: int, by: User, backwards: bool = False) -> ImportBatch:
    rows = [sheets.worker(serial, UPAH=f"{wage:,}".replace(",", ".")) for serial in range(ROWS)]
    content = sheets.as_csv(rows[::-1] if backwards else rows)
    return receive_batch(content=content, name=f"{wage}.csv", by=by).batch


def item_of(kind: str, batch: ImportBatch) -> WorkItem:
    item = work.latest(kind=kind, target_id=str(batch.pk))
    assert item is not None
    return item


def hold_register(held: bool) -> None:
    """Another import seems to be written as long as this connection holds the lock."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_{'lock' if held else 'unlock'}(%s)", [REGISTER_LOCK])


def test_f06_f07_who_is_told_to_end_hands_the_import_over(stack: Stack, importer: User) -> None:
    """Told twice in the middle of one long statement, as a deploy and as an operator tell it: no attempt is burned."""
    batch = receive(5_000_000, importer)
    sheets.run(STAGE, batch)
    commit_batch(batch=batch, by=importer)
    writing = item_of(COMMIT, batch)
    hold_register(True)
    for name, number, variables in WAYS:
        stack.worker(name, processes=1, **variables)
        WorkItem.objects.filter(pk=writing.pk).update(progress_step="")
        work.send(writing.pk)
        wait_until(lambda: WorkItem.objects.get(pk=writing.pk).progress_step == "TURN", "it waits for the register")
        assert stack.end(name, number) < LONGEST_END
        writing.refresh_from_db()
        assert (writing.state, writing.attempts) == ("PENDING", 0)
        assert not Membership.objects.exists()
    hold_register(False)
    stack.worker("last", processes=1)
    work.send(writing.pk)
    [writing] = wait_over(writing)
    assert (writing.state, writing.attempts) == ("DONE", 1)
    assert Membership.objects.filter(batch=batch).count() == ROWS
    assert stack.end("last") < LONGEST_END  # plain SIGTERM, nothing to do
    assert_invariants()


@pytest.mark.parametrize("times", [3, pytest.param(20, marks=pytest.mark.long)])
def test_f25_two_imports_of_the_same_people_in_opposite_order(stack: Stack, importer: User, times: int) -> None:
    """They take turns: no deadlock, no attempt lost, and no row of one among the rows of the other."""
    stack.worker(processes=2)
    for turn in range(times):
        pair = [receive(5_000_000 + turn, importer), receive(6_000_000 + turn, importer, backwards=True)]
        waiting = set(pair)
        wait_over(*(item_of(STAGE, batch) for batch in pair))
        while waiting:  # whoever came second is shown what has changed meanwhile, and confirms once more
            for batch in waiting:
                batch.refresh_from_db()
                commit_batch(batch=batch, by=importer)
            over = wait_over(*(item_of(COMMIT, batch) for batch in waiting))
            assert {(item.state, item.attempts) for item in over} == {("DONE", 1)}
            waiting -= set(ImportBatch.objects.filter(state="COMMITTED"))
        last = ImportBatch.objects.order_by("-committed_at").first()
        found = list(Membership.objects.values_list("batch", "wage").distinct())
        assert len(found) == 1 and last is not None and found[0][0] == last.pk
        assert Membership.objects.count() == ROWS
    assert "deadlock" not in stack.log()
    assert_invariants()
