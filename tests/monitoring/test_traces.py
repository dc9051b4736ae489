"""A report's sentence leads to its figures, and a figure to the list whose total it is."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from monitoring.models import MonthlyReport
from monitoring.reporting.catalogue import entries
from monitoring.reporting.trace_links import Lists
from monitoring.reporting.traces import told
from monitoring.services import make_report
from tests.factories import LUBUK_BAJA
from tests.monitoring.counter import make_check, make_held
from tests.monitoring.registers import grow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "blank_files")]

OCTOBER = date(2026, 10, 1)
TODAY = date(2026, 11, 22)
LISTED = "/cakupan/daftar/"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-22T09:00:00+07:00", tick=True):
        yield


def build(area: str) -> MonthlyReport:
    return make_report(period=OCTOBER, area=area, by=None, on=TODAY)


def behind(report: MonthlyReport, user) -> dict[str, int]:
    """The address of every list behind a figure of the report, with the figure."""
    lists = Lists(report.period, report.figures["area"]["kind"], report.area_code, report.figures, user)
    found = {lists.behind(entry.path): entry.value for entry in entries(report.figures)}
    return {address: value for address, value in found.items() if LISTED in address}


def test_every_list_behind_a_figure_has_the_figure_as_its_total(bpjs, officer, client_of):
    grow(5, employers=20, people=80)
    make_check(at="2026-10-05T10:00:00+07:00")
    make_held(at="2026-10-12T09:00:00+07:00", ready_at="2026-10-20T10:00:00+07:00")
    for area, user in (("", bpjs), (LUBUK_BAJA, bpjs), (LUBUK_BAJA, officer)):
        report, client = build(area), client_of(user)
        found = behind(report, user)
        heads = {address.split(LISTED)[1].split("/")[0] for address in found}
        assert heads == {"pekerja", "pemberi-kerja", "perubahan", "loket"}
        assert {address: client.get(address).context["listing"].total for address in found} == found


def test_arrears_in_a_sentence_lead_to_the_employers(bpjs, leader, client_of):
    grow(5, employers=20, people=80)
    report = build("")
    said = next(row for row in told(report, bpjs) if row.section == "employers")
    assert all("pemberi-kerja/" in trace.address and "keadaan=menunggak" in trace.address for trace in said.traces)
    page = client_of(bpjs).get(f"/laporan/{report.pk}/").content.decode()
    assert said.traces[0].address.replace("&", "&amp;") in page
    # Whoever sees no names is led to the pages with numbers.
    theirs = next(row for row in told(report, leader) if row.section == "employers")
    assert {trace.address for trace in theirs.traces} == {"/cakupan/?bulan=2026-10"}


def test_what_a_report_lists_itself_is_on_its_page(bpjs, client_of):
    make_held(at="2026-10-12T09:00:00+07:00")
    page = client_of(bpjs).get(f"/laporan/{build(LUBUK_BAJA).pk}/").content.decode()
    assert 'href="#ditahan"' in page and 'id="ditahan"' in page


def test_a_dinas_is_led_to_the_files_of_its_own_counter(opd_head, client_of):
    make_held(at="2026-10-12T09:00:00+07:00", agency=opd_head.scope.main_agency_code)
    report = build(opd_head.scope.main_agency_code)
    found = behind(report, opd_head)
    assert len(found) == 4
    client = client_of(opd_head)
    assert {address: client.get(address).context["listing"].total for address in found} == found
    main = client.get(f"/laporan/{report.pk}/").content.decode().split("<main")[1].split("</main>")[0]
    assert main.count('href="/cakupan/') == main.count(f'href="{LISTED}loket/') > 0
