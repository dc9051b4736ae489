"""Shape and wording of what the desk types."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from districts.models import Agency, District, Village
from enrollment.rules.identifiers import clean_identifier, nib_problem, nik_problem
from enrollment.rules.recognition import passport_problem
from enrollment.walk_in import WalkIn
from permits.models import Check
from permits.services import Applicant
from permits.words import problem

_NUMBER = {"inputmode": "numeric", "autocomplete": "off"}


class HoldForm(forms.Form):
    """What stands on the letter beside the register's own words (a3)."""

    business_name = forms.CharField(
        label=_("Nama usaha"), max_length=200, error_messages={"required": _("Isi nama usaha.")}
    )
    applicant_name = forms.CharField(
        label=_("Nama pemilik"), max_length=150, error_messages={"required": _("Isi nama pemilik.")}
    )
    declared_workers = forms.IntegerField(
        label=_("Jumlah tenaga kerja"),
        min_value=0,
        max_value=100_000,
        widget=forms.TextInput(attrs=_NUMBER),
        error_messages={
            "required": _("Isi jumlah tenaga kerja, misalnya 3."),
            "invalid": _("Isi jumlah tenaga kerja, misalnya 3."),
        },
    )
    phone = forms.CharField(
        label=_("No. HP pemohon"), max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = forms.EmailField(label=_("Pos-el pemohon"), max_length=200, required=False)

    @classmethod
    def of(cls, check: Check) -> HoldForm:
        """Filled with what is known already."""
        business = check.business
        return cls(
            initial={
                "business_name": business.name if business else "",
                "applicant_name": business.owner_name if business else "",
                "declared_workers": business.declared_workers if business else None,
            }
        )

    def applicant(self) -> Applicant:
        """The cleaned answers as the verbs take them."""
        data = self.cleaned_data
        return Applicant(
            name=data["applicant_name"],
            business_name=data["business_name"],
            phone=data["phone"],
            email=data["email"],
            declared_workers=data["declared_workers"],
        )


class IntakeForm(forms.Form):
    """Who stands at the counter when the register knows nobody by what was typed."""

    name = forms.CharField(label=_("Nama usaha"), max_length=200, error_messages={"required": _("Isi nama usaha.")})
    owner_name = forms.CharField(
        label=_("Nama pemilik"), max_length=150, error_messages={"required": _("Isi nama pemilik.")}
    )
    owner_nik = forms.CharField(
        label=_("NIK pemilik"), max_length=40, required=False, widget=forms.TextInput(attrs=_NUMBER)
    )
    owner_passport = forms.CharField(
        label=_("Paspor pemilik"),
        max_length=40,
        required=False,
        help_text=_("Hanya untuk pemilik warga negara asing yang tidak punya NIK."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    nib = forms.CharField(label=_("NIB"), max_length=40, required=False, widget=forms.TextInput(attrs=_NUMBER))
    village = forms.ModelChoiceField(
        label=_("Kelurahan"),
        queryset=Village.objects.none(),
        empty_label=_("Pilih kelurahan"),
        error_messages={"required": _("Pilih kelurahan."), "invalid_choice": _("Pilih kelurahan.")},
    )
    address = forms.CharField(label=_("Alamat usaha"), max_length=250, required=False)
    declared_workers = forms.IntegerField(
        label=_("Jumlah tenaga kerja"),
        min_value=0,
        max_value=100_000,
        help_text=_("Tulis 0 bila pemilik bekerja sendiri."),
        widget=forms.TextInput(attrs=_NUMBER),
        error_messages={
            "required": _("Isi jumlah tenaga kerja, misalnya 3."),
            "invalid": _("Isi jumlah tenaga kerja, misalnya 3."),
        },
    )
    phone = forms.CharField(
        label=_("No. HP pemohon"), max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )

    def __init__(self, *args: Any, agency: Agency | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = agency.district_id if agency else None
        field: Any = self.fields["village"]
        field.queryset = Village.objects.select_related("district")
        field.choices = [("", field.empty_label), *_by_district(own)]

    def clean_owner_nik(self) -> str:
        digits = clean_identifier(self.cleaned_data["owner_nik"])
        if not digits:
            return ""
        if digits.isdigit() and len(digits) != 16:
            raise forms.ValidationError(problem("NIK_LENGTH", {"typed": len(digits)}))
        if code := nik_problem(digits):
            raise forms.ValidationError(problem(code, {}))
        return digits

    def clean_owner_passport(self) -> str:
        value = clean_identifier(self.cleaned_data["owner_passport"])
        if value and (code := passport_problem(value)):
            raise forms.ValidationError(problem(code, {}))
        return value

    def clean_nib(self) -> str:
        digits = clean_identifier(self.cleaned_data["nib"])
        if digits and nib_problem(digits):
            raise forms.ValidationError(_("NIB terdiri dari 13 angka. Kosongkan bila belum ada."))
        return digits

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        told = {"owner_nik", "owner_passport"} & set(self.errors)
        if not told and bool(data.get("owner_nik")) == bool(data.get("owner_passport")):
            self.add_error("owner_nik", _("Isi NIK pemilik, atau paspornya bila pemilik warga negara asing."))
        return data

    def walk_in(self) -> WalkIn:
        """The cleaned answers as the verb takes them."""
        return WalkIn(**self.cleaned_data)


class DisownForm(forms.Form):
    """Why a match is not the applicant's."""

    reason = forms.CharField(
        label=_("Alasan"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ProofForm(forms.Form):
    """A proof of registration is noted by its number; no paper is kept."""

    number = forms.CharField(
        label=_("Nomor bukti pendaftaran"),
        max_length=60,
        min_length=4,
        error_messages={"required": _("Isi nomor bukti pendaftaran.")},
    )


class DecisionForm(forms.Form):
    """The decision of a file (b1); nothing is chosen beforehand."""

    outcome = forms.ChoiceField(
        choices=[
            ("continue", _("Lanjutkan permohonan")),
            ("hold", _("Tetap tahan")),
            ("ask", _("Minta konfirmasi BPJS TK")),
            ("commitment", _("Lanjutkan dengan komitmen")),
            ("exemption", _("Ajukan pengecualian")),
            ("override", _("Minta izin menyimpang")),
        ],
        error_messages={"required": _("Pilih salah satu keputusan.")},
    )
    note = forms.CharField(label=_("Catatan"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)


def _by_district(own: str | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Kelurahan grouped by kecamatan, the office's own first."""
    districts = District.objects.prefetch_related("villages").order_by("name")
    groups = [(d.pk, d.name, [(v.pk, v.name) for v in d.villages.all()]) for d in districts]
    groups.sort(key=lambda group: (group[0] != own, group[1]))
    return [(name, villages) for _pk, name, villages in groups]
