"""What is asked for a key of another application."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_ipv46_address
from django.utils.translation import gettext_lazy as _

from accounts.purposes import purposes_of
from accounts.tokens import MOST_DAYS, Wanted
from districts.clock import today
from districts.forms import DayField
from districts.models import Agency

_NUMBER = {"inputmode": "numeric", "class": "short"}
MOST_CALLS = 100_000


class TokenForm(forms.Form):
    """A key for one office: its services are the purposes to choose from."""

    name = forms.CharField(label=_("Nama aplikasi"), max_length=80)
    purposes = forms.MultipleChoiceField(
        label=_("Layanan yang boleh ditanyakan"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih paling sedikit satu layanan.")},
    )
    addresses = forms.CharField(
        label=_("Alamat IP yang boleh memakai"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("Satu per baris. Kosong berarti dari mana saja."),
    )
    expires_on = DayField(label=_("Berlaku sampai"), help_text=_("Paling lama 90 hari."))
    quota_hour = forms.IntegerField(
        label=_("Kuota sejam"), min_value=1, max_value=MOST_CALLS, initial=300, widget=forms.TextInput(attrs=_NUMBER)
    )
    quota_day = forms.IntegerField(
        label=_("Kuota sehari"), min_value=1, max_value=MOST_CALLS, initial=5000, widget=forms.TextInput(attrs=_NUMBER)
    )

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agency = agency
        purposes: Any = self.fields["purposes"]
        purposes.choices = purposes_of(agency)
        self.fields["expires_on"].initial = today() + timedelta(days=MOST_DAYS)

    def clean_addresses(self) -> tuple[str, ...]:
        texts = self.cleaned_data["addresses"].split()
        for text in texts:
            try:
                validate_ipv46_address(text)
            except ValidationError:
                raise forms.ValidationError(_("%(text)s bukan alamat IP."), params={"text": text}) from None
        return tuple(dict.fromkeys(texts))

    def clean_expires_on(self) -> Any:
        day = self.cleaned_data["expires_on"]
        if not today() <= day <= today() + timedelta(days=MOST_DAYS):
            raise forms.ValidationError(_("Pilih tanggal dalam 90 hari ke depan."))
        return day

    def wanted(self) -> Wanted:
        """The cleaned answers as the verb takes them."""
        return Wanted(agency=self.agency, **self.cleaned_data)
