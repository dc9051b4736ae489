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
from django.views.decorators.http import require_GET, require_POST

from accounts import vault
from accounts.access import ensure, get_visible_or_404, not_found, require
from districts.clock import today
from enrollment.rules.calendar import add_months, month_start
from monitoring import access
from monitoring.forms import FilterForm, ReportForm
from monitoring.reporting.areas import UnknownArea
from monitoring.selectors import pages
from monitoring.selectors.reports import archive, attention, month_reports, versions, visible_reports
from monitoring.services import request_report
from monitoring.services.reports import MonthToCome, ReasonMissing


def _ended() -> date:
    """The newest month that is over."""
    return add_months(month_start(today()), -1)


@require_GET
@require(*access.REPORTS)
def reports_page(request: HttpRequest) -> HttpResponse:
    """h1: the reports of one month, by kecamatan, and the city's."""
    form = FilterForm(request.GET, months=pages.month_choices(), default=_ended())
    month = form.filters.month
    shown = month_reports(request.user, month)  # type: ignore[arg-type]
    context = {
        "form": form,
        "month": month,
        "rows": shown.rows,
        "city": shown.city,
        "archive_size": sum(file.size for file in shown.files),
        "issued": sum(row.is_frozen for row in shown.rows),
        "attention": attention(shown.rows),
        "may_generate": bool(access.may_generate(request.user)),  # type: ignore[arg-type]
        "sees_city": request.user.scope.is_city,  # type: ignore[union-attr]
    }
    return render(request, "monitoring/reports.html", context)


@require_GET
@require(*access.REPORTS)
def archive_page(request: HttpRequest) -> HttpResponse:
    """Every file of a month's reports that the reader may open, in one ZIP."""
    form = FilterForm(request.GET, months=pages.month_choices(), default=_ended())
    month = form.filters.month
    files = month_reports(request.user, month).files  # type: ignore[arg-type]
    if not files:
        not_found()
    response = HttpResponse(archive(files), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="laporan-{month:%Y-%m}.zip"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@require(*access.REPORTS)
def versions_page(request: HttpRequest, report: uuid.UUID) -> HttpResponse:
    """Every version of one report: as issued and as now, with the reason of each."""
    chosen = get_visible_or_404(visible_reports(), request.user, pk=report)
    return render(
        request,
        "monitoring/report.html",
        {
            "report": chosen,
            "versions": versions(chosen),
            "may_generate": bool(access.may_generate(request.user)),  # type: ignore[arg-type]
            "form": ReportForm(needs_reason=chosen.state == chosen.State.FROZEN),
            "trail": [(_("Laporan"), f"{reverse('reports')}?bulan={chosen.period:%Y-%m}")],
        },
    )


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


@require_POST
@require(*access.REPORTS)
def order_page(request: HttpRequest) -> HttpResponse:
    """Ask the worker for a report; one that is issued needs a reason and gets a new version."""
    ensure(access.may_generate(request.user))  # type: ignore[arg-type]
    form = ReportForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Pilih bulan dan wilayah."))
        return redirect("reports")
    period, area = form.cleaned_data["bulan"], form.cleaned_data["wilayah"]
    back = redirect(f"{reverse('reports')}?bulan={period:%Y-%m}")
    try:
        request_report(period=period, area=area, by=request.user, reason=form.cleaned_data["alasan"])  # type: ignore[arg-type]
    except UnknownArea:
        not_found()
    except MonthToCome:
        messages.error(request, _("Bulan itu belum mulai. Pilih bulan lain."))
    except ReasonMissing:
        messages.error(request, _("Laporan sudah terbit. Tulis alasan versi baru, paling sedikit 10 huruf."))
    else:
        messages.success(request, _("Laporan sedang disusun. Muat ulang sebentar lagi untuk melihatnya."))
    return back
