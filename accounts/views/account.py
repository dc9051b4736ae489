"""The own account, and the language switch."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.access import actor, require
from accounts.forms import ProfileForm
from accounts.rules import Role
from accounts.selectors.login import has_second_factor
from accounts.selectors.people import own_posts
from accounts.words import ROLE_NAMES

LANGUAGE_COOKIE_SECONDS = 365 * 24 * 3600


@require_http_methods(["GET", "HEAD", "POST"])
@require()
def profile(request: HttpRequest) -> HttpResponse:
    """`/akun/`: who I am here, my language, my shortcuts, my password and second factor."""
    user = actor(request)
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        services.save_profile(user=user, **form.cleaned_data)
        with override(user.language):
            messages.success(request, _("Pilihan disimpan."))
        return redirect("account")
    context = {
        "form": form,
        "posts": [(ROLE_NAMES[Role(p.role)], p.agency.name) for p in own_posts(user)],
        "has_factor": has_second_factor(user),
        "mfa_required": settings.MFA_REQUIRED,
    }
    return render(request, "accounts/account.html", context, status=400 if form.errors else 200)


@require_POST
@require()
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """`/akun/sesi/`: a forgotten or stolen device is out at its next request."""
    user = actor(request)
    services.end_sessions(user=user, by=user, keep=request.session.session_key or "")
    messages.success(request, _("Sesi di perangkat lain diakhiri."))
    return redirect("account")


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """`/bahasa/`: kept with the user, and in a cookie for whoever is not signed in; back to the same page."""
    language = request.POST.get("language", "")
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    if language not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        services.choose_language(user=request.user, language=language)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=LANGUAGE_COOKIE_SECONDS,
        secure=settings.SECURE_COOKIES,
        httponly=True,
        samesite="Lax",
    )
    return response
