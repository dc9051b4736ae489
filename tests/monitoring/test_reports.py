"""Reports: frozen, versioned, printed identically, built once whatever the beat does."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts import invariants, vault, work
from accounts.models import AuditEvent, WorkItem
from monitoring.models import MonthlyReport
from monitoring.reporting.issue import Order, digest, issue, latest
from monitoring.reporting.timetable import ask_due, ask_month, months_to_report
from monitoring.rules.rates import percent
from monitoring.selectors.verification import report_by_code
from monitoring.services import make_report, rebuild_month, request_report
from monitoring.services.reports import MonthToCome, ReasonMissing
from monitoring.tasks import BUILD
from tests.factories import LUBUK_BAJA, make_bpu, make_employer, make_worker
from tests.monitoring import plain
from tests.monitoring.registers import grow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
NOT_DUE, DUE = date(2026, 11, 16), date(2026, 11, 17)
AREAS = 12 + 15 + 2 + 1


def build(area: str = LUBUK_BAJA, on: date = DUE, **options) -> MonthlyReport:
    return make_report(period=OCTOBER, area=area, by=None, on=on, **options)


def late_sheet(on: date = DUE) -> None:
    """One more person, and the facts as a commit leaves them."""
    make_bpu()
    rebuild_month(period=OCTOBER, as_of=on)


@pytest.mark.parametrize("seed", range(2))
def test_figures_equal_the_plain_count(seed):
    grow(seed, people=80)
    covers = plain.active(OCTOBER, DUE)
    figures = build("").figures
    assert figures["coverage"]["active"] == plain.people(covers)[()]
    districts = plain.people(covers, "district")
    assert {p["code"]: p["active"] for p in figures["places"] if p["active"]} == {
        code: count for (code,), count in districts.items() if code != "-"
    }
    assert figures["unallocated"] == districts.get(("-",), 0)
    segments = plain.people(covers, "segment", "program")
    for line in figures["segments"]:
        assert line["programs"] == {
            program: segments.get((line["code"], program), 0) for program in ("JKK", "JKM", "JHT", "JP", "JKP")
        }
    own = build().figures
    here = [cover for cover in covers if cover.district == LUBUK_BAJA]
    assert own["coverage"]["active"] == plain.people(here).get((), 0)
    assert {p["code"]: p["active"] for p in own["places"] if p["active"]} == {
        code: count for (code,), count in plain.people(here, "village").items()
    }


def test_provisional_until_due_then_frozen_under_the_same_number():
    make_worker(make_employer())
    first = build(on=NOT_DUE)
    assert (first.state, first.frozen_at, first.version) == ("PROVISIONAL", None, 1)
    late_sheet(NOT_DUE)
    again = build(on=NOT_DUE)
    assert (again.pk, again.figures["coverage"]["active"]) == (first.pk, 2)
    frozen = build(on=DUE)
    assert (frozen.pk, frozen.number, frozen.code, frozen.state) == (first.pk, first.number, first.code, "FROZEN")
    assert MonthlyReport.objects.count() == 1


def test_a_frozen_report_never_changes_and_a_recompute_is_a_new_version(bpjs):
    make_worker(make_employer())
    first = build()
    bytes_before = [vault.read_file(file) for file in (first.pdf, first.xlsx)]
    late_sheet()
    shown = build()
    assert (shown.pk, shown.sha256, shown.figures) == (first.pk, first.sha256, first.figures)
    second = build(reason="Data Oktober terlambat masuk")
    assert (second.version, second.number, second.reason) == (
        2,
        f"{first.number}/2",
        "Data Oktober terlambat masuk",
    )
    assert second.figures["coverage"]["active"] == 2
    first.refresh_from_db()
    assert [vault.read_file(file) for file in (first.pdf, first.xlsx)] == bytes_before
    assert digest(first.figures) == first.sha256 != second.sha256
    assert build().pk == second.pk
    assert AuditEvent.objects.filter(verb="monitoring.issue_report").count() == 2


def test_the_same_figures_give_the_same_bytes():
    from monitoring.reporting.pdf import report_pdf
    from monitoring.reporting.xlsx import report_xlsx

    grow(3)
    report = build()
    assert report_pdf(report) == vault.read_file(report.pdf)
    assert report_xlsx(report) == vault.read_file(report.xlsx)
    assert report.pdf.size < 200_000


def test_a_recompute_that_runs_twice_makes_one_version():
    make_worker(make_employer())
    report = build()
    order = Order(OCTOBER, LUBUK_BAJA, recompute=True, reason="dua kali dikirim", after=report.version)
    assert [issue(order, by=None, on=DUE).version for _ in range(3)] == [2, 2, 2]
    assert MonthlyReport.objects.count() == 2


def test_missing_denominators_are_said_and_never_guessed():
    make_worker(make_employer())
    report = build()
    assert all(place["rate"] is None and place["uncovered"] is None for place in report.figures["places"])
    assert "NO_WORKFORCE" in [sentence["code"] for sentence in report.sentences]
    workbook = zipfile.ZipFile(io.BytesIO(vault.read_file(report.xlsx)))
    assert "belum ada data" in workbook.read("xl/sharedStrings.xml").decode()


def test_every_sentence_names_figures_that_are_there():
    grow(5)
    for area in ("", LUBUK_BAJA):
        report = build(area)
        assert report.sentences
        for sentence in report.sentences:
            for key in sentence["figures"]:
                found = report.figures
                for part in key.split("."):
                    found = found[int(part)] if isinstance(found, list) else found[part]


def test_the_workbook_holds_numbers_dates_and_names_as_names():
    from openpyxl import load_workbook

    firm = make_employer(name="=1+1")
    make_worker(firm)
    report = build("")
    book = load_workbook(io.BytesIO(vault.read_file(report.xlsx)))
    assert "Keterangan" in book.sheetnames
    page = book["Kecamatan"]
    assert page.freeze_panes == "A2"
    row = next(row for row in page.iter_rows(values_only=True) if row[0] == LUBUK_BAJA)
    own = next(place for place in report.figures["places"] if place["code"] == LUBUK_BAJA)
    assert row[2:5] == (own["active"], own["workforce"], own["rate"])
    assert all(cell.data_type != "f" for sheet in book for line in sheet.iter_rows() for cell in line)


def test_the_timetable_asks_for_every_area_once():
    assert months_to_report(date(2026, 11, 1)) == (OCTOBER,)
    # Twelve kecamatan, DPMPTSP and fourteen dinas, two branches, the city.
    assert len(ask_month(on=date(2026, 11, 1))) == AREAS
    ask_month(on=date(2026, 11, 1))
    assert WorkItem.objects.filter(kind=BUILD).count() == AREAS


@pytest.mark.usefixtures("blank_files")
def test_two_beats_and_a_restart_make_one_report_each():
    """F15: the beat fires twice around month end and again after a restart."""
    make_worker(make_employer())
    with time_machine.travel("2026-11-01T06:00:00+07:00", tick=True):
        for _ in range(2):
            ask_month(on=date(2026, 11, 1))
        run_all()
        ask_month(on=date(2026, 11, 1))
        run_all()
    found = MonthlyReport.objects.values_list("period", "area_code", "version", "state")
    assert len(found) == len(set(found)) == AREAS
    assert {(period, version, state) for period, _, version, state in found} == {(OCTOBER, 1, "PROVISIONAL")}


@pytest.mark.usefixtures("blank_files")
def test_a_beat_that_was_off_catches_up_each_missing_month_once():
    """F16: nothing ran for two months; the next tick makes up for it, frozen where due."""
    make_worker(make_employer(paid_through=date(2026, 12, 1)))
    make_report(period=date(2026, 9, 1), area="", by=None, on=date(2026, 10, 20))
    with time_machine.travel("2026-12-17T06:10:00+07:00", tick=True):
        ask_due(on=date(2026, 12, 17))
        run_all("/21.71")
        ask_due(on=date(2026, 12, 17))
        run_all("/21.71")
    city = MonthlyReport.objects.filter(area_code="21.71").values_list("period", "version", "state")
    assert sorted(city) == [
        (date(2026, 9, 1), 1, "FROZEN"),
        (OCTOBER, 1, "FROZEN"),
        (NOVEMBER, 1, "FROZEN"),
    ]
    asked = WorkItem.objects.filter(kind=BUILD).values_list("target_id", flat=True)
    # September's city report was there already.
    assert len(asked) == len(set(asked)) == 3 * AREAS - 1


def test_the_day_after_the_due_date_freezes_what_was_provisional():
    make_worker(make_employer())
    with time_machine.travel("2026-11-16T06:10:00+07:00", tick=True):
        build(on=NOT_DUE)
        assert LUBUK_BAJA not in [order.area for order in ask_due(on=NOT_DUE)]
    with time_machine.travel("2026-11-17T06:10:00+07:00", tick=True):
        assert LUBUK_BAJA in [order.area for order in ask_due(on=DUE)]
        run_all(f"/{LUBUK_BAJA}")
    assert latest(OCTOBER, LUBUK_BAJA).state == "FROZEN"


def test_events_count_in_the_month_of_wib():
    """F49: 23.59.59 on 31 October and midnight are two months, whatever the server's zone."""
    from monitoring.selectors.gate import gate
    from tests.monitoring.counter import make_check

    make_check(at="2026-10-31T23:59:59+07:00")
    make_check(at="2026-11-01T00:00:00+07:00")
    assert (gate(OCTOBER).checked, gate(NOVEMBER).checked) == (1, 1)


def test_asking_needs_the_right_and_a_reason(bpjs, officer):
    from accounts.access import Forbidden

    make_worker(make_employer())
    with pytest.raises(Forbidden):
        request_report(period=OCTOBER, area="", by=officer)
    with pytest.raises(MonthToCome):
        request_report(period=date(2027, 1, 1), area="", by=bpjs)
    with time_machine.travel("2026-11-20T09:00:00+07:00", tick=True):
        request_report(period=OCTOBER, area="", by=bpjs)
        run_all()
        with pytest.raises(ReasonMissing):
            request_report(period=OCTOBER, area="", by=bpjs, reason="lupa")
        request_report(period=OCTOBER, area="", by=bpjs, reason="Berkas BPU menyusul")
        run_all()
    assert latest(OCTOBER, "21.71").version == 2


def test_the_command_speaks_the_contract(capsys, tmp_path):
    make_worker(make_employer())
    target = tmp_path / "laporan.pdf"
    call_command("monthly_report", "2026-10", district=LUBUK_BAJA, json=True, pdf=target)
    said = json.loads(capsys.readouterr().out)
    assert list(said) == ["month", "district", "version", "status", "figures", "sentences", "sha256"]
    assert (said["month"], said["district"], said["version"]) == ("2026-10", LUBUK_BAJA, 1)
    assert target.read_bytes().startswith(b"%PDF-")
    assert digest(said["figures"]) == said["sha256"]


def test_a_report_verifies_by_its_code_without_personal_data():
    make_worker(make_employer())
    first = build()
    assert report_by_code(first.code).is_valid
    build(reason="Data terlambat masuk")
    assert not report_by_code(first.code).is_valid
    assert report_by_code("XXX-0000-0000") is None


def test_invariants_see_a_tampered_report():
    make_worker(make_employer())
    report = build()
    assert not any(invariants.run().values())
    report.figures["coverage"]["active"] += 1
    MonthlyReport.objects.filter(pk=report.pk).update(figures=report.figures)
    assert any("figures do not give" in problem for problems in invariants.run().values() for problem in problems)


def test_percentages_round_half_up():
    assert percent(1, 8) == Decimal("12.5")
    assert percent(125, 1000) == Decimal("12.5")
    assert percent(1245, 10000) == Decimal("12.5")
    assert percent(None, 5) is percent(5, None) is percent(5, 0) is None


def run_all(target: str = "") -> None:
    """What the worker would do with everything on the queue, or with the reports of one area."""
    waiting = WorkItem.objects.filter(state="PENDING", not_before__lte=timezone.now() + timedelta(days=400))
    for item in waiting.filter(target_id__endswith=target):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE accounts_workitem SET not_before = now() - interval '1 minute' WHERE id = %s", [item.id]
            )
        assert work.run_now(item).state == "DONE"
