"""What a branch head types about a statutory denial: numbers and dates of BPJS' own letters."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from districts.clock import today
from districts.forms import DayField
from permits.models import LegalBasis


class FindForm(forms.Form):
    """Which business."""

    text = forms.CharField(
        label=_("NIB, NPP, NPWP, atau nama usaha"),
        max_length=120,
        min_length=3,
        error_messages={"required": _("Ketik nomor atau nama usaha.")},
    )


class _LetterForm(forms.Form):
    letter_number = forms.CharField(
        label=_("Nomor surat BPJS TK"), max_length=60, error_messages={"required": _("Isi nomor surat.")}
    )
    letter_date = DayField(label=_("Tanggal surat"))

    def clean_letter_date(self) -> date:
        day: date = self.cleaned_data["letter_date"]
        if day > today():
            raise forms.ValidationError(_("Tanggal surat tidak boleh sesudah hari ini."))
        return day


class ImposeForm(_LetterForm):
    """The request letter, the law it names, and from when."""

    legal_basis = forms.ModelChoiceField(
        label=_("Dasar hukum"), queryset=LegalBasis.objects.none(), empty_label=_("Pilih dasar hukum")
    )
    imposed_on = DayField(label=_("Berlaku sejak"))

    def __init__(self, *args: Any, bases: QuerySet[LegalBasis], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["legal_basis"]
        field.queryset = bases

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        letter, start = data.get("letter_date"), data.get("imposed_on")
        if letter and start and start < letter:
            self.add_error("imposed_on", _("Penghentian tidak boleh berlaku sebelum tanggal suratnya."))
        return data


class LiftForm(_LetterForm):
    """The lifting letter."""
