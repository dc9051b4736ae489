"""The week's summary: one mail a week to who asked for it and may still read it; the same text on its page."""

from __future__ import annotations

import io
from datetime import date

import pypdf
import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from accounts import work
from accounts.access import Forbidden
from accounts.models import Assignment, AuditEvent, User, WorkItem
from accounts.today import today_of
from monitoring.facts.refresh import modes, rebuild
from monitoring.models import WeeklyReader
from monitoring.reporting.weekly import DIGEST, ask_weekly
from monitoring.rules.months import window
from monitoring.services.weekly import end_weekly, subscribe_weekly
from monitoring.tasks import weekly_due
from tests.factories import make_employer, make_worker
from tests.monitoring.counter import make_held

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

MONDAY, TUESDAY, NEXT = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 30)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-23T09:00:00+07:00", tick=True):
        yield


@pytest.fixture
def register():
    for _ in range(7):
        make_worker(make_employer())
    make_held(at="2026-11-02T10:00:00+07:00")
    list(rebuild(modes(window(MONDAY, 3), on=MONDAY), as_of=MONDAY))


def reader(user: User) -> User:
    user.email = f"{user.username}@contoh.id"
    user.save()
    subscribe_weekly(by=user)
    return user


def post() -> None:
    """What the worker does with every mail on the queue."""
    for item in WorkItem.objects.filter(kind=DIGEST, state="PENDING"):
        work.run_now(item)


def test_one_mail_a_week_with_the_figures_the_list_and_its_page(register, bpjs):
    reader(bpjs)
    assert [ask_weekly(MONDAY), ask_weekly(MONDAY), ask_weekly(TUESDAY)] == [1, 0, 0]
    post()
    weekly_due("2026-11-25")
    post()
    (sent,) = mail.outbox
    assert sent.to == ["bpjs@contoh.id"]
    items = today_of(bpjs)
    assert sent.subject == f"Pekan 48, Kota Batam: {len(items)} hal menunggu" if items else "Pekan 48, Kota Batam"
    for item in items:
        assert item.text in sent.body
        assert item.href in sent.body
    assert "ditahan 1, mendaftar setelah ditahan 0" in sent.body
    name, content, kind = sent.attachments[0]
    assert (name, kind) == ("2026-W48.pdf", "application/pdf")
    (page,) = pypdf.PdfReader(io.BytesIO(content)).pages
    assert "Pekerja terlindungi" in page.extract_text()
    assert AuditEvent.objects.latest("id").verb == "monitoring.send_weekly"
    assert ask_weekly(NEXT) == 1


def test_who_has_left_or_lost_the_right_gets_nothing(register, bpjs, leader, branch_head):
    for user in (bpjs, leader, branch_head):
        reader(user)
    ask_weekly(MONDAY)
    Assignment.objects.filter(user=bpjs).update(valid_from=date(2025, 1, 1), valid_to=date(2026, 1, 1))
    User.objects.filter(pk=leader.pk).update(is_active=False)
    end_weekly(by=branch_head)
    post()
    assert mail.outbox == []
    assert set(WorkItem.objects.filter(kind=DIGEST).values_list("state", flat=True)) == {"DONE"}
    assert ask_weekly(NEXT) == 1


def test_it_speaks_the_readers_language_and_hides_what_the_reader_may_not_list(leader):
    make_worker(make_employer())
    list(rebuild(modes(window(MONDAY, 3), on=MONDAY), as_of=MONDAY))
    leader.language = "en"
    reader(leader)
    ask_weekly(MONDAY)
    post()
    (sent,) = mail.outbox
    assert sent.subject.startswith("Week 48, Kota Batam")
    text = pypdf.PdfReader(io.BytesIO(sent.attachments[0][1])).pages[0].extract_text()
    assert "< 5" in text


def test_the_page_shows_the_text_and_switches_the_mail(register, bpjs, client_of):
    client, address = client_of(bpjs), reverse("weekly")
    page = client.get(address).content.decode()
    assert "Pekan 48, Kota Batam" in page
    assert "Kirim setiap Senin" in page
    for _ in range(2):
        assert client.post(address).status_code == 303
    assert WeeklyReader.objects.filter(user=bpjs).count() == 1
    assert "Berhenti mengirim" in client.get(address).content.decode()
    assert client.post(address, {"berhenti": "1"}).status_code == 303
    assert not WeeklyReader.objects.exists()
    taken = client.post(reverse("weekly-file"), {"purpose": "REPORT", "note": ""})
    assert taken.content.startswith(b"%PDF-")


def test_an_officer_of_the_counter_cannot_ask_for_it(officer):
    with pytest.raises(Forbidden):
        subscribe_weekly(by=officer)
