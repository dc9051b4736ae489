"""An issued report goes by mail to who asked for it and may still read it, once."""

from __future__ import annotations

from datetime import date
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.utils import timezone

from accounts import work
from accounts.access import Forbidden
from accounts.mail import NotSent
from accounts.models import Assignment, User, WorkItem
from monitoring.models import Delivery, MonthlyReport, ReportSubscription
from monitoring.reporting.deliver import SEND, give_up, send
from monitoring.services import end_subscription, make_report, subscribe
from tests.factories import LUBUK_BAJA, SAGULUNG, make_bpu, make_employer, make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "blank_files")]

OCTOBER = date(2026, 10, 1)
NOT_DUE, DUE = date(2026, 11, 16), date(2026, 11, 17)


def build(area: str = LUBUK_BAJA, on: date = DUE, **options) -> MonthlyReport:
    return make_report(period=OCTOBER, area=area, by=None, on=on, **options)


def reader(user: User, area: str = LUBUK_BAJA) -> User:
    user.email = f"{user.username}@contoh.id"
    user.save()
    subscribe(area=area, by=user)
    return user


def post() -> None:
    """What the worker does with every mail on the queue."""
    for item in WorkItem.objects.filter(kind=SEND, state="PENDING"):
        work.run_now(item)


def test_a_frozen_report_is_mailed_once_to_each(officer, bpjs):
    make_worker(make_employer())
    reader(officer), reader(bpjs)
    build(on=NOT_DUE)
    post()
    assert mail.outbox == []
    report = build()
    assert WorkItem.objects.filter(kind=SEND).count() == 2
    for _ in range(2):
        post()
        build()
    assert sorted(message.to[0] for message in mail.outbox) == ["bpjs@contoh.id", "petugas.lubukbaja@contoh.id"]
    assert set(Delivery.objects.values_list("report", "state")) == {(report.pk, "SENT")}
    for row in Delivery.objects.all():
        assert send(str(row.pk)) == "SENT"
    assert len(mail.outbox) == 2
    name, content, kind = mail.outbox[0].attachments[0]
    assert (name, content[:5], kind) == ("laporan-2026-10-lbj-v1.pdf", b"%PDF-", "application/pdf")


def test_the_letter_says_what_to_do_in_the_readers_language(officer):
    make_worker(make_employer())
    officer.language = "en"
    reader(officer)
    build()
    post()
    assert "Oktober" not in mail.outbox[0].subject
    assert "October 2026" in mail.outbox[0].subject
    assert f"/laporan/{MonthlyReport.objects.get().pk}/" in mail.outbox[0].body


def test_the_right_is_looked_at_again_when_it_is_sent(officer):
    make_worker(make_employer())
    reader(officer)
    build()
    Assignment.objects.filter(user=officer).update(valid_to=date(2026, 1, 1), valid_from=date(2025, 1, 1))
    post()
    assert mail.outbox == []
    assert Delivery.objects.get().state == "REFUSED"


def test_who_ended_it_or_was_switched_off_gets_nothing(officer, bpjs):
    make_worker(make_employer())
    reader(officer), reader(bpjs)
    build()
    end_subscription(area=LUBUK_BAJA, by=officer)
    User.objects.filter(pk=bpjs.pk).update(is_active=False)
    post()
    assert mail.outbox == []
    assert set(Delivery.objects.values_list("state", flat=True)) == {"REFUSED"}


def test_without_an_address_it_fails_and_is_told(officer):
    make_worker(make_employer())
    subscribe(area=LUBUK_BAJA, by=officer)
    build()
    post()
    assert Delivery.objects.values_list("state", "error").get() == ("FAILED", "RECIPIENT")


def test_a_server_that_is_away_is_tried_again(officer, monkeypatch):
    make_worker(make_employer())
    reader(officer)
    build()
    row = Delivery.objects.get()

    def away(*_args: object, **_options: object) -> None:
        raise SMTPServerDisconnected

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", away)
        with pytest.raises(NotSent):
            send(str(row.pk))
    row.refresh_from_db()
    assert row.state == "ASKED"
    assert send(str(row.pk)) == "SENT"
    give_up(str(row.pk))
    row.refresh_from_db()
    assert (row.state, row.error) == ("SENT", "")


def test_a_new_version_is_mailed_with_its_reason(officer):
    make_worker(make_employer())
    reader(officer)
    build()
    make_bpu()
    build(reason="Berkas BPU menyusul")
    post()
    assert len(mail.outbox) == 2
    assert sum("Berkas BPU menyusul" in message.body for message in mail.outbox) == 1


def test_one_subscribes_to_what_one_may_read(officer, client_of):
    with pytest.raises(Forbidden):
        subscribe(area=SAGULUNG, by=officer)
    page = client_of(officer)
    assert page.post("/laporan/langganan/", {"wilayah": LUBUK_BAJA}).status_code == 303
    assert page.post("/laporan/langganan/", {"wilayah": LUBUK_BAJA}).status_code == 303
    assert ReportSubscription.objects.filter(user=officer, ended_at=None).count() == 1
    assert "Berhenti" in page.get("/laporan/langganan/").content.decode()
    page.post("/laporan/langganan/", {"wilayah": LUBUK_BAJA, "berhenti": "1"})
    row = ReportSubscription.objects.get(user=officer)
    assert row.ended_at is not None and row.ended_at <= timezone.now()
