"""Choosing among employers in arrears and among hints; deciding a hint."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from monitoring.services.hints import NOTE_LEAST

RIGHT, WRONG = "CONFIRMED", "REJECTED"


class HintForm(forms.Form):
    """Right or not, and what was found."""

    putusan = forms.ChoiceField(
        choices=[(RIGHT, _("Benar")), (WRONG, _("Tidak benar"))],
        error_messages={"required": _("Pilih benar atau tidak benar.")},
    )
    catatan = forms.CharField(
        label=_("Yang ditemukan"),
        min_length=NOTE_LEAST,
        max_length=300,
        help_text=_("Paling sedikit 10 huruf, misalnya siapa yang dihubungi dan apa jawabannya."),
        error_messages={
            "required": _("Tulis apa yang ditemukan."),
            "min_length": _("Tulis paling sedikit %(limit_value)d huruf."),
        },
    )
