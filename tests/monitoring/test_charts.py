"""Charts: what they show, as table, sentence, PDF, PNG and workbook; and to whom."""

from __future__ import annotations

import io
import re
from datetime import date

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from accounts.models import AuditEvent
from monitoring.definitions import name
from monitoring.facts.refresh import modes, rebuild
from monitoring.models import CoverageFact, FigureHold, MonthlyReport, MovementFact, SectorFact
from monitoring.rules.months import window
from tests.factories import LUBUK_BAJA, SAGULUNG, make_employer, make_worker
from tests.monitoring.counter import make_check, make_held
from tests.monitoring.registers import grow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

TODAY = date(2026, 11, 22)
PAGE = "/cakupan/perbandingan/?bulan=2026-10"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-22T09:00:00+07:00", tick=True):
        yield


def facts(months: int = 3) -> None:
    list(rebuild(modes(window(TODAY, months), on=TODAY), as_of=TODAY))


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def register():
    grow(51, employers=20, people=60)
    make_check(at="2026-10-05T10:00:00+07:00")
    make_held(at="2026-10-06T10:00:00+07:00", ready_at="2026-10-20T10:00:00+07:00")
    facts()


def test_every_chart_has_a_picture_a_sentence_and_its_numbers(register, bpjs, client_of):
    page = client_of(bpjs).get(PAGE)
    html = page.content.decode()
    for code in ("tren", "perubahan", "kecil", "loket", "usaha", "tunggakan", "sebagian"):
        card = re.search(rf'id="{code}".*?</section>', html, flags=re.S)
        assert card, code
        assert "<svg" in card[0]
        assert "<table" in card[0]
        assert re.search(r'<figcaption class="hint">[^<]{15,}', card[0]), code
    assert html.count("viewBox") >= 12 + 5
    assert "style=" not in html


def test_the_waterfall_adds_up_and_says_what_imports_corrected(register, bpjs, client_of):
    row = MovementFact.objects.get(period=date(2026, 10, 1), district="", segment="")
    MonthlyReport.objects.create(
        period=date(2026, 9, 1), area_code="21.71", version=1, state="FROZEN", number="X", code="AAA-2222-2222",
        as_of=TODAY, figures={"coverage": {"active": row.before - 3}}, sha256="0" * 64, frozen_at="2026-10-20T00:00Z",
    )  # fmt: skip
    shown = text(client_of(bpjs).get(PAGE))
    assert "Koreksi impor +3" in shown
    assert f"Aktif bulan lalu {row.before}" in shown
    came = row.new + row.reactivated + row.moved_in
    assert f"{came} orang masuk, {row.lapsed + row.moved_out} keluar" in shown


@pytest.mark.parametrize(("suffix", "magic"), [("pdf", b"%PDF-"), ("png", b"\x89PNG"), ("xlsx", b"PK")])
def test_charts_are_taken_with_filters_date_definitions_and_name(register, bpjs, client_of, suffix, magic):
    client = client_of(bpjs)
    address = reverse("coverage-chart", args=["semua", suffix]) + "?bulan=2026-10&segmen=PU"
    assert client.get(address).status_code == 200
    assert client.post(address, {"purpose": ""}).status_code == 400
    answer = client.post(address, {"purpose": "REPORT", "note": ""})
    assert answer.content.startswith(magic)
    assert "2026-10_pu" in answer["Content-Disposition"]
    assert AuditEvent.objects.latest("id").data["filters"]["segment"] == "PU"
    if suffix == "xlsx":
        cells = [str(cell.value) for row in openpyxl.load_workbook(io.BytesIO(answer.content)).active for cell in row]
        for told in ("Bulan: Oktober 2026", "Segmen: Penerima Upah (PU)", "Definisi", "Aktif kembali"):
            assert told in cells


def test_another_kecamatan_stands_beside_the_own(register, bpjs, officer, client_of):
    page = text(client_of(bpjs).get(f"{PAGE}&wilayah={LUBUK_BAJA}&banding={SAGULUNG}"))
    assert "Bulan Lubuk Baja Sagulung" in page
    own = client_of(officer).get(PAGE)
    assert "Perbandingan Lubuk Baja" in text(own)
    assert client_of(officer).get(f"{PAGE}&wilayah={SAGULUNG}").status_code == 404


def test_a_dinas_sees_its_own_counter(opd, client_of):
    make_worker(make_employer())
    make_check(at="2026-10-05T10:00:00+07:00")
    facts(2)
    page = text(client_of(opd).get(PAGE))
    assert "0 izin dicek" in page
    assert "Dua belas kecamatan" not in page


def test_small_counts_of_people_are_hidden_where_there_is_no_list(leader, client_of):
    worker = make_worker(make_employer(), started_on=date(2026, 10, 3))
    facts()
    page = client_of(leader).get(PAGE)
    assert worker.participant_id
    assert "Peserta baru &lt; 5" in text(page)
    assert "/cakupan/daftar/" not in page.content.decode()


def test_filters_are_remembered_until_they_are_dropped(bpjs, client_of):
    client = client_of(bpjs)
    client.get(f"{PAGE}&segmen=BPU")
    assert client.get("/cakupan/").url == "/cakupan/?segmen=BPU"
    assert client.get("/cakupan/?lupakan=1").url == "/cakupan/"
    assert client.get("/cakupan/").status_code == 200


def test_filters_are_the_persons_not_the_sessions(bpjs, leader, client_of):
    client_of(bpjs).get("/cakupan/?bulan=2026-10&segmen=PU")
    assert client_of(bpjs).get("/cakupan/").url == "/cakupan/?segmen=PU"
    assert client_of(leader).get("/cakupan/").status_code == 200
    client_of(bpjs).get("/cakupan/?lupakan=1")
    assert client_of(bpjs).get("/cakupan/").status_code == 200


def taken(client, place: str = "", more: str = "") -> list[list[object]]:
    """The rows of a coverage page's workbook."""
    address = reverse("coverage-chart", args=["halaman", "xlsx"]) + f"?bulan=2026-10&wilayah={place}{more}"
    answer = client.post(address, {"purpose": "REPORT", "note": ""})
    assert answer.status_code == 200
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)]


def test_a_coverage_page_is_taken_with_every_figure_it_shows(register, bpjs, client_of):
    rows = taken(client_of(bpjs))
    found = {(row[1], row[2]): row[3] for row in rows if len(row) > 3}
    facts_of = {
        row.district: row.people for row in CoverageFact.objects.filter(period=date(2026, 10, 1), grain="district")
    }
    assert found["Lubuk Baja", name("people.active")] == facts_of.get(LUBUK_BAJA, 0)
    whole = CoverageFact.objects.get(period=date(2026, 10, 1), grain="city").people
    assert found["Pekerja terlindungi", "Terhitung"] == whole
    for segment in ("Penerima Upah (PU)", "Bukan Penerima Upah (BPU)", "Jasa Konstruksi", "Pekerja Migran (PMI)"):
        assert (segment, "JKK") in found
    gaps = {row.sector: row.declared - row.covered for row in SectorFact.objects.filter(
        period=date(2026, 10, 1), district="").exclude(sector="-")}  # fmt: skip
    listed = [value for (_who, column), value in found.items() if column == name("sector.uncovered")]
    assert sorted(listed) == sorted(gap for gap in gaps.values() if gap)


def test_small_cells_stay_hidden_on_what_is_taken(leader, client_of):
    for _ in range(3):
        make_worker(make_employer())
    facts()
    rows = taken(client_of(leader), LUBUK_BAJA)
    found = {(row[1], row[2]): row[3] for row in rows if len(row) > 3}
    assert found["Pekerja terlindungi", "Terhitung"] == "< 5"


@pytest.mark.parametrize("suffix", ["pdf", "png"])
def test_a_kecamatans_page_is_drawn(register, officer, client_of, suffix):
    address = reverse("coverage-chart", args=["halaman", suffix]) + "?bulan=2026-10"
    answer = client_of(officer).post(address, {"purpose": "REPORT", "note": ""})
    assert answer.content.startswith({"pdf": b"%PDF-", "png": b"\x89PNG"}[suffix])


def test_a_held_figure_leaves_with_its_note(register, bpjs, client_of):
    FigureHold.objects.create(
        area_code=LUBUK_BAJA, indicator="coverage", period=date(2026, 10, 1), why="ABOVE", value=120
    )
    client = client_of(bpjs)
    assert "Ditahan: belum dijelaskan." in text(client.get(PAGE))
    head = [str(row[0]) for row in taken(client)]
    assert any("Angka ditahan: Lubuk Baja" in line and "120,0% (di atas 100%)" in line for line in head)
