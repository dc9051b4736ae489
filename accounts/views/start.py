"""`/`: everybody begins in their own module."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts import navigation
from accounts.access import actor, require
from accounts.rules import Role
from accounts.selectors.people import overview


@require_safe
@require()
def home(request: HttpRequest) -> HttpResponse:
    """To the role's module; a system admin sees the house, and whoever holds no role yet a sentence."""
    scope = actor(request).scope
    entry = navigation.start_for(scope)
    if entry is not None:
        return redirect(entry.url_name)
    context = {"overview": overview()} if scope.has(Role.SYSTEM_ADMIN) else {}
    return render(request, "accounts/start.html", context)
