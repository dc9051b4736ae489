"""Clear, hold, ask, undo: what each leaves behind, and that every decision happens once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from accounts import audit, vault
from accounts.access import Forbidden
from accounts.models import AuditEvent, User
from districts.clock import now, today
from enrollment.models import Business
from enrollment.walk_in import WalkIn
from permits import records, services
from permits.errors import Refused, Stale
from permits.models import Application, Check, Receipt, Referral, StatusChange
from permits.rules.codes import new_code
from permits.rules.spelled import spelled
from tests.factories import make_nik, village_of

pytestmark = pytest.mark.django_db


def ask(business: Business, by: User, file: Application | None = None) -> Check:
    return services.check_business(business=business, service="DOMISILI", by=by, application=file)


def test_clear_makes_file_number_receipt_and_history(officer: User, compliant: Business) -> None:
    receipt = services.clear(check=ask(compliant, officer), by=officer)
    file = receipt.application
    assert file.state == "CLEARED"
    assert file.number == f"PTN/LBJ/{today():%Y/%m}/0001"
    assert (file.agency.code, file.queue_number, file.decided_by) == ("KEC-LBJ", 1, officer)
    assert receipt.code.startswith("LBJ-")
    assert not set(receipt.code[4:]) & set("01ILOU")
    assert [c.event for c in file.history.order_by("id")] == ["RECEIVED", "CLEARED"]
    assert receipt.slip is not None
    assert vault.read_file(receipt.slip).startswith(b"%PDF")
    assert AuditEvent.objects.filter(verb="permits.clear", target_id=str(file.pk)).count() == 1
    assert audit.verify() is None


def test_hold_makes_the_letter_with_its_number(officer: User, unregistered: Business) -> None:
    check = ask(unregistered, officer)
    applicant = services.Applicant(name="Suparmin", phone="0812 7000 0000", declared_workers=3)
    letter = services.hold(check=check, by=officer, applicant=applicant)
    assert letter.application.state == "HELD"
    roman = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"][today().month - 1]
    assert letter.number == f"560/1/LBJ/{roman}/{today().year}"
    assert letter.valid_until == today() + timedelta(days=30)
    assert letter.branch.code == "BPJS-NGY"
    assert letter.letter is not None
    first = vault.read_file(letter.letter)
    assert first.startswith(b"%PDF")
    assert services.hold(check=check, by=officer) == letter
    assert vault.read_file(Referral.objects.get().letter) == first
    phone = letter.application.phone
    assert phone is not None
    assert vault.unseal(phone, "application.phone") == "0812 7000 0000"


def test_numbers_follow_each_other(officer: User, stranger: User, compliant: Business) -> None:
    files = [services.clear(check=ask(compliant, officer), by=officer).application for _ in range(3)]
    assert [f.number[-4:] for f in files] == ["0001", "0002", "0003"]
    other = services.clear(check=ask(compliant, stranger), by=stranger).application
    assert other.number.split("/")[1] == "SGL"
    assert other.number.endswith("0001")


def test_a_verdict_decides_what_may_be_done(officer: User, compliant: Business, unregistered: Business) -> None:
    with pytest.raises(Refused, match="NOT_PASSED"):
        services.clear(check=ask(unregistered, officer), by=officer)
    with pytest.raises(Refused, match="NO_REASON_TO_HOLD"):
        services.hold(check=ask(compliant, officer), by=officer)
    assert not Application.objects.exists()
    check = services.check(text="9120999999999", service="DOMISILI", by=officer)
    with pytest.raises(Refused, match="NO_BUSINESS"):
        services.ask_bpjs(check=check, by=officer)


def test_yesterdays_check_decides_nothing(officer: User, compliant: Business) -> None:
    check = ask(compliant, officer)
    with time_machine.travel(now() + timedelta(days=1), tick=True), pytest.raises(Refused, match="NOT_TODAY"):
        services.clear(check=check, by=officer)


def test_another_office_and_bpjs_decide_nothing(officer: User, stranger: User, bpjs: User, compliant: Business) -> None:
    check = ask(compliant, officer)
    for by in (stranger, bpjs):
        with pytest.raises(Forbidden):
            services.clear(check=check, by=by)


def test_the_same_press_again_gives_the_same_file(officer: User, compliant: Business) -> None:
    check = ask(compliant, officer)
    receipts = {services.clear(check=check, by=officer).pk for _ in range(5)}
    assert len(receipts) == 1
    assert Application.objects.count() == 1


def test_receive_then_decide(officer: User, compliant: Business) -> None:
    check = ask(compliant, officer)
    file = services.open_application(check=check, by=officer)
    assert (file.state, services.open_application(check=check, by=officer)) == ("RECEIVED", file)
    assert services.clear(check=check, by=officer).application == file


def test_ask_bpjs_starts_the_clock(officer: User, fresh: None) -> None:
    from tests.factories import make_business

    business = make_business(nib="9120000000017")
    check = ask(business, officer)
    assert check.outcome == "ASK_BPJS"
    file = services.ask_bpjs(check=check, by=officer)
    assert file.state == "WAITING_BPJS"
    assert file.deadline_on is not None
    assert file.deadline_on > today()
    noted = services.record_proof(check=check, number="BPJS-12345", by=officer)
    assert (noted.pk, noted.proof_number) == (file.pk, "BPJS-12345")
    assert Application.objects.count() == 1


def test_undo_within_its_minutes_revokes_the_number(officer: User, colleague: User, compliant: Business) -> None:
    check = ask(compliant, officer)
    receipt = services.clear(check=check, by=officer)
    file = services.undo_clear(application=receipt.application, by=officer)
    receipt.refresh_from_db()
    assert file.state == "RECEIVED"
    assert receipt.revoked_at is not None
    again = services.clear(check=check, by=officer)
    with pytest.raises(Refused, match="NOT_YOURS"):
        services.undo_clear(application=again.application, by=colleague)
    assert again.code != receipt.code
    with time_machine.travel(now() + timedelta(minutes=16), tick=True), pytest.raises(Refused, match="TOO_LATE"):
        services.undo_clear(application=again.application, by=officer)


def test_a_stale_page_is_told_who(officer: User, colleague: User, compliant: Business) -> None:
    file = services.open_application(check=ask(compliant, officer), by=officer)
    version = file.version
    mine, theirs = ask(compliant, officer, file), ask(compliant, colleague, file)
    services.clear(check=mine, by=officer, version=version, key=uuid4())
    with pytest.raises(Stale) as told:
        services.clear(check=theirs, by=colleague, version=version, key=uuid4())
    assert told.value.who == str(officer)


def test_history_is_written_once(officer: User, compliant: Business) -> None:
    services.clear(check=ask(compliant, officer), by=officer)
    for change in ("UPDATE permits_statuschange SET event = 'X'", "DELETE FROM permits_statuschange"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_the_walk_in_nobody_knows(officer: User, fresh: None) -> None:
    check = services.check(text="Kedai Kopi Selayang", service="DOMISILI", by=officer)
    nik = make_nik()
    walk_in = WalkIn(
        name="Kedai Kopi Selayang", village=village_of(), owner_name="Ahmad", owner_nik=nik, declared_workers=3
    )
    repeated = services.intake(check=check, walk_in=walk_in, by=officer)
    assert (repeated.finding, set(repeated.keys_checked)) == ("UNREGISTERED", {"OWNER_NIK", "NAME"})
    assert repeated.business is not None
    assert repeated.business.source == "LOKET"
    services.intake(check=check, walk_in=walk_in, by=officer)
    assert Business.objects.filter(source="LOKET").count() == 1


def test_codes_hold_a_digit_and_no_lookalike() -> None:
    letters = iter("ABCDEFGH" + "ABCDEFG7")
    assert new_code("LBJ", lambda _alphabet: next(letters)) == "LBJ-ABCD-EFG7"


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "nol"), (3, "tiga"), (11, "sebelas"), (12, "dua belas"), (20, "dua puluh"), (45, "empat puluh lima"),
     (100, "seratus"), (117, "seratus tujuh belas"), (268, "dua ratus enam puluh delapan"), (1000, "seribu"),
     (1500, "seribu lima ratus"), (22000, "dua puluh dua ribu"), (1_000_001, "satu juta satu")],
)  # fmt: skip
def test_numbers_in_words(number: int, words: str) -> None:
    assert spelled(number) == words


# --- two officers, twenty presses: real threads on a real database -------------------------------------------------


def at_once(jobs: list[Callable[[], object]]) -> list[object]:
    """Run the jobs together from a barrier; each answers with its result or the error it raised."""
    barrier = threading.Barrier(len(jobs))
    answers: list[object] = [None] * len(jobs)

    def run(index: int, job: Callable[[], object]) -> None:
        try:
            barrier.wait()
            answers[index] = job()
        except Exception as error:
            answers[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def race(officer: User, colleague: User, business: Business) -> tuple[list[object], Application]:
    file = services.open_application(check=ask(business, officer), by=officer)
    pairs = [(by, ask(business, by, file)) for by in (officer, colleague)]
    jobs = [partial(services.clear, check=c, by=by, version=file.version, key=uuid4()) for by, c in pairs]
    return at_once(jobs), file


@pytest.mark.django_db(transaction=True)
def test_f37_two_officers_decide_at_once_and_one_wins(officer: User, colleague: User, compliant: Business) -> None:
    for _ in range(5):
        answers, file = race(officer, colleague, compliant)
        assert sorted(type(a).__name__ for a in answers) == ["Receipt", "Stale"], answers
        file.refresh_from_db()
        winner = next(a for a in answers if isinstance(a, Receipt)).issued_by
        told = next(a for a in answers if isinstance(a, Stale))
        assert told.who == str(winner)
        assert file.history.filter(event="CLEARED").count() == 1
        assert file.receipts.count() == 1


@pytest.mark.django_db(transaction=True)
def test_f37_without_the_lock_both_would_win(
    officer: User, colleague: User, compliant: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control run: with the row lock switched off the race above must be lost, or it proves nothing."""

    def unlocked(pk: object) -> Application:
        row = Application.objects.select_related("agency", "permit_type", "business", "decided_by").get(pk=pk)
        time.sleep(0.2)
        return row

    monkeypatch.setattr(records, "locked", unlocked)
    monkeypatch.setattr("permits.services.files.locked", unlocked)
    answers, file = race(officer, colleague, compliant)
    assert [type(a).__name__ for a in answers] == ["Receipt", "Receipt"]
    assert file.history.filter(event="CLEARED").count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["clear", "hold"])
def test_f35_many_presses_do_one_thing(officer: User, compliant: Business, unregistered: Business, verb: str) -> None:
    business = compliant if verb == "clear" else unregistered
    check = ask(business, officer)
    answers = at_once([lambda: getattr(services, verb)(check=check, by=officer) for _ in range(12)])
    assert len({getattr(a, "pk", a) for a in answers}) == 1, answers
    assert Application.objects.count() == 1
    assert StatusChange.objects.filter(event={"clear": "CLEARED", "hold": "HELD"}[verb]).count() == 1
    assert AuditEvent.objects.filter(verb=f"permits.{verb}").count() == 1


@pytest.mark.django_db(transaction=True)
def test_f35_the_same_form_of_a_file_many_times(officer: User, compliant: Business) -> None:
    file = services.open_application(check=ask(compliant, officer), by=officer)
    check, key = ask(compliant, officer, file), uuid4()
    answers = at_once(
        [lambda: services.clear(check=check, by=officer, version=file.version, key=key) for _ in range(8)]
    )
    assert len({getattr(a, "pk", a) for a in answers}) == 1, answers
    assert file.history.filter(event="CLEARED").count() == 1
