"""Who holds a file: taking it, and handing it to a colleague."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import ensure, require
from permits import services
from permits.access import DESK_ROLES, may_handle
from permits.errors import Refused, Stale
from permits.forms_handover import HandOverForm, RevokeForm
from permits.models import Application
from permits.selectors.desk import colleagues_of
from permits.selectors.files import file_seen_by
from permits.services.revoke import may_revoke
from permits.views.counter import told
from permits.views.request import Request
from permits.words_decisions import overtaken


@require(*DESK_ROLES)
@require_POST
def take(request: Request, pk: UUID) -> HttpResponse:
    """ "Ambil berkas"."""
    file = file_seen_by(request.user, pk)
    try:
        services.take_file(application=file, by=request.user)
    except Refused as refused:
        told(request, refused)
    return _to_file(file)


@require(*DESK_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: Request, pk: UUID) -> HttpResponse:
    """ "Serahkan berkas": to whom, and a note."""
    file = file_seen_by(request.user, pk)
    ensure(may_handle(request.user, file.agency_id))
    colleagues = colleagues_of(file.agency_id).exclude(pk=file.assigned_to_id or 0)
    form = HandOverForm(request.POST or None, colleagues=colleagues, initial={"version": file.version})
    shown = {"file": file, "form": form, "trail": _trail(file)}
    if request.method != "POST":
        return render(request, "permits/hand_over.html", shown)
    if not form.is_valid():
        return render(request, "permits/hand_over.html", shown, status=422)
    data = form.cleaned_data
    try:
        services.hand_over(application=file, to=data["to"], note=data["note"], version=data["version"], by=request.user)
    except Stale as stale:
        return render(request, "permits/hand_over.html", shown | {"stale": overtaken(stale)}, status=409)
    except Refused as refused:
        told(request, refused)
    else:
        messages.success(request, _("Berkas diserahkan kepada %(who)s.") % {"who": data["to"]})
    return _to_file(file)


@require(*DESK_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: Request, pk: UUID) -> HttpResponse:
    """ "Batalkan bukti": the page that asks for the reason, and the act."""
    file = file_seen_by(request.user, pk)
    ensure(may_revoke(request.user, file))
    form = RevokeForm(request.POST or None, initial={"version": file.version})
    shown = {"file": file, "form": form, "trail": _trail(file)}
    shown["receipt"] = next((r for r in file.receipts.all() if r.revoked_at is None), None)
    if request.method != "POST":
        return render(request, "permits/revoke.html", shown)
    if not form.is_valid():
        return render(request, "permits/revoke.html", shown, status=422)
    data = form.cleaned_data
    try:
        services.revoke(application=file, reason=data["reason"], version=data["version"], by=request.user)
    except Stale as stale:
        return render(request, "permits/revoke.html", shown | {"stale": overtaken(stale)}, status=409)
    except Refused as refused:
        told(request, refused)
    else:
        messages.success(request, _("Bukti dibatalkan. Berkas menunggu dicek ulang."))
    return _to_file(file)


def _trail(file: Application) -> list[tuple[str, str]]:
    return [(_("Permohonan"), reverse("applications")), (file.number, reverse("application", args=[file.pk]))]


def _to_file(file: Application) -> HttpResponse:
    return HttpResponseRedirect(reverse("application", args=[file.pk]), status=303)
