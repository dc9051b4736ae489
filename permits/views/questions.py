"""The branch's inbox of questions from the desks, and the answer to one."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require
from accounts.rules import Role
from districts.clock import today
from permits import services
from permits.access import BRANCH_ROLES
from permits.errors import Refused, Stale
from permits.forms_requests import AnswerForm
from permits.models import Application, BpjsQuestion
from permits.selectors.files import file_seen_by
from permits.selectors.questions import open_questions, question_for, questions_of
from permits.selectors.requests import inbox_count
from permits.shown import card_of
from permits.views.going import see, see_file
from permits.views.request import Request
from permits.words_decisions import overtaken


@require(*BRANCH_ROLES)
@require_safe
def questions_page(request: Request) -> HttpResponse:
    """Open questions, the shortest clock first, each with what the desk saw."""
    waiting = open_questions(request.user, today())
    rows = [(one, card_of(one.question.check_row, one.question.application)) for one in waiting]
    to_approve = inbox_count(request.user) if request.user.scope.has(Role.BRANCH_HEAD) else 0
    shown = {"rows": rows, "total": len(rows), "to_approve": to_approve}
    return render(request, "permits/questions.html", shown)


@require(*BRANCH_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, pk: UUID) -> HttpResponse:
    """One question (of a file) and the branch's answer."""
    file = file_seen_by(request.user, pk)
    question = question_for(request.user, file)
    if request.method != "POST":
        if question is None:
            return see_file(pk)
        form = AnswerForm(initial={"version": file.version, "key": uuid.uuid4()})
        return render(request, "permits/question_answer.html", _question_page(file, question, form))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return render(request, "permits/question_answer.html", _question_page(file, question, form), status=422)
    return _save(request, file, question, form)


def _save(request: Request, file: Application, question: BpjsQuestion | None, form: AnswerForm) -> HttpResponse:
    try:
        services.answer_question(application=file, by=request.user, **form.cleaned_data)
    except (Stale, Refused) as error:
        said = overtaken(error) if isinstance(error, Stale) else error.sentence
        shown = _question_page(file_seen_by(request.user, file.pk), question, form) | {"stale": said}
        return render(request, "permits/question_answer.html", shown, status=409)
    messages.success(request, _("Jawaban untuk %(number)s terkirim ke loket.") % {"number": file.number})
    return see("questions")


def _question_page(file: Application, question: BpjsQuestion | None, form: AnswerForm) -> dict[str, Any]:
    check = question.check_row if question else None
    return {
        "file": file,
        "question": question,
        "form": form,
        "check": check,
        "card": card_of(check, file) if check else None,
        "trail": [(_("Pertanyaan loket"), reverse("questions"))],
        "earlier": [row for row in questions_of(file) if row.answer],
    }
