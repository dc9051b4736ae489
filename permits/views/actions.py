"""What an officer does with a check: let it go on, hold it, ask BPJS, note a proof, take the file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require
from permits import services
from permits.access import DESK_ROLES
from permits.errors import Refused
from permits.forms import HoldForm, ProofForm
from permits.models import Check
from permits.selectors.checked import check_of
from permits.views.counter import check_context
from permits.views.going import see_check, told
from permits.views.request import Request
from permits.words import to_complete


@require(*DESK_ROLES)
@require_POST
def clear(request: Request, pk: UUID) -> HttpResponse:
    """Saved at once, and said with "Urungkan"."""
    check = check_of(request.user, pk)
    try:
        services.clear(check=check, by=request.user)
    except Refused as refused:
        return _refused(request, check, refused)
    return see_check(check)


@require(*DESK_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: Request, pk: UUID) -> HttpResponse:
    """The letter's form, then what will be printed, then the letter."""
    check = check_of(request.user, pk)
    if request.method != "POST":
        return see_check(check)
    if "business_name" not in request.POST:
        form = HoldForm.of(check)
        return render(
            request,
            "permits/hold.html",
            {"check": check, "form": form, "name": form["business_name"].value(), "gaps": to_complete(check.reasons)},
        )
    form = HoldForm(request.POST)
    if not form.is_valid():
        return _hold_again(request, check, form)
    data = form.cleaned_data
    if "confirm" not in request.POST:
        shown = {"check": check, "form": form, "data": data, "name": data["business_name"]}
        shown["gaps"] = to_complete(check.reasons)
        return render(request, "permits/hold.html", shown)
    try:
        services.hold(check=check, by=request.user, applicant=form.applicant())
    except Refused as refused:
        return _refused(request, check, refused)
    return see_check(check)


def _refused(request: Request, check: Check, refused: Refused) -> HttpResponse:
    """409: the verdict as it stands, and why nothing was done."""
    told(request, refused)
    return render(request, "permits/counter.html", check_context(request, check), status=409)


def _hold_again(request: Request, check: Check, form: HoldForm) -> HttpResponse:
    """The form with its errors, where it was filled in: on the confirming page or in the card."""
    if "confirm" in request.POST:
        shown = {"check": check, "form": form, "name": form["business_name"].value()}
        return render(request, "permits/hold.html", shown, status=422)
    return render(request, "permits/counter.html", check_context(request, check, form), status=422)


@require(*DESK_ROLES)
@require_POST
def ask(request: Request, pk: UUID) -> HttpResponse:
    """Have BPJS confirm; the file waits."""
    check = check_of(request.user, pk)
    try:
        services.ask_bpjs(check=check, by=request.user)
    except Refused as refused:
        return _refused(request, check, refused)
    return see_check(check)


@require(*DESK_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: Request, pk: UUID) -> HttpResponse:
    """The number of a proof the applicant shows."""
    check = check_of(request.user, pk)
    form = ProofForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "permits/proof.html", {"check": check, "form": form}, status=status)
    try:
        services.record_proof(check=check, number=form.cleaned_data["number"], by=request.user)
    except Refused as refused:
        return _refused(request, check, refused)
    return see_check(check)


@require(*DESK_ROLES)
@require_POST
def receive(request: Request, pk: UUID) -> HttpResponse:
    """ "Terima berkas": the file is opened, undecided."""
    check = check_of(request.user, pk)
    try:
        file = services.open_application(check=check, by=request.user)
    except Refused as refused:
        return _refused(request, check, refused)
    messages.success(request, _("Berkas %(number)s diterima.") % {"number": file.number})
    return redirect("application", file.pk)
