"""In and out: the login page, its lock-out answer, and logout."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView, PasswordChangeView
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import drafts, services
from accounts.access import Forbidden, actor


class SignIn(LoginView):
    """`/masuk/`: whatever was wrong, the answer is the same sentence and 400. A form on its way is taken along."""

    http_method_names = ["get", "head", "post"]

    def form_valid(self, form: Any) -> HttpResponse:
        drafts.keep(self.request, self.request.POST.get("draft", ""))
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"draft": self.request.POST.get("draft", "")}

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=400)


class NewPassword(PasswordChangeView):
    """`/akun/kata-sandi/`: other sessions of the account end, this one stays."""

    http_method_names = ["get", "head", "post"]
    success_url = reverse_lazy("account")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not actor(request).has_usable_password():
            raise Forbidden(_("Akun ini belum punya kata sandi. Hubungi admin kantor Anda."))
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        services.change_own_password(user=form.user, password=form.cleaned_data["password1"])
        update_session_auth_hash(self.request, form.user)
        messages.success(self.request, _("Kata sandi diganti."))
        return HttpResponseRedirect(reverse("account"))

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=400)


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    """After ten wrong tries from one address: 429, whether the name exists or not."""
    return render(request, "account/locked.html", status=429, context={})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """`/keluar/`: the session ends here and the browser forgets what it kept."""
    logout(request)
    response = HttpResponseRedirect(reverse("account_login"))
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response
