"""Asking a second person, the approver's inbox, and the answer (step-up, security.md §5)."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ensure, not_found, require
from accounts.delegation import may_delegate
from accounts.step_up import step_up
from districts.clock import now, today
from enrollment.rules.calendar import month_start
from permits import services
from permits.access import APPROVERS, DESK_ROLES, may_approve
from permits.errors import Refused, Stale
from permits.forms_requests import ApprovalForm, RequestForm
from permits.models import Application, ApprovalRequest, Check
from permits.selectors.checked import check_of, file_of_check
from permits.selectors.files import file_seen_by
from permits.selectors.requests import askable, granted_by_office, inbox, requests_of
from permits.services.decisions import undo_minutes
from permits.services.requests import NOT_ALLOWED
from permits.shown import card_of
from permits.views.going import attempt, see_check, see_file, told
from permits.views.request import Request
from permits.words_decisions import KIND_TITLES, overtaken

PAGE = 50


@require(*DESK_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, pk: UUID, kind: str) -> HttpResponse:
    """Reason and ground, then what will be sent, then to the approver."""
    check = check_of(request.user, pk)
    if kind not in askable(check):
        told(request, Refused("NOT_ALLOWED", NOT_ALLOWED))
        return _back(check)
    if request.method != "POST":
        return render(request, "permits/request.html", _asked(check, _empty(check, kind), kind))
    form = RequestForm(request.POST, kind=kind)
    if not form.is_valid():
        return render(request, "permits/request.html", _asked(check, form, kind), status=422)
    if "confirm" not in request.POST:
        return render(request, "permits/request.html", _asked(check, form, kind) | {"data": form.cleaned_data})
    return _send(request, check, form, kind)


def _send(request: Request, check: Check, form: RequestForm, kind: str) -> HttpResponse:
    data = form.cleaned_data
    given: dict[str, Any] = {name: data[name] for name in ("reason", "version", "key")}
    try:
        row = services.ask_approval(check=check, kind=kind, by=request.user, ground=data.get("ground", ""), **given)
    except Stale as stale:
        shown = _asked(check, form, kind) | {"stale": overtaken(stale)}
        return render(request, "permits/request.html", shown, status=409)
    except Refused as refused:
        told(request, refused)
        return _back(check)
    messages.success(request, _("Diteruskan ke atasan. Anda melihat jawabannya di berkas ini."))
    return see_file(row.application_id)


def _empty(check: Check, kind: str) -> RequestForm:
    file = file_of_check(check)
    return RequestForm(kind=kind, initial={"version": file.version if file else None, "key": uuid.uuid4()})


def _asked(check: Check, form: RequestForm, kind: str) -> dict[str, Any]:
    business = check.business
    return {
        "check": check,
        "form": form,
        "kind": kind,
        "title": KIND_TITLES[kind],
        "card": card_of(check, None),
        "rule": check.rule,
        "name": business.name if business else "",
        "without_workers": business is not None and not business.declared_workers,
        "ground_label": dict(ApprovalRequest.Ground.choices).get(form.data.get("ground", ""), ""),
    }


@require(*APPROVERS)
@require_safe
def requests_page(request: Request) -> HttpResponse:
    """The approver's inbox, oldest first."""
    page = Paginator(inbox(request.user), PAGE).get_page(request.GET.get("page"))
    rows = [(row, card_of(row.check_row, row.application), (now() - row.asked_at).days) for row in page.object_list]
    since = month_start(today())
    shown = {
        "page": page,
        "rows": rows,
        "total": page.paginator.count,
        "may_delegate": may_delegate(request.user),
        "since": since,
        "granted": granted_by_office(request.user, since),
    }
    return render(request, "permits/requests.html", shown)


@require(*APPROVERS)
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, pk: UUID) -> HttpResponse:
    """One request with the verdict it rests on; yes, or no with the reason."""
    file = file_seen_by(request.user, pk)
    row = requests_of(file).first()
    if row is None:
        not_found()
    ensure(may_approve(request.user, row))
    if request.method != "POST":
        if row.state != ApprovalRequest.State.PENDING:
            return see_file(pk)
        form = ApprovalForm(initial={"version": file.version, "key": uuid.uuid4()})
        return render(request, "permits/request_answer.html", _request_page(file, row, form))
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        return render(request, "permits/request_answer.html", _request_page(file, row, form), status=422)
    return _answer(request, file, row, form)


def _answer(request: Request, file: Application, row: ApprovalRequest, form: ApprovalForm) -> HttpResponse:
    data = form.cleaned_data
    given: dict[str, Any] = {"application": file, "by": request.user}
    given |= {name: data[name] for name in ("note", "version", "key")}
    try:
        if data["answer"] == "approve":
            receipt = services.approve_request(**given)
            messages.success(request, _("Disetujui. Nomor bukti %(code)s.") % {"code": receipt.code})
        else:
            services.reject_request(**given)
            messages.success(request, _("Ditolak. Berkas kembali ke loket dengan alasan Anda."))
    except (Stale, Refused) as error:
        said = overtaken(error) if isinstance(error, Stale) else error.sentence
        shown = _request_page(file_seen_by(request.user, file.pk), row, form) | {"stale": said}
        return render(request, "permits/request_answer.html", shown, status=409)
    return see_file(file.pk)


def _request_page(file: Application, row: ApprovalRequest, form: ApprovalForm) -> dict[str, Any]:
    return {
        "file": file,
        "row": row,
        "form": form,
        "title": KIND_TITLES[row.kind],
        "undo_minutes": undo_minutes(),
        "check": row.check_row,
        "card": card_of(row.check_row, file),
        "trail": [(_("Persetujuan"), reverse("requests"))],
        "earlier": [other for other in requests_of(file) if other.pk != row.pk],
    }


@require(*DESK_ROLES)
@require_POST
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """The officer takes the request back."""
    file = file_seen_by(request.user, pk)
    done = _("Permintaan ditarik. Berkas kembali seperti sebelumnya.")
    attempt(request, lambda: services.withdraw_request(application=file, by=request.user), done)
    return see_file(pk)


def _back(check: Check) -> HttpResponse:
    return see_file(check.application_id) if check.application_id else see_check(check)
