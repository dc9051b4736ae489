"""Where a letter goes by e-mail."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AddressForm(forms.Form):
    """The applicant's own address, kept sealed with the file."""

    email = forms.EmailField(label=_("Pos-el pemohon"), max_length=200)
