"""Checks through the API: the verdict and the words of the screen, each look-up kept with its purpose and its file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import translation

from accounts import vault
from accounts.models import ApiToken, AuditEvent, User
from enrollment.models import Business
from permits import services
from permits.models import BulkCheck, Check
from permits.shown import card_of
from permits.words import headline
from tests.api.conftest import Ask, asking
from tests.factories import make_business, make_nik

pytestmark = pytest.mark.django_db


def test_one_check_is_kept_with_its_purpose_and_the_asking_systems_number(
    ask: Ask, token: ApiToken, in_arrears: Business
) -> None:
    answer = ask("checks", asking(in_arrears.nib or "")).json()
    row = Check.objects.get()
    assert (answer["check"], answer["finding"], answer["outcome"]) == (str(row.pk), "ARREARS", "HOLD")
    assert (row.by, row.agency, row.permit_type.code) == (token.user, token.agency, "PTSP_LAMA")
    assert row.outside_number == "OSS-2026-000123"
    assert answer["business"]["name"] == "CV Citra Bahari"
    assert AuditEvent.objects.filter(verb="permits.check", actor=token.user, agency_code="DPMPTSP").exists()


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_words_are_those_of_the_screen(ask: Ask, in_arrears: Business, language: str) -> None:
    response = ask("checks", asking(in_arrears.nib or ""), Accept_Language=language)
    answer, row = response.json(), Check.objects.get()
    with translation.override(language):
        card = card_of(row)
        assert answer["headline"] == headline(row.finding, row.reasons, row.conditional_until) == card.title
        assert (answer["summary"], answer["steps"]) == (card.reason, card.steps)
    assert response.headers["Content-Language"] == language
    assert answer["reasons"][0]["sentence_id"] != answer["reasons"][0]["sentence_en"]


def test_the_verdict_is_the_counters(ask: Ask, ptsp: User, compliant: Business, unregistered: Business) -> None:
    for business in (compliant, unregistered):
        answer = ask("checks", asking(business.nib or "")).json()
        own = services.check(text=business.nib or "", service="PTSP_LAMA", by=ptsp)
        assert (answer["finding"], answer["outcome"], answer["next_step"]) == (
            own.finding,
            own.outcome,
            own.answer["next_step"],
        )


def test_no_number_of_a_person_comes_back(ask: Ask, compliant: Business) -> None:
    nik = vault.unseal(bytes(compliant.owner_nik or b""), "business.owner_nik")
    response = ask("checks", asking(nik))
    assert response.json()["business"]["name"] == "Toko Berkah Jaya"
    assert nik not in response.content.decode()


def test_a_batch_answers_in_order_and_refuses_persons(
    ask: Ask, token: ApiToken, compliant: Business, in_arrears: Business
) -> None:
    nik = make_nik()
    numbers = [in_arrears.nib, nik, "bukan nomor", compliant.nib]
    body = {
        "service": "PTSP_LAMA",
        "numbers": [{"identifier": n, "application_number": f"F-{i}"} for i, n in enumerate(numbers)],
    }
    response = ask("checks/batch", body)
    answer = response.json()
    assert [a["application_number"] for a in answer["answers"]] == ["F-0", "F-1", "F-2", "F-3"]
    assert [a["check"] and a["check"]["finding"] for a in answer["answers"]] == ["ARREARS", None, None, "CLEAR"]
    assert [a["problem"] and a["problem"]["code"] for a in answer["answers"]] == [
        None,
        "PERSON_KEY",
        "NOT_BUSINESS",
        None,
    ]
    assert answer["findings"] == {"ARREARS": 1, "CLEAR": 1, "NOT_LOOKED_UP": 2}
    assert nik not in response.content.decode()
    bulk = BulkCheck.objects.get()
    assert (bulk.agency, bulk.count, bulk.numbers) == (token.agency, 2, None)
    assert sorted(bulk.checks.values_list("outside_number", flat=True)) == ["F-0", "F-3"]


def test_the_same_number_for_two_files_leaves_two_checks(ask: Ask, compliant: Business) -> None:
    numbers = [{"identifier": compliant.nib, "application_number": n} for n in ("A1", "A2")]
    ask("checks/batch", {"service": "PTSP_LAMA", "numbers": numbers})
    assert list(Check.objects.order_by("outside_number").values_list("outside_number", flat=True)) == ["A1", "A2"]


def test_a_batch_is_at_most_a_thousand_and_within_the_offices_day(ask: Ask, compliant: Business) -> None:
    one = {"identifier": compliant.nib, "application_number": "A1"}
    assert ask("checks/batch", {"service": "PTSP_LAMA", "numbers": [one] * 1001}).status_code == 422
    with override_settings(BULK_NUMBERS_DAY=3):
        assert ask("checks/batch", {"service": "PTSP_LAMA", "numbers": [one] * 2}).status_code == 200
        over = ask("checks/batch", {"service": "PTSP_LAMA", "numbers": [one] * 2})
    assert (over.status_code, over.json()["code"]) == (429, "LIST_DAY_OVER")
    assert 0 < int(over.headers["Retry-After"]) <= 24 * 3600
    assert Check.objects.count() == 2


def test_a_referral_is_told_to_its_own_offices_system_only(
    ask: Ask, ptsp: User, officer: User, unregistered: Business
) -> None:
    own = services.hold(check=services.check_business(business=unregistered, service="PTSP_LAMA", by=ptsp), by=ptsp)
    foreign = services.hold(
        check=services.check_business(business=make_business(owner_nik=make_nik()), service="DOMISILI", by=officer),
        by=officer,
    )
    answer = ask(f"referrals/{own.code}").json()
    assert (answer["code"], answer["state"], answer["is_open"]) == (own.code, "HELD", True)
    assert answer["valid_until"] == own.valid_until.isoformat()
    missing = [ask(f"referrals/{code}") for code in (foreign.code, "LBJ-2222-2222", "abc", "%00", "-1", str(2**63))]
    assert {response.status_code for response in missing} == {404}
    assert len({response.content for response in missing}) == 1


def test_a_future_day_and_an_unknown_service_are_told(ask: Ask, compliant: Business) -> None:
    ahead = ask("checks", asking(compliant.nib or "", on="9999-12-31"))
    assert (ahead.status_code, ahead.json()["code"]) == (422, "DAY_AHEAD")
    assert ask("checks", asking(compliant.nib or "", on="0001-01-01")).json()["code"] == "SERVICE_NOT_IN_FORCE"
    assert ask("checks", asking(compliant.nib or "", on=0)).status_code == 422
    assert ask("checks", asking("x")).json()["code"] == "NAME_SHORT"


def test_who_looks_up_too_many_people_is_stopped(ask: Ask, token: ApiToken, compliant: Business) -> None:
    with override_settings(LOOKUP_PERSON_DAY=1, LOOKUP_DELAY_SECONDS=0):
        assert ask("checks", asking(make_nik())).status_code == 200
        stopped = [ask("checks", asking(make_nik())) for _ in range(2)]
    assert [(r.status_code, r.json()["code"]) for r in stopped] == [(429, "TOO_MANY")] * 2
    assert "Retry-After" in stopped[0].headers
    assert AuditEvent.objects.filter(verb="permits.lookup_stopped", actor=token.user).count() == 1


def test_the_document_is_for_callers_and_colleagues(ask: Ask, officer: User, client_of: Any) -> None:
    document = ask("openapi.json").json()
    assert sorted(document["paths"]) == [
        "/api/v1/checks",
        "/api/v1/checks/batch",
        "/api/v1/events/registration",
        "/api/v1/referrals/{code}",
    ]
    assert client_of(officer).get("/api/v1/openapi.json").status_code == 200
    assert Client().get("/api/v1/openapi.json").status_code == 401
    for operations in document["paths"].values():
        for operation in operations.values():
            failures = {int(status) for status in operation["responses"]} - {200, 202}
            assert failures >= {400, 401, 403, 405, 429, 500}
            for status in failures:
                assert list(operation["responses"][str(status)]["content"]) == ["application/problem+json"]
    assert "nik" not in json.dumps(sorted(document["components"]["schemas"])).lower()
