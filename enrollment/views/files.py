"""Files of an import: the workbook of rows that were not taken, and the original with a word on what it is for."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from accounts import vault
from accounts.access import actor, ensure, require
from accounts.models import StoredFile
from enrollment import access
from enrollment.forms_imports import PurposeForm
from enrollment.importing.reject import XLSX
from enrollment.selectors import batches
from enrollment.services import hand_out_file

OPENERS = (*access.UPLOADERS, *access.APPROVERS)


@require(*OPENERS)
@require_GET
def reject_file(request: HttpRequest, batch: UUID) -> HttpResponseBase:
    """The workbook of rows that were not taken."""
    found = batches.visible_batch(actor(request), batch)
    if found.reject_file is None or found.reject_file.purged_at is not None:
        raise Http404
    return _download(found.reject_file, XLSX)


@require(*OPENERS)
@require_http_methods(["GET", "HEAD", "POST"])
def original_file(request: HttpRequest, batch: UUID) -> HttpResponseBase:
    """The file as it came: asked for with a purpose, which the audit keeps."""
    user = actor(request)
    found = batches.visible_batch(user, batch)
    ensure(access.may_have_file(user, found))
    form = PurposeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        stored = hand_out_file(batch=found, purpose=form.cleaned_data["purpose"], by=user)
        return _download(stored, "application/octet-stream")
    return _page(request, {"batch": found, "form": form}, 422 if request.method == "POST" else 200)


def _page(request: HttpRequest, context: dict[str, object], status: int) -> HttpResponse:
    return render(request, "enrollment/import_file.html", context, status=status)


def _download(stored: StoredFile, content_type: str) -> FileResponse:
    response = FileResponse(vault.open_file(stored), content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stored.name)}"
    response["Cache-Control"] = "no-store"
    return response
