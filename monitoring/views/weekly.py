"""`/hari-ini/pekan-ini/`: the week's summary as it is mailed, to read, copy, take away and ask for."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import actor, require
from accounts.exports import Export
from accounts.views.exports import export_page
from monitoring.access_today import TODAY
from monitoring.reporting.weekly import gets_weekly, weekly_of
from monitoring.services.weekly import end_weekly, subscribe_weekly, weekly_export


@require_http_methods(["GET", "HEAD", "POST"])
@require(*TODAY)
def weekly_page(request: HttpRequest) -> HttpResponse:
    """The text; and one button, on or off."""
    user = actor(request)
    if request.method == "POST":
        if request.POST.get("berhenti"):
            end_weekly(by=user)
            messages.success(request, _("Ringkasan mingguan tidak dikirim lagi."))
        else:
            subscribe_weekly(by=user)
            messages.success(request, _("Ringkasan dikirim ke surel Anda setiap Senin pagi."))
        return HttpResponseRedirect(reverse("weekly"), status=303)
    shown = {
        "found": weekly_of(user),
        "is_on": gets_weekly(user),
        "email": user.email,
        "trail": [(_("Hari ini"), reverse("today"))],
    }
    return render(request, "monitoring/weekly.html", shown)


@require(*TODAY)
@export_page()
def weekly_file(request: HttpRequest) -> Export:
    """The summary on one page."""
    return weekly_export(found=weekly_of(actor(request)), back=reverse("weekly"))
