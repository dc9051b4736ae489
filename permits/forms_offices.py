"""The letterhead of an office, as a system admin types it; a supervisor has its signer only."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from districts.models import Agency
from permits.services import OFFICE_FIELDS, SIGNER_FIELDS


class OfficeForm(forms.ModelForm):
    """Everything that stands on a letter of the office."""

    class Meta:
        model = Agency
        fields = OFFICE_FIELDS
        widgets = {
            "letter_opening": forms.Textarea(attrs={"rows": 3}),
            "letter_closing": forms.Textarea(attrs={"rows": 2}),
            "postal_code": forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        }
        help_texts = {
            "letter_opening": _("Kosongkan untuk kalimat bawaan. Tulis {dasar} di tempat dasar hukumnya."),
            "letter_closing": _("Kosongkan untuk kalimat bawaan."),
            "complaint_line": _("Tertulis pada pesan kepada pemohon, misalnya 0778 000 000."),
            "signer_title": _("Misalnya Kepala Seksi Pelayanan."),
        }

    def clean_signer_nip(self) -> str:
        nip: str = self.cleaned_data["signer_nip"].strip()
        if nip and len(nip.replace(" ", "")) != 18 and self.instance.kind != Agency.Kind.BRANCH:
            raise forms.ValidationError(_("NIP terdiri dari 18 angka."))
        return nip


class SignerForm(OfficeForm):
    """The part a supervisor may change."""

    class Meta(OfficeForm.Meta):
        fields = SIGNER_FIELDS  # type: ignore[assignment]
