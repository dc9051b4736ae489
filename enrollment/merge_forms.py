"""What is typed where two records are found to be one."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class MergeForm(forms.Form):
    """Which of the two stays, and why they are one."""

    kept = forms.ChoiceField(
        label=_("Catatan yang dipertahankan"),
        choices=[("a", "a"), ("b", "b")],
        error_messages={"required": _("Pilih catatan yang dipertahankan.")},
    )
    reason = forms.CharField(
        label=_("Mengapa keduanya satu"),
        min_length=10,
        max_length=300,
        error_messages={
            "required": _("Tulis alasannya, paling sedikit 10 huruf."),
            "min_length": _("Tulis alasannya, paling sedikit 10 huruf."),
        },
    )


class PeopleForm(forms.Form):
    """Two people, each by a number; it is posted, so that no number stands in an address."""

    first = forms.CharField(label=_("NIK atau KPJ orang pertama"), max_length=30)
    second = forms.CharField(label=_("NIK atau KPJ orang kedua"), max_length=30)
