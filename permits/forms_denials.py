"""What a branch head types about a statutory denial: numbers and dates of BPJS' own letters."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from districts.clock import today
from permits.models import LegalBasis

DATE_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"]
NOT_A_DATE = _("Tulis tanggal hari/bulan/tahun, misalnya 31/10/2026.")


def _date(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(format="%d/%m/%Y", attrs={"class": "short", "inputmode": "numeric"})
    return forms.DateField(
        label=label, input_formats=DATE_FORMATS, widget=widget, error_messages={"invalid": NOT_A_DATE}, **options
    )


class FindForm(forms.Form):
    """Which business."""

    text = forms.CharField(label=_("NIB, NPP, NPWP, atau nama usaha"), max_length=120, min_length=3)


class _LetterForm(forms.Form):
    letter_number = forms.CharField(label=_("Nomor surat BPJS TK"), max_length=60)
    letter_date = _date(_("Tanggal surat"))

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
    imposed_on = _date(_("Berlaku sejak"))

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
