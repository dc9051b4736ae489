"""F04, F14, F15, F16, F49 and F50 of security.md §3: the monthly report while its builder is killed, asked for ten
times at once, by two timetables across the month's end, after days without one, by late sheets, in any time zone.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
import time_machine
from celery import Celery
from django.db import connection, connections

from accounts import vault, work
from accounts.audit import CHAIN_LOCK
from accounts.models import AuditEvent, MailSettings, User, WorkItem
from districts.clock import now, today
from monitoring.models import Delivery, FactBuild, MonthlyReport
from monitoring.reporting.areas import area_codes
from monitoring.reporting.deliver import SEND
from monitoring.reporting.issue import Order, digest
from monitoring.reporting.timetable import BUILD, months_to_report
from monitoring.services import make_report, subscribe
from tests.accounts.test_mail import Server
from tests.enrollment import sheets
from tests.factories import LUBUK_BAJA, make_bpu, make_employer, make_user, make_worker
from tests.faults.stack import Stack, assert_invariants, stack, wait_over, wait_until
from tests.monitoring.conftest import blank_files
from tests.monitoring.counter import make_check, make_held

__all__ = ["blank_files", "stack"]

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


def timetable(stack: Stack, task: str, *, times: int, on: date) -> None:
    """What so many beats send when the clock strikes."""
    sender = Celery("beats", broker=stack.redis.url, set_as_current=False)
    for _ in range(times):
        sender.send_task(task, kwargs={"on": on.isoformat()})


def already_there(period: date, *, but: str) -> None:
    """The month's other reports, as rows: this is about one."""
    blank = vault.store_file(content=b"%PDF-", name="laporan.pdf", kind="REPORT", content_type="application/pdf")
    MonthlyReport.objects.bulk_create(
        MonthlyReport(
            period=period, area_code=code, version=1, state="FROZEN", number=code, code=f"XXX-{index}", as_of=AS_OF,
            sha256=digest({}), pdf=blank, xlsx=blank, frozen_at=now(),
        )
        for index, code in enumerate(set(area_codes()) - {but})
    )  # fmt: skip


def all_over(count: int, kind: str) -> bool:
    return (
        WorkItem.objects.filter(kind=kind, state="DONE").count() == WorkItem.objects.filter(kind=kind).count() >= count
    )


@pytest.fixture
def post(stack: Stack) -> Iterator[Server]:
    """A mail server that keeps what it is given, set up as the product's."""
    with Server() as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        host, port = running.server_address[:2]
        MailSettings.objects.create(host=str(host), port=port, security="NONE", sender="laporan@batam.example")
        yield running
        running.shutdown()


def subscriber() -> User:
    reader = make_user("pembaca", "BS", "BPJS-NGY")
    User.objects.filter(pk=reader.pk).update(email="pembaca@contoh.id")
    subscribe(area=LUBUK_BAJA, by=reader)
    return reader


def test_f15_two_timetables_across_the_months_end_and_one_begun_again_at_midnight(stack: Stack, post: Server):
    """Each beat opens the month, one of them twice, and freezing is struck three times: one report, one mail."""
    make_worker(make_employer())
    reader = subscriber()
    already_there(SEPTEMBER, but=LUBUK_BAJA)
    stack.worker("first")
    stack.worker("second")
    timetable(stack, "monitoring.open_month", times=3, on=date(2026, 10, 1))
    wait_until(lambda: all_over(1, BUILD), "September is built")
    timetable(stack, "monitoring.freeze_due", times=3, on=date(2026, 10, 16))
    wait_until(lambda: all_over(1, SEND), "the mail is sent")
    asked = WorkItem.objects.filter(kind=BUILD, target_id__startswith="2026-09/")
    assert [item.target_id for item in asked] == [f"2026-09/{LUBUK_BAJA}"]
    assert list(MonthlyReport.objects.filter(area_code=LUBUK_BAJA).values_list("version", "state")) == [(1, "FROZEN")]
    assert list(Delivery.objects.values_list("user", "state")) == [(reader.pk, "SENT")]
    assert len(post.mails) == 1
    assert b"Subject: Laporan Lubuk Baja, September 2026" in post.mails[0]
    assert AuditEvent.objects.filter(verb="monitoring.issue_report").count() == 1
    assert_invariants()


def test_f16_a_beat_that_was_off_over_the_months_end(stack: Stack):
    """Off from 30 September to 3 October: the first tick afterwards opens what was missed, the next finds it there."""
    make_worker(make_employer())
    already_there(SEPTEMBER, but=LUBUK_BAJA)
    stack.worker("first")
    for day in (4, 5):
        timetable(stack, "monitoring.freeze_due", times=1, on=date(2026, 10, day))
        wait_until(lambda: all_over(1, BUILD), "September is built")
    found = MonthlyReport.objects.filter(area_code=LUBUK_BAJA).values_list("period", "version")
    assert list(found) == [(SEPTEMBER, 1)]
    assert_invariants()


@pytest.mark.django_db
@pytest.mark.usefixtures("reference")
def test_f49_the_last_second_of_october_and_the_first_of_november():
    """23.59.59 WIB is 16:59:59Z: its month is October's, wherever the server stands."""
    for second in ("2026-10-31T16:59:59Z", "2026-10-31T17:00:00Z"):
        make_check(at=second)
        make_held(at=second)
    october, november = (
        make_report(period=period, area=LUBUK_BAJA, by=None, on=date(2026, 12, 20)).figures
        for period in (date(2026, 10, 1), date(2026, 11, 1))
    )
    for figures, day in ((october, "2026-10-31"), (november, "2026-11-01")):
        assert (figures["gate"]["checked"], figures["gate"]["held"]) == (1, 1)
        assert [row["held_on"] for row in figures["held"]] == [day]
    assert [desk["checks"] for desk in (*october["desks"], *november["desks"])] == [1, 1]


@pytest.mark.django_db
@pytest.mark.usefixtures("reference")
def test_f49_data_that_come_after_closing(settings: Any):
    """The issued report stays byte by byte; one new version says why, however often it is asked for."""
    settings.REPORT_SETTLE_SECONDS = 0
    october, last = date(2026, 10, 1), date(2026, 10, 31)
    sheets.bring(sheets.workbook([sheets.EMPLOYER]))
    first = make_report(period=october, area=LUBUK_BAJA, by=None)
    kept = (first.sha256, vault.read_file(first.pdf), vault.read_file(first.xlsx))
    sheets.bring(sheets.workbook([sheets.worker(1, KELURAHAN="Baloi Indah", KECAMATAN="Lubuk Baja")]), as_of=last)
    sheets.bring(sheets.workbook([sheets.worker(2, KELURAHAN="Baloi Indah", KECAMATAN="Lubuk Baja")]), as_of=last)
    asked = WorkItem.objects.filter(kind=BUILD)
    assert asked.count() == 1
    for _ in range(2):
        work.run_now(asked.get())
    second = MonthlyReport.objects.get(area_code=LUBUK_BAJA, version=2)
    assert "sesudah laporan terbit" in second.reason
    assert (first.figures["coverage"]["active"], second.figures["coverage"]["active"]) == (None, 2)
    assert second.figures["previous"]["sha256"] == first.sha256
    first.refresh_from_db()
    assert (first.sha256, vault.read_file(first.pdf), vault.read_file(first.xlsx)) == kept


ZONES = ("UTC", "Asia/Jakarta", "America/New_York")
ENDS = (date(2024, 2, 29), date(2026, 2, 28), date(2026, 4, 30), date(2025, 12, 31))


@contextmanager
def server_in(zone: str) -> Iterator[None]:
    """The process and the database session as on a server of that zone."""
    before = os.environ.get("TZ", "")
    with connection.cursor() as cursor:
        cursor.execute("SHOW TIME ZONE")
        (session,) = cursor.fetchone()
    try:
        _stand(zone, zone)
        yield
    finally:
        _stand(before, session)


def _stand(process: str, session: str) -> None:
    os.environ["TZ"] = process
    time.tzset()
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE %s", [session])


@pytest.mark.django_db
@pytest.mark.usefixtures("reference", "blank_files")
def test_f50_short_months_and_year_ends_in_every_zone():
    """29 and 28 February, a month of 30 days, the year's end: the same figures on servers of three zones."""
    for last in ENDS:
        make_bpu(started_on=date(2020, 1, 1), protected_until=last)
        make_check(at=f"{last}T16:59:59Z")
        make_check(at=f"{last}T17:00:00Z")
    found = {}
    for zone in ZONES:
        with server_in(zone):
            FactBuild.objects.filter(period__in=[last.replace(day=1) for last in ENDS]).delete()
            MonthlyReport.objects.all().delete()
            found[zone] = [
                make_report(period=last.replace(day=1), area=LUBUK_BAJA, by=None, on=date(2026, 10, 20)).figures
                for last in ENDS
            ]
            with time_machine.travel("2026-02-28T17:00:00Z", tick=False):
                assert (today(), months_to_report(today())[-1]) == (date(2026, 3, 1), date(2026, 2, 1))
    for figures, active in zip(found["UTC"], (4, 2, 1, 3), strict=True):
        assert figures["coverage"]["active"] == active
        assert (figures["gate"]["checked"], figures["desks"][0]["checks"]) == (1, 1)
    assert found["UTC"] == found["Asia/Jakarta"] == found["America/New_York"]
