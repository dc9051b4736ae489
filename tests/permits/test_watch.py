"""The watch list: a clearance puts a business on it, the register takes it down and up again, nobody guesses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import work
from accounts.models import User, WorkItem
from districts.clock import today
from enrollment.models import Business, Employer, ImportBatch
from enrollment.rules.calendar import add_months
from enrollment.signals import batch_committed
from permits import desk_tasks, digests, services, watching
from permits.models import Watch
from tests.factories import make_business, make_employer, make_nik, make_worker

pytestmark = pytest.mark.django_db


def cleared(business: Business, by: User) -> Any:
    check = services.check_business(business=business, service="DOMISILI", by=by)
    return services.clear(check=check, by=by).application


def pay(business: Business, through: date) -> None:
    Employer.objects.filter(links__business=business).update(paid_through=through)


def test_a_clearance_is_watched_by_its_office(officer: User, stranger: User, compliant: Business) -> None:
    file = cleared(compliant, officer)
    watch = Watch.objects.get()
    assert (watch.agency, watch.business, watch.application) == (file.agency, compliant, file)
    assert (watch.cleared_with, watch.finding, watch.lapsed_on, watch.cleared_on) == ("CLEAR", "CLEAR", None, today())
    assert list(Watch.objects.visible_to(officer)) == [watch]
    assert not Watch.objects.visible_to(stranger).exists()


def test_what_is_undone_is_not_watched(officer: User, compliant: Business) -> None:
    services.undo_clear(application=cleared(compliant, officer), by=officer)
    assert not Watch.objects.exists()


def test_it_lapses_once_and_recovers(officer: User, compliant: Business, paid: date) -> None:
    cleared(compliant, officer)
    pay(compliant, add_months(paid, -2))
    assert watching.look_again() == {"looked": 1, "lapsed": 1}
    watch = Watch.objects.get()
    assert (watch.finding, watch.lapsed_on, watch.lapses_by) == ("ARREARS", today(), None)
    assert watch.reasons[0]["code"] == "MONTHS_UNPAID"
    Watch.objects.update(lapsed_on=today() - timedelta(days=9), seen_by=officer, seen_at="2026-11-01T08:00:00+07:00")
    assert watching.look_again() == {"looked": 1, "lapsed": 0}
    watch.refresh_from_db()
    assert (watch.lapsed_on, watch.seen_by) == (today() - timedelta(days=9), officer)
    pay(compliant, paid)
    watching.look_again()
    watch.refresh_from_db()
    assert (watch.finding, watch.lapsed_on, watch.seen_by) == ("CLEAR", None, None)


def test_a_business_paid_until_the_next_due_date_is_seen_coming(
    officer: User, compliant: Business, paid: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleared(compliant, officer)
    due = date(2026, 12, 15)
    watching.look_again(due - timedelta(days=30))
    assert Watch.objects.get().lapses_by is None
    watching.look_again(due - timedelta(days=8))
    assert Watch.objects.get().lapses_by == due + timedelta(days=6)
    pay(compliant, add_months(paid, 1))
    watching.look_again(due - timedelta(days=8))
    assert Watch.objects.get().lapses_by is None


def test_old_data_accuses_nobody(officer: User, compliant: Business) -> None:
    cleared(compliant, officer)
    watching.look_again(today() + timedelta(days=400))
    watch = Watch.objects.get()
    assert (watch.finding, watch.lapsed_on, watch.lapses_by) == ("SOURCE_DOWN", None, None)


def test_what_was_cleared_before_is_adopted_once(officer: User, compliant: Business) -> None:
    cleared(compliant, officer)
    Watch.objects.all().delete()
    assert (watching.adopt_cleared(), watching.adopt_cleared()) == (1, 0)
    assert Watch.objects.get().cleared_with == "CLEAR"


def test_the_queries_do_not_grow_with_the_list(officer: User, fresh: None, paid: date) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            watching.look_again()
        return len(caught)

    def one_more() -> None:
        business = make_business(owner_nik=make_nik(), declared_workers=1)
        make_worker(make_employer(business, paid_through=paid))
        cleared(business, officer)

    one_more()
    first = queries()
    for _ in range(4):
        one_more()
    assert queries() == first
    assert Watch.objects.count() == 5


def test_the_page_tells_since_when_and_why(
    client_of: Any, officer: User, stranger: User, bpjs: User, branch_head: User, compliant: Business, paid: date
) -> None:
    file = cleared(compliant, officer)
    pay(compliant, add_months(paid, -2))
    watching.look_again()
    page = client_of(officer).get("/pantau/").content.decode()
    for words in ("Toko Berkah Jaya", "turun sejak", "Iuran belum lunas: 2 bulan", "Sudah dilihat", file.number):
        assert words in page
    assert file.number not in client_of(stranger).get("/pantau/").content.decode()
    assert "Sudah dilihat" not in client_of(bpjs).get("/pantau/").content.decode()
    assert client_of(branch_head).get("/pantau/").status_code == 403
    watch = Watch.objects.get()
    assert client_of(stranger).post("/pantau/", {"watch": watch.pk}).status_code == 404
    assert client_of(bpjs).post("/pantau/", {"watch": watch.pk}).status_code == 403
    assert client_of(officer).post("/pantau/", {"watch": "9" * 30}).status_code == 404
    assert client_of(officer).post("/pantau/", {"watch": watch.pk}).status_code == 303
    watch.refresh_from_db()
    assert watch.seen_by == officer
    assert "Dilihat" in client_of(officer).get("/pantau/?state=lapsed").content.decode()
    assert file.number not in client_of(officer).get("/pantau/?state=holding").content.decode()


def test_after_a_batch_every_watch_is_judged(officer: User, compliant: Business, paid: date) -> None:
    cleared(compliant, officer)
    pay(compliant, add_months(paid, -2))
    batch = ImportBatch.objects.filter(profile="employers").get()
    batch_committed.send(sender=ImportBatch, batch=batch, months=())
    item = work.run_now(WorkItem.objects.get(kind="permits.look_at_watches", target_id=str(batch.pk)))
    assert item.result == {"adopted": 0, "looked": 1, "lapsed": 1}
    desk_tasks.look_tonight("2026-11-23")
    desk_tasks.look_tonight("2026-11-23")
    assert WorkItem.objects.filter(kind="permits.look_at_watches", target_id="2026-11-23").count() == 1


def test_the_digest_goes_once_a_week_to_each_supervisor(
    officer: User, supervisor: User, compliant: Business, paid: date
) -> None:
    User.objects.filter(pk=supervisor.pk).update(email="kasi@contoh.id")
    cleared(compliant, officer)
    monday = date(2026, 11, 23)
    assert digests.ask_digests(monday) == 0, "nothing has lapsed"
    pay(compliant, add_months(paid, -2))
    watching.look_again()
    assert (digests.ask_digests(monday), digests.ask_digests(monday)) == (1, 0)
    item = WorkItem.objects.get(kind="permits.watch_digest")
    outbox.outbox.clear()
    assert work.run_now(item).result == {"sent": 1}
    (letter,) = outbox.outbox
    assert letter.to == ["kasi@contoh.id"]
    assert letter.body.startswith("1 usaha yang pernah lolos tidak patuh lagi")
    assert "/pantau/" in letter.body
    assert compliant.name not in letter.body
    assert digests.ask_digests(monday + timedelta(days=1)) == 0, "a beat that comes again is told no"
    assert digests.ask_digests(monday + timedelta(days=7)) == 1


def test_no_mail_set_up_no_digest_no_error(
    officer: User, supervisor: User, compliant: Business, paid: date, settings: Any
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", ""
    User.objects.filter(pk=supervisor.pk).update(email="kasi@contoh.id")
    cleared(compliant, officer)
    pay(compliant, add_months(paid, -2))
    watching.look_again()
    digests.ask_digests(date(2026, 11, 23))
    assert work.run_now(WorkItem.objects.get(kind="permits.watch_digest")).result == {"sent": 0}
