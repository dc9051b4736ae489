"""Where a press leads: on to a page (303), with what was done or why nothing was."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from permits.errors import Refused
from permits.models import Check
from permits.views.request import Request

__all__ = ["attempt", "see", "see_check", "see_file", "told"]


def attempt(request: Request, act: Callable[[], object], done: str = "") -> bool:
    """Do it and say `done`, or say why not; whether it was done. A Stale page is the caller's to draw."""
    try:
        act()
    except Refused as refused:
        told(request, refused)
        return False
    if done:
        messages.success(request, done)
    return True


def told(request: Request, refused: Refused) -> None:
    """A refusal's sentence, on the next page."""
    messages.error(request, str(refused.sentence))


def see(name: str, *args: str | UUID) -> HttpResponse:
    """303 to a page by its name."""
    return HttpResponseRedirect(reverse(name, args=args), status=303)


def see_check(check: Check) -> HttpResponse:
    """303 to a check's own page."""
    return see("check", check.pk)


def see_file(pk: UUID) -> HttpResponse:
    """303 to a file's dossier."""
    return see("application", pk)
