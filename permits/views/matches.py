""" "Bukan usaha saya" at the desk, and the branch's list of such matches."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require
from permits import services
from permits.access import BRANCH_ROLES, REJECT_ROLES
from permits.errors import Refused
from permits.forms import DisownForm
from permits.selectors.checked import check_of
from permits.selectors.matches import rejection_of, rejections
from permits.views.going import see_check, told
from permits.views.request import Request


@require(*REJECT_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def reject(request: Request, pk: UUID) -> HttpResponse:
    """What will follow, with a word on why; then the number is asked again without that business."""
    check = check_of(request.user, pk)
    form = DisownForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "permits/disown.html", {"check": check, "form": form}, status=status)
    try:
        again = services.reject_match(check=check, by=request.user, reason=form.cleaned_data["reason"])
    except Refused as refused:
        told(request, refused)
        return see_check(check)
    messages.success(request, _("Dicatat: bukan usaha pemohon. BPJS TK diminta memeriksa kecocokan ini."))
    return see_check(again)


@require(*BRANCH_ROLES)
@require_safe
def matches(request: Request) -> HttpResponse:
    """Matches that applicants disowned, waiting for BPJS."""
    return render(request, "permits/matches.html", {"rows": rejections(request.user)})


@require(*BRANCH_ROLES)
@require_POST
def settle(request: Request, pk: int) -> HttpResponse:
    """The two belong together after all, or they do not."""
    rejection = rejection_of(request.user, pk)
    try:
        services.settle_match(rejection=rejection, upheld=request.POST.get("answer") == "apart", by=request.user)
    except Refused as refused:
        told(request, refused)
    else:
        messages.success(request, _("Kecocokan selesai diperiksa."))
    return HttpResponseRedirect(reverse("matches"), status=303)
