"""F01, F02, F03, F14, F18, F35, F36 of security.md §3 on a real import: killed, cut, doubled, raced."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client

from accounts import work
from accounts.models import AuditEvent, User, WorkItem
from enrollment.models import Employer, ImportBatch, ImportImage, Membership, Participant
from enrollment.services import commit_batch, receive_batch
from enrollment.services.kinds import COMMIT, STAGE
from tests.enrollment import sheets
from tests.factories import make_employer
from tests.faults.stack import Stack, assert_invariants, stack, wait_over, wait_until

__all__ = ["stack"]

ROWS = 15_000
CLICKS = 20


def big_sheet() -> bytes:
    """Sound rows, each a person of its own; serials repeat after 9,999, so the day of birth moves on."""
    rows = []
    for serial in range(ROWS):
        day = serial // 9_999 + 5
        rows.append(
            sheets.WORKER
            | {
                "NIK": f"217101{day + 40}0685{serial % 9_999 + 1:04d}",
                "KPJ": sheets.kpj(serial),
                "TGL_LAHIR": f"{day:02d}-06-1985",
            }
        )
    return sheets.as_csv(rows)


@pytest.fixture
def received(stack: Stack, importer: User, settings: Any, monkeypatch: pytest.MonkeyPatch) -> ImportBatch:
    """A large sheet waiting to be read, its file where the worker looks for files."""
    settings.IMPORT_SECOND_PERSON_ROWS = 10 * ROWS
    monkeypatch.setenv("IMPORT_SECOND_PERSON_ROWS", str(10 * ROWS))  # the worker's processes read it too
    settings.FILES_DIR = stack.home / "files"
    make_employer(npp="15000103")
    return receive_batch(content=big_sheet(), name="besar.csv", by=importer).batch


def item_of(kind: str, batch: ImportBatch) -> WorkItem:
    item = work.latest(kind=kind, target_id=str(batch.pk))
    assert item is not None
    return item


# The server itself looks each millisecond: a COPY of a few thousand rows is over before a client has asked twice.
CUT_A_COPY = """DO $$
DECLARE
    found int;
BEGIN
    FOR _ IN 1..60000 LOOP
        PERFORM pg_stat_clear_snapshot();
        SELECT pid INTO found FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'active' AND query LIKE 'COPY enrollment_staged%' LIMIT 1;
        IF found IS NOT NULL THEN
            PERFORM pg_terminate_backend(found);
            RETURN;
        END IF;
        PERFORM pg_sleep(0.001);
    END LOOP;
    RAISE EXCEPTION 'no COPY was seen';
END $$"""


def assert_committed_once(batch: ImportBatch) -> None:
    batch.refresh_from_db()
    assert (batch.state, batch.new, batch.wrong) == ("COMMITTED", ROWS, 0)
    assert Membership.objects.filter(batch=batch).count() == Participant.objects.filter(batch=batch).count() == ROWS
    assert AuditEvent.objects.filter(verb="enrollment.commit_batch").count() == 1
    assert_invariants()


def test_f01_f02_f03_f14_a_large_import_survives_every_kill(
    stack: Stack, received: ImportBatch, importer: User
) -> None:
    """The child killed while reading, the whole tree killed while writing, the message doubled ten times."""
    stack.worker("first", processes=1)
    reading = item_of(STAGE, received)
    work.send(reading.pk)
    wait_until(lambda: WorkItem.objects.get(pk=reading.pk).progress_done >= ROWS // 3, "a third is read")
    os.kill(stack.pool("first")[0], signal.SIGKILL)
    stack.kill_tree("first")
    stack.worker("second", processes=2, beat=True)
    [reading] = wait_over(reading, seconds=180)
    assert reading.state == "DONE"
    received.refresh_from_db()
    assert (received.state, received.rows, received.new) == ("STAGED", ROWS, ROWS)
    assert not Membership.objects.exists()

    commit_batch(batch=received, by=importer)
    writing = item_of(COMMIT, received)
    work.send(writing.pk)
    wait_until(lambda: WorkItem.objects.get(pk=writing.pk).progress_step == "WRITE", "it is being written")
    stack.kill_tree("second")
    assert not Membership.objects.exists()
    stack.worker("third", processes=2, beat=True)
    for _ in range(10):
        work.send(writing.pk)
    [writing] = wait_over(writing, seconds=180)
    assert writing.state == "DONE"
    assert_committed_once(received)
    images = ImportImage.objects.count()
    for _ in range(3):  # F03: a message that comes again after the commit
        work.execute(writing.pk)
    assert ImportImage.objects.count() == images
    assert_committed_once(received)


def test_f18_a_cut_connection_during_copy_is_a_clean_retry(stack: Stack, received: ImportBatch) -> None:
    stack.worker(processes=1, beat=True)
    reading = item_of(STAGE, received)
    work.send(reading.pk)

    with connection.cursor() as cursor:
        cursor.execute(CUT_A_COPY)
    [reading] = wait_over(reading, seconds=180)
    assert (reading.state, reading.attempts) == ("DONE", 2)
    received.refresh_from_db()
    assert (received.state, received.new, received.rows) == ("STAGED", ROWS, ROWS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM enrollment_staged_membership")
        assert cursor.fetchone() == (ROWS,)
    assert_invariants()


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """`act` in so many threads, each with a database connection of its own."""

    def run(number: int) -> Any:
        try:
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.django_db(transaction=True)
def test_f35_f36_twenty_clicks_are_one_import_and_the_second_admin_gets_409(
    importer: User, bpjs: User, client_of: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.work.items.send", lambda *_, **__: True)
    content = sheets.workbook([sheets.EMPLOYER])
    offices = [client_of(bpjs if number % 4 == 0 else importer) for number in range(CLICKS)]

    def upload(number: int) -> tuple[int, str]:
        answer = offices[number].post("/impor/", {"file": SimpleUploadedFile("data.xlsx", content)})
        return answer.status_code, answer.headers.get("Location", "")

    answers = at_once(CLICKS, upload)
    batch = ImportBatch.objects.get()
    winners = {place for status, place in answers if status == 302}
    assert winners == {f"/impor/{batch.pk}/"} and {status for status, _ in answers} == {302, 409}
    assert WorkItem.objects.filter(kind=STAGE).count() == 1
    sheets.run(STAGE, batch)

    office = [client_of(batch.uploaded_by) for _ in range(CLICKS)]
    confirmed = at_once(
        CLICKS, lambda n: office[n].post(f"/impor/{batch.pk}/proses/", {"mode": "VALID_ROWS"}).status_code
    )
    assert confirmed == [302] * CLICKS
    assert WorkItem.objects.filter(kind=COMMIT).count() == 1
    at_once(5, lambda _: work.execute(item_of(COMMIT, batch).pk))
    assert Employer.objects.count() == 1
    assert AuditEvent.objects.filter(verb="enrollment.commit_batch").count() == 1

    # The same rows in another file change nothing.
    same = sheets.bring(sheets.workbook([sheets.EMPLOYER], titles=["lain"]))
    assert (same.new, same.changed, same.same) == (0, 0, 1)
    assert not ImportImage.objects.filter(batch=same).exists()
    assert_invariants()
