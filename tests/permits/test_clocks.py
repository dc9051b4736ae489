"""Clocks that end by rule: nothing before its last day is over, everything once, days off caught up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from celery.schedules import crontab

from accounts import audit, invariants, work
from accounts.models import User, WorkItem
from config.celery import app
from districts.clock import now, today
from enrollment.arrangements import record_arrangement
from enrollment.models import Business, Employer
from enrollment.rules.calendar import required_month
from enrollment.selectors.status import holidays
from permits import clocks, services, tasks
from permits.errors import Refused
from permits.models import Application, BpjsQuestion, Check, LegalBasis, Receipt, ServiceRule
from permits.selectors.papers import paper_by_code
from tests.factories import make_business
from tests.permits.conftest import feed_register, register

pytestmark = pytest.mark.django_db
NOTHING = {"expired": 0, "lapsed": 0, "fulfilled": 0, "prolonged": 0}
REASON = "Pemilik sedang dirawat; istrinya mengurus pendaftaran minggu depan."


def ask(business: Business, by: User, file: Application | None = None) -> Check:
    return services.check_business(business=business, service="DOMISILI", by=by, application=file)


@pytest.fixture
def waiting(officer: User, fresh: None) -> Application:
    business = make_business(name="UD Sinar Pagi", nib="9120000000017", declared_workers=1)
    return services.ask_bpjs(check=ask(business, officer), by=officer)


@pytest.fixture
def committed(officer: User, supervisor: User, unregistered: Business) -> Application:
    """A commitment of 30 days, granted today."""
    ServiceRule.objects.filter(permit_type__code="DOMISILI").update(commitment_allowed=True, commitment_days=30)
    check = ask(unregistered, officer)
    file = services.ask_approval(check=check, kind="COMMITMENT", reason=REASON, by=officer).application
    return services.approve_request(application=file, by=supervisor).application


def later(file: Application, days: int = 1) -> time_machine.travel:
    """So many days after the file's last day, with sheets of the day before."""
    assert file.deadline_on is not None
    return time_machine.travel(now() + timedelta(days=(file.deadline_on - today()).days + days), tick=True)


@pytest.fixture(autouse=True)
def _books_balance(db: None) -> Iterator[None]:
    yield
    assert not any(problems for name, problems in invariants.run().items() if name.startswith(("P", "I4")))


def paid_now() -> date:
    return required_month(today(), holidays())


@pytest.mark.parametrize("name", ["waiting", "committed"])
def test_the_last_day_still_counts(request: pytest.FixtureRequest, name: str) -> None:
    file: Application = request.getfixturevalue(name)
    with later(file, days=0):
        feed_register()
        assert clocks.watch_clocks(today()) == NOTHING
    state = file.state
    file.refresh_from_db()
    assert file.state == state


def test_an_unanswered_question_ends_by_rule(waiting: Application, officer: User) -> None:
    """Days later, as after a stopped beat: the service goes on, by nobody, with a number that verifies."""
    with later(waiting, days=5):
        assert clocks.watch_clocks(today()) == NOTHING | {"expired": 1}
        assert clocks.watch_clocks(today()) == NOTHING
    waiting.refresh_from_db()
    question, receipt = BpjsQuestion.objects.get(), Receipt.objects.get()
    step = waiting.history.first()
    assert step is not None
    assert (step.event, step.by, waiting.state) == ("EXPIRED", None, "CONTINUED")
    assert (waiting.decided_by, waiting.decided_at is not None) == (None, True)
    assert (question.answer, question.closed_at is not None) == ("", True)
    assert (receipt.issued_by, receipt.slip is not None) == (None, True)
    shown = paper_by_code(receipt.code)
    assert shown is not None
    assert shown.is_valid
    with pytest.raises(Refused, match="BY_RULE"):
        services.undo_clear(application=waiting, by=officer)


def test_an_answer_in_time_stops_the_clock(waiting: Application, bpjs: User) -> None:
    services.answer_question(application=waiting, answer="NOT_REG", by=bpjs)
    with time_machine.travel(now() + timedelta(days=10), tick=True):
        assert clocks.watch_clocks(today())["expired"] == 0
    waiting.refresh_from_db()
    assert waiting.state == "HELD"


def test_unknown_waits_until_the_clock_ends(waiting: Application, bpjs: User) -> None:
    services.answer_question(application=waiting, answer="UNKNOWN", by=bpjs)
    with later(waiting):
        assert clocks.watch_clocks(today())["expired"] == 1
    waiting.refresh_from_db()
    assert waiting.state == "CONTINUED"


def test_at_the_end_the_register_may_know_better(waiting: Application, bpjs: User) -> None:
    """A link made meanwhile to an employer years behind: not continued, held."""
    assert waiting.business is not None
    register(waiting.business, date(2025, 1, 1))
    with later(waiting):
        assert clocks.watch_clocks(today())["expired"] == 1
    waiting.refresh_from_db()
    assert (waiting.state, Receipt.objects.exists()) == ("HELD", False)


def test_no_clock_passes_a_statutory_denial(waiting: Application, branch_head: User, branch_head2: User) -> None:
    assert waiting.business is not None
    denial = services.impose_denial(
        business=waiting.business,
        letter_number="B/1/2026",
        letter_date=today(),
        legal_basis=LegalBasis.objects.get(code="PP-86-2013"),
        imposed_on=today(),
        by=branch_head,
    )
    services.approve_denial(denial=denial, by=branch_head2)
    with later(waiting):
        assert clocks.watch_clocks(today())["expired"] == 0
    waiting.refresh_from_db()
    assert waiting.state == "WAITING_BPJS"


def test_a_file_before_the_second_person_is_left_alone(waiting: Application, officer: User, supervisor: User) -> None:
    assert waiting.business is not None
    check = ask(waiting.business, officer, waiting)
    services.ask_approval(check=check, kind="OVERRIDE", reason=REASON, by=officer)
    with later(waiting):
        assert clocks.watch_clocks(today())["expired"] == 0
        services.reject_request(application=waiting, by=supervisor, note="Tunggu aturannya")
        assert clocks.watch_clocks(today())["expired"] == 1


def test_a_commitment_lapses(committed: Application, officer: User, unregistered: Business) -> None:
    receipt = committed.receipts.get()
    with later(committed):
        feed_register()
        assert clocks.watch_clocks(today()) == NOTHING | {"lapsed": 1}
        assert clocks.watch_clocks(today())["lapsed"] == 0
        committed.refresh_from_db()
        receipt.refresh_from_db()
        step = committed.history.first()
        assert step is not None
        assert (committed.state, committed.deadline_on, committed.decided_by) == ("LAPSED", None, None)
        assert (step.event, step.by, step.check_row.finding if step.check_row else "") == (
            "LAPSED", None, "UNREGISTERED",
        )  # fmt: skip
        assert receipt.revoked_at is not None
        shown = paper_by_code(receipt.code)
        assert shown is not None
        assert not shown.is_valid
        # And the file is open again.
        assert services.hold(check=ask(unregistered, officer, committed), by=officer).application.state == "HELD"
    assert audit.verify() is None


def test_a_commitment_kept(committed: Application, unregistered: Business) -> None:
    with later(committed):
        feed_register()
        register(unregistered, paid_now())
        assert clocks.watch_clocks(today()) == NOTHING | {"fulfilled": 1}
    committed.refresh_from_db()
    receipt = committed.receipts.get()
    assert (committed.state, committed.deadline_on) == ("CLEARED", None)
    assert (receipt.revoked_at, receipt.valid_until) == (None, None)
    assert committed.history.filter(event="FULFILLED").count() == 1


def test_a_conditional_pass_lapses_or_is_fulfilled(officer: User, in_arrears: Business) -> None:
    """The same clock for a pass within the tolerance: paid since, or not."""
    ServiceRule.objects.filter(permit_type__code="DOMISILI").update(tolerance_months=6, must_cover_workers=False)
    files = [services.clear(check=ask(in_arrears, officer), by=officer).application for _ in range(2)]
    assert {file.state for file in files} == {"CONDITIONAL"}
    with later(files[0]):
        feed_register()
        Application.objects.filter(pk=files[1].pk).update(deadline_on=today())
        assert clocks.watch_clocks(today())["lapsed"] == 1
        Employer.objects.update(paid_through=paid_now())
    with later(files[0], days=2):
        assert clocks.watch_clocks(today())["fulfilled"] == 1


def test_an_agreement_with_bpjs_that_still_runs_moves_the_deadline(
    officer: User, bpjs: User, in_arrears: Business
) -> None:
    """Instalments over 45 days, a rule of 30: the number stays, its day moves on; it lapses with the agreement."""
    in_arrears.declared_workers = 7
    in_arrears.save()
    employer, last = in_arrears.links.get().employer, today() + timedelta(days=45)
    record_arrangement(
        employer=employer, kind="INSTALMENT", letter_number="B/7", valid_from=today(), valid_to=last, by=bpjs
    )
    file = services.clear(check=ask(in_arrears, officer), by=officer).application
    assert file.deadline_on == today() + timedelta(days=30)
    with later(file):
        feed_register()
        assert clocks.watch_clocks(today()) == NOTHING | {"prolonged": 1}
    file.refresh_from_db()
    receipt = Receipt.objects.get()
    assert (file.state, file.deadline_on) == ("CONDITIONAL", last)
    assert (receipt.valid_until, receipt.revoked_at) == (last, None)
    with later(file):
        feed_register()
        assert clocks.watch_clocks(today()) == NOTHING | {"lapsed": 1}


def test_while_the_source_is_down_nothing_lapses(committed: Application) -> None:
    """The data is 70 days old at the deadline: the fault is ours. With data again, the clock ends."""
    with later(committed, days=70):
        before = Check.objects.count()
        assert clocks.watch_clocks(today())["lapsed"] == 0
        assert Check.objects.count() == before
        feed_register()
        assert clocks.watch_clocks(today())["lapsed"] == 1


def test_the_work_runs_hourly_and_only_when_something_is_due(waiting: Application) -> None:
    entry = app.conf.beat_schedule["watch the clocks"]
    assert (entry["task"], entry["schedule"]) == ("permits.watch_clocks", crontab(minute="20"))
    tasks.look_at_clocks()
    assert not WorkItem.objects.filter(kind=tasks.CLOCKS).exists()
    with later(waiting):
        tasks.look_at_clocks()
        tasks.look_at_clocks()
        item = WorkItem.objects.get(kind=tasks.CLOCKS)
        assert work.run_now(item).result == NOTHING | {"expired": 1}
