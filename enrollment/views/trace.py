"""One line of one file: what was said of it, and which rows of the register it wrote."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import actor, require
from enrollment.importing import trace, words
from enrollment.selectors import batches
from enrollment.views import imports


@require(*imports.OPENERS)
@require_GET
def row_page(request: HttpRequest, batch: UUID, row: int) -> HttpResponse:
    """From a line of the sheet to the register, and through the files before it."""
    user = actor(request)
    found = batches.visible_batch(user, batch)
    if not 0 < row < 2**31:
        raise Http404
    context = {
        "batch": found,
        "row": row,
        "written": trace.written_by(found, row, user),
        "problems": [words.full_sentence(one.code, one.params) for one in trace.problems_of(found, row)],
    }
    return render(request, "enrollment/import_row.html", context)
