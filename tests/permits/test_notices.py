"""Whom to tell and when: planned by the file's steps, sent once, or told by the desk; closed by itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core import mail as outbox
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import mail, vault, work
from accounts.access import Forbidden
from accounts.models import MailSettings, User, WorkItem
from districts.clock import now, today
from enrollment.models import Business, Employer, ImportBatch, Membership
from enrollment.signals import batch_committed, batch_undone
from permits import desk_tasks, services, telling
from permits.models import Application, Notice, Referral
from permits.selectors.notices import open_notices
from tests.factories import make_business, make_nik
from tests.permits.conftest import register

pytestmark = pytest.mark.django_db


def held(business: Business, by: User, email: str = "") -> Application:
    check = services.check_business(business=business, service="DOMISILI", by=by)
    applicant = services.Applicant(name="Suparmin", phone="081270000000", email=email)
    return services.hold(check=check, by=by, applicant=applicant).application


def planned(file: Application) -> dict[str, tuple[int, str]]:
    return {n.kind: ((n.due_on - today()).days, n.state) for n in file.notices.all()}


def release(batch: ImportBatch) -> None:
    batch_committed.send(sender=ImportBatch, batch=batch, months=())
    work.run_now(WorkItem.objects.get(kind="permits.release_held", state="PENDING"))


@pytest.fixture
def batch(fresh: None) -> ImportBatch:
    return ImportBatch.objects.filter(profile="workers").get()


@pytest.fixture
def down(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: Any) -> None:
        raise mail.NotSent("UNREACHABLE")

    monkeypatch.setattr(mail, "send", refuse)


def test_a_letter_plans_its_reminders(officer: User, unregistered: Business) -> None:
    assert planned(held(unregistered, officer)) == {
        "HELD": (0, "PENDING"), "DAY_3": (3, "PENDING"), "DAY_7": (7, "PENDING"), "DAY_14": (14, "PENDING")
    }  # fmt: skip


def test_a_new_letter_takes_the_place_of_the_old(officer: User, unregistered: Business) -> None:
    file = held(unregistered, officer)
    check = services.check_business(business=unregistered, service="DOMISILI", by=officer, application=file)
    services.hold(check=check, by=officer)
    first, second = file.referrals.order_by("id")
    assert {n.state for n in first.notices.all()} == {"SKIPPED"}
    assert {n.state for n in second.notices.all()} == {"PENDING"}


def test_the_release_tells_at_once_and_ends_the_reminders(
    client_of: Any, officer: User, unregistered: Business, batch: ImportBatch, paid: date
) -> None:
    file = held(unregistered, officer, email="pak.min@contoh.id")
    outbox.outbox.clear()
    register(unregistered, paid)
    release(batch)
    assert {kind for kind, (_days, state) in planned(file).items() if state == "PENDING"} == {"READY"}
    work.run_now(WorkItem.objects.get(kind="permits.tell_applicants", target_id=str(file.pk), state="PENDING"))
    (letter,) = outbox.outbox
    assert (letter.to, letter.subject) == (["pak.min@contoh.id"], f"Permohonan {file.number} siap diterbitkan")
    assert "siap diterbitkan" in letter.body
    assert Notice.objects.get(kind="READY").state == "SENT"
    assert "Pemohon sudah diberi tahu pada" in client_of(officer).get(f"/permohonan/{file.pk}/").content.decode()
    assert telling.send_due() == {"sent": 0, "failed": 0}
    assert len(outbox.outbox) == 1


def test_without_an_address_the_desk_sees_it_on_top(
    client_of: Any, officer: User, stranger: User, unregistered: Business, batch: ImportBatch, paid: date
) -> None:
    waiting = held(make_business(name="Kedai Lain", owner_nik=make_nik(), declared_workers=1), officer)
    file = held(unregistered, officer)
    register(unregistered, paid)
    release(batch)
    assert "Pemohon belum diberi tahu." in client_of(officer).get(f"/permohonan/{file.pk}/").content.decode()
    rows = list(open_notices(officer))
    assert [(row.kind, row.application) for row in rows] == [("READY", file), ("HELD", waiting)]
    assert not open_notices(stranger).exists()


def test_the_desk_tells_and_notes_it(client_of: Any, officer: User, stranger: User, unregistered: Business) -> None:
    file = held(unregistered, officer)
    page = client_of(officer).get("/tindak-lanjut/").content.decode()
    assert "Sudah diberi tahu" in page
    assert "0812 7000 0000" in page
    assert file.referrals.get().number in page
    notice = file.notices.get(kind="HELD")
    posted = client_of(officer).post("/tindak-lanjut/", {"notice": notice.pk, "outcome": "ditelepon"})
    assert posted.status_code == 303
    notice.refresh_from_db()
    assert (notice.state, notice.closed_by, notice.outcome) == ("DONE", officer, "ditelepon")
    assert client_of(stranger).post("/tindak-lanjut/", {"notice": notice.pk}).status_code == 404
    with pytest.raises(Forbidden):
        services.close_notice(notice=file.notices.get(kind="DAY_3"), outcome="", by=stranger)


def test_a_decision_closes_what_is_open(officer: User, unregistered: Business, batch: ImportBatch, paid: date) -> None:
    file = held(unregistered, officer)
    register(unregistered, paid)
    release(batch)
    check = services.check_business(business=unregistered, service="DOMISILI", by=officer, application=file)
    services.clear(check=check, by=officer)
    assert {state for _days, state in planned(file).values()} == {"SKIPPED"}


def test_an_undone_import_brings_back_the_reminders_ahead(
    officer: User, unregistered: Business, batch: ImportBatch, paid: date
) -> None:
    file = held(unregistered, officer)
    file.notices.filter(kind="DAY_3").update(due_on=today())
    employer = register(unregistered, paid)
    release(batch)
    Membership.objects.filter(employer=employer).delete()
    Employer.objects.filter(pk=employer.pk).delete()
    batch_undone.send(sender=ImportBatch, batch=batch, months=())
    work.run_now(WorkItem.objects.get(kind="permits.reopen_released", state="PENDING"))
    states = {kind: state for kind, (_days, state) in planned(file).items()}
    assert states == {
        "HELD": "SKIPPED", "DAY_3": "SKIPPED", "DAY_7": "PENDING", "DAY_14": "PENDING", "READY": "SKIPPED"}  # fmt: skip


def test_a_deadline_is_told_a_week_before(officer: User, fresh: None) -> None:
    file = held(make_business(name="Kedai", owner_nik=make_nik(), declared_workers=1), officer)
    Application.objects.filter(pk=file.pk).update(deadline_on=today() + timedelta(days=30))
    file.refresh_from_db()
    change = file.history.create(application=file, event="COMMITTED", from_state="HELD", to_state="CONDITIONAL")
    telling.plan(file, change)
    assert planned(file)["DEADLINE"] == (23, "PENDING")
    change = file.history.create(application=file, event="LAPSED", from_state="CONDITIONAL", to_state="LAPSED")
    telling.plan(file, change)
    assert (planned(file)["DEADLINE"][1], planned(file)["LAPSED"]) == ("SKIPPED", (0, "PENDING"))


def test_what_does_not_go_is_tried_three_times_then_told_by_the_desk(
    officer: User, unregistered: Business, down: None
) -> None:
    file = held(unregistered, officer, email="pak.min@contoh.id")
    notice = file.notices.get(kind="HELD")
    for attempt in (1, 2, 3):
        assert telling.send_due() == {"sent": 0, "failed": 1}
        assert telling.send_due() == {"sent": 0, "failed": 0}, "not again within ten minutes"
        notice.refresh_from_db()
        assert (notice.state, notice.attempts, notice.outcome) == ("FAILED", attempt, "UNREACHABLE")
        Notice.objects.filter(pk=notice.pk).update(closed_at=now() - timedelta(minutes=11))
    assert telling.send_due() == {"sent": 0, "failed": 0}
    assert list(open_notices(officer)) == [notice]


def test_where_no_mail_is_set_up_the_desk_tells_at_once(officer: User, unregistered: Business, settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", ""
    file = held(unregistered, officer, email="pak.min@contoh.id")
    assert not MailSettings.objects.exists()
    assert telling.send_due() == {"sent": 0, "failed": 1}
    assert list(open_notices(officer)) == [file.notices.get(kind="HELD")]


def test_an_address_noted_later_takes_over_and_back(officer: User, unregistered: Business) -> None:
    file = held(unregistered, officer)
    outbox.outbox.clear()
    file.notices.filter(kind="DAY_3").update(due_on=today())
    services.note_email(application=file, email="pak.min@contoh.id", by=officer)
    work.run_now(WorkItem.objects.get(kind="permits.tell_applicants", target_id=str(file.pk), state="PENDING"))
    assert [letter.to for letter in outbox.outbox] == [["pak.min@contoh.id"]]
    assert [notice.kind for notice in open_notices(officer)] == ["HELD"]
    services.note_email(application=file, email="", by=officer)
    file.notices.filter(kind="DAY_7").update(due_on=today())
    assert [notice.kind for notice in open_notices(officer)] == ["HELD", "DAY_7"]
    assert telling.send_due() == {"sent": 0, "failed": 0}


def test_the_letter_itself_goes_once_with_its_pdf(officer: User, unregistered: Business) -> None:
    file = held(unregistered, officer, email="pak.min@contoh.id")
    outbox.outbox.clear()
    assert telling.send_due() == {"sent": 1, "failed": 0}
    (letter,) = outbox.outbox
    assert [attached[2] for attached in letter.attachments] == ["application/pdf"]
    notice = file.notices.get(kind="HELD")
    assert (notice.state, notice.outcome) == ("SENT", "")
    by_hand = held(make_business(name="Kedai Lain", owner_nik=make_nik(), declared_workers=1), officer)
    services.note_email(application=by_hand, email="lain@contoh.id", by=officer)
    item = services.mail_letter(letter=Referral.objects.get(application=by_hand), by=officer)
    assert work.run_now(item).state == "DONE"
    assert by_hand.notices.get(kind="HELD").state == "SENT"
    assert not open_notices(officer).exists()


def test_a_claimed_notice_is_nobody_elses(officer: User, unregistered: Business) -> None:
    file = held(unregistered, officer, email="pak.min@contoh.id")
    outbox.outbox.clear()
    assert telling._claim(file.notices.get(kind="HELD").pk) is not None
    assert telling.send_due() == {"sent": 0, "failed": 0}
    assert outbox.outbox == []
    Notice.objects.filter(kind="HELD").update(closed_at=now() - timedelta(minutes=11))
    assert telling.send_due() == {"sent": 1, "failed": 0}


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_it_once(officer: User, unregistered: Business) -> None:
    held(unregistered, officer, email="pak.min@contoh.id")
    outbox.outbox.clear()
    ready = Barrier(4)

    def work_at_it(_number: int) -> int:
        try:
            ready.wait(timeout=20)
            return telling.send_due()["sent"]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work_at_it, range(4))) == 1
    assert len(outbox.outbox) == 1


def test_the_beat_asks_once_and_only_for_what_is_due(officer: User, unregistered: Business) -> None:
    desk_tasks.tell_due()
    assert not WorkItem.objects.filter(kind="permits.tell_applicants", target_id="due").exists()
    held(unregistered, officer, email="pak.min@contoh.id")
    desk_tasks.tell_due()
    desk_tasks.tell_due()
    item = WorkItem.objects.get(kind="permits.tell_applicants", target_id="due")
    assert work.run_now(item).result == {"sent": 1, "failed": 0}


def test_no_number_of_a_person_is_in_a_message(officer: User, fresh: None) -> None:
    nik = make_nik()
    business = make_business(name="Bakso Pak Min", owner_nik=nik, declared_workers=3)
    file = held(business, officer, email="pak.min@contoh.id")
    outbox.outbox.clear()
    Notice.objects.update(due_on=today())
    assert telling.send_due()["sent"] == 4
    assert all(nik not in letter.body and nik not in letter.subject for letter in outbox.outbox)
    assert bytes(file.email or b"") != b"pak.min@contoh.id"
    assert vault.unseal(file.email or b"", "application.email") == "pak.min@contoh.id"


def test_the_pages_cost_the_same_for_one_and_for_many(client_of: Any, officer: User, fresh: None, paid: date) -> None:
    def one_more() -> None:
        held(make_business(owner_nik=make_nik(), declared_workers=1), officer)
        cleared = make_business(owner_nik=make_nik(), declared_workers=1)
        register(cleared, paid)
        check = services.check_business(business=cleared, service="DOMISILI", by=officer)
        services.clear(check=check, by=officer)

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    client = client_of(officer)
    one_more()
    paths = ("/tindak-lanjut/", "/pantau/", "/permohonan/")
    first = [(cost(path), cost(path))[1] for path in paths]
    for _ in range(4):
        one_more()
    assert [cost(path) for path in paths] == first
    assert max(first) <= 12
