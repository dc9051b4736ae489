"""Login, password and second-factor forms: allauth's checks in our words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib.auth.signals import user_login_failed
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError

from accounts.models import User

# Longer input is refused before anything hashes it.
PASSWORD_LENGTH = 1024
CODE_ATTRS = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "short"}


def _say(form: forms.BaseForm, name: str, label: Any, **attrs: str) -> None:
    field = form.fields[name]
    field.label = label
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= attrs


class SignInForm(LoginForm):
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "login", _("Nama pengguna"), autocapitalize="none", spellcheck="false")
        _say(self, "password", _("Kata sandi"))
        self.fields["password"].help_text = _("Lupa kata sandi? Hubungi admin kantor Anda.")

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if len(password) > PASSWORD_LENGTH:
            raise forms.ValidationError(_("Kata sandi terlalu panjang."))
        return password


class NewPasswordForm(ChangePasswordForm):
    """The present password and the new one, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "oldpassword", _("Kata sandi saat ini"))
        _say(self, "password1", _("Kata sandi baru"))
        _say(self, "password2", _("Ulangi kata sandi baru"))
        self.fields["password1"].help_text = _("Paling sedikit 12 karakter.")


class ConfirmPasswordForm(ReauthenticateForm):
    """The password again, before a step that needs it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password", _("Kata sandi"))


class _CountedCode:
    """Wrong codes count like wrong passwords (axes, in the database), so six digits cannot be guessed."""

    user: User

    def clean_code(self) -> str:
        request = context.request
        credentials = {"username": self.user.username}
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out = True
            raise forms.ValidationError(_("Terlalu banyak percobaan. Coba lagi dalam 15 menit."))
        try:
            return super().clean_code()  # type: ignore[misc]
        except RedisError:
            raise forms.ValidationError(_("Kode tidak dapat diperiksa sekarang. Coba sebentar lagi.")) from None
        except forms.ValidationError:
            user_login_failed.send(sender=__name__, credentials=credentials, request=request)
            raise


class CodeForm(_CountedCode, AuthenticateForm):
    """A code of the authenticator app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", _("Kode 6 angka atau kode cadangan"), **CODE_ATTRS)


class ConfirmCodeForm(_CountedCode, ReauthenticateByCodeForm):
    """The code again, before a step that needs it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", _("Kode 6 angka atau kode cadangan"), **CODE_ATTRS)


class FirstCodeForm(ActivateTOTPForm):
    """The first code, which proves that the app was set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", _("Kode 6 angka dari aplikasi"), **CODE_ATTRS)


class ProfileForm(forms.ModelForm):
    """What a person decides about the own screens."""

    class Meta:
        model = User
        fields = ["language", "shortcuts_enabled"]
