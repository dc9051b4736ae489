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
from monitoring import urls
from monitoring.charts.gallery import CHARTS, PIECES
from monitoring.facts import GRAINS, differences
from monitoring.facts.hints import refresh_hints
from monitoring.facts.refresh import modes, rebuild
from monitoring.models import ArrearsFact, CoverageFact, EmployerFact, MovementFact, SectorFact
from monitoring.reporting.scores import score_month
from monitoring.rules.months import window
from tests.monitoring import (
    bent,
    figures,
    figures_charts,
    figures_compliance,
    figures_counters,
    figures_pages,
    figures_quoted,
    figures_reports,
    figures_taken,
    plain,
    workbooks,
)
from tests.monitoring.figures import SHOWN, WALKED, Case
from tests.monitoring.figures_reports import BRANCH, CITY, HERE, OFFICE, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

MONTH, ON = date(2026, 10, 1), date(2026, 11, 22)
PROFILES = ("workforce", "businesses", "employers", "workers", "bpu")
WALKS = (
    figures, figures_charts, figures_compliance, figures_counters, figures_pages, figures_quoted, figures_reports,
    figures_taken,
)  # fmt: skip
# Addresses that print no figure of their own, and who else looks at those that do.
NO_FIGURES = {
    "coverage-targets": "what people set",
    "coverage-bands": "what people set",
    "coverage-bands-withdraw": "a button",
    "coverage-target-withdraw": "a button",
    "coverage-notes": "what people wrote",
    "coverage-note-withdraw": "a button",
    "coverage-hold-explain": "a form",
    "today-list": "its totals stand on the page before (test_today)",
    "weekly-file": "the same figures (test_weekly)",
    "report-archive": "the files of the reports",
    "report-order": "a form",
    "report-subscriptions": "no figure",
    "report-pdf": "its every figure stands in the workbook (test_report_sections)",
    "report-pdf-en": "the same figures (test_report_sections)",
    "report-xlsx-en": "the same figures (test_report_files)",
    "report-review": "a form",
    "report-sign": "a form",
    "report-approval": "names and hashes",
    "appreciation-file": "computed again from itself (test_consistency)",
    "appreciation-order": "a form",
    "certificate-file": "quotes the index (test_consistency)",
    "certificate-revoke": "a form",
    "certificate-issue": "a form",
}
# Sheets of a report that hold what people set, wrote or explained, or what the report says of itself.
NO_FIGURES_SHEETS = {"Keterangan", "Target", "Catatan grafik", "Angka ditahan", "Perbedaan"}
SEEDS = [3, 17, *(pytest.param(seed, marks=pytest.mark.long) for seed in (40, *range(100, 110)))]


@pytest.fixture(params=SEEDS)
def case(request, tmp_path: Path, bpjs, client_of) -> Iterator[Case]:
    with time_machine.travel("2026-11-22T09:00:00+07:00", tick=True):
        size = ["--workers", "200", "--seed", str(request.param), "--month", "2026-10"]
        call_command("make_sheets", "--out", str(tmp_path), *size, stdout=io.StringIO())
        bent.bend(tmp_path)
        for profile in PROFILES:
            path = str(tmp_path / f"{profile}.xlsx")
            call_command("import_sheet", path, "--profile", profile, "--commit", "--json", stdout=io.StringIO())
        figures_counters.act()
        list(rebuild(modes(window(ON), on=ON), as_of=ON))
        refresh_hints(on=ON)
        score_month(period=MONTH, on=ON)
        yield Case(workbooks.read(tmp_path, entered=today()), MONTH, ON, client_of(bpjs), tmp_path)


def test_every_figure_is_what_the_workbooks_say(case: Case) -> None:
    wrong, count = [], 0
    for function in SHOWN:
        for where, figure, printed, expected in function(case):
            count += 1
            if printed != expected:
                wrong.append((where, figure, printed, expected))
    assert not wrong, "\n".join(str(row)[:300] for row in wrong[:60])
    assert count > 1_500
    _stored_facts(case)
    _nothing_left_out(case)


def _nothing_left_out(case: Case) -> None:
    """A page, a chart or a sheet with figures that no walk names fails here, not in a year."""
    assert {walk.__module__ for walk in SHOWN} == {module.__name__ for module in WALKS}
    pages = {route.name for route in urls.urlpatterns}
    assert sorted(pages - WALKED - NO_FIGURES.keys()) == []
    assert sorted(NO_FIGURES.keys() - pages) == []
    assert sorted({f"chart:{code}" for code in (*CHARTS, *PIECES)} - WALKED) == []
    sheets = {name for area in (CITY, HERE, BRANCH, OFFICE) for name in workbook(case, area)}
    assert sorted({f"sheet:{name}" for name in sheets - NO_FIGURES_SHEETS} - WALKED) == []


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
