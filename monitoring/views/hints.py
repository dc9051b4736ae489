"""Hints of partial registration: the list with the finder's precision, and deciding one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import actor, ensure, not_found, require
from monitoring.access_compliance import COMPLIANCE, may_decide
from monitoring.definitions import definition
from monitoring.forms_compliance import RIGHT, HintForm
from monitoring.models import PdsHint
from monitoring.selectors.compliance import place_of
from monitoring.selectors.hints import hint_of, hints_of, precision
from monitoring.services.hints import NotOpen, decide_hint
from monitoring.words_compliance import evidence_text

PAGE = 50


@require_GET
@require(*COMPLIANCE)
def hints_page(request: HttpRequest) -> HttpResponse:
    """The surest first; what was decided stays to be read."""
    user = actor(request)
    state = request.GET.get("keadaan", "")
    state = state if state in PdsHint.State.values else PdsHint.State.OPEN.value
    kind = request.GET.get("jenis", "")
    kind = kind if kind in PdsHint.Kind.values else ""
    page: Any = Paginator(hints_of(user, state=state, kind=kind), PAGE).get_page(request.GET.get("page"))
    context = {
        "tab": "hints",
        "state": state,
        "states": PdsHint.State.choices,
        "kind": kind,
        "kinds": PdsHint.Kind.choices,
        "precision": precision(user),
        "definition": definition("hints.precision"),
        "lines": [(hint, evidence_text(hint.kind, hint.evidence)) for hint in page.object_list],
        "page": page,
        "query": f"keadaan={state}&jenis={kind}",
    }
    return render(request, "monitoring/hints.html", context)


@require_http_methods(["GET", "POST"])
@require(*COMPLIANCE)
def hint_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One hint with its evidence; BPJS' people say whether it was right."""
    user = actor(request)
    hint = hint_of(user, pk) or not_found()
    if request.method == "GET":
        return _shown(request, hint, HintForm())
    ensure(may_decide(user))
    form = HintForm(request.POST)
    if not form.is_valid():
        return _shown(request, hint, form, status=422)
    try:
        decide_hint(
            hint=hint,
            is_right=form.cleaned_data["putusan"] == RIGHT,
            note=form.cleaned_data["catatan"],
            by=user,
        )
    except NotOpen:
        messages.warning(request, _("Dugaan ini sudah diputuskan atau datanya sudah lengkap."))
        return HttpResponseRedirect(reverse("compliance-hint", args=[hint.pk]), status=303)
    messages.success(request, _("Putusan disimpan. Tidak ada akibat yang berjalan sendiri."))
    return HttpResponseRedirect(reverse("compliance-hints"), status=303)


def _shown(request: HttpRequest, hint: PdsHint, form: HintForm, status: int = 200) -> HttpResponse:
    context = {
        "hint": hint,
        "place": place_of([hint.employer_id])[hint.employer_id],
        "evidence": evidence_text(hint.kind, hint.evidence),
        "form": form,
        "may_decide": bool(may_decide(actor(request))) and hint.state == PdsHint.State.OPEN,
        "trail": [(_("Dugaan daftar sebagian"), reverse("compliance-hints"))],
    }
    return render(request, "monitoring/hint.html", context, status=status)
