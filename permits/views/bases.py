"""/dasar-hukum/: regulations that rules rest on, entered and corrected by system admins."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import require
from permits import services
from permits.access import RULE_EDITORS
from permits.forms_services import BasisForm
from permits.selectors import service_rules
from permits.views.going import see
from permits.views.request import Request
from permits.views.services_admin import FORM_METHODS, form_page, posted


@require(*RULE_EDITORS)
@require_http_methods(FORM_METHODS)
def basis_new(request: Request) -> HttpResponse:
    """A regulation to rest rules on."""
    form = BasisForm(posted(request))
    if request.method != "POST" or not form.is_valid():
        return form_page(request, form, _("Dasar hukum baru"), reverse("legal"))
    services.save_basis(fields=form.cleaned_data, by=request.user)
    messages.success(request, _("Dasar hukum disimpan."))
    return see("legal")


@require(*RULE_EDITORS)
@require_http_methods(FORM_METHODS)
def basis_edit(request: Request, code: str) -> HttpResponse:
    """Correct a regulation, or note its article with who has read it."""
    basis = service_rules.basis_by_code(code)
    form = BasisForm(posted(request), instance=basis)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, form, basis.code, reverse("legal"))
    services.save_basis(fields=form.cleaned_data, basis=basis, by=request.user)
    messages.success(request, _("Dasar hukum disimpan."))
    return see("legal")
