"""The verb `check` on a real register: keys, findings, narrowness, the row it leaves, the number of queries."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts import audit, vault
from accounts.access import Forbidden
from accounts.models import AuditEvent, User
from districts.clock import today
from enrollment.arrangements import record_arrangement
from enrollment.models import Arrangement, Business, BusinessEmployerLink
from enrollment.rules.names import name_key
from enrollment.rules.recognition import recognise
from enrollment.selectors.search import similar_businesses
from enrollment.selectors.status import registration_status
from permits import services
from permits.errors import Refused
from permits.models import Check, LegalBasis
from tests.factories import make_bpu, make_business, make_employer, make_nik, make_worker

pytestmark = pytest.mark.django_db


def nik_of(business: Business) -> str:
    assert business.owner_nik is not None
    return vault.unseal(business.owner_nik, "business.owner_nik")


def ask(text: str, by: User, service: str = "DOMISILI", on: date | None = None) -> Check:
    return services.check(text=text, service=service, by=by, on=on)


@pytest.mark.parametrize("write", [lambda n: n, lambda n: f"{n[:4]} {n[4:8]} {n[8:]}", lambda n: f"'{n}"])
def test_a_nib_in_any_writing(officer: User, compliant: Business, write: Callable[[str], str]) -> None:
    check = ask(write(compliant.nib or ""), officer)
    assert (check.finding, check.outcome, check.matched) == ("CLEAR", "PASS", "NIB")
    assert check.answer["business"]["name"] == "Toko Berkah Jaya"
    assert (check.answer["business"]["workers"], check.answer["business"]["declared"]) == (2, 2)


def test_every_exact_key_leads_to_the_same_business(officer: User, compliant: Business) -> None:
    employer = compliant.links.get().employer
    Business.objects.filter(pk=compliant.pk).update(npwp="0123456789012345")
    for text in (compliant.nib, nik_of(compliant), employer.npp, "01.234.567.8-901.2345"):
        check = ask(str(text), officer)
        assert (check.business_id, check.finding) == (compliant.pk, "CLEAR"), text


def test_an_unregistered_business_needs_two_keys(officer: User, unregistered: Business) -> None:
    check = ask(unregistered.nib or "", officer)
    assert (check.finding, check.outcome, check.answer["next_step"]) == ("UNREGISTERED", "HOLD", "HOLD_PRINT_LETTER")
    assert set(check.keys_checked) == {"NIB", "OWNER_NIK"}
    Business.objects.filter(pk=unregistered.pk).update(owner_nik=None, owner_nik_index=None)
    assert ask(unregistered.nib or "", officer).finding == "UNCERTAIN"


def test_a_business_without_nib_counts_its_name_when_no_employer_is_alike(officer: User, fresh: None) -> None:
    nik = make_nik()
    business = make_business(nib=None, owner_nik=nik, name="Warung Tanpa Nomor", declared_workers=1)
    assert ask(nik, officer).finding == "UNREGISTERED"
    employer = make_employer(name="Warung Tanpa Nomer")
    BusinessEmployerLink.objects.create(business=business, employer=employer, how="NAME", state="SUGGESTED")
    assert ask(nik, officer).finding == "UNCERTAIN"


def test_arrears_lead_and_the_rest_is_told(officer: User, in_arrears: Business) -> None:
    check = ask(in_arrears.nib or "", officer)
    assert check.finding == "ARREARS"
    assert [one["finding"] for one in check.findings] == ["ARREARS", "PARTIAL"]
    params = {reason["code"]: reason["params"] for reason in check.reasons}
    assert params["MONTHS_UNPAID"]["months"] == 3
    assert (params["WORKERS_MISSING"]["covered"], params["WORKERS_MISSING"]["missing"]) == (7, 5)


def test_an_arrangement_with_bpjs_makes_it_conditional(officer: User, bpjs: User, in_arrears: Business) -> None:
    Business.objects.filter(pk=in_arrears.pk).update(declared_workers=7)
    record_arrangement(
        employer=in_arrears.links.get().employer,
        kind=Arrangement.Kind.INSTALMENT,
        letter_number="B/7/2026",
        valid_from=today() - timedelta(days=5),
        valid_to=today() + timedelta(days=10),
        by=bpjs,
    )
    check = ask(in_arrears.nib or "", officer)
    assert (check.finding, check.outcome) == ("CONDITIONAL", "PASS_WITH_DEADLINE")
    assert check.conditional_until == today() + timedelta(days=10)


def test_an_arrangement_is_bpjs_word_alone(officer: User, in_arrears: Business) -> None:
    employer = in_arrears.links.get().employer
    with pytest.raises(Forbidden):
        record_arrangement(
            employer=employer, kind="DISPUTE", letter_number="x", valid_from=today(), valid_to=today(), by=officer
        )


def test_an_owner_without_workers_is_covered_by_his_own_bpu(officer: User, fresh: None) -> None:
    nik = make_nik()
    business = make_business(owner_nik=nik, declared_workers=0)
    make_bpu(nik=nik, protected_until=today() + timedelta(days=30))
    check = ask(business.nib or "", officer)
    assert (check.finding, check.reasons[0]["code"]) == ("CLEAR", "OWNER_BPU")
    assert check.answer["business"]["segments"] == ["BPU"]


def test_a_persons_own_number_and_card_answer_for_the_person(officer: User, fresh: None) -> None:
    nik = make_nik()
    cover = make_bpu(nik=nik, protected_until=today())
    for text in (nik, cover.kpj):
        check = ask(text, officer)
        assert (check.answer["found"], check.finding, check.business_id) == ("PERSON", "CLEAR", None)


def test_a_workers_own_number_is_no_answer_for_a_business(officer: User, compliant: Business) -> None:
    nik = make_nik()
    make_worker(compliant.links.get().employer, nik=nik)
    check = ask(nik, officer)
    assert (check.finding, check.reasons[0]["code"]) == ("UNCERTAIN", "PERSON_ONLY")


def test_an_employer_no_business_is_linked_to_answers_for_itself(officer: User, fresh: None, paid: date) -> None:
    employer = make_employer(paid_through=paid)
    make_worker(employer)
    check = ask(employer.npp, officer)
    assert (check.answer["found"], check.finding, check.matched) == ("EMPLOYER", "CLEAR", "NPP")


def test_a_closed_employer_reads_since(officer: User, compliant: Business) -> None:
    employer = compliant.links.get().employer
    employer.closed_on = date(2026, 3, 1)
    employer.save()
    check = ask(compliant.nib or "", officer)
    assert (check.finding, check.reasons[0]) == (
        "UNREGISTERED",
        {"code": "LAPSED_SINCE", "params": {"since": "2026-03-01"}},
    )


def test_several_divisions_under_one_number_wait_for_a_person(officer: User, fresh: None) -> None:
    business = make_business(owner_nik=make_nik())
    for division in ("000", "001"):
        employer = make_employer(npp="JJ000001", division_code=division)
        BusinessEmployerLink.objects.create(business=business, employer=employer, how="NPP", state="SUGGESTED")
    assert ask(business.nib or "", officer).reasons[0]["code"] == "LINK_UNDECIDED"


def test_an_owner_of_several_businesses_is_asked_which(officer: User, fresh: None) -> None:
    nik = make_nik()
    names = {make_business(owner_nik=nik).name for _ in range(3)}
    check = ask(nik, officer)
    assert (check.finding, check.reasons[0]["code"]) == ("UNCERTAIN", "SEVERAL_MATCHES")
    assert {row["name"] for row in check.candidates} == names
    assert all("business_id" not in row for row in check.candidates)


def test_a_name_never_picks_by_itself(officer: User, compliant: Business) -> None:
    check = ask("berkah jaya", officer)
    assert (check.finding, check.business_id, len(check.candidates)) == ("UNCERTAIN", None, 1)
    assert check.candidates[0]["finding"] == "CLEAR"
    assert check.candidates[0]["owner"] == "Hendra W."


def test_names_words_first_then_likeness_and_never_more_than_five(fresh: None) -> None:
    made = [make_business(name=f"PT Samudra Niaga {n}", name_key=name_key(f"PT Samudra Niaga {n}")) for n in range(8)]
    assert len(similar_businesses("samudra niaga")) == 5
    assert similar_businesses("samudera niaga 3")[0].id == made[3].pk
    assert similar_businesses("bukan apa pun") == []


def test_not_found_is_never_a_refusal(officer: User, fresh: None) -> None:
    check = ask("9120999999999", officer)
    assert (check.finding, check.outcome, check.answer["next_step"]) == ("UNCERTAIN", "ASK_BPJS", "TAKE_INTAKE")


def test_an_empty_register_stops_nobody(officer: User, reference: None) -> None:
    check = ask("9120999999999", officer)
    assert (check.finding, check.outcome) == ("SOURCE_DOWN", "CONTINUE_BY_RULE")


def test_stale_data_stops_nobody(officer: User, feed: Callable[..., None]) -> None:
    feed(as_of=today() - timedelta(days=66))
    business = make_business(owner_nik=make_nik())
    assert ask(business.nib or "", officer).finding == "SOURCE_DOWN"


def test_a_denial_wants_two_branch_heads_and_two_to_lift(
    officer: User, branch_head: User, branch_head2: User, compliant: Business
) -> None:
    law = LegalBasis.objects.get(code="PERMENAKER-4-2018")
    with pytest.raises(Forbidden):
        services.impose_denial(
            business=compliant,
            letter_number="B/1",
            letter_date=today(),
            legal_basis=law,
            imposed_on=today(),
            by=officer,
        )
    denial = services.impose_denial(
        business=compliant,
        letter_number="B/1",
        letter_date=today(),
        legal_basis=law,
        imposed_on=today(),
        by=branch_head,
    )
    assert ask(compliant.nib or "", officer).finding == "CLEAR"
    with pytest.raises(Refused, match="SECOND_PERSON"):
        services.approve_denial(denial=denial, by=branch_head)
    services.approve_denial(denial=denial, by=branch_head2)
    check = ask(compliant.nib or "", officer)
    assert (check.finding, check.outcome, check.answer["next_step"]) == ("DENIED", "DENY", "STOP")
    with pytest.raises(Refused, match="SECOND_PERSON"):
        services.approve_lifting(
            denial=services.ask_lifting(denial=denial, letter_number="B/2", letter_date=today(), by=branch_head),
            by=branch_head,
        )
    assert ask(compliant.nib or "", officer).finding == "DENIED"
    services.approve_lifting(denial=denial, by=branch_head2)
    assert ask(compliant.nib or "", officer).finding == "CLEAR"


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "EMPTY"), ("ab", "NAME_SHORT"), ("12345", "NUMBER_UNKNOWN"), ("21710101019000", "NIK_LENGTH"),
     ("2171019913900001", "NIK_DATE"), ("21710101019000012345", "NUMBER_UNKNOWN")],
)  # fmt: skip
def test_what_cannot_be_looked_up_is_refused_and_leaves_nothing(officer: User, text: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        ask(text, officer)
    assert not Check.objects.exists()


@pytest.mark.parametrize("service", ["PTSP_BARU", "OPD_PAR"])
def test_an_office_checks_for_its_own_services(officer: User, fresh: None, service: str) -> None:
    with pytest.raises(Forbidden):
        ask("9120999999999", officer, service)


def test_iumk_is_kept_for_history(officer: User, ptsp: User, fresh: None) -> None:
    with pytest.raises(Refused, match="SERVICE_NOT_IN_FORCE"):
        ask("9120999999999", officer, "IUMK")
    assert ask("9120999999999", officer, "IUMK", on=date(2017, 5, 2)).legal_basis_text.startswith(
        "Perwako Batam No. 23"
    )


def test_a_check_keeps_no_number_of_a_person_in_clear_and_no_wage(officer: User, compliant: Business) -> None:
    nik = nik_of(compliant)
    make_worker(compliant.links.get().employer, wage="7654321.00", name="Pekerja Rahasia")
    check = ask(nik, officer)
    kept = json.dumps([check.asked_masked, check.answer, check.findings, check.reasons, check.candidates])
    events = json.dumps(list(AuditEvent.objects.values_list("data", flat=True)))
    for secret in (nik, "7654321", "Pekerja Rahasia", "Hendra Wijaya"):
        assert secret not in kept
        assert secret not in events
    assert check.asked_masked == f"{nik[:4]} •••• •••• {nik[-4:]}"
    assert AuditEvent.objects.filter(verb="permits.check", target_id=str(check.pk)).count() == 1
    assert audit.verify() is None


def test_a_check_is_written_once(officer: User, compliant: Business) -> None:
    check = ask(compliant.nib or "", officer)
    for change in ("UPDATE permits_check SET finding = 'CLEAR'", "DELETE FROM permits_check"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    check.refresh_from_db()


def test_the_register_is_asked_in_few_queries_however_many_workers(compliant: Business) -> None:
    asked = recognise(compliant.nib or "")
    registration_status(identifier=asked, on=today())
    with CaptureQueriesContext(
        connection,
    ) as few:
        registration_status(identifier=asked, on=today())
    for _ in range(10):
        make_worker(compliant.links.get().employer)
    with CaptureQueriesContext(connection) as many:
        registration_status(identifier=asked, on=today())
    assert len(few) == len(many) == 9


def test_very_many_people_are_answered_late_then_not_at_all(
    officer: User, fresh: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LOOKUP_PERSON_HOUR, settings.LOOKUP_PERSON_DAY, settings.LOOKUP_BUSINESS_HOUR = 2, 4, 3
    waits: list[float] = []
    monkeypatch.setattr("permits.services.checks.time.sleep", waits.append)
    for _ in range(4):
        ask(make_nik(), officer)
    assert len(waits) == 2
    assert AuditEvent.objects.filter(verb="permits.lookup_slowed").count() == 1
    with pytest.raises(Refused, match="TOO_MANY"):
        ask(make_nik(), officer)
    for _ in range(3):
        ask("9120999999999", officer)
    with pytest.raises(Refused, match="TOO_MANY"):
        ask("Toko Apa Saja", officer)
    assert command("Toko Apa Saja", "--service", "DOMISILI")[0] == 0


def command(*args: str) -> tuple[int, dict[str, Any]]:
    out = io.StringIO()
    try:
        call_command("check_registration", *args, "--json", stdout=out, stderr=io.StringIO())
    except SystemExit as end:
        return int(end.code or 0), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_the_command_prints_the_contracts_keys(in_arrears: Business) -> None:
    code, answer = command(in_arrears.nib or "", "--service", "PTSP_LAMA")
    assert code == 0
    contract = {
        "check", "finding", "findings", "outcome", "reasons", "next_step", "legal_basis", "as_of", "matched", "business"
    }  # fmt: skip
    assert contract <= set(answer)
    assert (answer["finding"], answer["findings"], answer["matched"]) == ("ARREARS", ["ARREARS", "PARTIAL"], "NIB")
    assert answer["legal_basis"] == "KPTS 76/HK/I/2017"
    reason = answer["reasons"][0]
    assert reason["code"] == "MONTHS_UNPAID"
    assert reason["sentence_id"].startswith("Iuran belum lunas: 3 bulan")
    assert Check.objects.get(pk=answer["check"]).finding == "ARREARS"


def test_the_command_refuses_with_a_code(reference: None) -> None:
    assert command("123", "--service", "DOMISILI")[1]["error"]["code"] == "NUMBER_UNKNOWN"
    assert command("Toko Apa", "--service", "TIDAK_ADA") == (
        1,
        {"error": {"code": "SERVICE_UNKNOWN", "message": "Layanan ini tidak ada."}},
    )


def test_the_command_speaks_for_an_officer(officer: User, compliant: Business) -> None:
    code, answer = command(compliant.nib or "", "--service", "PTSP_LAMA", "--as", officer.username)
    assert (code, answer["error"]["code"]) == (1, "FORBIDDEN")
    assert command(compliant.nib or "", "--service", "DOMISILI", "--as", officer.username)[1]["finding"] == "CLEAR"
