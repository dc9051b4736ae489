"""/permohonan/: the list of files, one file with its timeline and decision (b1), undo."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require
from districts.clock import today
from districts.formats import time_wib
from enrollment.rules.calendar import working_days_between
from enrollment.selectors.status import holidays
from permits import services
from permits.access import DESK_ROLES, FILE_READERS, may_handle
from permits.errors import Refused, Stale
from permits.forms import DecisionForm
from permits.models import Application
from permits.selectors.catalogue import office_of, services_of
from permits.selectors.files import check_of, file_seen_by, files_of, latest_check, month_strip
from permits.shown import card_of
from permits.views.counter import UNDOABLE, told
from permits.views.request import Request
from permits.words import EVENTS, STATES

PAGE = 50
TONES = {"HELD": "stop", "REOPENED": "stop", "FLAGGED": "warn", "MATCHED": "info", "RECEIVED": "ok", "CLEARED": "ok"}


@require(*FILE_READERS)
@require_safe
def applications(request: Request) -> HttpResponse:
    """The files in scope, filtered by state, service and text."""
    chosen = {name: request.GET.get(name, "").replace("\0", " ") for name in ("state", "service", "text")}
    rows = files_of(request.user, **chosen)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    query = "&".join(f"{name}={value}" for name, value in chosen.items() if value)
    shown = {
        "page": page,
        "total": page.paginator.count,
        "chosen": chosen,
        "query": query,
        "states": list(STATES.items()),
        "services": services_of(office_of(request.user), today()),
    }
    return render(request, "permits/applications.html", shown)


@require(*FILE_READERS)
@require_safe
def application(request: Request, pk: UUID) -> HttpResponse:
    """The dossier."""
    return render(request, "permits/application.html", _dossier(request, file_seen_by(request.user, pk)))


@require(*DESK_ROLES)
@require_POST
def decide(request: Request, pk: UUID) -> HttpResponse:
    """ "Periksa & simpan": a fresh check, and the answers to read once more."""
    file = file_seen_by(request.user, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return render(request, "permits/application.html", _dossier(request, file, form), status=422)
    if file.business is None:
        return redirect("application", pk)
    check = services.check_business(
        business=file.business, service=file.permit_type.code, by=request.user, application=file
    )
    shown = {"file": file, "check": check, "card": card_of(check), "form": form, "data": form.cleaned_data}
    shown["is_possible"] = _fits(form.cleaned_data["outcome"], check.outcome)
    return render(request, "permits/decide.html", shown)


@require(*DESK_ROLES)
@require_POST
def save(request: Request, pk: UUID) -> HttpResponse:
    """The decision itself, on the check that was shown."""
    file = file_seen_by(request.user, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return render(request, "permits/application.html", _dossier(request, file, form), status=422)
    data = form.cleaned_data
    check = check_of(request.user, _uuid(request.POST.get("check", "")))
    given: dict[str, Any] = {
        "check": check,
        "by": request.user,
        "note": data["note"],
        "version": data["version"],
        "key": data["key"],
    }
    try:
        if data["outcome"] == "continue":
            services.clear(**given)
            messages.success(request, _("Permohonan dilanjutkan. %(number)s diteruskan.") % {"number": file.number})
        else:
            services.hold(**given)
            messages.success(request, _("Permohonan ditahan. Surat pengantar dibuat."))
    except Stale as stale:
        shown = _dossier(request, file_seen_by(request.user, pk), form) | {"stale": _stale(stale)}
        return render(request, "permits/application.html", shown, status=409)
    except Refused as refused:
        told(request, refused)
    return _to_file(pk)


@require(*DESK_ROLES)
@require_POST
def undo(request: Request, pk: UUID) -> HttpResponse:
    """ "Urungkan", within its minutes."""
    file = file_seen_by(request.user, pk)
    try:
        services.undo_clear(application=file, by=request.user)
    except Refused as refused:
        told(request, refused)
    else:
        messages.success(request, _("Keputusan diurungkan. Bukti ceknya tidak berlaku lagi."))
    return _to_file(pk)


@require(*DESK_ROLES)
@require_POST
def recheck(request: Request, pk: UUID) -> HttpResponse:
    """ "Cek ulang"."""
    file = file_seen_by(request.user, pk)
    if file.business is None:
        return _to_file(pk)
    try:
        services.check_business(
            business=file.business, service=file.permit_type.code, by=request.user, application=file
        )
    except Refused as refused:
        told(request, refused)
    return _to_file(pk)


def _dossier(request: Request, file: Application, form: DecisionForm | None = None) -> dict[str, Any]:
    check = latest_check(file)
    is_open = file.state not in (*UNDOABLE, Application.State.DENIED)
    may_decide = bool(may_handle(request.user, file.agency_id)) and is_open
    scope = request.user.scope
    district = file.business.village.district_id if file.business and file.business.village else ""
    sees_months = scope.is_city or district in scope.district_codes
    return {
        "file": file,
        "trail": [(_("Permohonan"), reverse("applications"))],
        "check": check,
        "card": card_of(check, file) if check else None,
        "steps": [(change, EVENTS[change.event], TONES.get(change.event, "")) for change in file.history.all()],
        "form": form or DecisionForm(initial={"version": file.version, "key": uuid.uuid4()}),
        "may_decide": may_decide,
        "can_undo": file.state in UNDOABLE and bool(may_handle(request.user, file.agency_id)),
        "working_days": 1 + working_days_between(file.received_on, today(), holidays()),
        "letter": next(iter(sorted(file.referrals.all(), key=lambda r: -r.pk)), None),
        "receipt": next((r for r in file.receipts.all() if r.revoked_at is None), None),
        "strip": month_strip(file.business, today()) if file.business and sees_months else [],
        "owner": check.answer.get("business", {}).get("owner", "") if check else "",
    }


def _fits(outcome: str, checked: str) -> bool:
    passing = ("PASS", "PASS_WITH_DEADLINE", "CONTINUE_BY_RULE")
    return checked in passing if outcome == "continue" else checked == "HOLD"


def _stale(stale: Stale) -> str:
    return _("Permohonan ini baru saja diputuskan oleh %(who)s (%(time)s). Muat ulang untuk melihatnya.") % {
        "who": stale.who or _("sistem"),
        "time": time_wib(stale.when),
    }


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid.uuid4()


def _to_file(pk: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("application", args=[pk]), status=303)
