"""The import wizard: upload, preview, progress, result. Every step is a plain page; htmx only refreshes progress."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import actor, ensure, require
from enrollment import access
from enrollment.forms import CommitForm, UndoForm, UploadForm
from enrollment.forms_imports import ExplainForm, HistoryForm
from enrollment.importing import preview, result_rows, words
from enrollment.importing import told as effects_told
from enrollment.importing.asking import asks_sheets
from enrollment.importing.effects import uses
from enrollment.importing.errors import FileRefused, Refusal
from enrollment.importing.judging import limits
from enrollment.importing.profiles import PROFILES
from enrollment.importing.unknown import said
from enrollment.models import ImportBatch, ImportProblem
from enrollment.selectors import batches, doubts
from enrollment.selectors.progress import pace
from enrollment.selectors.undone import left_rows
from enrollment.services import TakenByAnother, cancel_batch, commit_batch, receive_batch, submit_batch
from enrollment.uploads import refused_upload
from enrollment.wizard import steps
from enrollment.words import group_title
from enrollment.words_effects import took

State = ImportBatch.State
Severity = ImportProblem.Severity
OPENERS = (*access.UPLOADERS, *access.APPROVERS)
HISTORY_ROWS = 20
TABS = {"salah": False, "meragukan": True}
STATUS = {Refusal.FILE_TOO_LARGE: 413, Refusal.FILE_TYPE: 415, Refusal.DISK_FULL: 507}


@require(*access.HISTORY)
@require_http_methods(["GET", "HEAD", "POST"])
def imports_page(request: HttpRequest) -> HttpResponse:
    """Step 1: the upload form, and every import there was."""
    if request.method == "POST":
        return _upload(request)
    return _history(request, UploadForm())


def _history(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    user = actor(request)
    search = HistoryForm(request.GET, people=batches.uploaders(user))
    page = Paginator(batches.history(user, search.asked()), HISTORY_ROWS).get_page(request.GET.get("page", "1"))
    context = {
        "form": form,
        "may_upload": access.may_upload(user),
        "page": page,
        "search": search,
        "full": access.sees_effects(user),
        "query": batches.query_without_page(request.GET),
        "open": batches.visible_ids(user, list(page)),
        "given": {one.pk for one in page if access.may_have_file(user, one)},
        "limits": limits(),
        "profiles": [(name, preview.profile_title(name)) for name in PROFILES],
        "brought": batches.last_sheets(user),
        "fillable": [name for name in access.FILLABLE if access.may_fill_template(user, name)],
    }
    return render(request, "enrollment/imports.html", context, status=status)


def _upload(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    form = UploadForm(request.POST, request.FILES)
    ensure(access.may_upload(user))
    if (cut := refused_upload(request)) is not None:
        form.errors.pop("file", None)
        return _refused(request, form, cut)
    if not form.is_valid():
        return _history(request, form, status=400)
    upload = form.cleaned_data["file"]
    try:
        received = receive_batch(
            content=upload.chunks(),
            name=upload.name,
            by=user,
            profile=form.cleaned_data["profile"],
            as_of=form.cleaned_data["as_of"],
            content_type=upload.content_type or "",
        )
    except FileRefused as refusal:
        return _refused(request, form, refusal)
    except TakenByAnother as taken:
        first = taken.batch
        context = {"first": first, "may_open": first.pk in batches.visible_ids(user, [first])}
        return render(request, "enrollment/import_taken.html", context, status=409)
    return redirect("import", received.batch.pk)


def _refused(request: HttpRequest, form: UploadForm, refusal: FileRefused) -> HttpResponse:
    form.add_error("file", words.refusal_sentence(refusal.code, refusal.params))
    return _history(request, form, status=STATUS.get(refusal.code, 400))


@require(*OPENERS)
@require_GET
def import_page(request: HttpRequest, batch: UUID) -> HttpResponse:
    """The batch as far as it is: being read, to be looked at, being written, done, refused."""
    found = batches.visible_batch(actor(request), batch)
    if found.state in (State.RECEIVED, State.STAGING, State.COMMITTING) or _is_undoing(found):
        return render(request, "enrollment/import_progress.html", _progress(found, request))
    if found.state == State.WAITING:
        return redirect("import-sheets" if asks_sheets(found) else "import-columns", batch)
    if found.state == State.STAGED:
        return preview_page(request, found)
    if found.state in (State.COMMITTED, State.UNDONE):
        return result_page(request, found)
    return render(request, "enrollment/import_ended.html", _ended(found, request))


def preview_page(
    request: HttpRequest,
    batch: ImportBatch,
    *,
    form: CommitForm | None = None,
    explain_form: ExplainForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Step 3; with a form that did not pass, its errors."""
    context = _preview(batch, request)
    context["form"] = form or context["form"]
    context["explain_form"] = explain_form or ExplainForm()
    return render(request, "enrollment/import_preview.html", context, status=status)


def result_page(
    request: HttpRequest, batch: ImportBatch, *, form: UndoForm | None = None, status: int = 200
) -> HttpResponse:
    """Step 5; with an undo form that did not pass, its errors."""
    context = _result(batch, request)
    context["form"] = form or context["form"]
    return render(request, "enrollment/import_result.html", context, status=status)


@require(*OPENERS)
@require_GET
def rows_page(request: HttpRequest, batch: UUID) -> HttpResponse:
    """The rows of a committed import: all, those that were taken, the wrong ones, and those that wait for a person."""
    found = batches.visible_batch(actor(request), batch)
    if found.state not in (State.COMMITTED, State.UNDONE):
        return redirect("import", batch)
    accepted = found.new + found.changed + found.same
    context = {"batch": found, "steps": steps(), "accepted": accepted, **_lines(found, request)}
    return render(request, "enrollment/import_rows.html", context)


@require(*OPENERS)
@require_GET
def progress_fragment(request: HttpRequest, batch: UUID) -> HttpResponse:
    """What the progress page asks for every five seconds; when there is nothing left to wait for, the page itself."""
    found = batches.visible_batch(actor(request), batch)
    waiting = found.state in (State.RECEIVED, State.STAGING, State.COMMITTING) or _is_undoing(found)
    if not waiting:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "enrollment/_progress.html", _progress(found, request))


@require(*OPENERS)
@require_POST
def submit(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Hand a large import to the second person."""
    user = actor(request)
    submit_batch(batch=batches.visible_batch(user, batch), by=user)
    messages.success(request, _("Impor diajukan. Kepala cabang atau importir lain dapat memprosesnya sekarang."))
    return redirect("import", batch)


@require(*OPENERS)
@require_POST
def commit(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Confirm the preview."""
    user = actor(request)
    found = batches.visible_batch(user, batch)
    form = CommitForm(request.POST)
    if not form.is_valid():
        return preview_page(request, found, form=form, status=400)
    commit_batch(batch=found, by=user, mode=form.cleaned_data["mode"])
    return redirect("import", batch)


@require(*OPENERS)
@require_POST
def cancel(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Stop what is under way, or drop the preview; nothing of it stays."""
    user = actor(request)
    cancel_batch(batch=batches.visible_batch(user, batch), by=user)
    messages.success(request, _("Impor dihentikan. Tidak ada data yang berubah."))
    return redirect("imports")


def _is_undoing(batch: ImportBatch) -> bool:
    return batch.state == State.COMMITTED and batches.running(batch) is not None


def _progress(batch: ImportBatch, request: HttpRequest) -> dict[str, Any]:
    reading = batch.state in (State.RECEIVED, State.STAGING)
    item = batches.running(batch)
    return {
        "batch": batch,
        "item": item,
        "pace": pace(item),
        "steps": steps(),
        "current": 2 if reading else 4,
        "reading": reading,
        "undoing": batch.state == State.COMMITTED,
        "may_cancel": access.may_cancel(actor(request), batch),
    }


def _rows(batch: ImportBatch, request: HttpRequest, tabs: tuple[str, ...]) -> dict[str, Any]:
    """One page of the rows a tab stands for, all of them or those with one code."""
    tab = request.GET.get("tab", "")
    if tab not in tabs:
        tab = "salah" if batch.wrong or not batch.doubtful else "meragukan"
    code, number = request.GET.get("kode", ""), request.GET.get("page", "1")
    if tab == "berubah":
        page, rows = preview.changed_rows(batch, page=number)
    else:
        page, rows = preview.bad_rows(batch, doubtful=TABS[tab], code=code, page=number)  # type: ignore[assignment]
    return {"tab": tab, "code": code, "page": page, "rows": rows, "headings": preview.headings(batch)}


def _lines(batch: ImportBatch, request: HttpRequest) -> dict[str, Any]:
    """All lines or those that were taken; else the bad ones with their cells."""
    tab = request.GET.get("tab", "")
    if tab not in result_rows.TABS:
        return _rows(batch, request, tuple(TABS))
    page, rows = result_rows.result_rows(batch, tab, request.GET.get("page", "1"))
    return {"tab": tab, "code": "", "page": page, "result_rows": rows, "same_note": bool(batch.same)}


def _groups(batch: ImportBatch, *severities: str) -> list[tuple[batches.ProblemGroup, str]]:
    return [
        (group, group_title(group.code, words.problem_sentence(group.code, {})))
        for group in batches.problem_groups(batch, *severities)
    ]


def _preview(batch: ImportBatch, request: HttpRequest) -> dict[str, Any]:
    user = actor(request)
    context = {"batch": batch, "steps": steps(), **_rows(batch, request, (*TABS, "berubah"))}
    mode = ImportBatch.Mode.VALID_ROWS
    return context | {
        "groups": _groups(batch, Severity.WRONG, Severity.DOUBTFUL),
        "warnings": _groups(batch, Severity.WARNING),
        "may_repair": access.may_repair(user, batch),
        "notes": [words.note_sentence(note) for note in batch.warnings.get("notes", [])],
        "told": effects_told.told(batch, "preview", user),
        "may_explain": access.may_explain(user, batch),
        "moved": "seen_before" in batch.effect,
        "accepted": batch.new + batch.changed + batch.same,
        "may_commit": access.may_commit(user, batch, mode),
        "may_submit": (access.needs_second_person(batch) or batch.is_held) and access.may_submit(user, batch),
        "form": CommitForm(initial={"mode": mode}),
        **said(user, batch),
    }


def _result(batch: ImportBatch, request: HttpRequest) -> dict[str, Any]:
    user = actor(request)
    told = effects_told.told(batch, "result", user)
    return {
        "batch": batch,
        "steps": steps(),
        "accepted": batch.new + batch.changed + batch.same,
        "told": told,
        "lines": effects_told.summary(told),
        "took": took(batch),
        "doubts": doubts.open_doubts(user, batch).count(),
        "uses": uses(user, batch),
        "undone": batch.effect.get("undo", {}),
        "left": left_rows(batch, user),
        "may_undo": access.may_undo(user, batch),
        "may_have_file": access.may_have_file(user, batch),
        "undo_until": batches.undo_until(batch),
        "form": UndoForm(),
    }


def _ended(batch: ImportBatch, request: HttpRequest) -> dict[str, Any]:
    refused = batch.state == State.REFUSED
    sentence = words.refusal_sentence(batch.refusal_code, batch.refusal_params) if refused else ""
    return {"batch": batch, "sentence": sentence, "steps": steps()}
