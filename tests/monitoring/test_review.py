"""A report is remarked on, sent back, signed by its office and by the branch, never both by one person."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from accounts import vault
from accounts.access import Forbidden
from accounts.models import Assignment, AuditEvent, User
from districts.models import Agency
from monitoring.models import MonthlyReport, ReportReview
from monitoring.reporting.approval import approval_pdf
from monitoring.selectors.reports import Standing, month_reports, reviews_of, standing_of
from monitoring.services import comment_report, make_report, return_report, sign_report
from monitoring.services.reviews import TitleMissing, WordsMissing
from tests.factories import LUBUK_BAJA, make_employer, make_user, make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "blank_files")]

OCTOBER = date(2026, 10, 1)
NOT_DUE, DUE = date(2026, 11, 16), date(2026, 11, 17)
REMARK = "Pasar Tanjung Uma belum didatangi"


def build(area: str = LUBUK_BAJA, on: date = DUE, **options) -> MonthlyReport:
    return make_report(period=OCTOBER, area=area, by=None, on=on, **options)


def standing(report: MonthlyReport) -> Standing:
    return standing_of(report, reviews_of(report))


def test_both_sides_sign_and_the_bytes_stay(supervisor, branch_head):
    make_worker(make_employer())
    report = build()
    kept = vault.read_file(report.pdf)
    assert standing(report) == Standing.TO_APPROVE
    sign_report(report=report, title="Camat Lubuk Baja", by=supervisor)
    assert standing(report) == Standing.TO_APPROVE
    sign_report(report=report, title="Kepala Kantor Cabang", by=branch_head)
    assert standing(report) == Standing.ISSUED
    report.refresh_from_db()
    assert vault.read_file(report.pdf) == kept
    said = [(row.side, row.name, row.title) for row in reviews_of(report)]
    assert said == [
        ("OF", str(supervisor), "Camat Lubuk Baja"),
        ("BH", str(branch_head), "Kepala Kantor Cabang"),
    ]
    assert AuditEvent.objects.filter(verb="monitoring.sign_report").count() == 2
    row = next(row for row in month_reports(supervisor, OCTOBER).rows if row.code == LUBUK_BAJA)
    assert row.standing == Standing.ISSUED
    assert row.approved_at == max(item.made_at for item in reviews_of(report))


def test_the_sheet_names_who_signed_which_bytes(supervisor, branch_head):
    report = build()
    sign_report(report=report, title="Camat Lubuk Baja", by=supervisor)
    signed = list(report.reviews.all())
    content = approval_pdf(report, signed)
    text = " ".join(PdfReader(io.BytesIO(content)).pages[0].extract_text().split())
    for words in (str(supervisor), "Camat Lubuk Baja", report.number, report.code):
        assert words in text
    assert report.pdf.sha256 in text.replace(" ", "")
    assert approval_pdf(report, signed) == content


def test_one_person_never_signs_both_sides(branch_head):
    report = build()
    Assignment.objects.create(
        user=branch_head, role="CM", agency=Agency.objects.get(code="KEC-LBJ"), valid_from=date(2020, 1, 1)
    )
    sign_report(report=report, title="Camat", by=branch_head)
    Assignment.objects.filter(user=branch_head, role="CM").delete()
    with pytest.raises(Forbidden, match="kedua sisi"):
        sign_report(report=report, title="Kepala Cabang", by=User.objects.get(pk=branch_head.pk))


def test_nobody_signs_for_another_office_nor_a_draft_nor_twice(supervisor, officer, bpjs, branch_head):
    stranger = make_user("camat.lain", "CM", "KEC-SGL")
    draft = build(on=NOT_DUE)
    with pytest.raises(Forbidden):
        sign_report(report=draft, title="Camat", by=supervisor)
    report = build()
    for person in (officer, bpjs, stranger):
        with pytest.raises(Forbidden):
            sign_report(report=report, title="Camat", by=person)
    with pytest.raises(TitleMissing):
        sign_report(report=report, title=" ", by=supervisor)
    sign_report(report=report, title="Camat", by=supervisor)
    with pytest.raises(Forbidden):
        sign_report(report=report, title="Camat", by=supervisor)
    assert ReportReview.objects.filter(report=report, act="SIGN").count() == 1


def test_a_returned_report_is_not_signed_until_there_is_a_new_version(supervisor, branch_head):
    make_worker(make_employer())
    report = build()
    with pytest.raises(WordsMissing):
        return_report(report=report, text="salah", by=supervisor)
    return_report(report=report, text="Jumlah Tanjung Uma keliru", by=supervisor)
    assert standing(report) == Standing.RETURNED
    with pytest.raises(Forbidden):
        sign_report(report=report, title="Kepala Cabang", by=branch_head)
    second = build(reason="Tanjung Uma diperbaiki")
    with pytest.raises(Forbidden):
        sign_report(report=report, title="Kepala Cabang", by=branch_head)
    sign_report(report=second, title="Kepala Cabang", by=branch_head)
    assert standing(second) == Standing.TO_APPROVE


def test_a_remark_on_the_draft_stays_with_the_issued_report(supervisor):
    make_worker(make_employer())
    draft = build(on=NOT_DUE)
    comment_report(report=draft, text=REMARK, by=supervisor)
    issued = build()
    assert issued.pk == draft.pk
    assert [row.text for row in reviews_of(issued)] == [REMARK]


def test_a_branch_answers_for_itself_alone(branch_head, branch_head2, opd_head):
    code = Agency.objects.get(pk=branch_head.scope.main_agency_id).code
    report = build(code)
    with pytest.raises(Forbidden):
        sign_report(report=report, title="Kepala", by=opd_head)
    sign_report(report=report, title="Kepala Kantor Cabang", by=branch_head)
    assert standing(report) == Standing.ISSUED
    own = build(opd_head.scope.main_agency_code)
    sign_report(report=own, title="Kepala Dinas", by=opd_head)
    sign_report(report=own, title="Kepala Kantor Cabang", by=branch_head)
    assert standing(own) == Standing.ISSUED


def test_the_page_offers_what_one_may_do(supervisor, officer, client_of):
    make_worker(make_employer())
    report = build()
    page = f"/laporan/{report.pk}/"
    theirs = client_of(supervisor)
    assert 'name="jabatan"' in theirs.get(page).content.decode()
    assert 'name="jabatan"' not in client_of(officer).get(page).content.decode()
    short = theirs.post(f"{page}tinjau/", {"catatan": "x", "tindakan": "COMMENT"})
    assert short.status_code == 422
    assert "Tulis catatan paling sedikit 10 huruf." in short.content.decode()
    sent = theirs.post(f"{page}tinjau/", {"catatan": REMARK, "tindakan": "COMMENT"})
    assert (sent.status_code, sent["Location"]) == (303, page)
    assert REMARK in theirs.get(page).content.decode()
    assert theirs.post(f"{page}tanda-tangan/", {"jabatan": ""}).status_code == 422
    assert theirs.post(f"{page}tanda-tangan/", {"jabatan": "Camat Lubuk Baja"}).status_code == 303
    assert "Lembar pengesahan" in theirs.get(page).content.decode()


def test_queries_do_not_grow_with_reports(bpjs, client_of, django_assert_max_num_queries):
    """The list reads no report's figures whole, and one report's page reads only its own."""
    make_worker(make_employer())
    report = build()
    theirs = client_of(bpjs)
    for path in ("/laporan/?bulan=2026-10", f"/laporan/{report.pk}/"):
        theirs.get(path)
    with CaptureQueriesContext(connection) as one:
        theirs.get("/laporan/?bulan=2026-10")
    for area in ("21.71.11", "DPMPTSP", ""):
        build(area)
    with CaptureQueriesContext(connection) as four:
        theirs.get("/laporan/?bulan=2026-10")
    assert len(four) == len(one) <= 22
    with django_assert_max_num_queries(24):
        theirs.get(f"/laporan/{report.pk}/")
