"""Registers of several seeds: every printed figure equals a recomputation straight from the workbooks."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command

from districts.clock import today
from monitoring.facts import GRAINS, differences
from monitoring.facts.refresh import modes
from monitoring.models import ArrearsFact, CoverageFact, EmployerFact, MovementFact, SectorFact
from monitoring.services import rebuild_month
from tests.monitoring import plain, workbooks
from tests.monitoring.figures import SHOWN, Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

MONTH, ON = date(2026, 10, 1), date(2026, 11, 22)
PROFILES = ("workforce", "businesses", "employers", "workers", "bpu")
SEEDS = [3, 17, 40, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(100, 110))]


@pytest.fixture(params=SEEDS)
def case(request, tmp_path: Path, bpjs, client_of) -> Iterator[Case]:
    with time_machine.travel("2026-11-22T09:00:00+07:00", tick=True):
        size = ["--workers", "200", "--seed", str(request.param), "--month", "2026-10"]
        call_command("make_sheets", "--out", str(tmp_path), *size, stdout=io.StringIO())
        for profile in PROFILES:
            path = str(tmp_path / f"{profile}.xlsx")
            call_command("import_sheet", path, "--profile", profile, "--commit", "--json", stdout=io.StringIO())
        for month in (MONTH, plain.month_before(MONTH)):
            rebuild_month(period=month, as_of=ON)
        yield Case(workbooks.read(tmp_path, entered=today()), MONTH, ON, client_of(bpjs), tmp_path)


def test_every_figure_is_what_the_workbooks_say(case: Case) -> None:
    wrong, count = [], 0
    for function in SHOWN:
        for where, figure, printed, expected in function(case):
            count += 1
            if printed != expected:
                wrong.append((where, figure, printed, expected))
    assert not wrong, wrong[:20]
    assert count > 400
    _stored_facts(case)


def _stored_facts(case: Case) -> None:
    book = case.sheets.book
    covers, homes = case.covers, plain.at_home(case.covers)
    for grain, dims in GRAINS.items():
        rows = CoverageFact.objects.filter(period=MONTH, grain=grain)
        stored = {tuple(getattr(row, dim) for dim in dims): row.people for row in rows}
        assert stored == plain.people(homes if grain.startswith("home:") else covers, *dims), grain
    moved = MovementFact.objects.filter(period=MONTH)
    assert {
        (row.district, row.segment): {part: getattr(row, part) for part in plain.PARTS} for row in moved
    } == plain.movement(MONTH, ON, book)
    firms = EmployerFact.objects.filter(period=MONTH)
    assert {row.district: {state: getattr(row, state) for state in plain.STATES} for row in firms} == (
        plain.employers(MONTH, ON, book)
    )
    owing = ArrearsFact.objects.filter(period=MONTH)
    assert {(row.district, row.months): (row.employers, row.people) for row in owing} == plain.arrears(MONTH, ON, book)
    sectors = SectorFact.objects.filter(period=MONTH)
    assert {(row.district, row.sector): (row.businesses, row.declared, row.covered) for row in sectors} == (
        plain.sectors(MONTH, ON, book)
    )
    assert differences(*modes([MONTH], on=ON)) == []
