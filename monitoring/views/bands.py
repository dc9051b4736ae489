"""`/cakupan/kelas/`: the classes that coverage is shown in on map, table and figures."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import actor, ensure, not_found, require
from monitoring import access
from monitoring.access_watching import may_set_bands
from monitoring.forms_watching import LIMITS, BandsForm
from monitoring.selectors import bands, pages
from monitoring.selectors.reference import city
from monitoring.services.bands import set_bands, withdraw_bands
from monitoring.words_bands import band_labels


@require_http_methods(["GET", "HEAD", "POST"])
@require(*access.DASHBOARD)
def bands_page(request: HttpRequest) -> HttpResponse:
    """What holds in the newest month and everything that was set; BPJS' people set new ones here."""
    user, limits = actor(request), bands.limits_of(pages.default_month())
    form = BandsForm(request.POST or None, initial=dict(zip(LIMITS, limits, strict=True)))
    if request.method == "POST":
        ensure(may_set_bands(user))
        if form.is_valid():
            given = form.cleaned_data
            set_bands(limits=form.limits, valid_from=given["mulai"], source=given["sumber"], by=user)
            messages.success(request, _("Kelas disimpan dan tampil di peta sejak bulannya."))
            return HttpResponseRedirect(reverse("coverage-bands"), status=303)
    context = {
        "form": form,
        "labels": band_labels(limits),
        "rows": [(row, band_labels(row.limits)) for row in bands.all_bands()],
        "may_set": bool(may_set_bands(user)),
        "trail": [(city().name, reverse("coverage"))],
    }
    return render(request, "monitoring/bands.html", context, status=422 if form.errors else 200)


@require_POST
@require(*access.DASHBOARD)
def bands_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Months are shown in the classes before again."""
    ensure(may_set_bands(actor(request)))
    found = bands.bands(pk)
    if found is None:
        not_found()
    withdraw_bands(bands=found, by=actor(request))
    messages.success(request, _("Kelas ditarik; riwayatnya tetap ada."))
    return HttpResponseRedirect(reverse("coverage-bands"), status=303)
