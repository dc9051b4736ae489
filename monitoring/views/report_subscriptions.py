"""Which reports come to one's own mailbox."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import actor, require
from monitoring import access
from monitoring.selectors.report_areas import offers
from monitoring.services import end_subscription, subscribe


@require_http_methods(["GET", "HEAD", "POST"])
@require(*access.REPORTS)
def subscriptions_page(request: HttpRequest) -> HttpResponse:
    """`/laporan/langganan/`: one button an area, on or off."""
    user = actor(request)
    if request.method == "POST":
        area = request.POST.get("wilayah", "")[:40]
        if request.POST.get("berhenti"):
            end_subscription(area=area, by=user)
            messages.success(request, _("Langganan dihentikan."))
        else:
            subscribe(area=area, by=user)
            messages.success(request, _("Laporan wilayah ini dikirim ke surel Anda setiap kali terbit."))
        return HttpResponseRedirect(reverse("report-subscriptions"), status=303)
    context = {"offers": offers(user), "email": user.email, "trail": [(_("Akun saya"), reverse("account"))]}
    return render(request, "monitoring/report_subscriptions.html", context)
