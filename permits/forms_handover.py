"""Handing a file over, and revoking its number: what the desk types."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from permits.services.revoke import LEAST_REASON, REASON_NEEDED


class HandOverForm(forms.Form):
    """To whom, with a note; `version` as the page showed the file."""

    to = forms.ModelChoiceField(
        label=_("Kepada"),
        queryset=User.objects.none(),
        empty_label=_("Pilih rekan"),
        error_messages={"required": _("Pilih rekan di kantor ini."), "invalid_choice": _("Pilih rekan di kantor ini.")},
    )
    note = forms.CharField(label=_("Catatan"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.queryset = colleagues


class RevokeForm(forms.Form):
    """Why a number is taken back."""

    reason = forms.CharField(
        label=_("Alasan pembatalan"),
        max_length=300,
        min_length=LEAST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": REASON_NEEDED, "min_length": REASON_NEEDED},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
