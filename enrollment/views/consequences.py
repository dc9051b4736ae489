"""What an import would do: kecamatan by kecamatan, files made ready, employers fallen behind; and the word it needs."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import actor, ensure, require
from enrollment import access
from enrollment.forms_imports import ExplainForm
from enrollment.importing import told
from enrollment.selectors import batches
from enrollment.services import explain_batch
from enrollment.views import imports
from enrollment.wizard import steps

OPENERS = imports.OPENERS


@require(*OPENERS)
@require_GET
def effects_page(request: HttpRequest, batch: UUID) -> HttpResponse:
    """The effect in full, for those who see coverage."""
    user = actor(request)
    found = batches.visible_batch(user, batch)
    ensure(access.may_see_effects(user))
    moment = "result" if found.effect.get("result") else "preview"
    context = {
        "batch": found,
        "steps": steps(),
        "current": 6 if moment == "result" else 3,
        "areas": told.areas(found, moment),
        "told": told.told(found, moment, user),
        "released": told.released(found, moment, user),
        "arrears": told.arrears(found, moment),
    }
    return render(request, "enrollment/import_effects.html", context)


@require(*OPENERS)
@require_POST
def explain(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Say why a held import is right; then it may be committed."""
    user = actor(request)
    found = batches.visible_batch(user, batch)
    ensure(access.may_explain(user, found))
    form = ExplainForm(request.POST)
    if not form.is_valid():
        return imports.preview_page(request, found, explain_form=form, status=422)
    explain_batch(batch=found, text=form.cleaned_data["explanation"], by=user)
    messages.success(request, _("Penjelasan disimpan. Impor ini sekarang dapat diproses."))
    return redirect("import", batch)
