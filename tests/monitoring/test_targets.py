"""What people set beside the figures: targets, notes, words for held figures; who may, and where it shows."""

from __future__ import annotations

import re
from datetime import date

import pytest
import time_machine

from accounts.access import Forbidden
from districts.models import WorkforceFigure
from monitoring.facts.holds import find_holds
from monitoring.models import ChartNote, FigureHold, Target
from monitoring.selectors.standing import targets
from monitoring.services import rebuild_month
from monitoring.services.targets import set_target
from tests.factories import LUBUK_BAJA, SAGULUNG, make_employer, make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

OCTOBER = date(2026, 10, 1)
TODAY = date(2026, 11, 22)
LINE = {
    "wilayah": LUBUK_BAJA,
    "ukuran": "coverage",
    "garis": "UCJ",
    "mulai": "2026-01",
    "persen": "60",
    "sumber": "SK 1",
}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-22T09:00:00+07:00", tick=True):
        yield


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def october(people: int = 2, workforce: int = 100) -> None:
    WorkforceFigure.objects.create(area_code=LUBUK_BAJA, year=2026, kind="penduduk bekerja", people=workforce)
    firm = make_employer()
    for _ in range(people):
        make_worker(firm)
    for month in (date(2026, 9, 1), OCTOBER):
        rebuild_month(period=month, as_of=TODAY)


def test_a_branch_head_sets_a_target_and_it_is_drawn_with_its_name(branch_head, officer, client_of):
    october()
    answer = client_of(branch_head).post("/cakupan/target/", LINE)
    assert answer.status_code == 303
    for page in (f"/cakupan/{LUBUK_BAJA}/?bulan=2026-10", "/cakupan/perbandingan/?bulan=2026-10"):
        assert "UCJ 60,0%" in client_of(officer).get(page).content.decode(), page
    assert "SK 1" in text(client_of(officer).get("/cakupan/target/"))


def test_a_corrected_target_is_a_new_row_and_the_old_one_stays(branch_head, client_of):
    client = client_of(branch_head)
    client.post("/cakupan/target/", LINE)
    client.post("/cakupan/target/", LINE | {"persen": "65"})
    assert [(row.percent, row.withdrawn_at is None) for row in Target.objects.order_by("pk")] == [
        (60, False),
        (65, True),
    ]
    assert [percent for _row, percent in targets(OCTOBER, LUBUK_BAJA)] == [65]
    client.post(f"/cakupan/target/{Target.objects.latest('pk').pk}/tarik/")
    assert targets(OCTOBER, LUBUK_BAJA) == []


@pytest.mark.parametrize("wrong", [{"persen": "101"}, {"mulai": "Januari"}, {"sumber": ""}, {"ukuran": "coverage.PU"}])
def test_a_wrong_target_is_told(branch_head, client_of, wrong):
    answer = client_of(branch_head).post("/cakupan/target/", LINE | wrong)
    assert answer.status_code == 422
    assert not Target.objects.exists()


def test_nobody_else_sets_targets(bpjs):
    with pytest.raises(Forbidden):
        set_target(area="21.71", kind="coverage", line="UCJ", valid_from=OCTOBER, percent=60, source="x", by=bpjs)


def test_a_note_stands_below_the_chart_until_it_is_withdrawn(supervisor, officer, client_of):
    october()
    page = f"/cakupan/{LUBUK_BAJA}/?bulan=2026-10"
    written = {"bulan": "2026-10", "catatan": "Pasar induk pindah ke Sagulung"}
    assert client_of(supervisor).post(f"/cakupan/catatan/?wilayah={LUBUK_BAJA}", written).status_code == 303
    assert "Pasar induk pindah" in text(client_of(officer).get(page))
    assert client_of(officer).post(f"/cakupan/catatan/?wilayah={LUBUK_BAJA}", written).status_code == 403
    assert client_of(supervisor).post(f"/cakupan/catatan/?wilayah={SAGULUNG}", written).status_code == 404
    note = ChartNote.objects.get()
    assert client_of(supervisor).post(f"/cakupan/catatan/{note.pk}/tarik/").status_code == 303
    assert "Pasar induk pindah" not in text(client_of(officer).get(page))


def test_a_figure_above_a_hundred_is_held_until_it_is_explained(bpjs, officer, client_of):
    october(people=2, workforce=1)
    hold = FigureHold.objects.get(area_code=LUBUK_BAJA, why="ABOVE", period=OCTOBER)
    page = f"/cakupan/{LUBUK_BAJA}/?bulan=2026-10"
    assert "200,0% · di atas 100%" in text(client_of(officer).get(page))
    assert "Ditahan: belum dijelaskan." in text(client_of(officer).get(page))
    explain = f"/cakupan/ditahan/{hold.pk}/"
    assert client_of(officer).post(explain, {"penjelasan": "Pabrik pindah ke sini"}).status_code == 403
    assert client_of(bpjs).post(explain, {"penjelasan": "pendek"}).status_code == 422
    assert client_of(bpjs).post(explain, {"penjelasan": "Pabrik pindah ke sini"}).status_code == 303
    shown = text(client_of(officer).get(page))
    assert "Pabrik pindah ke sini" in shown
    assert "belum dijelaskan" not in shown
    find_holds(OCTOBER)
    assert FigureHold.objects.get(pk=hold.pk).explanation == "Pabrik pindah ke sini"


def test_a_jump_of_more_than_a_fifth_is_held_and_let_go_when_it_is_mended(bpjs):
    WorkforceFigure.objects.create(area_code=LUBUK_BAJA, year=2026, kind="penduduk bekerja", people=100)
    firm = make_employer()
    for number in range(13):
        make_worker(firm, started_on=date(2026, 10, 5) if number > 9 else date(2020, 1, 1))
    for month in (date(2026, 9, 1), OCTOBER):
        rebuild_month(period=month, as_of=TODAY)
    held = FigureHold.objects.get(area_code=LUBUK_BAJA, period=OCTOBER, indicator="coverage", why="JUMP")
    assert (held.value, held.previous) == (13, 10)
    for _ in range(6):
        make_worker(firm, started_on=date(2020, 1, 1))
    rebuild_month(period=date(2026, 9, 1), as_of=TODAY)
    rebuild_month(period=OCTOBER, as_of=TODAY)
    assert not FigureHold.objects.filter(area_code=LUBUK_BAJA, period=OCTOBER, why="JUMP").exists()
