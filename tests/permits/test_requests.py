"""Commitment, exemption, override: asked by the desk, answered by a second person, never past a statutory denial."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from pypdf import PdfReader

from accounts import audit, vault, work
from accounts.access import Forbidden
from accounts.models import AuditEvent, User, WorkItem
from accounts.rules import Role
from districts.clock import now, today
from enrollment.models import Business
from enrollment.rules.calendar import required_month
from enrollment.selectors.status import holidays
from permits import services
from permits.errors import Refused, Stale
from permits.models import Application, ApprovalRequest, Check, LegalBasis, Receipt, ServiceRule
from permits.rules.answers import requestable
from permits.selectors.papers import paper_by_code
from permits.selectors.requests import granted_by_office, inbox, inbox_count
from tests.factories import make_user
from tests.permits.conftest import register
from tests.permits.test_decisions import at_once
from tests.permits.test_pages import text_of

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]

REASON = "Pemilik sedang dirawat; istrinya mengurus pendaftaran minggu depan."
DAYS = 45


def ask(business: Business, by: User, file: Application | None = None) -> Check:
    return services.check_business(business=business, service="DOMISILI", by=by, application=file)


@pytest.fixture
def rule(reference: None) -> ServiceRule:
    """DOMISILI allows commitments of DAYS days and exemptions; the supervisor answers."""
    row = ServiceRule.objects.get(permit_type__code="DOMISILI")
    row.commitment_allowed, row.commitment_days, row.exemption_allowed = True, DAYS, True
    row.save()
    return row


@pytest.fixture
def hold_check(rule: ServiceRule, officer: User, unregistered: Business) -> Check:
    return ask(unregistered, officer)


def send(check: Check, by: User, kind: str = "EXEMPTION", **given: Any) -> ApprovalRequest:
    given = {"reason": REASON, "ground": "DISASTER" if kind == "EXEMPTION" else ""} | given
    return services.ask_approval(check=check, kind=kind, by=by, **given)


def pdf_text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def file_of(request: ApprovalRequest) -> Application:
    return Application.objects.get(pk=request.application_id)


@pytest.mark.parametrize(
    ("kind", "event", "state"),
    [
        ("COMMITMENT", "COMMITTED", "CONDITIONAL"),
        ("EXEMPTION", "EXEMPTED", "EXEMPTED"),
        ("OVERRIDE", "OVERRIDDEN", "CLEARED"),
    ],
)
def test_asked_forwarded_and_approved(
    hold_check: Check, officer: User, supervisor: User, kind: str, event: str, state: str
) -> None:
    request = send(hold_check, officer, kind)
    file = file_of(request)
    assert (file.state, request.from_state, request.approver) == ("FORWARDED", "RECEIVED", "CM")
    assert list(inbox(supervisor)) == [request]
    receipt = services.approve_request(application=file, by=supervisor, note="Setuju", version=file.version)
    file.refresh_from_db()
    request.refresh_from_db()
    until = today() + timedelta(days=DAYS) if kind == "COMMITMENT" else None
    assert (file.state, file.decided_by, file.deadline_on) == (state, supervisor, until)
    assert (request.state, request.answered_by, request.answer_note) == ("APPROVED", supervisor, "Setuju")
    assert (receipt.valid_until, receipt.issued_by, receipt.check_row) == (until, supervisor, hold_check)
    assert [c.event for c in file.history.order_by("id")] == ["RECEIVED", f"{kind}_ASKED", event]
    shown = paper_by_code(receipt.code)
    assert shown is not None
    assert shown.is_valid
    assert inbox_count(supervisor) == 0
    assert AuditEvent.objects.filter(verb="permits.approve_request", target_id=str(file.pk)).count() == 1
    assert audit.verify() is None


def test_rejected_and_withdrawn_files_stand_where_they_stood(
    hold_check: Check, officer: User, supervisor: User, unregistered: Business
) -> None:
    file = services.hold(check=hold_check, by=officer).application
    letter = file.referrals.get()
    request = send(ask(unregistered, officer, file), officer)
    services.reject_request(application=file, by=supervisor, note="Belum cukup alasan")
    file.refresh_from_db()
    request.refresh_from_db()
    assert (file.state, request.state, request.answer_note) == ("HELD", "REJECTED", "Belum cukup alasan")
    again = send(ask(unregistered, officer, file), officer, "OVERRIDE")
    services.withdraw_request(application=file, by=officer)
    assert services.withdraw_request(application=file, by=officer).state == "HELD"
    again.refresh_from_db()
    assert again.state == "WITHDRAWN"
    letter.refresh_from_db()
    assert letter.closed_at is None
    with pytest.raises(Refused, match="NOTE_NEEDED"):
        send(ask(unregistered, officer, file), officer)
        services.reject_request(application=file, by=supervisor, note="  ")


def test_only_what_the_rule_allows(hold_check: Check, rule: ServiceRule, officer: User, compliant: Business) -> None:
    assert requestable("HOLD", commitment_allowed=True, exemption_allowed=True) == (
        "COMMITMENT",
        "EXEMPTION",
        "OVERRIDE",
    )
    assert requestable("ASK_BPJS", commitment_allowed=True, exemption_allowed=True) == ("OVERRIDE",)
    for outcome in ("PASS", "PASS_WITH_DEADLINE", "CONTINUE_BY_RULE", "DENY"):
        assert requestable(outcome, commitment_allowed=True, exemption_allowed=True) == ()
    with pytest.raises(Refused, match="NOT_ALLOWED"):
        send(ask(compliant, officer), officer, "OVERRIDE")
    ServiceRule.objects.filter(pk=rule.pk).update(commitment_allowed=False, exemption_allowed=False)
    check = ask(Business.objects.get(name="Bakso Pak Min"), officer)
    for kind in ("COMMITMENT", "EXEMPTION"):
        with pytest.raises(Refused, match="NOT_ALLOWED"):
            send(check, officer, kind)
    assert send(check, officer, "OVERRIDE").approver == "CM"


def test_what_a_request_needs(hold_check: Check, officer: User) -> None:
    with pytest.raises(Refused, match="REASON_SHORT"):
        send(hold_check, officer, reason="terlalu     pendek            ya")
    with pytest.raises(Refused, match="GROUND_NEEDED"):
        send(hold_check, officer, ground="")
    with time_machine.travel(now() + timedelta(days=1), tick=True), pytest.raises(Refused, match="NOT_TODAY"):
        send(hold_check, officer)
    assert not Application.objects.exists()


def test_never_ones_own_and_never_a_strangers(
    rule: ServiceRule, supervisor: User, officer: User, unregistered: Business, ptsp_head: User, branch_head: User
) -> None:
    """Security B80: the one who asks decides nothing, nor does another office, nor who is not the rule's approver."""
    request = send(ask(unregistered, supervisor), supervisor)
    file = file_of(request)
    for by in (supervisor, officer, ptsp_head, branch_head):
        with pytest.raises(Forbidden):
            services.approve_request(application=file, by=by)
        with pytest.raises(Forbidden):
            services.reject_request(application=file, by=by, note="x")
    with pytest.raises(Forbidden):
        services.withdraw_request(application=file, by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApprovalRequest.objects.filter(pk=request.pk).update(
            state="APPROVED", answered_by=supervisor, answered_at=now()
        )
    file.refresh_from_db()
    assert file.state == "FORWARDED"
    assert not Receipt.objects.exists()


def test_a_rule_may_name_the_branch_head(hold_check: Check, rule: ServiceRule, officer: User, supervisor: User,
                                         branch_head2: User, unregistered: Business) -> None:  # fmt: skip
    ServiceRule.objects.filter(pk=rule.pk).update(approver="BH")
    file = file_of(send(ask(unregistered, officer), officer, "OVERRIDE"))
    with pytest.raises(Forbidden):
        services.approve_request(application=file, by=supervisor)
    assert (inbox_count(supervisor), inbox_count(branch_head2)) == (0, 1)
    services.approve_request(application=file, by=branch_head2)
    assert services.undo_clear(application=file, by=branch_head2).state == "FORWARDED"


def test_a_statutory_denial_is_never_bypassed(hold_check: Check, officer: User, supervisor: User, branch_head: User,
                                              branch_head2: User, unregistered: Business) -> None:  # fmt: skip
    """Imposed after the request was sent: the approval is refused; and no request starts on a denied check."""
    file = file_of(send(hold_check, officer, "OVERRIDE"))
    denial = services.impose_denial(
        business=unregistered,
        letter_number="B/1/2026",
        letter_date=today(),
        legal_basis=LegalBasis.objects.get(code="PP-86-2013"),
        imposed_on=today(),
        by=branch_head,
    )
    services.approve_denial(denial=denial, by=branch_head2)
    with pytest.raises(Refused, match="IS_STATUTORY"):
        services.approve_request(application=file, by=supervisor)
    services.reject_request(application=file, by=supervisor, note="TMP2T")
    for check in (hold_check, ask(unregistered, officer, file)):
        with pytest.raises(Refused, match="IS_STATUTORY"):
            send(check, officer, "OVERRIDE")
    assert not Receipt.objects.exists()


def test_a_forwarded_file_waits(hold_check: Check, officer: User, unregistered: Business) -> None:
    file = file_of(send(hold_check, officer))
    check = ask(unregistered, officer, file)
    for verb in (services.hold, services.clear, services.ask_bpjs):
        with pytest.raises(Refused, match="IS_FORWARDED"):
            verb(check=check, by=officer)
    with pytest.raises(Refused, match="IS_FORWARDED"):
        send(check, officer, "OVERRIDE")


def test_the_same_form_sends_once_and_a_stale_one_not_at_all(
    hold_check: Check, officer: User, supervisor: User, unregistered: Business
) -> None:
    key = uuid4()
    request = send(hold_check, officer, key=key)
    assert send(hold_check, officer, key=key) == request
    assert send(hold_check, officer) == request
    file = file_of(request)
    version, yes = file.version, uuid4()
    receipt = services.approve_request(application=file, by=supervisor, version=version, key=yes)
    assert services.approve_request(application=file, by=supervisor, version=version, key=yes) == receipt
    with pytest.raises(Stale):
        services.approve_request(application=file, by=supervisor, version=version, key=uuid4())
    with pytest.raises(Refused, match="IS_ANSWERED"):
        services.reject_request(application=file, by=supervisor, note="terlambat")
    assert (ApprovalRequest.objects.count(), Receipt.objects.count()) == (1, 1)
    with pytest.raises(Refused, match="IS_DECIDED"):
        send(ask(unregistered, officer, file), officer)


def test_undoing_an_approval_puts_it_back_into_the_inbox(hold_check: Check, officer: User, supervisor: User) -> None:
    request = send(hold_check, officer, "COMMITMENT")
    file = file_of(request)
    receipt = services.approve_request(application=file, by=supervisor)
    back = services.undo_clear(application=file, by=supervisor)
    receipt.refresh_from_db()
    assert (back.state, back.deadline_on, back.decided_by) == ("FORWARDED", None, None)
    assert receipt.revoked_at is not None
    assert list(inbox(supervisor)) == [request]
    again = services.approve_request(application=file, by=supervisor)
    assert again.code != receipt.code
    with time_machine.travel(now() + timedelta(minutes=16), tick=True), pytest.raises(Refused, match="TOO_LATE"):
        services.undo_clear(application=file, by=supervisor)


def test_a_commitment_whose_day_has_passed_is_not_granted(hold_check: Check, officer: User, supervisor: User) -> None:
    file = file_of(send(hold_check, officer, "COMMITMENT"))
    with time_machine.travel(now() + timedelta(days=DAYS + 1), tick=True), pytest.raises(Refused, match="TOO_LATE"):
        services.approve_request(application=file, by=supervisor)


@pytest.mark.django_db(transaction=True)
def test_two_supervisors_answer_at_once_and_one_wins(hold_check: Check, officer: User, supervisor: User) -> None:
    other = make_user("camat.lubukbaja", Role.SUPERVISOR, "KEC-LBJ")
    file = file_of(send(hold_check, officer))
    yes = partial(services.approve_request, application=file, by=supervisor, version=file.version, key=uuid4())
    no = partial(services.reject_request, application=file, by=other, note="Tidak", version=file.version, key=uuid4())
    answers = at_once([yes, no])
    assert sorted(isinstance(a, Stale) for a in answers) == [False, True], answers
    request = ApprovalRequest.objects.get()
    told = next(a for a in answers if isinstance(a, Stale))
    assert told.who == str(request.answered_by)
    assert file.history.filter(event__in=("EXEMPTED", "REJECTED")).count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_presses_ask_once(hold_check: Check, officer: User) -> None:
    key = uuid4()
    answers = at_once([partial(send, hold_check, officer, key=key) for _ in range(8)])
    assert len({getattr(a, "pk", a) for a in answers}) == 1, answers
    assert ApprovalRequest.objects.count() == 1


def test_overrides_are_counted_apart(
    officer: User, supervisor: User, stranger: User, rule: ServiceRule, unregistered: Business, compliant: Business
) -> None:
    """Per desk, as share of what was let go on; what was undone does not count."""
    for _ in range(3):
        services.clear(check=ask(compliant, officer), by=officer)
    services.clear(check=ask(compliant, stranger), by=stranger)
    files = [file_of(send(ask(unregistered, officer), officer, kind)) for kind in ("OVERRIDE", "OVERRIDE", "EXEMPTION")]
    for file in files:
        services.approve_request(application=file, by=supervisor)
    services.undo_clear(application=files[0], by=supervisor)
    (row,) = granted_by_office(supervisor, today())
    assert (row.passed, row.commitments, row.exemptions, row.overrides) == (5, 0, 1, 1)
    assert row.override_share == 20.0


def test_the_receipt_says_on_what_it_rests(hold_check: Check, officer: User, supervisor: User) -> None:
    file = file_of(send(hold_check, officer))
    receipt = services.approve_request(application=file, by=supervisor)
    assert receipt.slip is not None
    said = pdf_text(vault.read_file(receipt.slip))
    assert "Dikecualikan" in said
    assert "Hasil cek: Belum terdaftar." in said
    assert "Tahan permohonan" not in said


def test_the_register_is_looked_at_again_when_a_file_comes_back(
    hold_check: Check, officer: User, supervisor: User, unregistered: Business
) -> None:
    """The registration arrived while the file lay with the supervisor: rejected, it is ready all the same."""
    file = services.hold(check=hold_check, by=officer).application
    send(ask(unregistered, officer, file), officer)
    register(unregistered, required_month(today(), holidays()))
    services.reject_request(application=file, by=supervisor, note="Tidak perlu")
    work.run_now(WorkItem.objects.get(kind="permits.release_linked"))
    file.refresh_from_db()
    assert file.state == "READY"


# --- the pages -----------------------------------------------------------------------------------------------------


def test_from_the_card_to_the_approval(
    client_of: ClientOf, hold_check: Check, officer: User, supervisor: User, unregistered: Business
) -> None:
    desk, chief = client_of(officer), client_of(supervisor)
    card = desk.get(f"/cek/{hold_check.pk}/").content.decode()
    assert f'href="/cek/{hold_check.pk}/pengecualian/" data-kartu="E"' in card
    assert f'href="/cek/{hold_check.pk}/izin/" data-kartu="O"' in card
    assert "Lanjutkan dengan komitmen…" in card
    url = f"/cek/{hold_check.pk}/pengecualian/"
    page = desk.get(url)
    assert "Atasan kantor" in text_of(page)
    key = str(page.context["form"]["key"].value())
    short = desk.post(url, {"ground": "DISASTER", "reason": "pendek", "key": key})
    assert short.status_code == 422
    assert "Tulis alasan pengecualian, paling sedikit 20 huruf." in text_of(short)
    answers = {"ground": "DISASTER", "reason": REASON, "key": key}
    preview = desk.post(url, answers)
    assert "Ya, kirim ke atasan" in text_of(preview)
    assert not Application.objects.exists()
    after = desk.post(url, {**answers, "confirm": "1"}, follow=True)
    assert "Diteruskan ke atasan" in text_of(after)
    assert "Tarik permintaan" in text_of(after)
    file = Application.objects.get()
    assert "Persetujuan (1)" in text_of(chief.get("/permohonan/"))
    listed = text_of(chief.get("/persetujuan/"))
    for words in ("Bakso Pak Min", "Pengecualian", "Belum terdaftar", REASON[:40], "petugas.lubukbaja", "hari ini"):
        assert words in listed
    shown = chief.get(f"/persetujuan/{file.pk}/")
    for words in ("Belum terdaftar", REASON, "Bencana atau keadaan kahar", "Setujui", "Tolak"):
        assert words in text_of(shown)
    form = {name: str(shown.context["form"][name].value()) for name in ("version", "key")}
    refused = chief.post(f"/persetujuan/{file.pk}/", {**form, "answer": "reject", "note": ""})
    assert refused.status_code == 422
    assert "Tulis alasan penolakan." in text_of(refused)
    done = chief.post(f"/persetujuan/{file.pk}/", {**form, "answer": "approve", "note": ""}, follow=True)
    assert Receipt.objects.get().code in text_of(done)
    assert "Dikecualikan" in text_of(done)
    late = chief.post(f"/persetujuan/{file.pk}/", {**form, "key": str(uuid4()), "answer": "reject", "note": "x"})
    assert late.status_code == 409
    assert "kasi.lubukbaja" in text_of(late)
    file.refresh_from_db()
    assert file.state == "EXEMPTED"


def test_the_owner_without_workers_is_offered_cover(client_of: ClientOf, officer: User, hold_check: Check) -> None:
    url = f"/cek/{hold_check.pk}/pengecualian/"
    assert "Bukan Penerima Upah" not in text_of(client_of(officer).get(url))
    Business.objects.update(declared_workers=0)
    assert "Bukan Penerima Upah (BPU), dengan program JKK dan JKM" in text_of(client_of(officer).get(url))


def test_what_the_rule_forbids_is_not_offered(
    client_of: ClientOf, officer: User, rule: ServiceRule, unregistered: Business
) -> None:
    ServiceRule.objects.filter(pk=rule.pk).update(commitment_allowed=False, exemption_allowed=False)
    check = ask(unregistered, officer)
    client = client_of(officer)
    card = text_of(client.get(f"/cek/{check.pk}/"))
    assert "komitmen…" not in card
    assert "Ajukan pengecualian…" not in card
    assert "Minta izin…" in card
    told = client.get(f"/cek/{check.pk}/pengecualian/", follow=True)
    assert "tidak membolehkan permintaan itu" in text_of(told)


def test_ones_own_request_is_a_403_with_its_reason(
    client_of: ClientOf, supervisor: User, rule: ServiceRule, unregistered: Business
) -> None:
    file = file_of(send(ask(unregistered, supervisor), supervisor))
    page = client_of(supervisor).get(f"/persetujuan/{file.pk}/")
    assert page.status_code == 403
    assert "Permintaan sendiri disetujui orang kedua" in text_of(page)
    assert inbox_count(supervisor) == 0


def test_an_approval_wants_the_second_factor(
    client_of: ClientOf, hold_check: Check, officer: User, supervisor: User, settings: Any
) -> None:
    """Step-up: to read the request as well as to answer it; nothing is decided on the way."""
    settings.MFA_REQUIRED = True
    file = file_of(send(hold_check, officer))
    chief = client_of(supervisor)
    form = {"answer": "approve", "note": "", "version": file.version, "key": str(uuid4())}
    for sent in (chief.get(f"/persetujuan/{file.pk}/"), chief.post(f"/persetujuan/{file.pk}/", form)):
        assert sent.status_code == 302
        assert not sent["Location"].startswith("/persetujuan/")
    file.refresh_from_db()
    assert file.state == "FORWARDED"


def test_what_a_form_adds_changes_nothing(
    client_of: ClientOf, hold_check: Check, officer: User, supervisor: User
) -> None:
    """Security B66, B80: no state, no day and no name comes from the form; a step cannot be skipped."""
    file = services.hold(check=hold_check, by=officer).application
    chief = client_of(supervisor)
    form = {"answer": "approve", "note": "", "version": file.version, "key": str(uuid4())}
    assert chief.post(f"/persetujuan/{file.pk}/", form).status_code == 404
    request = send(ask(hold_check.business, officer, file), officer, "COMMITMENT")
    file.refresh_from_db()
    form |= {"version": file.version, "decided_at": "2020-01-01", "deadline_on": "2030-01-01", "decided_by": officer.pk}
    form |= {"state": "CLEARED", "on": "2020-01-01", "kind": "OVERRIDE"}
    assert chief.post(f"/persetujuan/{file.pk}/", form).status_code == 303
    file.refresh_from_db()
    assert (file.state, file.decided_by, file.deadline_on) == ("CONDITIONAL", supervisor, request.deadline_on)
    assert file.decided_at is not None
    assert abs((now() - file.decided_at).total_seconds()) < 60


def test_the_dossier_leads_to_the_request(
    client_of: ClientOf, officer: User, hold_check: Check, unregistered: Business
) -> None:
    file = services.hold(check=hold_check, by=officer).application
    client = client_of(officer)
    page = client.get(f"/permohonan/{file.pk}/")
    assert "Ajukan pengecualian" in text_of(page)
    form = {name: str(page.context["form"][name].value()) for name in ("version", "key")}
    sent = client.post(f"/permohonan/{file.pk}/putusan/", {**form, "outcome": "exemption", "note": ""})
    newest = Check.objects.filter(application=file).latest("at")
    assert (sent.status_code, sent["Location"]) == (303, f"/cek/{newest.pk}/pengecualian/")
    stale = client.post(
        sent["Location"],
        {"ground": "DISASTER", "reason": REASON, "key": str(uuid4()), "version": file.version - 1, "confirm": "1"},
    )
    assert stale.status_code == 409
    assert REASON in text_of(stale)


def test_the_inbox_costs_the_same_for_one_or_five(
    client_of: ClientOf, officer: User, supervisor: User, rule: ServiceRule, unregistered: Business,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    chief = client_of(supervisor)
    for _ in range(5):
        send(ask(unregistered, officer), officer)
    with django_assert_max_num_queries(12):
        chief.get("/persetujuan/")
