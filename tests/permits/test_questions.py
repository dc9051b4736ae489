"""Asking BPJS: the branch's inbox, what each answer does to the file, and how long an answer stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from accounts import audit, invariants
from accounts.access import Forbidden
from accounts.models import User
from districts.clock import now, today
from enrollment.models import Business, BusinessEmployerLink
from enrollment.rules.calendar import add_working_days
from enrollment.selectors.status import holidays
from permits import services
from permits.errors import Refused, Stale
from permits.models import Application, BpjsQuestion, Check, ServiceRule
from permits.selectors.questions import open_count
from tests.factories import make_business, make_employer, make_worker
from tests.permits.test_pages import text_of

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
NPP = "JJ051662"


@pytest.fixture
def doubtful(fresh: None) -> Business:
    """Known by its NIB only: one key is too few to say "belum terdaftar"."""
    return make_business(name="UD Sinar Pagi", nib="9120000000017", declared_workers=1)


def ask(business: Business, by: User, file: Application | None = None) -> Check:
    return services.check_business(business=business, service="DOMISILI", by=by, application=file)


@pytest.fixture
def waiting(officer: User, doubtful: Business) -> Application:
    return services.ask_bpjs(check=ask(doubtful, officer), by=officer, text="Pemilik punya kartu lama")


def test_a_question_with_its_clock(waiting: Application, officer: User) -> None:
    question = BpjsQuestion.objects.get()
    due = add_working_days(today(), 2, holidays())
    assert (question.application, question.asked_by, question.text) == (waiting, officer, "Pemilik punya kartu lama")
    assert (question.branch.code, question.due_on, waiting.deadline_on) == ("BPJS-NGY", due, due)
    assert services.ask_bpjs(check=question.check_row, by=officer) == waiting
    assert BpjsQuestion.objects.count() == 1


def test_what_is_certain_is_not_asked(officer: User, compliant: Business, unregistered: Business) -> None:
    """Else a question nobody answers would carry a refused file past the second person."""
    for business in (compliant, unregistered):
        with pytest.raises(Refused, match="NOTHING_TO_ASK"):
            services.ask_bpjs(check=ask(business, officer), by=officer)
        with pytest.raises(Refused, match="NOTHING_TO_ASK"):
            services.record_proof(check=ask(business, officer), number="12345", by=officer)
    assert not Application.objects.exists()


def test_old_data_may_be_asked_about_before_holding(
    officer: User, feed: Callable[..., None], make_unknown: Callable[[], Business]
) -> None:
    feed(today() - timedelta(days=40))
    check = ask(make_unknown(), officer)
    assert (check.outcome, check.answer["is_old"]) == ("HOLD", True)
    assert services.ask_bpjs(check=check, by=officer).state == "WAITING_BPJS"


@pytest.fixture
def make_unknown(reference: None) -> Callable[[], Business]:
    from tests.factories import make_nik

    return lambda: make_business(name="Warung Lama", owner_nik=make_nik(), owner_name="Suparmin", declared_workers=1)


def test_confirmed_and_unknown_to_the_register(waiting: Application, officer: User, bpjs: User) -> None:
    """The answer itself is the evidence: the next check of this file passes, and so does the file."""
    file = services.answer_question(application=waiting, answer="CONFIRMED", npp="jj 051-662", by=bpjs)
    question = BpjsQuestion.objects.get()
    assert (file.state, file.deadline_on, question.npp, question.answered_by) == ("READY", None, NPP, bpjs)
    step = file.history.first()
    assert step is not None
    assert step.check_row is not None
    assert (step.event, step.by, step.check_row.finding, step.check_row.by) == ("ANSWERED", bpjs, "CLEAR", None)
    assert file.business is not None
    fresh = ask(file.business, officer, file)
    assert [r["code"] for r in fresh.reasons][:1] == ["BPJS_CONFIRMED"]
    receipt = services.clear(check=fresh, by=officer)
    assert receipt.application.state == "CLEARED"
    assert audit.verify() is None
    # A check that is not this file's reads the register alone.
    assert ask(file.business, officer).outcome == "ASK_BPJS"


def test_an_answer_stands_for_thirty_days(waiting: Application, officer: User, bpjs: User, doubtful: Business) -> None:
    services.answer_question(application=waiting, answer="CONFIRMED", npp=NPP, by=bpjs)
    for days, outcome in ((29, "PASS"), (31, "ASK_BPJS")):
        with time_machine.travel(now() + timedelta(days=days), tick=True):
            assert ask(doubtful, officer, waiting).outcome == outcome


def test_confirmed_and_known_to_the_register(waiting: Application, bpjs: User, doubtful: Business, paid: date) -> None:
    """The business is linked to the employer BPJS names, and the register decides."""
    employer = make_employer(npp=NPP, paid_through=paid, scale="KECIL")
    make_worker(employer)
    file = services.answer_question(application=waiting, answer="CONFIRMED", npp=NPP, by=bpjs)
    link = BusinessEmployerLink.objects.get(business=doubtful)
    assert (link.state, link.how, link.decided_by, link.employer) == ("CONFIRMED", "MANUAL", bpjs, employer)
    check = Check.objects.filter(application=file).latest("at")
    assert (file.state, check.finding, [r["code"] for r in check.reasons]) == ("READY", "CLEAR", [])


def test_the_register_has_the_last_word(waiting: Application, bpjs: User, paid: date) -> None:
    make_employer(npp=NPP, paid_through=paid.replace(year=paid.year - 1), scale="KECIL")
    file = services.answer_question(application=waiting, answer="CONFIRMED", npp=NPP, by=bpjs)
    assert file.state == "HELD"
    assert Check.objects.filter(application=file).latest("at").finding == "ARREARS"


@pytest.mark.parametrize(("answer", "finding"), [("NOT_REG", "UNREGISTERED"), ("ARREARS", "ARREARS")])
def test_a_no_holds_and_the_desk_prints_the_letter(
    waiting: Application, officer: User, bpjs: User, doubtful: Business, answer: str, finding: str
) -> None:
    file = services.answer_question(application=waiting, answer=answer, reply="Tidak ada di SMILE", by=bpjs)
    assert file.state == "HELD"
    assert not file.referrals.exists()
    assert not any(problems for name, problems in invariants.run().items() if name.startswith("P"))
    check = ask(doubtful, officer, file)
    assert (check.finding, check.outcome) == (finding, "HOLD")
    letter = services.hold(check=check, by=officer)
    assert letter.letter is not None
    assert letter.application.state == "HELD"


def test_unknown_waits_for_the_clock(waiting: Application, officer: User, bpjs: User, doubtful: Business) -> None:
    file = services.answer_question(application=waiting, answer="UNKNOWN", reply="Arsip dicari", by=bpjs)
    assert (file.state, file.deadline_on) == ("WAITING_BPJS", waiting.deadline_on)
    again = services.ask_bpjs(check=ask(doubtful, officer, file), by=officer)
    assert (again.state, BpjsQuestion.objects.count()) == ("WAITING_BPJS", 2)


def test_who_answers_and_how_often(waiting: Application, officer: User, supervisor: User, bpjs: User) -> None:
    for by in (officer, supervisor):
        with pytest.raises(Forbidden):
            services.answer_question(application=waiting, answer="UNKNOWN", by=by)
    with pytest.raises(Refused, match="NPP_NEEDED"):
        services.answer_question(application=waiting, answer="CONFIRMED", npp="123", by=bpjs)
    key, version = uuid4(), waiting.version
    for _ in range(2):
        services.answer_question(application=waiting, answer="NOT_REG", by=bpjs, key=key, version=version)
    with pytest.raises(Stale):
        services.answer_question(application=waiting, answer="UNKNOWN", by=bpjs, key=uuid4(), version=version)
    with pytest.raises(Refused, match="IS_ANSWERED"):
        services.answer_question(application=waiting, answer="UNKNOWN", by=bpjs)
    assert waiting.history.filter(event="ANSWERED").count() == 1


def test_an_answer_while_the_file_lies_with_the_supervisor(
    waiting: Application, officer: User, supervisor: User, bpjs: User, doubtful: Business
) -> None:
    """It stays there; rejected, it goes to where the answer leads. Approved, the question is over."""
    reason = "Pemohon harus berangkat malam ini dan kantor cabang sudah tutup."
    services.ask_approval(check=ask(doubtful, officer, waiting), kind="OVERRIDE", reason=reason, by=officer)
    assert open_count(bpjs) == 1
    file = services.answer_question(application=waiting, answer="CONFIRMED", npp=NPP, by=bpjs)
    assert file.state == "FORWARDED"
    assert services.reject_request(application=file, by=supervisor, note="Sudah dijawab").state == "READY"


def test_whatever_ends_the_waiting_ends_the_question(
    waiting: Application, officer: User, supervisor: User, bpjs: User, doubtful: Business
) -> None:
    reason = "Pemohon harus berangkat malam ini dan kantor cabang sudah tutup."
    services.ask_approval(check=ask(doubtful, officer, waiting), kind="OVERRIDE", reason=reason, by=officer)
    services.approve_request(application=waiting, by=supervisor)
    assert open_count(bpjs) == 0
    back = services.undo_clear(application=waiting, by=supervisor)
    assert (back.state, back.deadline_on, open_count(bpjs)) == ("FORWARDED", waiting.deadline_on, 1)


# --- the pages -----------------------------------------------------------------------------------------------------


def test_the_inbox_and_the_answer(client_of: ClientOf, waiting: Application, officer: User, bpjs: User) -> None:
    branch, desk = client_of(bpjs), client_of(officer)
    listed = text_of(branch.get("/pertanyaan/"))
    for words in (
        "Pertanyaan (1)",
        "UD Sinar Pagi",
        "Belum dapat dipastikan",
        "NIB",
        "Lubuk Baja",
        "2 hari kerja lagi",
    ):
        assert words in listed
    url = f"/pertanyaan/{waiting.pk}/"
    page = branch.get(url)
    for words in ("Pemilik punya kartu lama", "Data usaha dari loket", "Terdaftar dan patuh", "Kirim jawaban"):
        assert words in text_of(page)
    form = {name: str(page.context["form"][name].value()) for name in ("version", "key")}
    empty = branch.post(url, form)
    assert empty.status_code == 422
    assert "Pilih salah satu jawaban." in text_of(empty)
    wrong = branch.post(url, {**form, "answer": "CONFIRMED", "npp": "12"})
    assert wrong.status_code == 422
    assert "Tulis NPP 8 karakter" in text_of(wrong)
    answers = {**form, "answer": "CONFIRMED", "npp": NPP, "reply": "Terdaftar sejak Mei"}
    sent = branch.post(url, answers, follow=True)
    assert sent.redirect_chain == [("/pertanyaan/", 303)]
    assert "Tidak ada pertanyaan yang menunggu." in text_of(sent)
    assert branch.post(url, answers).status_code == 303
    late = branch.post(url, {**answers, "key": str(uuid4())})
    assert late.status_code == 409
    dossier = text_of(desk.get(f"/permohonan/{waiting.pk}/"))
    for words in ("Siap diterbitkan: BPJS TK sudah menjawab.", "Terdaftar sejak Mei", "JJ ••• •62", "BPJS TK menjawab"):
        assert words in dossier
    assert NPP not in dossier


def test_the_card_says_what_bpjs_answered(client_of: ClientOf, waiting: Application, officer: User, bpjs: User) -> None:
    services.answer_question(application=waiting, answer="ARREARS", by=bpjs)
    desk = client_of(officer)
    dossier = text_of(desk.get(f"/permohonan/{waiting.pk}/"))
    assert "Menunggak menurut BPJS TK" in dossier
    card = text_of(desk.get(f"/cek/{Check.objects.filter(application=waiting).latest('at').pk}/"))
    for words in ("terdaftar, menunggak.", "Lunasi iuran yang tertunggak. Besarnya dilihat di kanal BPJS TK."):
        assert words in card


def test_an_overdue_question_says_so(client_of: ClientOf, waiting: Application, bpjs: User) -> None:
    BpjsQuestion.objects.update(due_on=today() - timedelta(days=1))
    assert "Lewat batas" in text_of(client_of(bpjs).get("/pertanyaan/"))


def test_the_dossier_asks(client_of: ClientOf, officer: User, doubtful: Business) -> None:
    file = services.open_application(check=ask(doubtful, officer), by=officer)
    client = client_of(officer)
    page = client.get(f"/permohonan/{file.pk}/")
    form = {name: str(page.context["form"][name].value()) for name in ("version", "key")}
    form |= {"outcome": "ask", "note": "Mohon dicek di arsip"}
    shown = client.post(f"/permohonan/{file.pk}/putusan/", form)
    assert "Simpan: tanyakan ke BPJS TK" in text_of(shown)
    saved = client.post(
        f"/permohonan/{file.pk}/simpan/", {**form, "check": str(shown.context["check"].pk)}, follow=True
    )
    assert "BPJS TK menjawab paling lambat" in text_of(saved)
    assert BpjsQuestion.objects.get().text == "Mohon dicek di arsip"


def test_the_inbox_costs_the_same_for_one_or_five(
    client_of: ClientOf, officer: User, bpjs: User, fresh: None, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        business = make_business(name=f"Toko {number}", declared_workers=1)
        services.ask_bpjs(check=ask(business, officer), by=officer)
    assert ServiceRule.objects.exists()
    branch = client_of(bpjs)
    with django_assert_max_num_queries(11):
        branch.get("/pertanyaan/")
