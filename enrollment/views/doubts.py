"""The queue of doubtful rows: one at a time, side by side, decided by key or by mouse; and the answers given."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import actor, require
from accounts.step_up import step_up
from enrollment import access
from enrollment.doubt_forms import DoubtForm, RevealForm
from enrollment.importing.doubt_page import doubt_page
from enrollment.models import ImportBatch, ImportRowCopy
from enrollment.selectors import doubts
from enrollment.services import forget_answer, reveal_doubt, settle_doubt
from enrollment.words import group_title

PAGE_ROWS = 50


@require_safe
@require(*access.LINKERS)
def queue_page(request: HttpRequest, batch: UUID | None = None) -> HttpResponse:
    """The first open doubt, or the one `?d=` names; of one import where the path names it."""
    user = actor(request)
    of = doubts.doubt_batch(user, batch) if batch else None
    found = doubts.open_doubts(user, of)
    row = doubts.named(found, request.GET.get("d", "")) or found.first()
    if row is None:
        return render(request, "enrollment/doubts_none.html", {"batch": of})
    return _page(request, row, of)


@require_POST
@require(*access.LINKERS)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide this doubt and go to the next one."""
    user = actor(request)
    row = doubts.visible_doubt(user, pk)
    of = _of(request, row)
    form = DoubtForm(request.POST)
    if not form.is_valid():
        return _page(request, row, of, form=form, status=422)
    following = doubts.after(doubts.open_doubts(user, of), row)
    decided = settle_doubt(doubt=row, by=user, **form.cleaned_data)
    if decided.settled_at is None:
        messages.warning(request, _("Jawaban dicatat, tetapi baris ini masih meragukan karena hal lain."))
        following = decided
    else:
        messages.success(request, _("Baris %(row)s diputuskan.") % {"row": row.row_number})
    return HttpResponseRedirect(_address(of, following), status=303)


@require_POST
@require(*access.LINKERS)
@step_up
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page with NIK and wages in full where they differ; never at an address, never kept by the browser."""
    user = actor(request)
    row = doubts.visible_doubt(user, pk)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return _page(request, row, _of(request, row), reveal_form=form, status=422)
    reveal_doubt(doubt=row, by=user, reason=form.cleaned_data["reason"])
    return _page(request, row, _of(request, row), revealed=True)


@require_safe
@require(*access.LINKERS)
def answers_page(request: HttpRequest) -> HttpResponse:
    """Every answer, newest first: each may be taken back, and the same doubt is asked again."""
    given = doubts.answers_given(actor(request))
    page = Paginator(given, PAGE_ROWS).get_page(request.GET.get("page", "1"))
    answers = [(answer, group_title(answer.code, answer.code)) for answer in page]
    return render(request, "enrollment/doubt_answers.html", {"page": page, "answers": answers})


@require_POST
@require(*access.LINKERS)
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one answer back."""
    user = actor(request)
    forget_answer(decision=doubts.visible_answer(user, pk), by=user)
    messages.success(request, _("Jawaban ditarik. Keraguan yang sama ditanyakan lagi pada impor berikutnya."))
    return HttpResponseRedirect(reverse("doubt-answers"), status=303)


def _of(request: HttpRequest, row: ImportRowCopy) -> ImportBatch | None:
    return row.batch if request.POST.get("batch") == str(row.batch_id) else None


def _address(of: ImportBatch | None, row: ImportRowCopy | None) -> str:
    where = reverse("batch-doubts", args=[of.pk]) if of else reverse("doubts")
    return f"{where}?d={row.pk}" if row else where


def _page(
    request: HttpRequest,
    row: ImportRowCopy,
    of: ImportBatch | None,
    *,
    form: Form | None = None,
    reveal_form: Form | None = None,
    revealed: bool = False,
    status: int = 200,
) -> HttpResponse:
    user = actor(request)
    found = doubts.open_doubts(user, of)
    before, after = doubts.before(found, row), doubts.after(found, row)
    shown: dict[str, Any] = {
        "doubt": doubt_page(row, user, revealed=revealed),
        "batch": of,
        "at": doubts.place(found, row),
        "total": found.count(),
        "before": _address(of, before) if before else "",
        "after": _address(of, after) if after and after.pk != row.pk else "",
        "form": form or DoubtForm(),
        "reveal_form": reveal_form or RevealForm(),
        "revealed": revealed,
    }
    return render(request, "enrollment/doubt.html", shown, status=status)
