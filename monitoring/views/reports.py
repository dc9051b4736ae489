"""Monthly reports: the list of a month, the files, the order for a new one."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_POST

from accounts import vault
from accounts.access import actor, ensure, get_visible_or_404, not_found, require
from districts.clock import today
from enrollment.rules.calendar import add_months, month_start
from monitoring import access
from monitoring.access_compliance import may_see_indexes
from monitoring.access_reports import may_comment, may_return, may_sign, side_of
from monitoring.forms import FilterForm, ReportForm
from monitoring.forms_reports import ReviewForm, SignForm
from monitoring.models import MonthlyReport
from monitoring.reporting.areas import UnknownArea
from monitoring.reporting.compare import changed
from monitoring.reporting.issue import PDF_TYPE, XLSX_TYPE
from monitoring.reporting.pdf import report_pdf
from monitoring.reporting.traces import told
from monitoring.reporting.xlsx import report_xlsx
from monitoring.selectors import pages
from monitoring.selectors.report_areas import deliveries_of, own_title
from monitoring.selectors.reports import (
    Standing,
    archive,
    attention,
    month_reports,
    reviews_of,
    standing_of,
    versions,
    visible_reports,
)
from monitoring.services import request_report
from monitoring.services.reports import MonthToCome, ReasonMissing

TRANSLATED = {
    "pdf": (report_pdf, PDF_TYPE, "inline"),
    "xlsx": (report_xlsx, XLSX_TYPE, "attachment"),
}


def _ended() -> date:
    """The newest month that is over."""
    return add_months(month_start(today()), -1)


@require_GET
@require(*access.REPORTS)
def reports_page(request: HttpRequest) -> HttpResponse:
    """h1: the reports of one month, by kecamatan, and the city's."""
    form = FilterForm(request.GET, months=pages.month_choices(), default=_ended())
    month = form.filters.month
    shown = month_reports(actor(request), month)
    context = {
        "form": form,
        "month": month,
        "rows": shown.rows,
        "offices": shown.offices,
        "city": shown.city,
        "archive_size": sum(file.size for file in shown.files),
        "issued": sum(row.standing == Standing.ISSUED for row in shown.rows),
        "attention": attention(shown.rows),
        "may_generate": bool(access.may_generate(actor(request))),
        "may_see_indexes": bool(may_see_indexes(actor(request))),
    }
    return render(request, "monitoring/reports.html", context)


@require_GET
@require(*access.REPORTS)
def archive_page(request: HttpRequest) -> HttpResponse:
    """Every file of a month's reports that the reader may open, in one ZIP."""
    form = FilterForm(request.GET, months=pages.month_choices(), default=_ended())
    month = form.filters.month
    files = month_reports(actor(request), month).files
    if not files:
        not_found()
    response = HttpResponse(archive(files), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="laporan-{month:%Y-%m}.zip"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@require(*access.REPORTS)
def versions_page(request: HttpRequest, report: uuid.UUID) -> HttpResponse:
    """One report: what it says and of which figures, its versions, what was said of it, where it was sent."""
    chosen: Any = get_visible_or_404(visible_reports(), request.user, pk=report)
    return report_page(request, chosen)


def report_page(
    request: HttpRequest,
    chosen: MonthlyReport,
    *,
    review_form: ReviewForm | None = None,
    sign_form: SignForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with a form that was not complete where there is one."""
    user = actor(request)
    found, reviews = versions(chosen), reviews_of(chosen)
    newest = found[0].version
    context = {
        "report": chosen,
        "versions": found,
        "reviews": reviews,
        "standing": standing_of(chosen, reviews),
        "signed": any(row.act == row.Act.SIGN for row in reviews),
        "said": told(chosen, user),
        "differences": changed(chosen.figures),
        "deliveries": deliveries_of(chosen),
        "may_generate": bool(access.may_generate(user)),
        "may_comment": bool(may_comment(user, chosen)),
        "may_return": bool(may_return(user, chosen, reviews, newest)),
        "sign": may_sign(user, chosen, reviews, newest),
        "signs": side_of(user, chosen),
        "form": ReportForm(needs_reason=chosen.state == chosen.State.FROZEN),
        "review_form": review_form or ReviewForm(),
        "sign_form": sign_form or SignForm(initial={"jabatan": own_title(user, chosen)}),
        "trail": [(_("Laporan"), f"{reverse('reports')}?bulan={chosen.period:%Y-%m}")],
    }
    return render(request, "monitoring/report.html", context, status=status)


@require_GET
@require(*access.REPORTS)
def file_page(request: HttpRequest, report: uuid.UUID, kind: str) -> HttpResponseBase:
    """The bytes as they were kept when the report was issued."""
    chosen: Any = get_visible_or_404(visible_reports(), request.user, pk=report)
    file = chosen.pdf if kind == "pdf" else chosen.xlsx
    if file is None:
        not_found()
    response = FileResponse(vault.open_file(file), as_attachment=kind == "xlsx", filename=file.name)
    response["Content-Type"] = file.content_type
    response["Content-Length"] = str(file.size)
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@require(*access.REPORTS)
def translation_page(request: HttpRequest, report: uuid.UUID, kind: str) -> HttpResponse:
    """The same figures in English, marked as a translation; only the issued bytes are the report."""
    chosen: Any = get_visible_or_404(visible_reports(), request.user, pk=report)
    make, content_type, shown = TRANSLATED[kind]
    with override("en"):
        response = HttpResponse(make(chosen), content_type=content_type)
    name = f"report-{chosen.period:%Y-%m}-{chosen.code.lower()}-en.{kind}"
    response["Content-Disposition"] = f'{shown}; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@require(*access.REPORTS)
def order_page(request: HttpRequest) -> HttpResponse:
    """Ask the worker for a report; one that is issued needs a reason and gets a new version."""
    ensure(access.may_generate(actor(request)))
    form = ReportForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Pilih bulan dan wilayah."))
        return redirect("reports")
    period, area = form.cleaned_data["bulan"], form.cleaned_data["wilayah"]
    back = redirect(f"{reverse('reports')}?bulan={period:%Y-%m}")
    try:
        request_report(period=period, area=area, by=actor(request), reason=form.cleaned_data["alasan"])
    except UnknownArea:
        not_found()
    except MonthToCome:
        messages.error(request, _("Bulan itu belum mulai. Pilih bulan lain."))
    except ReasonMissing:
        messages.error(request, _("Laporan sudah terbit. Tulis alasan versi baru, paling sedikit 10 huruf."))
    else:
        messages.success(request, _("Laporan sedang disusun. Muat ulang sebentar lagi untuk melihatnya."))
    return back
