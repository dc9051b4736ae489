"""Taking an import back: what rests on it is shown first, what stayed is listed afterwards."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.access import actor, ensure, require
from enrollment import access
from enrollment.forms import UndoForm
from enrollment.importing.effects import uses
from enrollment.selectors import batches
from enrollment.services import request_undo
from enrollment.views import imports


@require(*imports.OPENERS)
@require_POST
def undo(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Take a whole import back: the first post shows what will happen, the second does it."""
    user = actor(request)
    found = batches.visible_batch(user, batch)
    form = UndoForm(request.POST)
    if not form.is_valid():
        return imports.result_page(request, found, form=form, status=400)
    ensure(access.may_undo(user, found))
    if "sure" not in request.POST:
        context = {"batch": found, "form": form, "uses": uses(user, found)}
        return render(request, "enrollment/import_undo.html", context)
    request_undo(batch=found, by=user, reason=form.cleaned_data["reason"])
    return redirect("import", batch)
