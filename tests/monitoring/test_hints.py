"""The finder of probable partial registration: evidence from peers, a person decides, precision is shown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts import work
from accounts.models import AuditEvent
from enrollment.models import Employer, Membership
from enrollment.rules.kinds import Program
from monitoring.facts.hints import refresh_hints
from monitoring.models import PdsHint
from monitoring.reporting.timetable import REFRESH
from monitoring.rules.hints import Registered, guesses, is_worse
from monitoring.selectors.hints import precision
from monitoring.services.hints import NotOpen, decide_hint
from monitoring.words_compliance import evidence_text
from tests.factories import make_business, make_employer, make_worker

TODAY = date(2026, 11, 22)
UMK = Decimal(5_357_982)


def row(employer: int, **changed: object) -> Registered:
    plain = {
        "kind": "OTHER",
        "scale": "MIKRO",
        "people": 4,
        "lacks": dict.fromkeys(Program, 0),
        "waged": 0,
        "low": 0,
        "least_wage": None,
        "most_wage": None,
        "business": employer,
        "section": "G",
        "declared": 10,
        "at_business": 9,
        "is_anchor": True,
    }
    return Registered(employer, **{**plain, **changed})


def found(*rows: Registered) -> list[tuple[int, str, str]]:
    return [(one.employer, one.kind, str(one.score)) for one in guesses(rows, minimum=UMK, on=TODAY)]


def test_far_below_the_peers_is_a_hint_and_near_them_is_none():
    peers = [row(number) for number in range(1, 6)]
    assert found(*peers, row(9, at_business=1)) == [(9, "WORKERS", "0.889")]
    assert found(*peers, row(9, at_business=5)) == []
    # Too few peers to compare with, of the same section and scale.
    assert found(*peers[:3], row(9, at_business=1)) == []
    assert found(*peers, row(9, at_business=1, section="C")) == []


def test_wages_all_on_one_value():
    same = {"waged": 5, "least_wage": Decimal(4_000_000), "most_wage": Decimal(4_000_000)}
    assert found(row(1, **same)) == [(1, "WAGES", "0.600")]
    assert found(row(1, **{**same, "least_wage": UMK, "most_wage": UMK})) == [(1, "WAGES", "0.900")]
    assert found(row(1, **{**same, "waged": 4})) == []
    assert found(row(1, **{**same, "most_wage": UMK})) == []


def test_programs_fewer_than_the_scale_demands():
    lacks = {**dict.fromkeys(Program, 0), Program.JHT: 3, Program.JP: 4}
    assert found(row(1, scale="KECIL", lacks=lacks)) == [(1, "PROGRAMS", "0.750")]
    assert found(row(1, scale="MIKRO", lacks=lacks)) == []


def test_a_decided_hint_comes_back_only_when_it_is_worse():
    before = {"declared": 10, "registered": 2}
    assert not is_worse("WORKERS", {"declared": 10, "registered": 3}, before)
    assert is_worse("WORKERS", {"declared": 12, "registered": 2}, before)
    assert not is_worse("WAGES", {"wage": "1"}, {"wage": "1"})
    assert is_worse("PROGRAMS", {"programs": {"JHT": 1}}, {"programs": {"JP": 1}})


@pytest.fixture
def suspect(reference, db) -> Employer:
    """Five shops register nine of ten workers; the sixth one."""
    for number in range(6):
        business = make_business(kbli_code="47111", scale="MIKRO", declared_workers=10)
        employer = make_employer(business, scale="MIKRO")
        for place in range(1 if number == 5 else 9):
            make_worker(employer, wage=4_000_000 + place)
    return employer


def test_hints_open_change_and_go_with_the_data(suspect):
    assert refresh_hints(on=TODAY) == {"new": 1, "changed": 0, "gone": 0}
    hint = PdsHint.objects.get()
    assert (hint.employer, hint.kind, hint.state, str(hint.score)) == (suspect, "WORKERS", "OPEN", "0.889")
    assert evidence_text(hint.kind, hint.evidence) == (
        "Melaporkan 10 tenaga kerja, 1 terdaftar. Itu 10,0%, sedangkan nilai tengah 6 usaha sejenis 90,0%."
    )
    assert refresh_hints(on=TODAY) == {"new": 0, "changed": 0, "gone": 0}
    make_worker(suspect, wage=1)
    assert refresh_hints(on=TODAY) == {"new": 0, "changed": 1, "gone": 0}
    for number in range(6):
        make_worker(suspect, wage=2 + number)
    assert refresh_hints(on=TODAY) == {"new": 0, "changed": 0, "gone": 1}
    assert PdsHint.objects.get().state == "GONE"


def test_a_rejected_hint_stays_away_until_it_is_worse(suspect, bpjs):
    refresh_hints(on=TODAY)
    decide_hint(hint=PdsHint.objects.get(), is_right=False, note="Pekerja lepas harian", by=bpjs)
    assert refresh_hints(on=TODAY)["new"] == 0
    Membership.objects.filter(employer=suspect).update(ended_on=date(2026, 5, 1))
    assert refresh_hints(on=TODAY)["new"] == 1
    with pytest.raises(NotOpen):
        decide_hint(hint=PdsHint.objects.get(state="REJECTED"), is_right=True, note="Sekali lagi", by=bpjs)


def test_the_worker_looks_after_each_refresh_of_the_facts(suspect):
    work.run_now(work.ask(kind=REFRESH, target_id="dugaan", by=None, send=False))
    assert PdsHint.objects.filter(state="OPEN").count() == 1


def test_precision_is_confirmed_of_decided(suspect, bpjs, auditor, officer):
    refresh_hints(on=TODAY)
    first = PdsHint.objects.get()
    assert [line.share for line in precision(bpjs)] == [None, None, None]
    decide_hint(hint=first, is_right=True, note="Sembilan orang belum", by=bpjs)
    for number, state in enumerate(("REJECTED", "REJECTED", "GONE")):
        decided = {"decided_by": bpjs, "decided_at": first.found_at} if state == "REJECTED" else {}
        PdsHint.objects.create(
            employer=make_employer(), kind="WORKERS", state=state, score=1, found_in=date(2026, 11, 1), evidence={},
            note=str(number), **decided,
        )  # fmt: skip
    (workers, *_others) = precision(auditor)
    assert (workers.open, workers.confirmed, workers.decided, workers.share) == (0, 1, 3, Decimal("33.3"))
    assert [line.decided for line in precision(officer)] == [0, 0, 0]


def test_a_person_decides_on_the_page(suspect, bpjs, auditor, officer, client_of):
    refresh_hints(on=TODAY)
    hint = PdsHint.objects.get()
    address = reverse("compliance-hint", args=[hint.pk])
    client = client_of(bpjs)
    assert suspect.name in client.get(reverse("compliance-hints")).content.decode()
    assert "sedangkan nilai tengah" in client.get(address).content.decode()
    refused = client.post(address, {"putusan": "", "catatan": "pendek"})
    assert refused.status_code == 422 and "Pilih benar atau tidak benar." in refused.content.decode()
    said = {"putusan": "CONFIRMED", "catatan": "Pemilik membenarkan sembilan orang"}
    assert client_of(auditor).post(address, said).status_code == 403
    assert client_of(officer).get(address).status_code == 403
    assert client.post(address, said).status_code == 303
    hint.refresh_from_db()
    assert (hint.state, hint.decided_by, hint.note) == ("CONFIRMED", bpjs, said["catatan"])
    assert AuditEvent.objects.filter(verb="monitoring.decide_hint").count() == 1
    assert client.post(address, said).status_code == 303
    assert AuditEvent.objects.filter(verb="monitoring.decide_hint").count() == 1
    assert "sudah diputuskan" in client.get(reverse("compliance-hints")).content.decode()
