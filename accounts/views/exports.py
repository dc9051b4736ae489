"""The page before every download of rows: what will be taken, what for; then the file."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts import exports
from accounts.access import actor
from accounts.forms_exports import ExportForm
from accounts.step_up import step_up
from districts.clock import today

__all__ = ["export_page"]


def export_page(*, with_code: bool = False) -> Callable[[Callable[..., exports.Export]], Callable[..., Any]]:
    """Make a page out of a view that says what would be taken; it stands below `require`.

    GET asks for the purpose, POST with one gives the file; without one, or with too many rows, 400. `with_code`: rows
    that name people ask for the second factor as well (`+` of the matrix).
    """

    def decorate(view: Callable[..., exports.Export]) -> Callable[..., Any]:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return _answer(request, view(request, *args, **kwargs))

        gated: Any = require_http_methods(["GET", "HEAD", "POST"])(step_up(page) if with_code else page)
        gated.is_export = True
        return gated

    return decorate


def _answer(request: HttpRequest, export: exports.Export) -> HttpResponse:
    form = ExportForm(request.POST) if request.method == "POST" else ExportForm()
    if request.method == "POST" and form.is_valid() and not export.is_too_big:
        return _file(request, export, form)
    status = 400 if export.is_too_big or request.method == "POST" else 200
    shown = {"export": export, "form": form, "most": exports.MOST_ROWS}
    return render(request, "accounts/export.html", shown, status=status)


def _file(request: HttpRequest, export: exports.Export, form: ExportForm) -> HttpResponse:
    """A workbook is kept, a paper is shown to be printed."""
    by, purpose = actor(request), form.cleaned_data["purpose"]
    content = exports.take(export, purpose=purpose, note=form.cleaned_data["note"].strip(), by=by)
    response = HttpResponse(content, content_type=export.kind)
    way = "inline" if export.kind == exports.PDF else "attachment"
    response["Content-Disposition"] = f'{way}; filename="{export.name(purpose=purpose, by=by, on=today())}"'
    return response
