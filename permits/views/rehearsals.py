"""Rehearsing a rule: asked for here, run by a worker, read as numbers, a sentence and a few examples."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import work
from accounts.access import require
from permits import services
from permits.access import REHEARSERS, RULE_READERS
from permits.models import RuleRehearsal
from permits.selectors import service_rules
from permits.selectors.rehearsals import shown_result
from permits.tasks import REHEARSE
from permits.views.request import Request


@require(*REHEARSERS)
@require_POST
def rule_rehearse(request: Request, code: str, version: str) -> HttpResponse:
    """Ask the worker."""
    rule = service_rules.rule_of(code, version)
    rehearsal = services.rehearse(rule=rule, by=request.user)
    return HttpResponseRedirect(reverse("rehearsal", args=[code, version, str(rehearsal.pk)]), status=303)


@require(*RULE_READERS)
@require_safe
def rehearsal(request: Request, code: str, version: str, number: str) -> HttpResponse:
    """How far it is, then what came out. htmx asks for the progress alone."""
    rule = service_rules.rule_of(code, version)
    found = service_rules.rehearsal_seen_by(request.user, rule, number)
    shown = {"rule": rule, "rehearsal": found, **_state(request, found)}
    if request.htmx and not request.htmx.boosted:
        if found.finished_at:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "permits/_rehearsal_progress.html", shown)
    return render(request, "permits/rehearsal.html", shown)


def _state(request: Request, found: RuleRehearsal) -> dict[str, Any]:
    if found.finished_at:
        return {"result": shown_result(found, request.user)}
    return {"item": work.latest(kind=REHEARSE, target_id=str(found.pk))}
