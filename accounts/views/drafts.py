"""`/isian/`: what was filled in when the session ended, to be sent by the press of a button or left alone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import drafts
from accounts.access import require


@require_safe
@require()
def draft(request: HttpRequest) -> HttpResponse:
    """After the login: the fields as they were, behind a fresh token."""
    found = drafts.kept(request)
    if found is None:
        messages.info(request, _("Tidak ada isian yang menunggu untuk dikirim."))
        return HttpResponseRedirect(reverse("home"))
    return render(request, "accounts/draft.html", {"draft": found})
