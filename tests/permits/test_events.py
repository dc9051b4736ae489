"""A registration reported by BPJS' own system makes held files ready as evidence; the sheets have the last word."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts import audit, work
from accounts.models import ApiToken, User, WorkItem
from districts.clock import today
from enrollment.models import Business, Employer, ImportBatch, Membership
from enrollment.signals import batch_committed, batch_undone
from permits import services
from permits.models import Application, Check, RegistrationEvent
from tests.api.conftest import issue
from tests.factories import make_business, make_nik
from tests.permits.conftest import register

pytestmark = pytest.mark.django_db
NPWP, NPP = "0123456789012345", "XY001122"
YESTERDAY = (today() - timedelta(days=1)).isoformat()


class Source:
    """BPJS' own system with its key."""

    def __init__(self, token: ApiToken, secret: str) -> None:
        self.token, self.secret = token, secret

    def tell(self, key: str, number: str, *, once: Any = "", **said: Any) -> Any:
        body = {"key": key, "number": number, "registered_on": YESTERDAY, **said}
        headers = {"Authorization": f"Bearer {self.secret}", "Idempotency-Key": str(once or uuid4())}
        headers = {name: value for name, value in headers.items() if once is not None or name == "Authorization"}
        path = "/api/v1/events/registration"
        return Client().post(path, json.dumps(body), content_type="application/json", headers=headers)

    def told(self, key: str, number: str, **said: Any) -> dict[str, int]:
        """Told, and what the worker made of it."""
        response = self.tell(key, number, **said)
        assert response.status_code == 202, response.content
        item = WorkItem.objects.get(kind="permits.release_reported", target_id=response.json()["event"])
        return dict(work.run_now(item).result)


@pytest.fixture
def source(admin_user: User, admin2: User) -> Source:
    return Source(*issue(admin_user, admin2, agency="BPJS-SKP", purposes=["PENDAFTARAN"]))


def hold(officer: User, **fields: Any) -> Application:
    business = make_business(declared_workers=1, **{"owner_nik": make_nik(), **fields})
    check = services.check_business(business=business, service="DOMISILI", by=officer)
    return services.hold(check=check, by=officer).application


@pytest.fixture
def held(officer: User, unregistered: Business) -> Application:
    check = services.check_business(business=unregistered, service="DOMISILI", by=officer)
    return services.hold(check=check, by=officer).application


def send(signal: Any, kind: str) -> Any:
    batch = ImportBatch.objects.filter(profile="workers").get()
    signal.send(sender=ImportBatch, batch=batch, months=())
    item = WorkItem.objects.filter(kind=kind, target_id=str(batch.pk), state="PENDING").first()
    return work.run_now(item).result if item else None


@pytest.mark.parametrize("key", ["NIB", "NPWP", "NPP", "OWNER_NIK"])
def test_each_exact_key_releases(fresh: None, officer: User, source: Source, key: str, client_of: Any) -> None:
    nik = make_nik()
    file = hold(officer, owner_nik=nik, npwp=NPWP, npp=NPP)
    assert file.business is not None
    number = {"NIB": file.business.nib or "", "NPWP": NPWP, "NPP": NPP, "OWNER_NIK": nik}[key]
    before = Employer.objects.count()
    assert source.told(key, number, npp=NPP) == {"waiting": 1, "released": 1}
    file.refresh_from_db()
    step = file.history.get(event="REPORTED")
    assert (file.state, file.ready_batch, step.by, step.to_state) == ("READY", None, None, "READY")
    assert "belum ada di data bulanan" in step.note and step.report is not None and step.check_row is not None
    assert step.check_row.reasons[0]["code"] == "REGISTRATION_REPORTED"
    assert file.notices.get(kind="READY").state == "PENDING"
    assert Employer.objects.count() == before
    page = client_of(officer).get(f"/permohonan/{file.pk}/").content.decode()
    assert "Dilaporkan BPJS TK lewat API" in page and nik not in page
    assert audit.verify() is None


def test_the_officer_then_clears_it(held: Application, officer: User, source: Source) -> None:
    source.told("NIB", held.business.nib)  # type: ignore[union-attr]
    held.refresh_from_db()
    check = services.check_business(business=held.business, service="DOMISILI", by=officer, application=held)
    assert (check.finding, check.outcome) == ("CLEAR", "PASS")
    services.clear(check=check, by=officer, version=held.version)
    held.refresh_from_db()
    assert held.state == "CLEARED"
    # Another file of the same business is judged by the register alone.
    other = services.check_business(business=held.business, service="DOMISILI", by=officer)
    assert other.finding == "UNREGISTERED"


def test_no_match_is_kept_and_matched_by_nothing_later(fresh: None, officer: User, source: Source) -> None:
    assert source.told("NPP", "ZZ998877") == {"waiting": 0, "released": 0}
    assert RegistrationEvent.objects.count() == 1
    file = hold(officer, npp="ZZ998877")
    assert send(batch_committed, "permits.release_held") == {"released": 0, "rechecked": 0}
    file.refresh_from_db()
    assert file.state == "HELD"


@pytest.mark.parametrize("case", ["two of one NPWP", "another business of the owner"])
def test_a_key_of_several_businesses_releases_none(fresh: None, officer: User, source: Source, case: str) -> None:
    nik = make_nik()
    file = hold(officer, owner_nik=nik, npwp=NPWP)
    same = {"npwp": NPWP, "owner_nik": make_nik()} if case.startswith("two") else {"owner_nik": nik}
    make_business(name="PT Lain Sekali", declared_workers=1, **same)
    told = source.told("NPWP", NPWP) if case.startswith("two") else source.told("OWNER_NIK", nik)
    file.refresh_from_db()
    assert (told["released"], file.state) == (0, "HELD")


def test_it_says_nothing_of_arrears(officer: User, in_arrears: Business, source: Source) -> None:
    check = services.check_business(business=in_arrears, service="DOMISILI", by=officer)
    file = services.hold(check=check, by=officer).application
    assert source.told("NIB", in_arrears.nib or "") == {"waiting": 1, "released": 0}
    file.refresh_from_db()
    assert file.state == "HELD"


def test_a_question_to_bpjs_ends_with_it(fresh: None, officer: User, source: Source) -> None:
    business = make_business(declared_workers=1, owner_nik=None)
    check = services.check_business(business=business, service="DOMISILI", by=officer)
    assert check.outcome == "ASK_BPJS"
    file = services.ask_bpjs(check=check, by=officer)
    source.told("NIB", business.nib or "")
    file.refresh_from_db()
    assert (file.state, file.deadline_on, file.questions.get().closed_at is None) == ("READY", None, False)


def test_the_same_event_again_is_the_same(held: Application, source: Source) -> None:
    once = uuid4()
    number = held.business.nib  # type: ignore[union-attr]
    first = source.tell("NIB", number, once=once)
    again = source.tell("NIB", number, once=once)
    assert (first.status_code, again.status_code, first.content) == (202, 202, again.content)
    # A day later the answer is forgotten; the event is not.
    late = services.report_registration(
        token=source.token, request_key=once, key="NIB", number=number, registered_on=date.fromisoformat(YESTERDAY)
    )
    assert str(late.pk) == first.json()["event"]
    other = source.tell("NIB", "9120004127835", once=once)
    assert (other.status_code, other.json()["code"]) == (422, "KEY_REUSED")
    assert RegistrationEvent.objects.count() == WorkItem.objects.filter(kind="permits.release_reported").count() == 1


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"once": None}, 400, "FIELDS"),
        ({"key": "NAME", "number": "Bakso Pak Min"}, 422, "FIELDS"),
        ({"number": "123"}, 422, "NIB_FORMAT"),
        ({"key": "OWNER_NIK", "number": "123"}, 422, "NIK_FORMAT"),
        ({"npp": "12345678!"}, 422, "NPP_FORMAT"),
        ({"registered_on": (today() + timedelta(days=1)).isoformat()}, 422, "DAY_AHEAD"),
        ({"name": "x"}, 400, "FIELDS"),
    ],
)
def test_what_is_refused(source: Source, said: dict[str, Any], status: int, code: str) -> None:
    response = source.tell(**{"key": "NIB", "number": "9120004127835", **said})
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert not RegistrationEvent.objects.exists()


def test_a_key_for_another_purpose(admin_user: User, admin2: User, source: Source) -> None:
    foreign = Source(*issue(admin_user, admin2))
    branch = Source(*issue(admin_user, admin2, agency="BPJS-SKP", purposes=["DOMISILI"]))
    unknown = Source(source.token, "cjs_" + "A" * 43)
    answers = [one.tell("NIB", "9120004127835") for one in (foreign, branch, unknown)]
    assert [a.status_code for a in answers] == [403, 403, 401]
    assert answers[0].json()["code"] == "PURPOSE"
    assert not RegistrationEvent.objects.exists()


def test_the_event_stays_as_it_was_told(held: Application, source: Source) -> None:
    source.told("NIB", held.business.nib)  # type: ignore[union-attr]
    for act in (RegistrationEvent.objects.all().delete, lambda: RegistrationEvent.objects.update(note="x")):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


# --- the sheets have the last word ---


def test_the_next_batch_confirms_it_and_its_undo_leaves_the_report(
    held: Application, source: Source, paid: date
) -> None:
    source.told("NIB", held.business.nib)  # type: ignore[union-attr]
    assert held.business is not None
    employer = register(held.business, paid)
    assert send(batch_committed, "permits.settle_reports") == {"confirmed": 1, "unconfirmed": 0}
    # Nothing left to settle.
    assert send(batch_committed, "permits.settle_reports") is None
    Membership.objects.filter(employer=employer).delete()
    employer.delete()
    send(batch_undone, "permits.reopen_released")
    ImportBatch.objects.filter(profile="workers").update(state="UNDONE")
    held.refresh_from_db()
    assert held.state == "READY"
    ImportBatch.objects.filter(profile="workers").update(state="COMMITTED")


def test_sheets_of_that_day_without_it_hold_the_file_again(held: Application, source: Source, officer: User) -> None:
    source.told("NIB", held.business.nib)  # type: ignore[union-attr]
    ImportBatch.objects.update(as_of=today() - timedelta(days=2))
    assert send(batch_committed, "permits.settle_reports") == {"confirmed": 0, "unconfirmed": 0}
    ImportBatch.objects.update(as_of=today())
    WorkItem.objects.filter(kind="permits.settle_reports").delete()
    assert send(batch_committed, "permits.settle_reports") == {"confirmed": 0, "unconfirmed": 1}
    held.refresh_from_db()
    assert (held.state, held.ready_at, held.referrals.get().closed_at) == ("HELD", None, None)
    assert Check.objects.filter(application=held, by=None).order_by("-at")[0].finding == "UNREGISTERED"
    check = services.check_business(business=held.business, service="DOMISILI", by=officer, application=held)
    assert check.outcome == "HOLD"


def test_what_was_cleared_on_it_is_flagged(held: Application, source: Source, officer: User, client_of: Any) -> None:
    source.told("NIB", held.business.nib)  # type: ignore[union-attr]
    held.refresh_from_db()
    check = services.check_business(business=held.business, service="DOMISILI", by=officer, application=held)
    services.clear(check=check, by=officer)
    ImportBatch.objects.update(as_of=today())
    assert send(batch_committed, "permits.settle_reports") == {"confirmed": 0, "unconfirmed": 1}
    held.refresh_from_db()
    assert held.state == "CLEARED"
    assert held.number in client_of(officer).get("/tindak-lanjut/").content.decode()
