"""Classes of coverage from a month on; targets and groups of kecamatan on the city's page."""

from __future__ import annotations

import re
from datetime import date

import pytest
import time_machine

from accounts.access import Forbidden
from districts.models import District, WorkforceFigure
from monitoring.models import RateBands, Target
from monitoring.selectors.bands import limits_of
from monitoring.services import rebuild_month
from monitoring.services.bands import set_bands
from tests.factories import LUBUK_BAJA, SAGULUNG, make_employer, make_worker, village_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

TODAY = date(2026, 11, 22)
OCTOBER = "/cakupan/?bulan=2026-10"
OURS = (40, 55, 70, 85)
ASKED = {"kelas2": "50", "kelas3": "60", "kelas4": "80", "kelas5": "95", "mulai": "2026-10", "sumber": "SK 2"}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-22T09:00:00+07:00", tick=True):
        yield


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def covered(people: int = 1, workforce: int = 2, district: str = LUBUK_BAJA) -> None:
    """So many of so many people of a kecamatan are active in September and October."""
    WorkforceFigure.objects.create(area_code=district, year=2026, kind="penduduk bekerja", people=workforce)
    for _ in range(people):
        make_worker(make_employer(village=village_of(district)))


def built() -> None:
    for month in (date(2026, 9, 1), date(2026, 10, 1)):
        rebuild_month(period=month, as_of=TODAY)


def tile(page) -> str:
    found = re.search(r'class="(q\d)"[^>]*aria-label="Lubuk Baja', page.content.decode())
    assert found
    return found[1]


def test_a_month_keeps_the_classes_it_had(bpjs, client_of):
    covered()
    built()
    client = client_of(bpjs)
    assert tile(client.get(OCTOBER)) == "q2"
    assert client.post("/cakupan/kelas/", ASKED).status_code == 303
    page = client.get(OCTOBER)
    assert tile(page) == "q2"
    assert "50–59,9" in text(page)
    assert "40–54,9" in text(client.get("/cakupan/?bulan=2026-09"))
    assert client.post("/cakupan/kelas/", {**ASKED, "kelas2": "51"}).status_code == 303
    assert tile(client.get(OCTOBER)) == "q1"
    assert RateBands.objects.filter(withdrawn_at__isnull=True).count() == 1
    row = RateBands.objects.get(withdrawn_at__isnull=True)
    assert client.post(f"/cakupan/kelas/{row.pk}/tarik/").status_code == 303
    assert limits_of(date(2026, 10, 1)) == OURS
    assert len(re.findall(r"ditarik \d", text(client.get("/cakupan/kelas/")))) == 2


@pytest.mark.parametrize("wrong", [{"kelas3": "50"}, {"kelas5": "100"}, {"mulai": "Oktober"}, {"sumber": ""}])
def test_classes_rise_and_have_a_month_and_a_source(bpjs, client_of, wrong):
    assert client_of(bpjs).post("/cakupan/kelas/", {**ASKED, **wrong}).status_code == 422
    assert limits_of(date(2026, 10, 1)) == OURS


def test_only_bpjs_sets_classes(officer, auditor):
    for user in (officer, auditor):
        with pytest.raises(Forbidden):
            set_bands(limits=OURS, valid_from=date(2026, 10, 1), source="x", by=user)


def test_targets_stand_on_the_citys_figures_and_beside_each_kecamatan(leader, client_of):
    covered()
    built()
    line = {"line": "UCJ", "valid_from": date(2026, 1, 1), "source": "SK 1"}
    Target.objects.create(area_code="21.71", kind="coverage", percent=62, **line)
    Target.objects.create(area_code="21.71", kind="coverage.PU", percent=71, **line)
    Target.objects.create(area_code=LUBUK_BAJA, kind="coverage", percent=64, **line)
    client = client_of(leader)
    page = text(client.get(OCTOBER))
    for percent in ("62,0", "71,0", "64,0"):
        assert f"Target UCJ {percent}%" in page
    assert "segitiga = target" in page
    # A target is of everybody: beside people of one program it says nothing.
    assert "Target UCJ" not in text(client.get(f"{OCTOBER}&program=JKK"))
    assert "Target UCJ 64,0%" in text(client.get(f"/cakupan/{LUBUK_BAJA}/?bulan=2026-10"))


def test_a_group_is_ranked_within_itself(bpjs, client_of):
    covered(people=1, workforce=4, district=SAGULUNG)
    covered(people=3, workforce=4)
    built()
    District.objects.filter(code=SAGULUNG).update(peers=District.Peers.ISLAND)
    page = client_of(bpjs).get(f"{OCTOBER}&kelompok=ISLAND").content.decode()
    table = page[page.index('id="peringkat"') :]
    assert re.search(r'<td class="num">1</td><td><a href="/cakupan/21\.71\.11/', table)
    assert LUBUK_BAJA not in table[: table.index("</table>")]
    assert "Peringkat kecamatan: Kepulauan" in page
    assert 'name="kelompok" value="ISLAND"' in page
    unknown = client_of(bpjs).get(f"{OCTOBER}&kelompok=XX").content.decode()
    assert "Peringkat kecamatan:" not in unknown
    own = text(client_of(bpjs).get(f"/cakupan/{SAGULUNG}/?bulan=2026-10"))
    assert re.search(r"peringkat 2 dari \d+, 1 dari \d Kepulauan", own), own[:2000]
