"""What a BPJS branch agreed with an employer: entered and ended on the page of the business."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import actor, require
from districts.clock import today
from enrollment import access
from enrollment.arrangements import end_arrangement, record_arrangement
from enrollment.forms import ArrangementForm
from enrollment.selectors import register


@require(*access.LINKERS)
@require_http_methods(["GET", "HEAD", "POST"])
def arrangement_page(request: HttpRequest, business: UUID) -> HttpResponse:
    """An instalment plan or a dispute, from a letter of the branch."""
    user = actor(request)
    detail = register.business_detail(user, business, on=today())
    form = ArrangementForm(request.POST or None, employers=[side.employer for side in detail.sides])
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "enrollment/arrangement.html", {"detail": detail, "form": form}, status=status)
    record_arrangement(by=user, **form.cleaned_data)
    messages.success(request, _("Kesepakatan dicatat. Loket membacanya mulai cek berikutnya."))
    return redirect("business", business)


@require(*access.LINKERS)
@require_POST
def end_page(request: HttpRequest, business: UUID, pk: int) -> HttpResponse:
    """The agreement is over before its time."""
    user = actor(request)
    end_arrangement(arrangement=register.arrangement_of(user, business, pk), by=user)
    messages.success(request, _("Kesepakatan diakhiri."))
    return redirect("business", business)
