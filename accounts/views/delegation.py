"""`/delegasi/`: the supervisor who will be away names who stands in, and takes it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import delegation
from accounts.access import actor, ensure, not_found, require
from accounts.forms_delegation import DelegationForm
from accounts.rules import Role
from districts.clock import today


@require_http_methods(["GET", "HEAD", "POST"])
@require(Role.SUPERVISOR)
def delegations(request: HttpRequest) -> HttpResponse:
    """Who stands in when, and the form for one more."""
    user = actor(request)
    ensure(delegation.may_delegate(user))
    posts = list(delegation.own_posts(user, today()))
    form = DelegationForm(request.POST if request.method == "POST" else None, posts=posts, on=today())
    if request.method == "POST" and form.is_valid():
        try:
            given = delegation.delegate(**form.cleaned_data, by=user)
        except delegation.NotDelegated as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            messages.success(request, _("%(name)s menggantikan Anda.") % {"name": given.user})
            return HttpResponseRedirect(reverse("delegations"), status=303)
    shown = {"form": form, "rows": delegation.delegations_of(user)[:50], "today": today()}
    return render(request, "accounts/delegations.html", shown, status=422 if form.errors else 200)


@require_POST
@require(Role.SUPERVISOR)
def end_delegation(request: HttpRequest) -> HttpResponse:
    """Back at the desk before the last day."""
    user, pk = actor(request), request.POST.get("delegation", "")
    is_number = pk.isascii() and pk.isdigit() and len(pk) < 19
    row = delegation.delegations_of(user).filter(pk=int(pk)).first() if is_number else None
    if row is None:
        not_found()
    delegation.end_delegation(delegation=row, by=user)
    messages.success(request, _("Delegasi kepada %(name)s diakhiri.") % {"name": row.user})
    return HttpResponseRedirect(reverse("delegations"), status=303)
