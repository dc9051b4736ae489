"""Which sheets of a workbook are read together, and which line is the header: asked, or changed from the preview."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import actor, ensure, require
from enrollment import access
from enrollment.forms_sheets import HeaderRowForm, SheetsForm
from enrollment.importing.preview import profile_title
from enrollment.models import ImportBatch
from enrollment.selectors import batches
from enrollment.services import choose_header_row, choose_sheets
from enrollment.wizard import steps


@require(*access.UPLOADERS)
@require_http_methods(["GET", "HEAD", "POST"])
def sheets_page(request: HttpRequest, batch: UUID) -> HttpResponse:
    """The sheets with their rows, those of the commonest layout chosen; and the line of the header."""
    user = actor(request)
    found = batches.visible_batch(user, batch)
    ensure(access.may_map(user, found))
    if request.method != "POST":
        return _page(request, found, _sheets_form(found), HeaderRowForm(initial={"row": found.header_row}))
    if "row" in request.POST:
        return _choose_row(request, found)
    form = SheetsForm(request.POST, found=_told(found))
    if not form.is_valid():
        return _page(request, found, form, HeaderRowForm(initial={"row": found.header_row}), 422)
    choose_sheets(batch=found, sheets=form.cleaned_data["sheets"], by=user)
    return redirect("import", batch)


def _choose_row(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    form = HeaderRowForm(request.POST)
    if not form.is_valid():
        return _page(request, batch, _sheets_form(batch), form, 422)
    choose_header_row(batch=batch, row=form.cleaned_data["row"], by=actor(request))
    return redirect("import", batch.pk)


def _page(
    request: HttpRequest, batch: ImportBatch, form: SheetsForm, row_form: HeaderRowForm, status: int = 200
) -> HttpResponse:
    chosen = form["sheets"].value() or []
    rows = [_row(sheet, sheet["name"] in chosen, place) for place, sheet in enumerate(_told(batch))]
    first = next((row for row in rows if row["layout"] is not None), {})
    first["id"] = "id_sheets"  # where the error summary leads
    context = {
        "batch": batch,
        "form": row_form if row_form.errors else form,
        "sheets_form": form,
        "row_form": row_form,
        "sheets": rows,
        "steps": steps(),
    }
    return render(request, "enrollment/import_sheets.html", context, status=status)


def _row(sheet: dict[str, Any], checked: bool, place: int) -> dict[str, Any]:
    title = profile_title(sheet["profile"]) if sheet["profile"] else ""
    return {**sheet, "checked": checked, "title": title, "id": f"id_sheets_{place}"}


def _sheets_form(batch: ImportBatch) -> SheetsForm:
    """With the sheets that are read now, else every visible one of the commonest layout."""
    found = _told(batch)
    read = [sheet["name"] for sheet in batch.header.get("sheets", [])] if isinstance(batch.header, dict) else []
    if not read:
        visible = [sheet for sheet in found if not sheet["hidden"] and sheet["layout"] is not None]
        common = Counter(sheet["layout"] for sheet in visible).most_common(1)
        read = [sheet["name"] for sheet in visible if sheet["layout"] == common[0][0]]
    return SheetsForm(found=found, initial={"sheets": read})


def _told(batch: ImportBatch) -> list[dict[str, Any]]:
    sheets: list[dict[str, Any]] = batch.asked.get("sheets", [])
    return sheets
