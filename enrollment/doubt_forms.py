"""What is typed where a doubtful row is decided."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.models import DoubtDecision


class DoubtForm(forms.Form):
    """One answer; a note where somebody will ask why."""

    answer = forms.ChoiceField(
        label=_("Jawaban"), choices=DoubtDecision.Answer.choices, error_messages={"required": _("Pilih satu jawaban.")}
    )
    note = forms.CharField(label=_("Catatan"), max_length=300, required=False)


class RevealForm(forms.Form):
    """Why hidden values are looked at in full."""

    reason = forms.CharField(
        label=_("Alasan melihat isi lengkap"),
        min_length=10,
        max_length=300,
        error_messages={
            "required": _("Tulis alasannya, paling sedikit 10 huruf."),
            "min_length": _("Tulis alasannya, paling sedikit 10 huruf."),
        },
    )
