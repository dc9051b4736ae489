"""Where allauth asks us: no sign-up, no mails, no messages of its own, secrets sealed, guesses slowed down."""

from __future__ import annotations

import io
import time
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import vault
from accounts.selectors.login import recent_failures

SECRET_COLUMN = "mfa.secret"  # noqa: S105 - the name that is sealed in with it


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by a system admin."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("Nama pengguna atau kata sandi salah."),
        "invalid_login": _("Nama pengguna atau kata sandi salah."),
        "incorrect_password": _("Kata sandi salah."),
        "enter_current_password": _("Kata sandi saat ini salah."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """After ten wrong tries each further one waits: a name cannot be locked from afar, only slowed."""
        excess = recent_failures(credentials.get("username") or "") - settings.AXES_FAILURE_LIMIT
        if excess >= 0:
            time.sleep(min(settings.LOGIN_DELAY_SECONDS * (excess + 1), settings.LOGIN_DELAY_LIMIT_SECONDS))

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our own pages say what happened."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """This installation sends no mail about accounts."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """TOTP secrets and recovery seeds lie sealed in the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Kode salah. Tunggu kode berikutnya, lalu coba lagi."),
        "cannot_delete_authenticator": _("Pengaman dua langkah wajib dan tidak dapat dimatikan."),
    }

    def encrypt(self, text: str) -> str:
        return vault.seal(text, SECRET_COLUMN).hex()

    def decrypt(self, encrypted_text: str) -> str:
        return vault.unseal(bytes.fromhex(encrypted_text), SECRET_COLUMN)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return not settings.MFA_REQUIRED

    def build_totp_svg(self, url: str) -> str:
        buffer = io.BytesIO()
        segno.make(url).save(buffer, kind="svg", scale=5, xmldecl=False)
        return buffer.getvalue().decode()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """This installation sends no mail about accounts."""
