"""/cek-massal/: a list of business numbers for one service; the worker answers it into a workbook."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import work
from accounts.access import STOP_POLLING, require
from accounts.exports import Export
from accounts.views.exports import export_page
from districts.clock import today
from permits import services
from permits.access import BULK_ROLES
from permits.answering import NOT_LOOKED_UP
from permits.errors import Refused
from permits.forms_bulk import BulkForm
from permits.models import BulkCheck
from permits.models.check import Finding
from permits.selectors.catalogue import services_of
from permits.selectors.lists import asked_today, bulk_of, bulk_office, bulks_of
from permits.services.bulk import MOST, ask_list
from permits.tasks import ANSWER_LIST
from permits.views.desk import desk_links
from permits.views.request import Request

RECENT = 20


@require_http_methods(["GET", "HEAD", "POST"])
@require(*BULK_ROLES)
def bulk_page(request: Request) -> HttpResponse:
    """The form, and the office's latest lists."""
    office = bulk_office(request.user)
    services = [(row.code, row.name) for row in services_of(office, today())]
    form = BulkForm(request.POST or None, request.FILES or None, services=services)
    if request.method == "POST" and form.is_valid():
        try:
            bulk = ask_list(texts=form.texts(), service=form.cleaned_data["service"], by=request.user)
        except Refused as refused:
            form.add_error("numbers", str(refused.sentence))
        else:
            return HttpResponseRedirect(reverse("bulk_check", args=[bulk.pk]), status=303)
    shown = {
        "form": form,
        "lists": bulks_of(request.user)[:RECENT],
        "asked": asked_today(office),
        "limit": settings.BULK_NUMBERS_DAY,
        "most": MOST,
        "desk_links": desk_links(request.user),
    }
    return render(request, "permits/bulk.html", shown, status=422 if form.errors else 200)


@require_safe
@require(*BULK_ROLES)
def bulk_check_page(request: Request, pk: UUID) -> HttpResponse:
    """How far it is; then the counts and the file."""
    return render(request, "permits/bulk_check.html", _shown(bulk_of(request.user, pk)))


@require_safe
@require(*BULK_ROLES)
def bulk_progress(request: Request, pk: UUID) -> HttpResponse:
    """What the page asks for while it waits; once there is nothing to wait for, the page itself."""
    shown = _shown(bulk_of(request.user, pk))
    if not shown["is_waiting"]:
        return HttpResponse(status=STOP_POLLING, headers={"HX-Refresh": "true"})
    return render(request, "permits/_bulk_progress.html", shown)


@require(*BULK_ROLES)
@export_page()
def bulk_answers(request: Request, pk: UUID) -> Export:
    """The answers as XLSX."""
    return services.answers_export(bulk=bulk_of(request.user, pk), by=request.user)


def _shown(bulk: BulkCheck) -> dict[str, Any]:
    labels = dict(Finding.choices)
    return {
        "bulk": bulk,
        "item": work.latest(kind=ANSWER_LIST, target_id=str(bulk.pk)),
        "is_waiting": bulk.finished_at is None and bulk.numbers is not None,
        "counts": [(code, labels[code], bulk.findings[code]) for code in labels if code in bulk.findings],
        "refused": bulk.findings.get(NOT_LOOKED_UP, 0),
    }
