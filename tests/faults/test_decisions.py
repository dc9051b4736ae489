"""F34, F35, F37, F38, F40 of security.md §3 on the decisions of the counter, through the pages people press."""

from __future__ import annotations

import os
import secrets
import signal
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from accounts import work
from accounts.models import Assignment, AuditEvent, User, WorkItem
from accounts.work import execute
from districts.clock import today
from districts.models import Agency
from enrollment.models import Business, Employer
from enrollment.services import commit_batch, receive_batch
from enrollment.services.kinds import COMMIT, STAGE
from permits import records, services
from permits.models import Application, ApprovalRequest, Check, Receipt, ServiceRule
from tests.access.machinery import signed_in
from tests.enrollment import sheets
from tests.faults.stack import Stack, assert_invariants, stack, wait_until
from tests.faults.test_import_faults import at_once
from tests.permits.conftest import compliant, feed, fresh, paid, unregistered

__all__ = ["compliant", "feed", "fresh", "paid", "stack", "unregistered"]
pytestmark = pytest.mark.django_db(transaction=True)

CLICKS = 20
NOTE = "Pemohon menunjukkan bukti setor asli."
REASON = "Pemilik sedang dirawat; istrinya mengurus pendaftaran minggu depan."
Form = dict[str, str]


def received(business: Business, by: User) -> Application:
    """A file at the counter, undecided."""
    check = services.check_business(business=business, service="DOMISILI", by=by)
    return services.open_application(check=check, by=by)


def form_for(file: Application, by: User) -> Form:
    """What the deciding page of this officer sends: a fresh check, the version seen, a key of its own."""
    assert file.business
    check = services.check_business(business=file.business, service="DOMISILI", by=by, application=file)
    file.refresh_from_db()
    return {
        "outcome": "continue", "note": NOTE, "version": str(file.version), "key": str(uuid4()), "check": str(check.pk),
    }  # fmt: skip


def decided_once(file: Application) -> None:
    file.refresh_from_db()
    assert file.state == "CLEARED"
    assert file.history.filter(event="CLEARED").count() == Receipt.objects.filter(application=file).count() == 1
    assert AuditEvent.objects.filter(verb="permits.clear", target_id=str(file.pk)).count() == 1
    assert_invariants()


def undecided(file: Application) -> None:
    file.refresh_from_db()
    assert file.state == "RECEIVED"
    assert not Receipt.objects.filter(application=file).exists()
    assert_invariants()


# --- F34: the web process is killed --------------------------------------------------------------------------------


class Sender:
    """A browser's POST to a real web server, in a thread, so that the server can be killed under it."""

    def __init__(self, url: str, user: User) -> None:
        self.url = url
        self.client = signed_in(user)
        self.token = secrets.token_hex(16)  # as the cookie: 32 letters, the same in the form

    @property
    def session(self) -> str:
        return self.client.cookies[django_settings.SESSION_COOKIE_NAME].value

    def post(self, path: str, form: Form) -> tuple[int, str] | None:
        """Status and place of the answer; None where there was none."""
        cookies = (
            f"{django_settings.SESSION_COOKIE_NAME}={self.session}; {django_settings.CSRF_COOKIE_NAME}={self.token}"
        )
        body = urllib.parse.urlencode(form | {"csrfmiddlewaretoken": self.token}).encode()
        request = urllib.request.Request(self.url + path, body, {"Cookie": cookies})
        opener = urllib.request.build_opener(_Stay)
        try:
            with opener.open(request, timeout=60) as answer:
                return answer.status, answer.headers.get("Location", "")
        except urllib.error.HTTPError as error:
            return error.code, error.headers.get("Location", "")
        except OSError:
            return None

    def post_beside(self, path: str, form: Form) -> tuple[threading.Thread, list[Any]]:
        answers: list[Any] = []
        thread = threading.Thread(target=lambda: answers.append(self.post(path, form)))
        thread.start()
        return thread, answers


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees the others as they were at first sight
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def kill_workers(stack: Stack) -> None:
    """kill -9 of the processes that answer requests; their parent starts others."""
    old = stack.pool("web")
    for pid in old:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: stack.pool("web") and not set(stack.pool("web")) & set(old), "other web processes")
    wait_until(stack.answers, "the web server answers again")


def test_f34_a_web_process_killed_in_the_middle_of_a_decision(
    stack: Stack, officer: User, compliant: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the commit: undecided. After it and before the answer: decided. The same form again: decided once."""
    monkeypatch.setenv("WEB_PROCESSES", "1")
    sender = Sender(stack.web(), officer)

    file = received(compliant, officer)
    form, path = form_for(file, officer), f"/permohonan/{file.pk}/simpan/"
    with transaction.atomic():
        records.locked(file.pk)
        thread, answers = sender.post_beside(path, form)
        wait_until(waits_for_a_lock, "the decision waits for the file")
        kill_workers(stack)
        thread.join()
    assert answers == [None]
    wait_until(lambda: not waits_for_a_lock(), "the dead process' connection is gone")
    undecided(file)
    again = [sender.post(path, form) for _ in range(3)]
    assert again == [(303, f"/permohonan/{file.pk}/")] * 3
    decided_once(file)

    second = received(compliant, officer)
    form, path = form_for(second, officer), f"/permohonan/{second.pk}/simpan/"
    session = sender.client.session
    session["seen"] -= 120  # so that the answer begins with saving the session, after the decision's commit
    session.save()
    with transaction.atomic():
        Session.objects.select_for_update().get(pk=sender.session)
        thread, answers = sender.post_beside(path, form)
        wait_until(waits_for_a_lock, "the answer waits for the session")
        decided_once(second)
        kill_workers(stack)
        thread.join()
    assert answers == [None]
    assert sender.post(path, form) == (303, f"/permohonan/{second.pk}/")
    decided_once(second)


# --- F35: twenty presses -------------------------------------------------------------------------------------------


def test_f35_twenty_presses_of_approve_are_one_approval(
    officer: User, supervisor: User, unregistered: Business
) -> None:
    ServiceRule.objects.filter(permit_type__code="DOMISILI").update(exemption_allowed=True)
    check = services.check_business(business=unregistered, service="DOMISILI", by=officer)
    asked = services.ask_approval(check=check, kind="EXEMPTION", reason=REASON, ground="DISASTER", by=officer)
    file = Application.objects.get(pk=asked.application_id)
    form = {"answer": "approve", "note": "", "version": str(file.version), "key": str(uuid4())}
    chiefs = [signed_in(supervisor) for _ in range(CLICKS)]

    def press(number: int) -> tuple[int, str]:
        answer = chiefs[number].post(f"/persetujuan/{file.pk}/", form)
        return answer.status_code, answer.headers.get("Location", "")

    assert at_once(CLICKS, press) == [(303, f"/permohonan/{file.pk}/")] * CLICKS
    file.refresh_from_db()
    assert (file.state, Receipt.objects.count()) == ("EXEMPTED", 1)
    assert ApprovalRequest.objects.get().state == "APPROVED"
    assert AuditEvent.objects.filter(verb="permits.approve_request").count() == 1
    assert_invariants()


def test_f35_twenty_presses_of_save_are_one_decision(officer: User, compliant: Business) -> None:
    file = received(compliant, officer)
    form = form_for(file, officer)
    desks = [signed_in(officer) for _ in range(CLICKS)]

    def press(number: int) -> tuple[int, str]:
        answer = desks[number].post(f"/permohonan/{file.pk}/simpan/", form)
        return answer.status_code, answer.headers.get("Location", "")

    assert at_once(CLICKS, press) == [(303, f"/permohonan/{file.pk}/")] * CLICKS
    decided_once(file)


# --- F37: two officers at once -------------------------------------------------------------------------------------


def race(officer: User, colleague: User, business: Business) -> None:
    """Both decide from pages they opened together: one decision, and the other one is told who and when."""
    file = received(business, officer)
    pairs = [(by, signed_in(by), form_for(file, by)) for by in (officer, colleague)]
    barrier = threading.Barrier(2)

    def press(number: int) -> tuple[int, str]:
        _by, client, form = pairs[number]
        barrier.wait()
        answer = client.post(f"/permohonan/{file.pk}/simpan/", form)
        return answer.status_code, answer.text

    answers = at_once(2, press)
    assert sorted(status for status, _ in answers) == [303, 409]
    decided_once(file)
    told = next(text for status, text in answers if status == 409)
    assert f"baru saja diputuskan oleh {file.decided_by}" in told
    assert "WIB" in told


@pytest.mark.parametrize("times", [3, pytest.param(100, marks=pytest.mark.long)])
def test_f37_two_officers_decide_at_once(officer: User, colleague: User, compliant: Business, times: int) -> None:
    for _ in range(times):
        race(officer, colleague, compliant)


def test_f37_fails_with_the_lock_switched_off(
    officer: User, colleague: User, compliant: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control run: without the row lock both decide, and the race above must notice."""
    together = threading.Barrier(2)

    def unlocked(pk: object) -> Application:
        row = Application.objects.select_related("agency", "permit_type", "business", "decided_by").get(pk=pk)
        together.wait(timeout=30)  # both have read before either writes
        return row

    monkeypatch.setattr("permits.services.files.locked", unlocked)
    with pytest.raises(AssertionError):
        race(officer, colleague, compliant)
    assert Receipt.objects.count() == 2


# --- F38: a stale tab ----------------------------------------------------------------------------------------------


def test_f38_a_stale_tab_is_told_what_changed_and_keeps_what_was_typed(
    officer: User, colleague: User, compliant: Business
) -> None:
    file = received(compliant, officer)
    mine, theirs = form_for(file, officer), form_for(file, colleague)
    assert signed_in(colleague).post(f"/permohonan/{file.pk}/simpan/", theirs).status_code == 303
    answer = signed_in(officer).post(f"/permohonan/{file.pk}/simpan/", mine | {"note": "Catatan <b>saya</b>"})
    assert answer.status_code == 409
    for words in (f"baru saja diputuskan oleh {colleague}", "Muat ulang", "Catatan &lt;b&gt;saya&lt;/b&gt;", "Lolos"):
        assert words in answer.text
    decided_once(file)
    file.refresh_from_db()
    assert file.decided_by == colleague


def test_f38_a_stale_approval_is_told_too(officer: User, supervisor: User, unregistered: Business) -> None:
    check = services.check_business(business=unregistered, service="DOMISILI", by=officer)
    asked = services.ask_approval(check=check, kind="OVERRIDE", reason=REASON, by=officer)
    file = Application.objects.get(pk=asked.application_id)
    form = {"answer": "reject", "note": "Belum cukup alasan.", "version": str(file.version), "key": str(uuid4())}
    services.withdraw_request(application=file, by=officer)
    answer = signed_in(supervisor).post(f"/persetujuan/{file.pk}/", form)
    assert answer.status_code == 409
    assert "Belum cukup alasan." in answer.text and str(officer) in answer.text
    asked.refresh_from_db()
    assert asked.state == "WITHDRAWN"
    assert_invariants()


# --- F40: the role is gone -----------------------------------------------------------------------------------------


def dismiss(user: User) -> None:
    Assignment.objects.filter(user=user).update(valid_to=today() - timedelta(days=1))


def transfer(user: User) -> None:
    Assignment.objects.filter(user=user).update(agency=Agency.objects.get(code="KEC-SGL"))


@pytest.mark.parametrize(("change", "status"), [(dismiss, 403), (transfer, 404)], ids=["dismissed", "moved"])
def test_f40_a_role_removed_between_the_page_and_the_press(
    officer: User, compliant: Business, change: Callable[[User], None], status: int
) -> None:
    file = received(compliant, officer)
    desk, form = signed_in(officer), form_for(file, officer)
    assert desk.get(f"/permohonan/{file.pk}/").status_code == 200
    change(officer)
    assert desk.post(f"/permohonan/{file.pk}/simpan/", form).status_code == status
    assert desk.post(f"/cek/{form['check']}/lanjut/").status_code == status
    undecided(file)


def test_f40_a_role_removed_between_the_confirmation_and_the_run(importer: User, monkeypatch: Any) -> None:
    monkeypatch.setattr("accounts.work.items.send", lambda *_, **__: True)
    batch = receive_batch(content=sheets.workbook([sheets.EMPLOYER]), name="data.xlsx", by=importer).batch
    sheets.run(STAGE, batch)
    batch.refresh_from_db()
    commit_batch(batch=batch, by=importer)
    item = work.latest(kind=COMMIT, target_id=str(batch.pk))
    assert item is not None
    dismiss(importer)
    execute(item.pk)
    item.refresh_from_db()
    batch.refresh_from_db()
    assert (item.state, item.message) == ("CANCELLED", "NO_LONGER_ALLOWED")
    assert (batch.state, Employer.objects.count()) == ("STAGED", 0)  # for whoever may confirm it
    assert not WorkItem.objects.filter(state__in=["PENDING", "RUNNING"]).exists()
    assert_invariants()


def test_f40_a_role_removed_while_a_request_waits_for_the_approver(
    officer: User, supervisor: User, unregistered: Business
) -> None:
    check = services.check_business(business=unregistered, service="DOMISILI", by=officer)
    asked = services.ask_approval(check=check, kind="OVERRIDE", reason=REASON, by=officer)
    file = Application.objects.get(pk=asked.application_id)
    chief = signed_in(supervisor)
    form = {"answer": "approve", "note": "", "version": str(file.version), "key": str(uuid4())}
    assert chief.get(f"/persetujuan/{file.pk}/").status_code == 200
    dismiss(supervisor)
    assert chief.post(f"/persetujuan/{file.pk}/", form).status_code == 403
    asked.refresh_from_db()
    assert asked.state == "PENDING"
    assert Check.objects.count() == 1 and not Receipt.objects.exists()
    assert_invariants()
