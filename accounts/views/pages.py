"""Pages that only show: help, shortcuts, accessibility, the phone's menu, the component gallery."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import require


def shown(template: str) -> Callable[..., HttpResponse]:
    """A view that shows `template` to anybody."""

    @require_safe
    def page(request: HttpRequest) -> HttpResponse:
        return render(request, template)

    return page


def shown_inside(template: str) -> Callable[..., HttpResponse]:
    """A view that shows `template` to whoever is signed in."""
    return require()(shown(template))
