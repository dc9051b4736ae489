"""Two records become one by two people; whatever names the one names the other; and it is taken back to the letter."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from accounts.access import Forbidden
from accounts.models import AuditEvent, User, WorkItem
from districts.clock import today
from enrollment.models import Business, BusinessEmployerLink, Membership, Participant, RecordMerge
from enrollment.references import MODELS, references
from enrollment.rules.recognition import recognise
from enrollment.selectors.lookup import look_up
from enrollment.selectors.many import statuses_of_numbers
from enrollment.selectors.register import businesses
from enrollment.selectors.search import similar_businesses
from enrollment.services import (
    approve_merge,
    ask_merge,
    decline_merge,
    operator,
    take_merge_back,
    undo_batch,
)
from permits.services.checks import check
from tests.enrollment import sheets
from tests.factories import make_bpu, make_business, make_employer, make_nik, make_person, make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
BUSINESS, PARTICIPANT = RecordMerge.Kind.BUSINESS, RecordMerge.Kind.PARTICIPANT
REASON = "pemilik dan alamat yang sama"


def dump(kind: str) -> dict[str, str]:
    """The records themselves and every table that can name one, all columns of all rows."""
    tables = {MODELS[kind]._meta.db_table, *(one.table for one in references(MODELS[kind]))}
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"SELECT coalesce(string_agg(to_jsonb(t)::text, '|' ORDER BY id), '') FROM {table} t")
            found[table] = cursor.fetchone()[0]
    return found


def merged(kind: str, kept: Any, gone: Any, first: User, second: User) -> RecordMerge:
    return approve_merge(merge=ask_merge(kind=kind, kept=kept, gone=gone, reason=REASON, by=first), by=second)


@pytest.fixture
def pair() -> tuple[Business, Business]:
    kept = make_business(name="Toko Berkah Jaya", nib="9120000000017", npwp="0012345678901000")
    return kept, make_business(name="Berkah Jaya Toko", nib="9120000000025", owner_nik="2171014506850007")


@pytest.fixture
def people() -> tuple[Participant, Participant]:
    return make_person(nik=sheets.nik(1), name="SITI AMINAH"), make_person(nik=sheets.nik(2), name="SITI AMINA")


def test_a_merge_of_businesses_moves_what_names_them_and_goes_back_to_the_letter(
    pair: tuple[Business, Business], bpjs: User, branch_head: User, officer: User
) -> None:
    kept, gone = pair
    employer, own = make_employer(kept), make_employer(gone)
    BusinessEmployerLink.objects.create(business=gone, employer=employer, how="NAME", state="SUGGESTED")
    seen = check(text=gone.nib or "", service="DOMISILI", by=officer)
    before = dump(BUSINESS)
    merge = merged(BUSINESS, kept, gone, bpjs, branch_head)
    assert set(kept.links.values_list("employer", flat=True)) == {employer.pk, own.pk}
    seen.refresh_from_db()
    assert seen.business_id == gone.pk  # evidence never changes
    assert [image["table"] for image in merge.images] == ["enrollment_businessemployerlink"]
    assert WorkItem.objects.filter(kind="monitoring.refresh_facts", target_id=f"merge {merge.pk}").exists()
    back = take_merge_back(merge=merge, by=bpjs)
    assert dump(BUSINESS) == before and not [image for image in back.images if image.get("left")]
    verbs = (
        AuditEvent.objects.filter(target_kind="enrollment.RecordMerge").order_by("id").values_list("verb", flat=True)
    )
    assert list(verbs) == ["enrollment.ask_merge", "enrollment.approve_merge", "enrollment.take_merge_back"]


def test_a_merged_business_is_listed_nowhere_and_its_keys_lead_to_the_other(
    pair: tuple[Business, Business], bpjs: User, branch_head: User, client_of: Any
) -> None:
    kept, gone = pair
    merged(BUSINESS, kept, gone, bpjs, branch_head)
    for text in (kept.nib, gone.nib, "2171014506850007"):
        assert look_up(recognise(text or "")).businesses == (kept,)
    (one,) = statuses_of_numbers([recognise(gone.nib or "")], on=today())
    assert one.business_id == kept.pk
    assert [match.id for match in similar_businesses("Berkah Jaya")] == [kept.pk]
    assert list(businesses(bpjs)) == [kept]
    page = client_of(bpjs).get(reverse("business", args=[gone.public_id]))
    assert page.status_code == 302 and page["Location"] == reverse("business", args=[kept.public_id])


def test_a_merge_of_people_moves_their_covers_and_later_sheets_follow(
    people: tuple[Participant, Participant], bpjs: User, branch_head: User
) -> None:
    kept, gone = people
    employer = make_employer(npp="15000103", name="PT Contoh Jaya")
    make_worker(employer, person=kept, kpj=sheets.kpj(1))
    make_worker(employer, person=gone, kpj=sheets.kpj(2))
    before = dump(PARTICIPANT)
    merge = merged(PARTICIPANT, kept, gone, bpjs, branch_head)
    assert set(Membership.objects.values_list("participant", flat=True)) == {kept.pk}
    assert look_up(recognise(sheets.nik(2))).person == kept
    # The same card under the merged number is no doubt, and a new one is the kept person's.
    rows = [sheets.worker(2, NAMA_LENGKAP="SITI AMINA"), sheets.worker(2, NAMA_LENGKAP="SITI AMINA", KPJ=sheets.kpj(3))]
    batch = sheets.bring(sheets.workbook(rows))
    assert (batch.new, batch.doubtful, batch.wrong) == (1, 0, 0)
    assert set(Membership.objects.values_list("participant", flat=True)) == {kept.pk}
    undo_batch(batch=batch, by=operator(), reason="uji coba pembatalan")
    assert set(Membership.objects.values_list("participant", flat=True)) == {kept.pk}
    take_merge_back(merge=merge, by=branch_head)
    assert dump(PARTICIPANT) == before


def test_covers_that_clash_stop_the_merge_with_a_sentence(people: tuple[Participant, Participant], bpjs: User) -> None:
    kept, gone = people
    make_bpu(person=kept, kpj="24000000001")
    make_bpu(person=gone, kpj="24000000001")
    before = dump(PARTICIPANT)
    with pytest.raises(Forbidden, match="kunci yang sama"):
        ask_merge(kind=PARTICIPANT, kept=kept, gone=gone, reason=REASON, by=bpjs)
    assert dump(PARTICIPANT) == before and not RecordMerge.objects.exists()


def test_two_people_decide_and_a_record_is_merged_once(
    people: tuple[Participant, Participant], bpjs: User, branch_head: User, importer: User
) -> None:
    kept, gone = people
    merge = ask_merge(kind=PARTICIPANT, kept=kept, gone=gone, reason=REASON, by=bpjs)
    with pytest.raises(Forbidden, match="orang kedua"):
        approve_merge(merge=merge, by=bpjs)
    with pytest.raises(Forbidden):
        approve_merge(merge=merge, by=importer)
    with pytest.raises(Forbidden, match="sudah diajukan"):
        ask_merge(kind=PARTICIPANT, kept=gone, gone=kept, reason=REASON, by=branch_head)
    decline_merge(merge=merge, by=branch_head)
    second = merged(PARTICIPANT, kept, gone, bpjs, branch_head)
    with pytest.raises(Forbidden, match="sudah digabung"):
        ask_merge(kind=PARTICIPANT, kept=make_person(nik=make_nik()), gone=gone, reason=REASON, by=bpjs)
    third = merged(PARTICIPANT, make_person(nik=make_nik()), kept, bpjs, branch_head)
    gone.refresh_from_db()
    assert gone.merged_into_id == third.kept_id  # a record of a record is found in one step
    with pytest.raises(Forbidden, match="terakhir dulu"):
        take_merge_back(merge=second, by=bpjs)
    take_merge_back(merge=third, by=bpjs)
    take_merge_back(merge=second, by=bpjs)
    assert not Participant.objects.filter(merged_into__isnull=False).exists()


def test_a_row_given_elsewhere_since_stays_and_is_named(
    people: tuple[Participant, Participant], bpjs: User, branch_head: User
) -> None:
    kept, gone = people
    employer = make_employer(npp="15000103")
    cover = make_worker(employer, person=gone, kpj=sheets.kpj(2))
    merge = merged(PARTICIPANT, kept, gone, bpjs, branch_head)
    Membership.objects.filter(pk=cover.pk).update(participant=make_person(nik=make_nik()))
    back = take_merge_back(merge=merge, by=bpjs)
    assert [(image["table"], image["id"]) for image in back.images if image.get("left")] == [
        ("enrollment_membership", cover.pk)
    ]


def test_the_pages_from_finding_to_taking_back(
    pair: tuple[Business, Business], bpjs: User, branch_head: User, client_of: Any
) -> None:
    kept, gone = pair
    first, second = client_of(bpjs), client_of(branch_head)
    assert gone.name in first.get(reverse("merge-candidates", args=[kept.public_id])).content.decode()
    found = first.get(reverse("merge-candidates", args=[kept.public_id]), {"q": "berkah"})
    assert "menurut pencarian" in found.content.decode()
    address = f"{reverse('merge-ask', args=['usaha'])}?a={kept.public_id}&b={gone.public_id}"
    side_by_side = first.get(address).content.decode()
    assert "berbeda" in side_by_side and "2171014506850007" not in side_by_side
    assert first.post(address, {"kept": "a"}).status_code == 422
    asked = first.post(address, {"kept": "a", "reason": REASON})
    assert asked.status_code == 303
    assert "bukan oleh yang mengajukan" in first.get(asked["Location"]).content.decode()
    assert first.post(asked["Location"], {"act": "approve"}).status_code == 403
    assert "Kedua catatan digabung." in second.post(asked["Location"], {"act": "approve"}, follow=True).content.decode()
    assert "Kedua catatan dipisah lagi." in first.post(asked["Location"], {"act": "back"}, follow=True).content.decode()
    assert first.post(asked["Location"], {"act": "sulap"}).status_code == 404
    assert gone.name in first.get(reverse("merges")).content.decode()


def test_people_are_found_by_their_numbers_and_no_number_stands_in_an_address(
    people: tuple[Participant, Participant], bpjs: User, client_of: Any
) -> None:
    _kept, gone = people
    make_worker(make_employer(), person=gone, kpj=sheets.kpj(2))
    client, address = client_of(bpjs), reverse("merge-people")
    unknown = client.post(address, {"first": sheets.nik(1), "second": sheets.nik(9)})
    assert unknown.status_code == 422 and "Tidak ada satu orang" in unknown.content.decode()
    found = client.post(address, {"first": sheets.nik(1), "second": sheets.kpj(2)})
    assert found.status_code == 303 and sheets.nik(1) not in found["Location"]
    page = client.get(found["Location"]).content.decode()
    assert "SITI AMINAH" in page and "SITI AMINA" in page and sheets.nik(1) not in page
