"""What is typed on the pages around an import: why it is right, why its file is wanted, what is looked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from districts.clock import today
from districts.formats import month_long
from enrollment.models import ImportBatch
from enrollment.rules.calendar import add_months, month_start
from enrollment.services.explaining import LEAST_WORDS

MONTHS_BACK = 24


class ExplainForm(forms.Form):
    """Why a batch that moves coverage so far is right."""

    explanation = forms.CharField(
        label=_("Penjelasan"),
        min_length=LEAST_WORDS,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Dicetak pada hasil impor dan disimpan di jejak audit."),
        error_messages={
            "required": _("Tulis penjelasan, paling sedikit 20 huruf."),
            "min_length": _("Tulis penjelasan, paling sedikit 20 huruf."),
        },
    )


class PurposeForm(forms.Form):
    """What an original file, full of numbers of people, is wanted for."""

    purpose = forms.CharField(
        label=_("Keperluan"),
        min_length=10,
        max_length=300,
        error_messages={
            "required": _("Tulis keperluan, paling sedikit 10 huruf."),
            "min_length": _("Tulis keperluan, paling sedikit 10 huruf."),
        },
    )


class HistoryForm(forms.Form):
    """Imports by file name, profile, person and month; what makes no sense is as good as empty."""

    q = forms.CharField(label=_("Nama file"), required=False, max_length=100)
    profil = forms.ChoiceField(label=_("Isi file"), required=False)
    oleh = forms.ModelChoiceField(label=_("Pengunggah"), queryset=User.objects.none(), required=False)
    bulan = forms.ChoiceField(label=_("Bulan masuk"), required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["oleh"].queryset, fields["oleh"].empty_label = people, _("Semua orang")
        fields["profil"].choices = [("", _("Semua isi")), *ImportBatch.Profile.choices]
        fields["bulan"].choices = [("", _("Semua bulan")), *_months(today())]

    def asked(self) -> dict[str, Any]:
        """What was asked for, without what could not be understood."""
        self.is_valid()
        found: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value}
        return found


def _months(on: date) -> list[tuple[str, str]]:
    first = month_start(on)
    months = [add_months(first, -back) for back in range(MONTHS_BACK)]
    return [(f"{month:%Y-%m}", month_long(month, lang=get_language() or "id")) for month in months]
