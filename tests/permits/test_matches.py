"""A wrong match corrected at the desk: not offered again, flagged where it was relied on, settled by BPJS."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts import vault
from accounts.access import Forbidden
from accounts.models import AuditEvent, User
from enrollment.models import Business
from enrollment.walk_in import WalkIn
from permits import services
from permits.errors import Refused
from permits.models import Application, Check, MatchRejection
from tests.factories import LUBUK_BAJA, make_business, make_nik, make_worker, village_of

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def ask(text: str, by: User, service: str = "DOMISILI") -> Check:
    return services.check(text=text, service=service, by=by)


def codes(check: Check) -> list[str]:
    return [reason["code"] for reason in check.reasons]


def test_a_disowned_business_is_not_offered_again_for_that_number_at_that_office(
    officer: User, colleague: User, stranger: User, compliant: Business
) -> None:
    nib = compliant.nib or ""
    again = services.reject_match(check=ask(nib, officer), by=officer, reason="NIB milik penyewa lama")
    assert (again.finding, again.outcome, again.business_id, codes(again)) == (
        "UNCERTAIN", "ASK_BPJS", None, ["MATCH_REJECTED"],
    )  # fmt: skip
    assert codes(ask(f"{nib[:4]} {nib[4:]}", colleague)) == ["MATCH_REJECTED"]
    # Another number and another office are not touched.
    assert compliant.owner_nik is not None
    nik = vault.unseal(compliant.owner_nik, "business.owner_nik")
    assert ask(nik, officer).business_id == compliant.pk
    assert ask(nib, stranger).business_id == compliant.pk


def test_a_chosen_candidate_is_disowned_for_what_was_typed(officer: User, fresh: None) -> None:
    nik = make_nik()
    made = [make_business(owner_nik=nik) for _ in range(2)]
    several = ask(nik, officer)
    chosen = services.check_business(business=made[0], service="DOMISILI", by=officer, origin=several)
    services.reject_match(check=chosen, by=officer)
    left = ask(nik, officer)
    assert [row["name"] for row in left.candidates] == [made[1].name]
    assert left.business_id is None  # one is left: it is offered, never picked


def test_bpjs_settles_and_either_answer_holds(
    officer: User, bpjs: User, branch_head: User, compliant: Business
) -> None:
    nib = compliant.nib or ""
    services.reject_match(check=ask(nib, officer), by=officer)
    row = MatchRejection.objects.get()
    with pytest.raises(Forbidden):
        services.settle_match(rejection=row, upheld=False, by=officer)
    services.settle_match(rejection=row, upheld=False, by=bpjs)
    assert ask(nib, officer).business_id == compliant.pk
    with pytest.raises(Refused):
        services.settle_match(rejection=row, upheld=True, by=bpjs)
    services.reject_match(check=ask(nib, officer), by=officer)
    services.settle_match(rejection=MatchRejection.objects.get(settled_at=None), upheld=True, by=branch_head)
    assert codes(ask(nib, officer)) == ["MATCH_REJECTED"]


def test_a_clearance_made_on_that_match_is_flagged(officer: User, compliant: Business) -> None:
    check = ask(compliant.nib or "", officer)
    file = services.clear(check=check, by=officer).application
    services.reject_match(check=check, by=officer, reason="Salah orang")
    step = file.history.first()
    assert step is not None
    assert (step.event, step.to_state, step.note) == ("MISMATCHED", Application.State.CLEARED, "Salah orang")
    services.reject_match(check=check, by=officer)
    assert file.history.filter(event="MISMATCHED").count() == 1
    assert AuditEvent.objects.filter(verb="permits.reject_match").count() == 1


def test_only_the_counter_that_asked_may_say_so(
    officer: User, stranger: User, supervisor: User, compliant: Business
) -> None:
    check = ask(compliant.nib or "", officer)
    for other in (stranger, supervisor):
        with pytest.raises(Forbidden):
            services.reject_match(check=check, by=other)


def test_an_intake_under_the_same_number_is_refused(officer: User, unregistered: Business) -> None:
    again = services.reject_match(check=ask(unregistered.nib or "", officer), by=officer)
    said = WalkIn(name="Warung Lain", village=village_of(LUBUK_BAJA), owner_nik=make_nik(), nib=unregistered.nib or "")
    with pytest.raises(Refused):
        services.intake(check=again, walk_in=said, by=officer)
    said = WalkIn(name="Warung Lain", village=village_of(LUBUK_BAJA), owner_nik=make_nik())
    noted = services.intake(check=again, walk_in=said, by=officer)
    assert noted.business is not None
    assert noted.business.name == "Warung Lain"


def test_the_pages(client_of: ClientOf, officer: User, bpjs: User, compliant: Business) -> None:
    desk, branch = client_of(officer), client_of(bpjs)
    check = ask(compliant.nib or "", officer)
    assert f"/cek/{check.pk}/bukan/" in desk.get(f"/cek/{check.pk}/").content.decode()
    assert "Toko Berkah Jaya bukan usaha pemohon?" in desk.get(f"/cek/{check.pk}/bukan/").content.decode()
    answer = desk.post(f"/cek/{check.pk}/bukan/", {"reason": "x" * 301})
    assert answer.status_code == 422
    answer = desk.post(f"/cek/{check.pk}/bukan/", {"reason": "Bukan tokonya"}, follow=True)
    page = answer.content.decode()
    assert "dinyatakan bukan usaha pemohon" in page
    assert "Catat data pemohon" in page
    assert "Bukan tokonya" in branch.get("/kecocokan/").content.decode()
    row = MatchRejection.objects.get()
    assert branch.post(f"/kecocokan/{row.pk}/", {"answer": "apart"})["Location"] == "/kecocokan/"
    row.refresh_from_db()
    assert row.upheld is True
    assert "Tidak ada kecocokan yang disangkal." in branch.get("/kecocokan/").content.decode()


def test_a_foreign_owner_is_found_by_passport(officer: User, fresh: None) -> None:
    start = ask("paspor K1234567", officer)
    assert (start.finding, start.asked_kind, start.asked_masked) == ("UNCERTAIN", "PASSPORT", "K1••••67")
    said = WalkIn(name="Kafe Laut", village=village_of(LUBUK_BAJA), owner_passport="K1234567", declared_workers=1)
    noted = services.intake(check=start, walk_in=said, by=officer)
    business = noted.business
    assert business is not None
    assert (business.owner_nik_index, noted.finding) == (None, "UNCERTAIN")
    assert vault.unseal(bytes(business.owner_passport or b""), "business.owner_passport") == "K1234567"
    # Written without "paspor" it has the length of an NPP, and no NPP is known by it.
    for text in ("k 1234567", "Paspor: K-1234567"):
        check = ask(text, officer)
        assert (check.business_id, check.matched) == (business.pk, "PASSPORT")
        assert "OWNER_FOREIGN" in codes(check)
    # The same person at the same place is the same business.
    assert services.intake(check=start, walk_in=said, by=officer).business == business


def test_a_foreign_owners_employer_decides(officer: User, compliant: Business) -> None:
    index = vault.index("E12345678")
    Business.objects.filter(pk=compliant.pk).update(
        owner_nik=None,
        owner_nik_index=None,
        owner_passport=vault.seal("E12345678", "business.owner_passport"),
        owner_passport_index=index,
    )
    assert ask("E12345678", officer).finding == "CLEAR"
    Business.objects.filter(pk=compliant.pk).update(declared_workers=3)
    check = ask("E12345678", officer)
    assert check.finding == "PARTIAL"
    make_worker(compliant.links.get().employer)
    assert ask("E12345678", officer).finding == "CLEAR"


def test_the_intake_takes_a_nik_or_a_passport(client_of: ClientOf, officer: User, fresh: None) -> None:
    client = client_of(officer)
    check = ask("paspor E12345678", officer)
    fields = {"name": "Kafe Laut", "owner_name": "J. Tan", "village": village_of(LUBUK_BAJA).pk, "declared_workers": 0}
    for wrong in ({}, {"owner_nik": make_nik(), "owner_passport": "E12345678"}, {"owner_passport": "E1"}):
        assert client.post(f"/cek/{check.pk}/catat/", {**fields, **wrong}).status_code == 422
    assert client.post(f"/cek/{check.pk}/catat/", {**fields, "owner_passport": "e 12345678"}).status_code == 303
