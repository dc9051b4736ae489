"""F04 and F14 of security.md §3: the monthly report while its builder is killed, and asked for ten times at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import connection, connections

from accounts import vault, work
from accounts.audit import CHAIN_LOCK
from accounts.models import AuditEvent, WorkItem
from monitoring.models import MonthlyReport
from monitoring.reporting.issue import Order
from monitoring.reporting.timetable import BUILD
from monitoring.services import make_report
from tests.factories import LUBUK_BAJA, make_employer, make_worker
from tests.faults.stack import Stack, assert_invariants, stack, wait_over, wait_until

__all__ = ["stack"]

SEPTEMBER = date(2026, 9, 1)
AS_OF = date(2026, 10, 20)


@contextmanager
def chain_held() -> Iterator[None]:
    """Somebody else writes the audit: whoever issues a report waits there, with everything else written."""
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [CHAIN_LOCK])
        yield
    finally:
        other.close()


def waiting_for_the_chain() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            " AND (classid::bigint << 32 | objid::bigint) = %s",
            [CHAIN_LOCK],
        )
        return bool(cursor.fetchone()[0])


def ask(order: Order) -> WorkItem:
    return work.ask(kind=BUILD, target_id=order.target, by=None, params=order.params())


def versions() -> list[tuple[int, str]]:
    return list(MonthlyReport.objects.order_by("version").values_list("version", "state"))


def test_f04_killed_while_the_report_is_built(stack: Stack):
    make_worker(make_employer())
    first = make_report(period=SEPTEMBER, area=LUBUK_BAJA, by=None, on=AS_OF)
    kept = vault.read_file(first.pdf)
    order = Order(SEPTEMBER, LUBUK_BAJA, recompute=True, reason="Berkas BPU menyusul", after=1)
    stack.worker("first")
    with chain_held():
        item = ask(order)
        wait_until(waiting_for_the_chain, "the report is written, not yet committed")
        assert versions() == [(1, "FROZEN")]
        stack.kill_tree("first")
    assert versions() == [(1, "FROZEN")]
    stack.worker("second", beat=True)
    [item] = wait_over(item)
    assert (item.state, item.attempts) == ("DONE", 2)
    assert versions() == [(1, "FROZEN"), (2, "FROZEN")]
    first.refresh_from_db()
    assert vault.read_file(first.pdf) == kept
    assert AuditEvent.objects.filter(verb="monitoring.issue_report", data__version=2).count() == 1
    assert_invariants()


def test_f14_the_same_report_sent_ten_times_is_built_once(stack: Stack):
    make_worker(make_employer())
    stack.worker(beat=True)
    item = ask(Order(SEPTEMBER, LUBUK_BAJA))
    for _ in range(10):
        work.send(item.id)
    [item] = wait_over(item)
    stack.worker("second")
    for _ in range(3):
        work.send(item.id)
    later = ask(Order(SEPTEMBER, "21.71"))
    [later] = wait_over(later)
    assert (item.state, item.attempts, later.state) == ("DONE", 1, "DONE")
    assert MonthlyReport.objects.filter(area_code=LUBUK_BAJA).count() == 1
    assert_invariants()
