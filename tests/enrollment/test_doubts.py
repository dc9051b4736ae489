"""Doubtful rows: asked one by one, answered for good, and taken back whole with the import they came in."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from accounts.access import Forbidden
from accounts.models import AuditEvent, User, WorkItem
from districts.clock import today
from enrollment.importing.doubts import Answer
from enrollment.models import BusinessEmployerLink, DoubtDecision, Employer, ImportBatch, ImportRowCopy, Membership
from enrollment.rules.calendar import add_months
from enrollment.selectors.doubts import open_doubts
from enrollment.services import forget_answer, operator, settle_doubt, undo_batch
from monitoring.services.facts import rebuild_month
from tests.enrollment import sheets
from tests.enrollment.test_import_property import dump, parts
from tests.factories import make_bpu, make_employer, make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
TAKE, APART, KEEP = Answer.TAKE, Answer.APART, Answer.KEEP


@pytest.fixture
def employer() -> Employer:
    return make_employer(npp="15000103", name="PT Contoh Jaya")


def doubt(batch: ImportBatch, row: int) -> ImportRowCopy:
    return ImportRowCopy.objects.get(batch=batch, row_number=row)


def settle(batch: ImportBatch, row: int, answer: str, by: User) -> ImportRowCopy:
    return settle_doubt(doubt=doubt(batch, row), answer=answer, by=by)


def holder(serial: int) -> set[str]:
    return set(Membership.objects.filter(kpj=sheets.kpj(serial)).values_list("participant__name", flat=True))


def conflicts() -> list[sheets.Row]:
    """Rows 2 and 3 differ under one key; row 4's card is another's; row 5's NIK has another name; row 6 is sound."""
    return [
        sheets.worker(1, UPAH="5.000.001"),
        sheets.worker(1, UPAH="6.000.001"),
        sheets.worker(2, NAMA_LENGKAP="RINA MARLINA"),
        sheets.worker(3, NAMA_LENGKAP="JOKO WIDAGDO"),
        sheets.worker(4),
    ]


def stand() -> dict[str, list[str]]:
    """The register with the facts of its months, as an import finds them and its undo must leave them."""
    month = today().replace(day=1)
    for period in (add_months(month, -1), month):
        rebuild_month(period=period, as_of=today())
    return dump()


@pytest.fixture
def register(employer: Employer) -> None:
    make_worker(employer, nik=sheets.nik(8), kpj=sheets.kpj(2), name="SARI DEWI")
    make_worker(employer, nik=sheets.nik(3), kpj=sheets.kpj(3), name="SITI AMINAH")


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("answers", [(TAKE, TAKE, TAKE), (KEEP, KEEP, KEEP), (TAKE, KEEP, TAKE)])
def test_settled_doubts_go_with_their_import_and_are_not_asked_twice(answers: tuple[str, ...], bpjs: User) -> None:
    before = stand()
    batch = sheets.bring(sheets.workbook(conflicts()))
    assert parts(batch) == (1, 0, 0, 4, 0)
    assert [row.row_number for row in open_doubts(bpjs)] == [2, 3, 4, 5]
    for row, answer in zip((2, 4, 5), answers, strict=True):
        assert settle(batch, row, answer, bpjs).settled_at is not None
    if answers[0] == KEEP:
        settle(batch, 3, KEEP, bpjs)
    assert not open_doubts(bpjs).exists()  # what stood against a taken row is left
    again = sheets.bring(sheets.workbook(conflicts()))
    assert parts(again) == (0, 0, 5, 0, 0)
    for one in (again, batch):
        if one.state == "COMMITTED":
            told = undo_batch(batch=one, by=operator(), reason="uji coba pembatalan")
            assert told["kept"] == told["failed"] == []
    assert dump() == before
    once_more = sheets.bring(sheets.workbook(conflicts()))
    new, changed, same, doubtful, wrong = parts(once_more)
    assert (doubtful, wrong) == (0, 0) and new + changed + same == 5
    assert once_more.warnings["answered"] == 4
    assert changed == sum(answer == TAKE for answer in answers[1:])
    told = undo_batch(batch=once_more, by=operator(), reason="uji coba pembatalan")
    assert told["kept"] == told["failed"] == [] and dump() == before


@pytest.mark.usefixtures("register")
def test_each_answer_does_what_it_says(bpjs: User) -> None:
    batch = sheets.bring(sheets.workbook(conflicts()))
    settle(batch, 3, TAKE, bpjs)
    settle(batch, 4, TAKE, bpjs)
    settle(batch, 5, TAKE, bpjs)
    assert Membership.objects.get(kpj=sheets.kpj(1)).wage == 6000001
    assert holder(2) == {"RINA MARLINA"} and holder(3) == {"JOKO WIDAGDO"}
    assert Membership.objects.get(kpj=sheets.kpj(2)).row_number == 4
    assert WorkItem.objects.filter(kind="monitoring.refresh_facts", target_id__startswith="doubt ").exists()
    told = AuditEvent.objects.filter(verb="enrollment.settle_doubt").order_by("id")
    assert [(event.data["row"], event.data["left"]) for event in told] == [(3, [2]), (4, []), (5, [])]
    batch.refresh_from_db()
    assert parts(batch) == (1, 0, 0, 4, 0)  # what a batch was counted as stays


def test_two_people_may_hold_one_number_at_two_employers_and_are_not_asked_about_again(
    employer: Employer, bpjs: User
) -> None:
    other = make_employer(npp="15000104", name="PT Lain")
    make_worker(other, nik=sheets.nik(8), kpj=sheets.kpj(1), name="SARI DEWI")
    before = stand()
    rows = [sheets.worker(1, NAMA_LENGKAP="RINA MARLINA")]
    batch = sheets.bring(sheets.workbook(rows))
    settle(batch, 2, APART, bpjs)
    assert holder(1) == {"RINA MARLINA", "SARI DEWI"}
    theirs = [rows[0] | {"NPP": "15000104", "NIK": sheets.nik(8), "NAMA_LENGKAP": "SARI DEWI"}]
    assert sheets.bring(sheets.workbook(rows + theirs)).doubtful == 0
    for one in ImportBatch.objects.filter(state="COMMITTED").order_by("-committed_at"):
        undo_batch(batch=one, by=operator(), reason="uji coba pembatalan")
    assert dump() == before


@pytest.mark.usefixtures("register")
def test_the_register_says_what_it_cannot_hold(bpjs: User) -> None:
    batch = sheets.bring(sheets.workbook(conflicts()))
    for row in (2, 4, 5):  # one key; the number at the same employer; one NIK
        with pytest.raises(Forbidden, match="tidak dapat memuat"):
            settle(batch, row, APART, bpjs)
    assert not DoubtDecision.objects.exists()


def test_one_row_may_be_in_doubt_for_two_reasons(employer: Employer, bpjs: User) -> None:
    make_worker(employer, nik=sheets.nik(1), name="SITI AMINAH")
    rows = [sheets.worker(1, NAMA_LENGKAP="JOKO WIDAGDO", UPAH=wage) for wage in ("5.000.001", "6.000.001")]
    batch = sheets.bring(sheets.workbook([*rows, sheets.worker(4)]))
    assert settle(batch, 2, TAKE, bpjs).settled_at is None
    assert sheets.codes(batch)[0] == (2, "NAMA_LENGKAP", "NAME_CONFLICT")
    assert [row.row_number for row in open_doubts(bpjs)] == [2]
    assert settle(batch, 2, TAKE, bpjs).settled_at is not None
    assert holder(1) == {"JOKO WIDAGDO"}


def test_own_covers_move_with_their_number(bpjs: User) -> None:
    make_bpu(nik=sheets.nik(8), kpj="24000000001", name="SARI DEWI")
    row = sheets.BPU | {"NAMA": "BUDI SANTOSO"}
    before = stand()
    batch = sheets.bring(sheets.workbook([row, row | {"KPJ": "24000000002"}]))
    settle(batch, 2, TAKE, bpjs)
    assert {m.participant.name for m in Membership.objects.all()} == {"BUDI SANTOSO"}
    assert Membership.objects.count() == 2
    undo_batch(batch=batch, by=operator(), reason="uji coba pembatalan")
    assert dump() == before


def test_businesses_and_employers_and_figures_have_doubts_too(bpjs: User) -> None:
    cases: list[tuple[sheets.Row, dict[str, Any]]] = [
        (sheets.EMPLOYER, {"TK_AKTIF": 9}),
        (sheets.BUSINESS, {"JUMLAH_TK": 9}),
        (sheets.FIGURE, {"JUMLAH": 7}),
    ]
    for row, change in cases:
        before = stand()
        content = sheets.workbook([row, row | change])
        batch = sheets.bring(content)
        settle(batch, 3, TAKE, bpjs)
        assert sheets.bring(content).doubtful == 0
        if row is sheets.BUSINESS:
            assert BusinessEmployerLink.objects.filter(batch=batch).exists()  # linked as a whole sheet would be
        undo_batch(batch=batch, by=operator(), reason="uji coba pembatalan")
        assert dump() == before
        sheets.bring(sheets.workbook([sheets.EMPLOYER]))


@pytest.mark.usefixtures("register")
def test_whoever_brought_the_sheet_may_only_leave_its_doubts(bpjs: User, branch_head: User) -> None:
    batch = sheets.bring(sheets.workbook(conflicts()), by=bpjs)
    with pytest.raises(Forbidden, match="orang kedua"):
        settle(batch, 4, TAKE, bpjs)
    settle(batch, 4, KEEP, bpjs)
    settle(batch, 5, TAKE, branch_head)
    assert holder(2) == {"SARI DEWI"} and holder(3) == {"JOKO WIDAGDO"}


@pytest.mark.usefixtures("register")
def test_an_answer_taken_back_is_asked_again(bpjs: User) -> None:
    batch = sheets.bring(sheets.workbook(conflicts()))
    settle(batch, 4, KEEP, bpjs)
    forget_answer(decision=DoubtDecision.objects.get(), by=bpjs)
    again = sheets.bring(sheets.workbook(conflicts()))
    assert again.doubtful == 4 and again.warnings["answered"] == 0
    # A later answer to the same doubt replaces the earlier one.
    settle(again, 4, KEEP, bpjs)
    settle(batch, 5, KEEP, bpjs)
    settle(again, 5, TAKE, bpjs)
    assert list(
        DoubtDecision.objects.filter(taken_back_at=None).order_by("id").values_list("row_number", "answer")
    ) == [
        (4, KEEP),
        (5, TAKE),
    ]


@pytest.mark.usefixtures("register")
def test_the_queue_page_by_page_without_javascript(bpjs: User, client_of: Any) -> None:
    batch = sheets.bring(sheets.workbook(conflicts()))
    client = client_of(bpjs)
    first = client.get(reverse("batch-doubts", args=[batch.pk]))
    page = first.content.decode()
    assert "1 dari 4" in page and "Baris 2 berkas" in page and "Baris 3 berkas" in page
    assert "Tidak dapat dipilih." in page and "5000001" not in page  # money is only said to differ
    number = doubt(batch, 4)
    page = client.get(reverse("doubts"), {"d": number.pk}).content.decode()
    assert "3 dari 4" in page and "R••• M•••" in page and "berbeda" in page
    assert sheets.nik(2) not in page and sheets.nik(8) not in page
    refused = client.post(reverse("doubt-settle", args=[number.pk]), {"batch": batch.pk})
    assert refused.status_code == 422 and "Pilih satu jawaban." in refused.content.decode()
    settled = client.post(reverse("doubt-settle", args=[number.pk]), {"batch": batch.pk, "answer": "TAKE"})
    assert settled.status_code == 303
    assert settled["Location"] == f"{reverse('batch-doubts', args=[batch.pk])}?d={doubt(batch, 5).pk}"
    assert client.get(settled["Location"]).content.decode().count("3 dari 3") == 1
    given = client.get(reverse("doubt-answers")).content.decode()
    assert "Pakai isi berkas" in given
    taken_back = client.post(reverse("doubt-forget", args=[DoubtDecision.objects.get().pk]))
    assert taken_back.status_code == 303 and "Ditarik" in client.get(reverse("doubt-answers")).content.decode()


@pytest.mark.usefixtures("register")
def test_niks_are_shown_in_full_only_where_they_differ_and_for_a_reason(bpjs: User, client_of: Any) -> None:
    batch = sheets.bring(sheets.workbook(conflicts()))
    client, reveal = client_of(bpjs), reverse("doubt-reveal", args=[doubt(batch, 4).pk])
    assert client.get(reveal).status_code == 405
    assert client.post(reveal, {"reason": "?"}).status_code == 422
    shown = client.post(reveal, {"reason": "membandingkan dengan kartu"})
    page = shown.content.decode()
    assert sheets.nik(2) in page and sheets.nik(8) in page and "no-store" in shown["Cache-Control"]
    assert AuditEvent.objects.get(verb="enrollment.reveal_nik").data["reason"] == "membandingkan dengan kartu"
    wages = client.post(reverse("doubt-reveal", args=[doubt(batch, 2).pk]), {"reason": "membandingkan dua upah"})
    assert "5.000.001" in wages.content.decode() and sheets.nik(1) not in wages.content.decode()
    same = client.post(reverse("doubt-reveal", args=[doubt(batch, 5).pk]), {"reason": "membandingkan dengan kartu"})
    assert sheets.nik(3) not in same.content.decode()
