"""/kantor/: letterhead, signer, wording and running numbers of an office."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require
from accounts.rules import Role
from permits import services
from permits.forms_offices import OfficeForm, SignerForm
from permits.selectors.offices import office_seen_by, offices_of
from permits.selectors.papers import running_numbers
from permits.views.request import Request
from permits.words_papers import SERIES

EDITORS = (Role.SYSTEM_ADMIN, Role.SUPERVISOR)


@require(*EDITORS)
@require_safe
def offices(request: Request) -> HttpResponse:
    """The offices one looks after."""
    return render(request, "permits/offices.html", {"offices": offices_of(request.user)})


@require(*EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def office(request: Request, code: str) -> HttpResponse:
    """One office: the form, and the last numbers it has given."""
    found = office_seen_by(request.user, code)
    kind = OfficeForm if request.user.scope.has(Role.SYSTEM_ADMIN) else SignerForm
    form = kind(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        services.save_office(office=form.save(commit=False), changed=form.changed_data, by=request.user)
        messages.success(request, _("Data kantor disimpan. Surat berikutnya memakainya."))
        return HttpResponseRedirect(reverse("office", args=[code]), status=303)
    numbers = [(SERIES[row.kind], row.period, row.last) for row in running_numbers(found) if row.kind in SERIES]
    shown = {"office": found, "form": form, "numbers": numbers, "trail": [(_("Kantor"), reverse("offices"))]}
    return render(request, "permits/office.html", shown, status=422 if form.errors else 200)
