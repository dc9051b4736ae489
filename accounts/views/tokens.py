"""/token/: keys of other applications. A secret is shown once, on the page after it was made."""

from __future__ import annotations

import base64
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import tokens, vault
from accounts.access import actor, not_found, require
from accounts.forms_tokens import TokenForm
from accounts.selectors.tokens import keys_of, offices_with_purposes, token_of
from accounts.step_up import step_up
from accounts.tokens import Issued

SHOWN_ONCE = "token_secret"
COLUMN = "token.secret"


@require(*tokens.KEEPERS)
@require_safe
def token_list(request: HttpRequest) -> HttpResponse:
    """Every key; right after one was made, its secret."""
    context = {"keys": keys_of(actor(request)), "secret": _secret_once(request)}
    return render(request, "accounts/tokens.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(*tokens.KEEPERS)
@step_up
def token_new(request: HttpRequest) -> HttpResponse:
    """First the office (`?kantor=`), then what its key shall be."""
    code = (request.POST if request.method == "POST" else request.GET).get("kantor", "")
    offices = offices_with_purposes()
    agency = next((office for office in offices if office.code == code), None)
    if agency is None:
        if code or request.method == "POST":
            not_found()
        return render(request, "accounts/token_office.html", {"offices": offices})
    form = TokenForm(request.POST or None, agency=agency)
    if request.method == "POST" and form.is_valid():
        return _issued(request, tokens.create(wanted=form.wanted(), by=actor(request)))
    context = {"form": form, "agency": agency}
    return render(request, "accounts/token_new.html", context, status=422 if form.errors else 200)


@require_POST
@require(*tokens.KEEPERS)
@step_up
def token_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person."""
    user = actor(request)
    token = tokens.approve(token=token_of(user, pk), by=user)
    messages.success(request, _("Token %(name)s berlaku sekarang.") % {"name": token.name})
    return _back()


@require_POST
@require(*tokens.KEEPERS)
@step_up
def token_rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """A new secret; the old one lives a day after the approval."""
    user = actor(request)
    return _issued(request, tokens.rotate(token=token_of(user, pk), by=user))


@require_POST
@require(*tokens.KEEPERS)
@step_up
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """One press: whatever used it is out with its next call."""
    user = actor(request)
    token = tokens.revoke(token=token_of(user, pk), by=user)
    messages.success(request, _("Token %(name)s dicabut.") % {"name": token.name})
    return _back()


def _issued(request: HttpRequest, issued: Issued) -> HttpResponse:
    """To the list; the secret waits there sealed, for one look."""
    sealed = vault.seal(issued.secret, COLUMN)
    request.session[SHOWN_ONCE] = {"name": issued.token.name, "sealed": base64.b64encode(sealed).decode()}
    return _back()


def _secret_once(request: HttpRequest) -> dict[str, Any] | None:
    kept = request.session.pop(SHOWN_ONCE, None) if request.method == "GET" else None
    if kept is None:
        return None
    return {"name": kept["name"], "text": vault.unseal(base64.b64decode(kept["sealed"]), COLUMN)}


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("tokens"), status=303)
