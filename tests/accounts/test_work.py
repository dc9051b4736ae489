"""Work items within one process: asked once, taken once, fenced, retried, quarantined, swept."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.module_loading import autodiscover_modules

from accounts import work
from accounts.models import WorkerBeat, WorkItem
from accounts.work import registry
from accounts.work.claim import seen

State = WorkItem.State


@pytest.fixture(autouse=True)
def handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    # Read every app's handlers first: a module is read once, and what it registers into the copy would go with it.
    autodiscover_modules("tasks")
    monkeypatch.setattr(registry, "_handlers", dict(registry._handlers))


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    ids: list[str] = []
    monkeypatch.setattr("accounts.work.items.current_app.send_task", lambda _name, args, **_: ids.append(args[0]))
    return ids


def expire(item: WorkItem) -> None:
    WorkItem.objects.filter(pk=item.pk, state=State.RUNNING).update(lease_until=Now() - timedelta(seconds=1))


def reload(item: WorkItem) -> WorkItem:
    return WorkItem.objects.get(pk=item.pk)


@pytest.mark.django_db
def test_asking_twice_gives_the_live_item_and_a_new_one_when_it_is_over():
    first = work.ask(kind="tests.a", target_id="1", by=None)
    assert work.ask(kind="tests.a", target_id="1", by=None) == first
    assert work.ask(kind="tests.a", target_id="2", by=None) != first
    work.cancel(first, by=None)
    assert work.ask(kind="tests.a", target_id="1", by=None) != first


@pytest.mark.django_db
def test_only_the_id_is_sent_and_only_on_commit(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        item = work.ask(kind="tests.a", target_id="1", by=None, params={"secret": 1})
        assert not sent
    assert sent == [str(item.id)]


@pytest.mark.django_db
def test_a_broker_that_is_away_does_not_break_the_request(monkeypatch, django_capture_on_commit_callbacks):
    def refuse(*_: Any, **__: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("accounts.work.items.current_app.send_task", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        item = work.ask(kind="tests.a", target_id="1", by=None)
    assert reload(item).state == State.PENDING


@pytest.mark.django_db
def test_a_handler_s_result_and_one_attempt_are_kept():
    @work.handler("tests.sum")
    def add(claim: work.Claim) -> dict[str, Any]:
        claim.progress(1, 2, "half")
        return {"sum": sum(claim.item.params["numbers"])}

    item = work.run_now(work.ask(kind="tests.sum", target_id="", by=None, params={"numbers": [1, 2]}, send=False))
    assert (item.state, item.result, item.attempts) == (State.DONE, {"sum": 3}, 1)
    assert item.finished_at and item.lease_until is None


@pytest.mark.django_db
def test_done_inside_the_transaction_of_the_work_makes_a_second_delivery_harmless():
    runs: list[int] = []

    @work.handler("tests.once")
    def once(claim: work.Claim) -> None:
        with transaction.atomic():
            runs.append(1)
            claim.done({"runs": len(runs)})

    item = work.ask(kind="tests.once", target_id="", by=None, send=False)
    for _ in range(3):
        work.execute(item.id)
    assert runs == [1]
    assert reload(item).result == {"runs": 1}


@pytest.mark.django_db
def test_a_permanent_failure_is_told_and_not_tried_again():
    told: list[str] = []

    @work.handler("tests.wrong", on_quarantine=lambda item: told.append(item.message))
    def wrong(claim: work.Claim) -> None:
        raise work.Failed("NO_ROWS", rows=0)

    item = work.ask(kind="tests.wrong", target_id="", by=None, send=False)
    with pytest.raises(work.Failed):
        work.run_now(item)
    item = reload(item)
    assert (item.state, item.message, item.result) == (State.FAILED, "NO_ROWS", {"params": {"rows": 0}})
    assert told == ["NO_ROWS"]


@pytest.mark.django_db
def test_an_error_is_retried_twice_and_then_quarantined(settings):
    settings.WORK_RETRY_SECONDS = 0
    told: list[str] = []

    @work.handler("tests.broken", on_quarantine=lambda item: told.append(item.state))
    def broken(claim: work.Claim) -> None:
        raise ValueError("2171010101900007")

    item = work.ask(kind="tests.broken", target_id="", by=None, send=False)
    states = []
    for _ in range(4):
        work.execute(item.id)
        states.append(reload(item).state)
    assert states == [State.PENDING, State.PENDING, State.QUARANTINED, State.QUARANTINED]
    assert told == [State.QUARANTINED]
    assert reload(item).message == "ValueError"


@pytest.mark.django_db
def test_the_log_of_an_error_does_not_quote_it(caplog):
    @work.handler("tests.broken")
    def broken(claim: work.Claim) -> None:
        raise ValueError(claim.item.params["nik"])

    item = work.ask(kind="tests.broken", target_id="", by=None, params={"nik": "2171010101900007"}, send=False)
    work.execute(item.id)
    assert "ValueError" in caplog.text
    assert "2171010101900007" not in caplog.text


@pytest.mark.django_db
def test_unknown_work_ends_in_quarantine(settings):
    settings.WORK_RETRY_SECONDS = 0
    item = work.ask(kind="tests.nobody", target_id="", by=None, send=False)
    WorkItem.objects.filter(pk=item.pk).update(created_at=Now() - timedelta(hours=2))
    for _ in range(3):
        work.execute(item.id)
    assert reload(item).state == State.QUARANTINED


@pytest.mark.django_db
def test_work_of_a_newer_version_waits_for_a_worker_that_knows_it():
    """F44: while a release is being changed an old worker hands it back, as often as it comes."""
    item = work.ask(kind="tests.nobody", target_id="", by=None, send=False)
    for _ in range(5):
        work.execute(item.id)
    item = reload(item)
    assert (item.state, item.attempts, item.message) == (State.PENDING, 0, "UNKNOWN_KIND")


@pytest.mark.django_db
def test_being_asked_to_stop_gives_the_item_back_without_burning_the_attempt():
    @work.handler("tests.stop")
    def stop(claim: work.Claim) -> None:
        raise SystemExit

    item = work.ask(kind="tests.stop", target_id="", by=None, send=False)
    with pytest.raises(SystemExit):
        work.execute(item.id)
    item = reload(item)
    assert (item.state, item.attempts) == (State.PENDING, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("taken_by", ["another worker", "a cancel"])
def test_a_stale_worker_cannot_commit(taken_by: str):
    item = work.ask(kind="tests.slow", target_id="", by=None, send=False)
    with work.running(item.id) as claim:
        assert claim is not None
        if taken_by == "a cancel":
            work.cancel(item, by=None)
        else:
            WorkItem.objects.filter(pk=item.pk).update(fence=F("fence") + 1)
        with pytest.raises(work.LeaseLost), transaction.atomic():
            claim.guard()
        with pytest.raises(work.LeaseLost), transaction.atomic():
            claim.done({})


@pytest.mark.django_db
def test_a_live_lease_is_respected_and_an_expired_one_taken_over():
    item = work.ask(kind="tests.slow", target_id="", by=None, send=False)
    with work.running(item.id) as first:
        with work.running(item.id) as second:
            assert second is None
        expire(item)
        with work.running(item.id) as second:
            assert second is not None and first is not None
            assert second.fence > first.fence
            assert reload(item).attempts == 2


@pytest.mark.django_db
def test_the_sweeper_sends_what_waits_or_died_and_leaves_the_rest(sent, settings):
    settings.WORK_SWEEP_GRACE_SECONDS = 0
    waiting, died, alive, over = (work.ask(kind="tests.x", target_id=str(n), by=None, send=False) for n in range(4))
    later = work.ask(kind="tests.x", target_id="later", by=None, not_before=Now() + timedelta(hours=1))
    WorkItem.objects.filter(pk=waiting.pk).update(not_before=Now() - timedelta(seconds=1))
    WorkItem.objects.filter(pk__in=[died.pk, alive.pk]).update(
        state=State.RUNNING, lease_until=Now() + timedelta(minutes=1), attempts=1
    )
    expire(died)
    work.cancel(over, by=None)
    assert work.sweep() == {"sent": 2, "quarantined": 0}
    assert set(sent) == {str(waiting.id), str(died.id)}
    assert later.state == State.PENDING


@pytest.mark.django_db
def test_the_sweeper_quarantines_what_killed_three_workers(sent):
    told: list[str] = []

    @work.handler("tests.poison", on_quarantine=lambda item: told.append(item.message))
    def poison(claim: work.Claim) -> None: ...

    item = work.ask(kind="tests.poison", target_id="", by=None, send=False)
    WorkItem.objects.filter(pk=item.pk).update(
        state=State.RUNNING, lease_until=Now() - timedelta(seconds=1), attempts=3
    )
    assert work.sweep() == {"sent": 0, "quarantined": 1}
    assert reload(item).state == State.QUARANTINED
    assert told == ["WORKER_DIED"]
    assert work.sweep() == {"sent": 0, "quarantined": 0}


@pytest.mark.django_db
def test_a_worker_is_seen_once_a_name():
    seen("a")
    seen("a")
    assert WorkerBeat.objects.count() == 1


@pytest.fixture
def short(settings) -> Iterator[None]:
    settings.WORK_LEASE_SECONDS, settings.WORK_BEAT_SECONDS = 0.6, 0.1
    yield


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_work_s_transaction_is_open_and_the_lease_lives_on(short):
    item = work.ask(kind="tests.long", target_id="", by=None, send=False)
    observed: list[tuple[int, bool]] = []

    def watch() -> None:
        try:
            row = WorkItem.objects.get(pk=item.pk)
            with work.running(item.pk) as other:
                observed.append((row.progress_done, other is None))
        finally:
            connection.close()

    with work.running(item.id) as claim, transaction.atomic():
        assert claim is not None
        claim.progress(7, 10, "rows")
        time.sleep(1.0)  # longer than the lease: only the heartbeat keeps it
        thread = threading.Thread(target=watch)
        thread.start()
        thread.join()
        claim.done({})
    assert observed == [(7, True)]
    assert reload(item).state == State.DONE


@pytest.mark.django_db(transaction=True)
def test_ten_deliveries_at_once_run_once():
    runs: list[str] = []

    @work.handler("tests.once")
    def once(claim: work.Claim) -> None:
        runs.append("run")
        time.sleep(0.1)

    item = work.ask(kind="tests.once", target_id="", by=None, send=False)
    barrier = threading.Barrier(10)

    def deliver() -> None:
        try:
            barrier.wait()
            work.execute(item.id)
        finally:
            connection.close()

    threads = [threading.Thread(target=deliver) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert runs == ["run"]
    assert reload(item).attempts == 1


@pytest.mark.django_db(transaction=True)
def test_ten_who_ask_at_once_get_the_same_item():
    barrier = threading.Barrier(10)
    ids: list[Any] = []

    def ask() -> None:
        try:
            barrier.wait()
            ids.append(work.ask(kind="tests.same", target_id="7", by=None, send=False).id)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 10 and len(set(ids)) == 1
