"""What an office and the branch do with a report: remark, send back, sign; and the sheet with the signatures."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import actor, get_visible_or_404, not_found, require
from accounts.step_up import step_up
from monitoring import access
from monitoring.forms_reports import RETURN, ReviewForm, SignForm
from monitoring.models import MonthlyReport, ReportReview
from monitoring.reporting.approval import approval_pdf
from monitoring.selectors.reports import reviews_of, visible_reports
from monitoring.services import comment_report, return_report, sign_report
from monitoring.views.reports import report_page


@require_POST
@require(*access.REPORTS)
def review_page(request: HttpRequest, report: uuid.UUID) -> HttpResponse:
    """A remark, or back to be corrected."""
    chosen = _chosen(request, report)
    form = ReviewForm(request.POST)
    back = form.data.get("tindakan") == RETURN
    verb: Callable[..., ReportReview] = return_report if back else comment_report
    if not form.is_valid():
        return report_page(request, chosen, review_form=form, status=422)
    verb(report=chosen, text=form.cleaned_data["catatan"], by=actor(request))
    messages.success(request, _("Laporan dikembalikan.") if back else _("Catatan disimpan."))
    return _back(chosen)


@require_POST
@require(*access.REPORTS)
@step_up
def sign_page(request: HttpRequest, report: uuid.UUID) -> HttpResponse:
    """Signed for one's own side."""
    chosen = _chosen(request, report)
    form = SignForm(request.POST)
    if not form.is_valid():
        return report_page(request, chosen, sign_form=form, status=422)
    sign_report(report=chosen, title=form.cleaned_data["jabatan"], by=actor(request))
    messages.success(request, _("Laporan ditandatangani."))
    return _back(chosen)


@require_GET
@require(*access.REPORTS)
def approval_page(request: HttpRequest, report: uuid.UUID) -> HttpResponse:
    """The sheet with the signatures; 404 where nobody has signed."""
    chosen = _chosen(request, report)
    signed = [row for row in reviews_of(chosen) if row.act == ReportReview.Act.SIGN]
    if not signed:
        not_found()
    response = HttpResponse(approval_pdf(chosen, signed), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="pengesahan-{chosen.period:%Y-%m}-{chosen.code.lower()}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _chosen(request: HttpRequest, pk: uuid.UUID) -> MonthlyReport:
    found: Any = get_visible_or_404(visible_reports(), request.user, pk=pk)
    return found


def _back(report: MonthlyReport) -> HttpResponse:
    return HttpResponseRedirect(reverse("report", args=[report.pk]), status=303)
