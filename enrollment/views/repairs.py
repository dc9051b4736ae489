"""Repairing a staged sheet: groups at one press, single rows in place, rows left out; every repair can be taken back.

Plain forms and redirects: each press has the sheet judged again, and the page one comes back to shows how far that is.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import actor, not_found, require
from enrollment import access
from enrollment.importing import preview, repairable, rowrepairs, words
from enrollment.models import ImportBatch, ImportRepair
from enrollment.selectors import batches
from enrollment.selectors.repairs import repair_of
from enrollment.services.repairs import Unrepairable, repair, repair_row, skip_row, take_repair_back
from enrollment.words import group_title

State = ImportBatch.State
READING = (State.RECEIVED, State.STAGING)
OPENERS = (*access.UPLOADERS, *access.APPROVERS)
CELL = "sel-"


@require(*OPENERS)
@require_http_methods(["GET", "HEAD", "POST"])
def repairs_page(request: HttpRequest, batch: UUID) -> HttpResponse:
    """What is wrong, grouped by what would mend it; a post mends one group."""
    found = batches.visible_batch(actor(request), batch)
    if request.method == "POST":
        return _repair_group(request, found)
    if found.state in READING:
        context = {"batch": found, "item": batches.running(found), "reading": True, "steps": _steps()}
        return render(request, "enrollment/import_repairs_wait.html", context)
    if found.state != State.STAGED:
        return redirect("import", batch)
    return _page(request, found)


def _page(request: HttpRequest, batch: ImportBatch, refused: str = "", status: int = 200) -> HttpResponse:
    groups = repairable.repair_groups(batch)
    context = {
        "batch": batch,
        "steps": _steps(),
        "groups": [(one, group_title(one.code, words.problem_sentence(one.code, {}))) for one in groups],
        "made": rowrepairs.made_repairs(batch),
        "repaired": batch.warnings.get("codes", {}).get("REPAIRED", 0),
        "may_repair": access.may_repair(actor(request), batch),
        "refused": refused,
    }
    return render(request, "enrollment/import_repairs.html", context, status=status)


def _repair_group(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    said = {name: request.POST.get(name, "") for name in ("kind", "column", "code", "choice", "before", "after")}
    if said["kind"] not in (ImportRepair.Kind.RULE, ImportRepair.Kind.VALUE):
        not_found()
    try:
        repair(batch=batch, by=actor(request), **said)
    except Unrepairable as refusal:
        return _page(request, batch, str(refusal), 422)
    messages.success(request, _("Perbaikan dicatat. File dinilai lagi."))
    return HttpResponse(status=303, headers={"Location": reverse("import-repairs", args=[batch.pk])})


@require(*OPENERS)
@require_POST
def repair_undo(request: HttpRequest, batch: UUID, repair: int) -> HttpResponse:
    """Take one repair back: the cells are what the file says."""
    user = actor(request)
    found = batches.visible_batch(user, batch)
    take_repair_back(repair=repair_of(found, repair), by=user)
    messages.success(request, _("Perbaikan dibatalkan. File dinilai lagi."))
    return HttpResponse(status=303, headers={"Location": reverse("import-repairs", args=[batch])})


@require(*OPENERS)
@require_http_methods(["GET", "HEAD", "POST"])
def row_page(request: HttpRequest, batch: UUID, row: int) -> HttpResponse:
    """One bad row: type its wrong cells anew, or leave the row out."""
    user = actor(request)
    found = batches.visible_batch(user, batch)
    if request.method != "POST":
        return _row(request, found, row)
    try:
        if "skip" in request.POST:
            skip_row(batch=found, row_number=row, by=user)
            messages.success(request, _("Baris %(row)s dilewati.") % {"row": row})
        else:
            repair_row(batch=found, row_number=row, cells=_changed_cells(request, found, row), by=user)
            messages.success(request, _("Baris %(row)s diperbaiki. File dinilai lagi.") % {"row": row})
    except Unrepairable as refusal:
        return _row(request, found, row, str(refusal), 422)
    return HttpResponse(status=303, headers={"Location": reverse("import", args=[batch]) + _place(request)})


def _row(request: HttpRequest, batch: ImportBatch, row: int, refused: str = "", status: int = 200) -> HttpResponse:
    if batch.state != State.STAGED:
        return redirect("import", batch.pk)
    shown = preview.bad_row(batch, row)
    if shown is None:
        not_found()
    context: dict[str, Any] = {
        "batch": batch,
        "row": shown,
        "rows": [shown],
        "headings": preview.headings(batch),
        "steps": _steps(),
        "refused": refused,
        "may_repair": access.may_repair(actor(request), batch),
    }
    return render(request, "enrollment/import_repair_row.html", context, status=status)


def _changed_cells(request: HttpRequest, batch: ImportBatch, row: int) -> dict[str, str]:
    """Cells whose text differs from what the page offered; only those that may be typed anew."""
    shown = preview.bad_row(batch, row)
    offered = {one.column: one.text for one in shown.fields} if shown else {}
    typed = {name.removeprefix(CELL): text for name, text in request.POST.items() if name.startswith(CELL)}
    return {
        name: str(text)
        for name, text in typed.items()
        if name in offered and str(text).strip() != offered[name].strip()
    }


def _place(request: HttpRequest) -> str:
    """Back to the list one came from: its tab, kind and page, whatever of them is plain."""
    tab, code, page = (request.POST.get(name, "") for name in ("tab", "kode", "page"))
    parts = [f"tab={tab}"] if tab in ("salah", "meragukan") else []
    parts += [f"kode={code}"] if code.replace("_", "").isalnum() and code.isascii() else []
    parts += [f"page={page}"] if page.isascii() and page.isdigit() else []
    return f"?{'&'.join(parts)}" if parts else ""


def _steps() -> list[str]:
    return [_("Unggah"), _("Cocokkan kolom"), _("Pratinjau"), _("Proses"), _("Hasil")]
