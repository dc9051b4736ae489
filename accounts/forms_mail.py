"""How mail is sent, as a system admin types it."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import MailSettings

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,118}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")


class MailForm(forms.ModelForm):
    """The password is only ever written: an empty field keeps the one on file."""

    password = forms.CharField(
        label=_("Kata sandi"),
        required=False,
        max_length=200,
        help_text=_("Kosongkan untuk memakai kata sandi yang tersimpan."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = MailSettings
        fields = ["host", "port", "security", "username", "sender"]
        widgets = {
            "port": forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
            "username": forms.TextInput(attrs={"autocomplete": "off"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        security: Any = self.fields["security"]
        security.choices = [("STARTTLS", "STARTTLS"), ("TLS", "TLS"), ("NONE", _("Tanpa pengamanan"))]

    def clean_host(self) -> str:
        host: str = self.cleaned_data["host"].strip()
        if not _HOST.fullmatch(host):
            raise forms.ValidationError(_("Tulis nama peladen saja, misalnya smtp.contoh.go.id."))
        return host

    def clean_port(self) -> int:
        port: int = self.cleaned_data["port"]
        if not 1 <= port <= 65535:
            raise forms.ValidationError(_("Porta ada di antara 1 dan 65535."))
        return port


class MailTestForm(forms.Form):
    """Where the trial mail goes."""

    to = forms.EmailField(label=_("Alamat Anda"), max_length=200)
