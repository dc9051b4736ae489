"""What a system admin fills in of services, drafts of their rules, and the law they rest on."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from districts.forms import DayField
from districts.models import Agency, District
from permits.access import PERMIT_OFFICES
from permits.models import LegalBasis, PermitType, ServiceRule
from permits.selectors.service_rules import RULE_FIELDS, stamp_of

_CODE = re.compile(r"[A-Z][A-Z0-9_]{2,29}")
_LAW_CODE = re.compile(r"[A-Z][A-Z0-9-]{2,29}")
# Field → least and most that makes sense; the database only knows that they are not negative.
_RANGES = {
    "tolerance_months": (0, 24),
    "deadline_days": (1, 365),
    "referral_days": (1, 365),
    "answer_working_days": (1, 30),
    "commitment_days": (1, 365),
}
_SECTIONS = (
    (_("Masa berlaku dan dasar"), ("valid_from", "valid_to", "legal_basis", "zone", "reason")),
    (_("Yang diminta dari pemohon"), ("is_required", "must_be_paid_up", "must_cover_workers", "must_hold_programs")),
    (_("Kelonggaran"), ("tolerance_months", "deadline_days", "partial_may_pass", "grace_passes")),
    (_("Komitmen dan pengecualian"), ("commitment_days", "approver", "commitment_allowed", "exemption_allowed")),
    (_("Surat pengantar dan jawaban BPJS TK"), ("referral_days", "answer_working_days")),
)


class ServiceForm(forms.ModelForm):
    """A service as it is created."""

    class Meta:
        model = PermitType
        fields = ("code", "name_id", "name_en", "chip_id", "chip_en", "authority", "agency", "applicant_kind",
                  "sort_order")  # fmt: skip
        labels = {"agency": _("Kantor")}
        help_texts = {
            "code": _("Huruf besar, angka, dan garis bawah, misalnya OPD_PAR_TDUP. Tidak dapat diubah nanti."),
            "agency": _("Kosongkan bila semua kantor dengan kewenangan ini memberikannya."),
            "chip_id": _("Teks pendek pada tombol di loket."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices: Any = self.fields.get("agency")
        if offices is not None:
            kinds = [(kind.value, kind.label) for kind in PERMIT_OFFICES]
            self.fields["authority"].widget = forms.Select(choices=[("", _("Pilih kewenangan")), *kinds])
            offices.queryset = Agency.objects.filter(kind__in=PERMIT_OFFICES).order_by("kind", "name")
            offices.empty_label = _("Semua kantor dengan kewenangan ini")

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip().upper()
        if not _CODE.fullmatch(code):
            raise forms.ValidationError(_("Kode terdiri dari 3 sampai 30 huruf besar, angka, atau garis bawah."))
        return code

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        authority, agency = data.get("authority"), data.get("agency")
        if authority and authority not in PERMIT_OFFICES:
            self.add_error("authority", _("Kantor jenis ini tidak memberi layanan."))
        elif authority and agency and agency.kind != authority:
            self.add_error("agency", _("Kantor ini bukan %(kind)s.") % {"kind": Agency.Kind(authority).label})
        return data


class ServiceNamesForm(ServiceForm):
    """What of a service may still change."""

    class Meta(ServiceForm.Meta):
        fields = ("name_id", "name_en", "chip_id", "chip_en", "applicant_kind", "sort_order")  # type: ignore[assignment]


class RuleForm(forms.ModelForm):
    """A draft of a rule. `stamp` tells which text of it was on the page."""

    stamp = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    class Meta:
        model = ServiceRule
        fields = RULE_FIELDS
        field_classes = {"valid_from": DayField, "valid_to": DayField}
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}
        labels = {"legal_basis": _("Dasar hukum")}
        help_texts = {
            "valid_to": _("Kosongkan bila berlaku sampai ada aturan baru."),
            "tolerance_months": _("0 berarti tunggakan satu bulan pun sudah menahan."),
            "zone": _("Untuk lokasi usaha di luar zona ini petugas diberi tahu bahwa kantor lain yang berwenang."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
        for name, (least, most) in _RANGES.items():
            self.fields[name].validators += [MinValueValidator(least), MaxValueValidator(most)]
        zone: Any = self.fields["zone"]
        zone.choices = [("", _("Seluruh kota")), *District.Zone.choices]
        law: Any = self.fields["legal_basis"]
        law.queryset, law.empty_label = LegalBasis.objects.order_by("short_title"), _("Pilih dasar hukum")

    @classmethod
    def of(cls, rule: ServiceRule | None, *, is_new: bool = False) -> RuleForm:
        """Filled with a rule; a new draft starts as a copy of the one in force, without its days and its reason."""
        if rule is None:
            return cls()
        initial = {name: rule.serializable_value(name) for name in RULE_FIELDS}
        if is_new:
            return cls(initial=initial | {"valid_from": None, "valid_to": None, "reason": ""})
        return cls(initial=initial | {"stamp": stamp_of(rule)})

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("Tanggal akhir harus sama dengan atau sesudah tanggal mulai."))
        return data

    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings, as the page draws them."""
        return [(heading, [self[name] for name in names]) for heading, names in _SECTIONS]

    def said(self) -> dict[str, Any]:
        """What the verbs take: the rule without the stamp."""
        return {name: self.cleaned_data[name] for name in RULE_FIELDS}


class BasisForm(forms.ModelForm):
    """A regulation. The article is entered with who has read it and when, or not at all."""

    url = forms.URLField(label=_("Tautan"), required=False, max_length=200, assume_scheme="https")

    class Meta:
        model = LegalBasis
        fields = ("code", "short_title", "title", "article", "valid_from", "valid_to", "url", "verified_by",
                  "verified_on")  # fmt: skip
        field_classes = {"valid_from": DayField, "valid_to": DayField, "verified_on": DayField}
        help_texts = {
            "article": _("Hanya bila naskahnya sudah dibaca; isi juga siapa yang memverifikasi dan kapan."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip().upper()
        if not _LAW_CODE.fullmatch(code):
            raise forms.ValidationError(_("Kode terdiri dari 3 sampai 30 huruf besar, angka, atau tanda hubung."))
        return code

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(data.get("verified_by")) != bool(data.get("verified_on")):
            self.add_error("verified_by", _("Isi siapa yang memverifikasi dan tanggalnya, atau kosongkan keduanya."))
        elif data.get("article") and not data.get("verified_by"):
            self.add_error("verified_by", _("Pasal diisi bersama nama yang memverifikasinya."))
        if data.get("valid_from") and data.get("valid_to") and data["valid_to"] < data["valid_from"]:
            self.add_error("valid_to", _("Tanggal akhir harus sama dengan atau sesudah tanggal mulai."))
        return data
