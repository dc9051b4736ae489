"""Who holds a file: taking it, and handing it to a colleague."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import ensure, require
from permits import services
from permits.access import DESK_ROLES, may_handle
from permits.errors import Stale
from permits.forms_handover import HandOverForm, RevokeForm
from permits.models import Application
from permits.selectors.desk import colleagues_of
from permits.selectors.files import file_seen_by
from permits.services.revoke import may_revoke
from permits.views.going import attempt, see_file
from permits.views.request import Request
from permits.words_decisions import overtaken


@require(*DESK_ROLES)
@require_POST
def take(request: Request, pk: UUID) -> HttpResponse:
    """ "Ambil berkas"."""
    file = file_seen_by(request.user, pk)
    attempt(request, lambda: services.take_file(application=file, by=request.user))
    return see_file(pk)


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
    done = _("Berkas diserahkan kepada %(who)s.") % {"who": form.cleaned_data["to"]}
    try:
        attempt(request, lambda: services.hand_over(application=file, by=request.user, **form.cleaned_data), done)
    except Stale as stale:
        return render(request, "permits/hand_over.html", shown | {"stale": overtaken(stale)}, status=409)
    return see_file(pk)


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
    done = _("Bukti dibatalkan. Berkas menunggu dicek ulang.")
    try:
        attempt(request, lambda: services.revoke(application=file, by=request.user, **form.cleaned_data), done)
    except Stale as stale:
        return render(request, "permits/revoke.html", shown | {"stale": overtaken(stale)}, status=409)
    return see_file(pk)


def _trail(file: Application) -> list[tuple[str, str]]:
    return [(_("Permohonan"), reverse("applications")), (file.number, reverse("application", args=[file.pk]))]
