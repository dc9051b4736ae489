"""The pages show the facts, link to the lists behind them, and keep to what each role may see."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from districts.models import WorkforceFigure
from monitoring.facts.refresh import modes, rebuild
from monitoring.models import CoverageFact, SectorFact
from monitoring.rules.months import window
from monitoring.selectors.series import Series
from monitoring.services import make_report
from tests.factories import LUBUK_BAJA, SAGULUNG, make_bpu, make_business, make_employer, make_worker, village_of
from tests.monitoring.counter import make_check, make_held
from tests.monitoring.registers import grow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

OCTOBER = "?bulan=2026-10"
TODAY = date(2026, 11, 22)
# Of a page whose body is kept: who asks, which filters, and whether a number may have changed.
KEPT = 12


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-22T09:00:00+07:00", tick=True):
        yield


def facts(months: int = 24) -> None:
    list(rebuild(modes(window(TODAY, months), on=TODAY), as_of=TODAY))


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_every_tile_and_row_leads_to_a_list_with_its_total(bpjs, client_of):
    grow(21, people=100)
    facts(3)
    client = client_of(bpjs)
    clicked = 0
    for row in CoverageFact.objects.filter(period=date(2026, 10, 1), grain="village").exclude(village="-"):
        page = client.get(reverse("coverage-village", args=[row.district, row.village]) + OCTOBER)
        assert f"{row.people} pekerja aktif" in text(page)
        clicked += 1
    nowhere = CoverageFact.objects.get(period=date(2026, 10, 1), grain="village", village="-")
    assert f"{nowhere.people} pekerja aktif" in text(client.get(reverse("coverage-unallocated") + OCTOBER))
    assert clicked >= 6


def test_the_city_names_its_people_and_every_kecamatan(bpjs, client_of):
    make_worker(make_employer())
    make_bpu(district=SAGULUNG)
    facts(2)
    page = client_of(bpjs).get(reverse("coverage") + OCTOBER)
    assert "2 dari 606.492" in text(page)
    assert page.content.decode().count('<a class="q') == 12
    for code in (LUBUK_BAJA, SAGULUNG):
        assert f"/cakupan/{code}/?bulan=2026-10" in page.content.decode()


def test_filters_stand_in_the_address_and_narrow_everything(bpjs, client_of):
    make_worker(make_employer())
    make_bpu()
    facts(2)
    page = client_of(bpjs).get(reverse("coverage") + OCTOBER + "&segmen=BPU&program=JKM")
    assert "1 dari 205.900" in text(page)
    assert "segmen=BPU&amp;program=JKM" in page.content.decode()


def test_a_month_without_facts_says_so_and_is_not_zero(bpjs, client_of):
    page = client_of(bpjs).get(reverse("coverage") + OCTOBER)
    assert "Belum ada data untuk Oktober 2026" in text(page)
    assert "0,0%" not in text(page)


def test_unknown_filters_fall_back(bpjs, client_of):
    page = client_of(bpjs).get(reverse("coverage") + "?bulan=1999-99&segmen=XX&program=YY&page=-4")
    assert page.status_code == 200


def test_an_officer_begins_at_the_own_kecamatan(officer, client_of):
    client = client_of(officer)
    assert client.get(reverse("coverage") + OCTOBER).url == f"/cakupan/{LUBUK_BAJA}/{OCTOBER}"
    assert client.get(f"/cakupan/{SAGULUNG}/").status_code == 404


def test_a_dinas_sees_the_city_without_its_kecamatan(opd, client_of):
    make_worker(make_employer())
    facts(2)
    assert "Peringkat kecamatan" not in text(client_of(opd).get(reverse("coverage") + OCTOBER))


@pytest.mark.parametrize(("role", "shown"), [("leader", "&lt; 5"), ("bpjs", "3")])
def test_small_cells_are_hidden_from_those_without_the_list(request, client_of, role, shown):
    firm = make_employer()
    for _ in range(3):
        make_worker(firm)
    facts(2)
    page = client_of(request.getfixturevalue(role)).get(reverse("coverage-district", args=[LUBUK_BAJA]) + OCTOBER)
    cells = re.findall(rf"{village_of().name}.*?</tr>", page.content.decode(), flags=re.S)
    assert f'<td class="num">{shown}</td>' in cells[-1]


def test_names_are_not_for_the_head_of_office(leader, client_of):
    make_worker(make_employer(name="PT Rahasia"))
    make_business(name="Toko Rahasia", declared_workers=9)
    facts(2)
    client = client_of(leader)
    assert "Rahasia" not in text(client.get(reverse("coverage-district", args=[LUBUK_BAJA]) + OCTOBER))
    assert client.get(reverse("coverage-village", args=[LUBUK_BAJA, village_of().code])).status_code == 403


def test_the_kecamatan_shows_its_counter_and_its_unregistered(officer, client_of):
    make_worker(make_employer(make_business()))
    make_business(name="Hotel Besar", declared_workers=64)
    make_check(at="2026-10-05T10:00:00+07:00")
    make_held(at="2026-10-06T10:00:00+07:00", ready_at="2026-10-20T10:00:00+07:00")
    make_held(at="2026-10-07T10:00:00+07:00")
    facts(2)
    page = text(client_of(officer).get(reverse("coverage-district", args=[LUBUK_BAJA]) + OCTOBER))
    assert "Hotel Besar" in page
    assert re.search(r"Mendaftar setelah ditahan 1 dari 2", page)


def test_choosing_another_kecamatan_keeps_the_filters(bpjs, client_of):
    here = reverse("coverage-district", args=[LUBUK_BAJA])
    moved = client_of(bpjs).get(f"{here}?kecamatan={SAGULUNG}&bulan=2026-09&segmen=PU")
    assert moved.url == f"/cakupan/{SAGULUNG}/?bulan=2026-09&segmen=PU"


def test_above_a_hundred_comes_with_its_note(bpjs, client_of):
    WorkforceFigure.objects.create(area_code=LUBUK_BAJA, year=2026, kind="penduduk bekerja", people=1)
    for _ in range(2):
        make_worker(make_employer())
    facts(2)
    page = text(client_of(bpjs).get(reverse("coverage") + OCTOBER))
    assert "200,0%" in page
    assert "Di atas 100%: Lubuk Baja" in page


@pytest.mark.parametrize(
    ("name", "args", "most"),
    # One of each is the count of open questions in the bar.
    [("coverage", [], 36), ("coverage-district", [LUBUK_BAJA], 38), ("coverage-analysis", [], 55)],
)
def test_queries_do_not_grow(bpjs, client_of, name, args, most):
    grow(4, people=30)
    facts(3)
    client = client_of(bpjs)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(reverse(name, args=args) + OCTOBER).status_code == 200
    assert len(caught) <= most, [query["sql"][:80] for query in caught]
    if name != "coverage-analysis":
        with CaptureQueriesContext(connection) as again:
            client.get(reverse(name, args=args) + OCTOBER)
        assert len(again) <= KEPT, [query["sql"][:80] for query in again]


def test_pages_are_small(bpjs, client_of):
    import gzip

    grow(4, people=60)
    facts()
    client = client_of(bpjs)
    for name, args in (("coverage", []), ("coverage-district", [LUBUK_BAJA]), ("reports", [])):
        page = client.get(reverse(name, args=args) + OCTOBER)
        assert len(gzip.compress(page.content)) <= 12_000, name
    page = client.get(reverse("coverage-analysis") + OCTOBER)
    assert len(gzip.compress(page.content)) <= 16_000


def test_reports_are_listed_and_downloaded_as_kept(bpjs, officer, stranger, client_of):
    from accounts import vault

    make_worker(make_employer())
    report = make_report(period=date(2026, 10, 1), area=LUBUK_BAJA, by=None, on=TODAY)
    page = client_of(officer).get(reverse("reports") + OCTOBER)
    assert "Perlu disetujui" in text(page)
    answer = client_of(officer).get(reverse("report-pdf", args=[report.pk]))
    assert b"".join(answer.streaming_content) == vault.read_file(report.pdf)
    assert client_of(stranger).get(reverse("report-pdf", args=[report.pk])).status_code == 404
    assert "Buat laporan" in text(client_of(bpjs).get(reverse("report", args=[report.pk])))


def test_the_report_is_ordered_on_the_page(bpjs, client_of):
    from accounts.models import WorkItem

    make_worker(make_employer())
    client = client_of(bpjs)
    client.post(reverse("report-order"), {"bulan": "2026-10", "wilayah": "21.71"})
    assert WorkItem.objects.get(kind="monitoring.build_report").target_id == "2026-10/21.71"
    assert "Sedang disusun" in text(client.get(reverse("reports") + OCTOBER))
    assert client.post(reverse("report-order"), {"bulan": "2026-10", "wilayah": "99"}).status_code == 404
    assert client.post(reverse("report-order"), {"bulan": "x"}).status_code == 302


def test_every_sector_leads_to_businesses_whose_gaps_add_up(bpjs, client_of):
    grow(31, employers=40, people=60)
    facts(2)
    found = SectorFact.objects.filter(period=date(2026, 10, 1), district="").exclude(sector="-")
    assert found
    for row in found:
        page = client_of(bpjs).get(reverse("coverage-sector", args=[row.sector]) + OCTOBER)
        assert f": {row.declared - row.covered} belum terlindungi" in text(page)


def test_all_reports_of_a_month_in_one_archive(bpjs, officer, client_of):
    make_worker(make_employer())
    for area in (LUBUK_BAJA, ""):
        make_report(period=date(2026, 10, 1), area=area, by=None, on=TODAY)
    packed = client_of(bpjs).get(reverse("report-archive") + OCTOBER)
    names = zipfile.ZipFile(io.BytesIO(packed.content)).namelist()
    assert len(names) == 4
    own = client_of(officer).get(reverse("report-archive") + OCTOBER)
    assert len(zipfile.ZipFile(io.BytesIO(own.content)).namelist()) == 2


def test_a_new_denominator_moves_no_line(bpjs, client_of):
    """December 2025 and January 2026 with the same people: the figure of the new year is used for both."""
    WorkforceFigure.objects.create(area_code="21.71", year=2026, kind="penduduk bekerja", people=4)
    make_worker(make_employer())
    facts()
    series = Series(window(date(2026, 1, 1), 2), level="district", city_code="21.71")
    assert series.rates("") == [Decimal("25.0"), Decimal("25.0")]
    assert series.change("", date(2026, 1, 1)) == 0
    page = client_of(bpjs).get(reverse("coverage") + "?bulan=2026-01")
    assert "= 0,0 poin" in text(page)
    assert "1 dari 606.492" in text(client_of(bpjs).get(reverse("coverage") + "?bulan=2025-12"))
