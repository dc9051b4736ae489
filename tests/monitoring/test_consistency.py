"""The index of consistency: earned by whom it compares, computed again from its workbook alone, kept as it was."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts import exports, vault, work
from accounts.access import Forbidden
from accounts.models import AuditEvent, WorkItem
from districts.clock import WIB
from districts.models import Agency, District
from districts.reference import load_reference
from monitoring.models import Certificate, ConsistencyScore
from monitoring.reporting.scores import SCORE, NotDue, ask_scores, score_month
from monitoring.rules.consistency import Inputs, ahead, missing, parts, rank_in_groups, score, weights
from monitoring.selectors.consistency import entries, entry_of
from monitoring.services import appreciation
from permits.models import ApprovalRequest
from tests.factories import LUBUK_BAJA, make_business, make_user
from tests.monitoring.counter import clerk, make_check, make_held

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
NOT_DUE, DUE = date(2026, 11, 16), date(2026, 11, 17)
BATU_AMPAR, GALANG = "21.71.02", "21.71.08"
FULL = Inputs(days_checked=20, working_days=20, checked=10, unexplained=0, held=4, registered=4, complete=10)


def of(**changed: int) -> Inputs:
    return Inputs(**{**FULL.stored(), **changed})


def test_the_index_is_the_weighted_mean_of_the_printed_parts():
    inputs = of(days_checked=13, unexplained=1, registered=1, complete=7)
    assert [str(value) for value in parts(inputs).values()] == ["65.0", "90.0", "25.0", "70.0"]
    # (65 x 40 + 90 x 20 + 25 x 25 + 70 x 15) / 100
    assert score(inputs, weights(OCTOBER)) == Decimal("60.75")
    assert score(FULL, weights(OCTOBER)) == 100
    assert sum(weights(OCTOBER).of(part) for part in parts(FULL)) == 100


def test_volume_counts_for_nothing():
    ten_times = Inputs(20, 20, 100, 0, 40, 40, 100)
    assert score(ten_times, weights(OCTOBER)) == score(FULL, weights(OCTOBER))


def test_what_is_missing_is_told_and_never_guessed():
    assert missing(of(held=0, registered=0), weights(OCTOBER)) == ("NO_HELD",)
    assert missing(of(checked=0, complete=0), weights(OCTOBER)) == ("NO_CHECKS",)
    assert missing(FULL, weights(date(2025, 12, 1))) == ("NO_WEIGHTS",)
    assert score(of(held=0), weights(OCTOBER)) is None
    assert score(FULL, None) is None


def test_equals_share_a_rank_within_their_group():
    scores = {"a": Decimal(90), "b": Decimal(90), "c": Decimal(80), "d": None, "x": Decimal(10)}
    groups = dict.fromkeys("abcd", "MAINLAND") | {"x": "ISLAND"}
    assert rank_in_groups(scores, groups) == {"a": 1, "b": 1, "c": 3, "x": 1}


def test_what_a_leader_does_differently_is_what_lies_above_the_middle():
    lead = ahead(FULL, [of(days_checked=10), of(days_checked=14), of(registered=0)])
    assert [(row.part, str(row.own), str(row.middle)) for row in lead] == [("days", "100.0", "70.0")]


def unexplained_override(agency: str) -> None:
    file = make_held(at="2026-10-12T09:00:00+07:00", ready_at="2026-10-13T09:00:00+07:00")
    file.agency = Agency.objects.get(code=agency)
    file.save()
    moment = datetime(2026, 10, 12, 10, tzinfo=WIB)
    for note in ("", "Sudah dilihat di tempat"):
        ApprovalRequest.objects.create(
            application=file,
            check_row=make_check(at="2026-10-12T09:30:00+07:00", agency=file.agency),
            kind="OVERRIDE",
            reason="Usaha keluarga",
            approver="CM",
            from_state="HELD",
            asked_by=clerk(),
            state="APPROVED",
            answered_by=make_user(f"atasan-{file.pk}-{len(note)}", "CM", agency),
            answered_at=moment + timedelta(hours=1),
            answer_note=note,
        )


def grow_offices() -> None:
    """Lubuk Baja checks on two days, Batu Ampar on one, Galang on none."""
    whole = make_business(kbli_code="47111", declared_workers=3)
    for agency, days in (("KEC-LBJ", (5, 6)), ("KEC-BAM", (5,))):
        office = Agency.objects.get(code=agency)
        for day in days:
            make_check(at=f"2026-10-{day:02d}T09:00:00+07:00", agency=office, business=whole)
        make_check(at="2026-10-05T10:00:00+07:00", agency=office)
    unexplained_override("KEC-BAM")
    make_held(at="2026-10-06T09:00:00+07:00", ready_at="2026-10-08T09:00:00+07:00")


@pytest.fixture
def october(reference, db) -> date:
    grow_offices()
    score_month(period=OCTOBER, on=DUE)
    return OCTOBER


def test_inputs_are_those_of_the_counters(october):
    own, other = entry_of(october, LUBUK_BAJA), entry_of(october, BATU_AMPAR)
    assert own.inputs == Inputs(2, 22, 3, 0, 1, 1, 2)
    assert other.inputs == Inputs(2, 22, 4, 1, 1, 1, 1)
    assert (own.row.rank, other.row.rank) == (1, 2)
    galang = entry_of(october, GALANG)
    assert (galang.row.score, galang.row.rank, galang.row.inputs["missing"]) == (None, None, ["NO_CHECKS", "NO_HELD"])
    assert galang.row.peer_group == "ISLAND"
    assert len(entries(october)) == 12


def test_a_version_stays_until_an_input_changes(october):
    assert score_month(period=OCTOBER, on=DUE) == 1
    before = list(ConsistencyScore.objects.filter(version=1).values("district", "inputs", "score", "rank"))
    make_check(at="2026-10-07T09:00:00+07:00")
    assert score_month(period=OCTOBER, on=DUE) == 2
    assert list(ConsistencyScore.objects.filter(version=1).values("district", "inputs", "score", "rank")) == before
    assert entry_of(october, LUBUK_BAJA).row.version == 2


@pytest.mark.usefixtures("reference", "db")
def test_the_worker_computes_a_month_once_it_is_due():
    with pytest.raises(NotDue):
        score_month(period=OCTOBER, on=NOT_DUE)
    assert ask_scores(on=NOT_DUE) == []
    assert ask_scores(on=DUE) == [OCTOBER]
    item = work.run_now(WorkItem.objects.get(kind=SCORE))
    assert item.result == {"version": 1}
    assert ConsistencyScore.objects.filter(period=OCTOBER, version=1).count() == 12
    assert ask_scores(on=DUE) == []


def test_anybody_computes_the_ranks_again_from_the_workbook_alone(october, auditor):
    export = appreciation.scores_export(period=october, rows=entries(october), back="/")
    book = load_workbook(io.BytesIO(exports.take(export, purpose="CHECKING", note="", by=auditor)))
    rows = list(book["Indeks"].iter_rows(values_only=True))
    top = next(place for place, row in enumerate(rows) if row[0] == "Kode")
    weighed = [row[1] for row in book["Bobot"].iter_rows(values_only=True) if isinstance(row[1], int)]

    def tenth(part: int, whole: int) -> Decimal:
        return (Decimal(part * 100) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)

    found = {}
    for line in rows[top + 1 :]:
        _code, name, group, days, working, checked, loose, held, back, whole, *_parts, printed, rank, why = line
        if not (working and checked and held):
            assert printed is None and rank is None and why
            continue
        values = [tenth(days, working), 100 - tenth(loose, checked), tenth(back, held), tenth(whole, checked)]
        index = sum(value * weight for value, weight in zip(values, weighed, strict=True)) / sum(weighed)
        assert float(index.quantize(Decimal("0.01"), ROUND_HALF_UP)) == printed
        found[name] = (group, index, rank)
    assert len(weighed) == 4 and set(found) == {"Lubuk Baja", "Batu Ampar"}
    for group, index, rank in found.values():
        assert rank == 1 + sum(other > index for their, other, _rank in found.values() if their == group)


def test_a_certificate_is_given_verified_and_revoked(october, branch_head, bpjs, client, client_of, settings):
    settings.DEMO = True
    issuer = client_of(branch_head)
    page = issuer.get(reverse("appreciation-one", args=["2026-10", LUBUK_BAJA])).content.decode()
    assert "sedangkan nilai tengah kelompoknya" in page and "Terbitkan sertifikat" in page
    address = reverse("certificate-issue", args=["2026-10", LUBUK_BAJA])
    assert client_of(bpjs).post(address, {"catatan": ""}).status_code == 403
    assert issuer.post(address, {"catatan": "Loket buka setiap hari kerja."}).status_code == 303
    given = Certificate.objects.get()
    text = " ".join(PdfReader(io.BytesIO(vault.read_file(given.pdf))).pages[0].extract_text().split())
    for words in ("Kecamatan Lubuk Baja", given.number, given.code, "Loket buka setiap hari kerja.", "DATA CONTOH"):
        assert words in text
    assert issuer.post(address, {"catatan": ""}).status_code == 403
    public = client.get(reverse("verify", args=[given.code])).content.decode()
    assert "Nomor ini sah." in public and given.number in public and str(branch_head) not in public
    revoke = reverse("certificate-revoke", args=[given.code])
    assert issuer.post(revoke, {"alasan": "salah"}).status_code == 422
    assert issuer.post(revoke, {"alasan": "Angka loketnya ternyata keliru"}).status_code == 303
    assert "Nomor ini tidak berlaku lagi." in client.get(reverse("verify", args=[given.code])).content.decode()
    assert client_of(bpjs).get(reverse("certificate-file", args=[given.code])).status_code == 404
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"monitoring.issue_certificate", "monitoring.revoke_certificate"} <= verbs


def test_only_the_first_of_compared_peers_gets_one(october, branch_head):
    with pytest.raises(Forbidden, match="peringkat pertama"):
        appreciation.issue_certificate(entry=entry_of(october, BATU_AMPAR), note="", by=branch_head)
    ConsistencyScore.objects.filter(district=BATU_AMPAR).update(rank=None)
    with pytest.raises(Forbidden, match="tidak ada yang dibandingkan"):
        appreciation.issue_certificate(entry=entry_of(october, LUBUK_BAJA), note="", by=branch_head)


def test_the_page_shows_inputs_weights_and_why_somebody_is_not_ranked(october, officer, opd, client_of):
    page = client_of(officer).get(reverse("appreciation")).content.decode()
    for words in ("keputusan kantor", "Kepulauan", "Tidak diperingkat: belum ada pengecekan", "Hari kerja dengan"):
        assert words in page
    assert client_of(opd).get(reverse("appreciation")).status_code == 403


def test_groups_come_with_the_reference_and_stay_as_they_are_set(reference, db):
    assert District.objects.filter(peers="ISLAND").count() == 3
    assert District.objects.filter(peers="INDUSTRIAL").count() == 4
    District.objects.update(peers="MAINLAND")
    load_reference()
    assert District.objects.filter(peers="ISLAND").count() == 3
    District.objects.filter(code=LUBUK_BAJA).update(peers="INDUSTRIAL")
    load_reference()
    assert District.objects.get(code=LUBUK_BAJA).peers == "INDUSTRIAL"
