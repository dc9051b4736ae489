"""Giving a certificate and taking it back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from monitoring.services.appreciation import REASON_LEAST


class IssueForm(forms.Form):
    """What the leader does differently, proposed by rule and edited by whoever signs."""

    catatan = forms.CharField(
        label=_("Yang dilakukan berbeda"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Disusun dari angkanya; ubah bila perlu. Tercetak pada sertifikat."),
    )


class RevokeForm(forms.Form):
    """Why a certificate no longer stands."""

    alasan = forms.CharField(
        label=_("Alasan dicabut"),
        min_length=REASON_LEAST,
        max_length=300,
        help_text=_("Paling sedikit 10 huruf; tersimpan di jejak audit."),
        error_messages={
            "required": _("Tulis alasannya."),
            "min_length": _("Tulis alasan paling sedikit %(limit_value)d huruf."),
        },
    )
