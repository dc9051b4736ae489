"""What a report says of each section of the outline, and that no figure of the paper is missing from the workbook."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, timedelta

import pytest
from django.utils import translation
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts import vault, work
from districts import formats
from districts.clock import WIB, now
from districts.models import Agency
from monitoring.models import ArrearsFact, ChartNote, MonthlyReport, MovementFact, Target
from monitoring.reporting import printed_annex
from monitoring.reporting.areas import UnknownArea, area_of
from monitoring.reporting.compare import changed, is_same
from monitoring.reporting.issue import Order, issue
from monitoring.reporting.pack import packed
from monitoring.reporting.pdf import report_pdf
from monitoring.reporting.timetable import BUILD
from monitoring.selectors.reports import month_reports
from monitoring.services import make_report, rebuild_month, request_report
from permits.models import ApprovalRequest
from tests.factories import LUBUK_BAJA, make_bpu, make_employer, make_user, make_worker
from tests.monitoring.counter import clerk, make_check, make_held
from tests.monitoring.registers import grow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

OCTOBER = date(2026, 10, 1)
DUE = date(2026, 11, 17)
NUMBER = re.compile(r"\d+(?:\.\d{3})*(?:,\d+)?")


def build(area: str = LUBUK_BAJA, on: date = DUE, **options) -> MonthlyReport:
    return make_report(period=OCTOBER, area=area, by=None, on=on, **options)


def ask_override(*, state: str, **fields: object) -> ApprovalRequest:
    """An override asked for at Lubuk Baja on 12 October."""
    file = make_held(at="2026-10-12T09:00:00+07:00")
    answered = {} if state == "PENDING" else {"answered_by": make_user(f"atasan-{file.queue_number}", "CM", "KEC-LBJ")}
    asked = datetime(2026, 10, 12, 10, tzinfo=WIB)
    return ApprovalRequest.objects.create(
        application=file,
        check_row=make_check(at="2026-10-12T09:00:00+07:00", outcome="HOLD", application=file),
        kind="OVERRIDE",
        reason="Usaha keluarga tanpa pekerja tetap",
        approver="CM",
        from_state="HELD",
        asked_by=clerk(),
        asked_at=asked,
        state=state,
        **({**answered, "answered_at": asked + timedelta(hours=1)} if answered else {}),
        **fields,
    )


@pytest.mark.usefixtures("blank_files")
def test_what_passed_beside_the_rule_is_named():
    granted = ask_override(state="APPROVED")
    ask_override(state="PENDING")
    for area in (LUBUK_BAJA, ""):
        report = build(area)
        found = report.figures["exceptions"]
        assert [(row["state"], row["asked_on"]) for row in found] == [
            ("APPROVED", "2026-10-12"),
            ("PENDING", "2026-10-12"),
        ]
        assert found[0]["number"] == granted.application.number
        assert any(said["code"] == "EXCEPTIONS" and "1 disetujui" in said["text"] for said in report.sentences)
    assert build("21.71.11").figures["exceptions"] == []


@pytest.mark.usefixtures("blank_files")
def test_a_desk_is_told_its_days_and_what_came_late():
    for day in (1, 2, 2, 5):
        make_check(at=f"2026-10-{day:02d}T10:00:00+07:00")
    make_check(at="2026-10-06T10:00:00+07:00", on=date(2026, 10, 5))
    (desk,) = build().figures["desks"]
    assert (desk["checks"], desk["days"], desk["late"]) == (5, 4, 1)
    assert desk["working_days"] == 22
    assert "2026-10-01" not in desk["without"]
    assert len(desk["without"]) == 22 - 4
    whole = build("").figures["desks"]
    assert len(whole) == 12 + 15
    assert sum(row["checks"] for row in whole) == 5


@pytest.mark.usefixtures("blank_files")
def test_bpu_that_ends_soon_is_counted_by_group():
    for days, group in ((10, "Ojek Nagoya"), (40, "Ojek Nagoya"), (30, ""), (31, "")):
        bpu = make_bpu(protected_until=date(2026, 10, 31) + timedelta(days=days))
        type(bpu).objects.filter(pk=bpu.pk).update(group_name=group)
    found = build("").figures["bpu"]
    assert (found["people"], found["lapsing"], found["within_days"]) == (4, 2, 30)
    # Groups under five people are not named on a paper.
    assert found["groups"] == [{"name": "", "people": 4, "lapsing": 2}]


@pytest.mark.usefixtures("blank_files")
def test_movement_arrears_targets_and_notes_stand_in_it(supervisor):
    make_worker(make_employer())
    build()
    MovementFact.objects.filter(period=OCTOBER).delete()
    ArrearsFact.objects.filter(period=OCTOBER).delete()
    counts = {"before": 10, "new": 3, "reactivated": 1, "moved_in": 0, "lapsed": 2, "moved_out": 1, "now": 11}
    for segment in ("", "PU"):
        MovementFact.objects.create(period=OCTOBER, is_due=True, district=LUBUK_BAJA, segment=segment, **counts)
    for months, employers in ((1, 4), (3, 2), (5, 1), (20, 6)):
        ArrearsFact.objects.create(
            period=OCTOBER, is_due=True, district=LUBUK_BAJA, months=months, employers=employers, people=employers * 2
        )
    Target.objects.create(
        area_code=LUBUK_BAJA, kind="coverage", line="UCJ", valid_from=date(2026, 1, 1), percent=60, source="Keputusan"
    )
    note = {"area_code": LUBUK_BAJA, "indicator": "coverage", "period": OCTOBER, "written_by": supervisor}
    ChartNote.objects.create(text="Pasar induk pindah", **note)
    figures = build(reason="Bagian-bagian diperiksa").figures
    assert figures["movement"]["new"] == 3
    assert {row["code"]: row["movement"]["new"] for row in figures["segments"]} == {
        "PU": 3,
        "BPU": 0,
        "JAKON": 0,
        "PMI": 0,
    }
    assert [(row["first"], row["last"], row["employers"]) for row in figures["arrears"]] == [
        (1, 1, 4), (2, 3, 2), (4, 6, 1), (7, 12, 0), (13, None, 6),
    ]  # fmt: skip
    (target,) = figures["targets"]
    assert target["gap"] == round(figures["coverage"]["rate"] - 60, 1)
    assert [row["text"] for row in figures["notes"]] == ["Pasar induk pindah"]


@pytest.mark.usefixtures("blank_files")
def test_an_office_reports_its_counter_and_a_branch_its_people():
    firm = make_employer()
    make_worker(firm)
    branch = Agency.objects.get(code="BPJS-NGY")
    type(firm).objects.filter(pk=firm.pk).update(branch=branch)
    make_check(at="2026-10-05T10:00:00+07:00", agency=Agency.objects.get(code="DPMPTSP"))
    make_check(at="2026-10-05T10:00:00+07:00")
    office = build("DPMPTSP")
    assert (office.agency.code, office.district, office.number) == ("DPMPTSP", None, "LB-2026-10-PTS")
    assert (office.figures["gate"]["checked"], office.figures["coverage"]) == (1, None)
    assert office.figures["trend"]["area"][-1] == 1
    assert "non_asn" in office.figures["not_delivered"]
    people = build("BPJS-NGY").figures
    assert people["coverage"]["active"] == 1
    assert (people["coverage"]["rate"], people["gate"]) == (None, None)
    assert sum(place["active"] for place in people["places"]) + people["unallocated"] == 1
    with pytest.raises(UnknownArea):
        area_of("PEMKO-LAIN")


@pytest.mark.usefixtures("blank_files")
def test_late_data_that_changes_nothing_makes_no_version():
    make_worker(make_employer())
    first = build()
    order = Order(OCTOBER, LUBUK_BAJA, recompute=True, reason="Berkas menyusul", after=1, if_changed=True)
    assert issue(order, by=None, on=date(2026, 11, 20)).pk == first.pk
    make_worker(make_employer())
    rebuild_month(period=OCTOBER, as_of=DUE)
    second = issue(order, by=None, on=date(2026, 11, 20))
    assert (second.version, second.reason) == (2, "Berkas menyusul")
    assert issue(order, by=None, on=date(2026, 11, 21)).pk == second.pk
    assert not is_same(first.figures, second.figures)


@pytest.mark.usefixtures("blank_files")
def test_a_person_does_not_wait_for_what_a_late_sheet_asked_for(bpjs):
    make_worker(make_employer())
    build()
    late = Order(OCTOBER, LUBUK_BAJA, recompute=True, reason="Berkas menyusul", after=1, if_changed=True)
    soon = now() + timedelta(hours=1)
    waiting = work.ask(kind=BUILD, target_id=late.target, by=None, params=late.params(), not_before=soon)
    assert not any(row.is_building for row in month_reports(bpjs, OCTOBER).rows)
    asked = request_report(period=OCTOBER, area=LUBUK_BAJA, by=bpjs, reason="Data bulan ini dilengkapi")
    assert asked.pk != waiting.pk
    assert work.run_now(asked).state == "DONE"
    second = issue(late, by=None, on=DUE)
    assert (second.version, second.reason) == (2, "Data bulan ini dilengkapi")


def test_a_new_version_tells_the_difference_on_page_paper_and_sheet(bpjs, client_of):
    make_worker(make_employer())
    first = build()
    kept = (first.pdf.sha256, vault.read_file(first.pdf))
    make_worker(make_employer())
    rebuild_month(period=OCTOBER, as_of=DUE)
    second = build(reason="Berkas Oktober menyusul")
    rows = {row.label: (row.before, row.now, row.change) for row in changed(second.figures)}
    assert rows["Pekerja aktif"] == (1, 2, 1)
    text = words(vault.read_file(second.pdf))
    assert "Terbit (v1)" in text and "Sekarang (v2)" in text
    sheet = load_workbook(io.BytesIO(vault.read_file(second.xlsx)))["Perbedaan"]
    assert ("Pekerja aktif", 1, 2, 1) in list(sheet.iter_rows(values_only=True))
    page = client_of(bpjs).get(f"/laporan/{second.pk}/").content.decode()
    assert "Terbit (v1) dan sekarang (v2)" in page
    first.refresh_from_db()
    assert (first.pdf.sha256, vault.read_file(first.pdf)) == kept


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def written(xlsx: bytes) -> set[str]:
    """Every number and date of the workbook as a page would print it, and the numbers inside its texts."""
    found: set[str] = set()
    for sheet in load_workbook(io.BytesIO(xlsx)):
        for row in sheet.iter_rows(values_only=True):
            for value in row:
                if isinstance(value, datetime):
                    found |= {str(value.day), str(value.year), f"{value.year % 100:02d}"}
                elif isinstance(value, int | float):
                    found |= {formats.number(abs(value)), formats.decimal(abs(value))}
                elif value is not None:
                    found |= set(NUMBER.findall(str(value))) | {
                        part.lstrip("0") for part in re.findall(r"\d+", str(value))
                    }
    return found


@pytest.mark.parametrize("area", ["", LUBUK_BAJA, "DPMPTSP", "BPJS-NGY"])
def test_every_figure_of_the_paper_is_in_the_workbook(area):
    grow(7, people=40)
    ask_override(state="APPROVED")
    for day in (1, 2, 5, 6):
        make_check(at=f"2026-10-{day:02d}T10:00:00+07:00")
    report = build(area)
    text = words(vault.read_file(report.pdf)).split("Lampiran: rincian")
    printed = re.sub(r"Halaman \d+ dari \d+|\d+%(?= )|http\S+|[A-Z]{3}-\w{4}-\w{4}", " ", " ".join(text))
    known = written(vault.read_file(report.xlsx))
    # The chart's axis, "12 bulan", and "kali 100" of a formula are no figures.
    guide = {"12", "100"}
    assert {number for number in NUMBER.findall(printed) if number not in known} <= guide | axis(report)


def axis(report: MonthlyReport) -> set[str]:
    from monitoring.reporting.printed_pages import trend

    marks = trend(report.figures, report.figures["area"]["name"])["marks"]
    return {mark["text"].removesuffix("%") for mark in marks}


def test_the_paper_is_tagged_small_and_speaks_english_as_a_translation():
    grow(4)
    report = build("")
    issued = vault.read_file(report.pdf)
    assert len(issued) < 100_000
    with translation.override("en"):
        english = report_pdf(report)
    for content, language in ((issued, "id"), (english, "en")):
        root = PdfReader(io.BytesIO(content), strict=True).trailer["/Root"]
        assert root["/Lang"] == language
        assert root["/MarkInfo"]["/Marked"]
        assert "/StructTreeRoot" in root
        assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    assert "Terjemahan" not in words(issued)
    assert report.number in words(english)
    assert "Oktober 2026" not in words(english)
    assert vault.read_file(report.pdf) == issued


def test_packing_changes_no_word_and_leaves_a_strange_file_alone():
    assert packed(b"%PDF-1.7\nstrange") == b"%PDF-1.7\nstrange"
    report = build()
    twice = packed(vault.read_file(report.pdf))
    assert words(twice) == words(vault.read_file(report.pdf))


def test_days_in_a_row_are_printed_as_one_run():
    days = [f"2026-10-{day:02d}" for day in (1, 2, 5, 6, 7, 12, 30)]
    assert printed_annex._without(days) == "1–2, 5–7, 12, 30"
    assert printed_annex._without([]) == "—"
