"""/permohonan/: the list of files, one file with its timeline and decision (b1), undo."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import not_found, require
from accounts.rules import Role
from districts.clock import today
from permits import services
from permits.access import DESK_ROLES, FILE_READERS
from permits.errors import Refused, Stale
from permits.forms import DecisionForm
from permits.models import Check
from permits.rules.verdict import PASSING
from permits.selectors.catalogue import office_of, services_of
from permits.selectors.checked import check_of
from permits.selectors.files import file_seen_by, files_of, open_counts
from permits.selectors.pace import pace_of
from permits.selectors.questions import is_askable
from permits.selectors.requests import askable
from permits.shown import card_of
from permits.views.desk import desk_links
from permits.views.dossier import dossier
from permits.views.going import attempt, see_file
from permits.views.request import Request
from permits.words import STATES
from permits.words_decisions import overtaken

PAGE = 50
# A choice of the dossier that goes on to the page of a request: its address.
REQUESTS = {"commitment": "check_commit", "exemption": "check_exempt", "override": "check_override"}


@require(*FILE_READERS)
@require_safe
def applications(request: Request) -> HttpResponse:
    """The files in scope, filtered by state, service and text."""
    chosen = {name: request.GET.get(name, "").replace("\0", " ") for name in ("state", "service", "text", "mine")}
    rows = files_of(request.user, **chosen)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    query = urlencode({name: value for name, value in chosen.items() if value})
    office = office_of(request.user)
    shown = {
        "page": page,
        "pace": pace_of(office, today()) if request.user.scope.has(*DESK_ROLES) else None,
        "total": page.paginator.count,
        "chosen": chosen,
        "query": query,
        "states": list(STATES.items()),
        "counts": open_counts(request.user),
        "today": today(),
        "desk_links": desk_links(request.user),
        "services": services_of(office, today()),
    }
    return render(request, "permits/applications.html", shown)


@require(*FILE_READERS)
@require_safe
def application(request: Request, pk: UUID) -> HttpResponse:
    """The dossier."""
    return render(request, "permits/application.html", dossier(request, file_seen_by(request.user, pk)))


@require(*DESK_ROLES)
@require_POST
def decide(request: Request, pk: UUID) -> HttpResponse:
    """ "Periksa & simpan": a fresh check, and the answers to read once more."""
    file = file_seen_by(request.user, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return render(request, "permits/application.html", dossier(request, file, form), status=422)
    if file.business is None:
        return redirect("application", pk)
    check = services.check_business(
        business=file.business, service=file.permit_type.code, by=request.user, application=file
    )
    outcome = form.cleaned_data["outcome"]
    is_possible = _fits(outcome, check)
    if is_possible and outcome in REQUESTS:
        return HttpResponseRedirect(reverse(REQUESTS[outcome], args=[check.pk]), status=303)
    shown = {"file": file, "check": check, "card": card_of(check), "form": form, "data": form.cleaned_data}
    shown["is_possible"] = is_possible
    return render(request, "permits/decide.html", shown)


@require(*DESK_ROLES)
@require_POST
def save(request: Request, pk: UUID) -> HttpResponse:
    """The decision itself, on the check that was shown."""
    file = file_seen_by(request.user, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return render(request, "permits/application.html", dossier(request, file, form), status=422)
    check = check_of(request.user, _uuid(request.POST.get("check", "")))
    if check.application_id != file.pk:
        not_found()  # another file's check decides nothing here
    try:
        messages.success(request, _carry_out(request, file.number, check, form.cleaned_data))
    except (Stale, Refused) as error:
        said = overtaken(error) if isinstance(error, Stale) else error.sentence
        shown = dossier(request, file_seen_by(request.user, pk), form) | {"stale": said}
        return render(request, "permits/application.html", shown, status=409)
    return see_file(pk)


@require(*DESK_ROLES, Role.BRANCH_HEAD)
@require_POST
def undo(request: Request, pk: UUID) -> HttpResponse:
    """ "Urungkan", within its minutes."""
    file = file_seen_by(request.user, pk)
    done = _("Keputusan diurungkan. Bukti ceknya tidak berlaku lagi.")
    attempt(request, lambda: services.undo_clear(application=file, by=request.user), done)
    return see_file(pk)


@require(*DESK_ROLES)
@require_POST
def recheck(request: Request, pk: UUID) -> HttpResponse:
    """ "Cek ulang"."""
    file = file_seen_by(request.user, pk)
    if (business := file.business) is not None:
        service = file.permit_type.code
        attempt(
            request,
            lambda: services.check_business(business=business, service=service, by=request.user, application=file),
        )
    return see_file(pk)


def _carry_out(request: Request, number: str, check: Check, data: dict[str, Any]) -> str:
    """The verb of the decision; returns what is said about it."""
    given: dict[str, Any] = {"check": check, "by": request.user, "version": data["version"], "key": data["key"]}
    if data["outcome"] == "continue":
        services.clear(**given, note=data["note"])
        return _("Permohonan dilanjutkan. %(number)s diteruskan.") % {"number": number}
    if data["outcome"] == "ask":
        services.ask_bpjs(**given, text=data["note"])
        return _("BPJS TK ditanya. Jawabannya muncul di berkas ini.")
    services.hold(**given, note=data["note"])
    return _("Permohonan ditahan. Surat pengantar dibuat.")


def _fits(outcome: str, check: Check) -> bool:
    """Whether the fresh check allows what was chosen."""
    if outcome in REQUESTS:
        return outcome.upper() in askable(check)
    if outcome == "ask":
        return is_askable(check)
    return check.outcome in PASSING if outcome == "continue" else check.outcome == "HOLD"


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid.uuid4()
