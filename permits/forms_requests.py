"""What a desk asks a second person, what that person answers, and what BPJS answers a desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.rules.identifiers import normalise_npp, npp_is_usual
from permits.models import ApprovalRequest, BpjsQuestion
from permits.services.requests import GROUND_NEEDED, MIN_REASON, NOTE_NEEDED

_EXEMPTION = ApprovalRequest.Kind.EXEMPTION
_SHORT = {
    _EXEMPTION: _("Tulis alasan pengecualian, paling sedikit %(minimum)s huruf."),
    ApprovalRequest.Kind.COMMITMENT: _("Tulis alasan komitmen, paling sedikit %(minimum)s huruf."),
    ApprovalRequest.Kind.OVERRIDE: _("Tulis alasan izin, paling sedikit %(minimum)s huruf."),
}


class RequestForm(forms.Form):
    """Reason, and for an exemption its ground. `version` is empty where the file does not exist yet."""

    ground = forms.ChoiceField(
        label=_("Dasar pengecualian"),
        choices=[("", _("Pilih dasar")), *ApprovalRequest.Ground.choices],
        error_messages={"required": GROUND_NEEDED, "invalid_choice": GROUND_NEEDED},
    )
    reason = forms.CharField(label=_("Alasan"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = ApprovalRequest.Kind(kind)
        self.fields["reason"].error_messages["required"] = self._short()
        self.fields["reason"].help_text = _("Paling sedikit %(minimum)s huruf; dibaca atasan dan auditor.") % {
            "minimum": MIN_REASON
        }
        if kind != _EXEMPTION:
            del self.fields["ground"]

    def _short(self) -> str:
        return str(_SHORT[self.kind]) % {"minimum": MIN_REASON}

    def clean_reason(self) -> str:
        reason = " ".join(self.cleaned_data["reason"].split())
        if len(reason) < MIN_REASON:
            raise forms.ValidationError(self._short())
        return reason


class ApprovalForm(forms.Form):
    """Yes or no of the second person; a no says why."""

    answer = forms.ChoiceField(choices=[("approve", _("Setujui")), ("reject", _("Tolak"))])
    note = forms.CharField(label=_("Catatan"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("answer") == "reject" and not data.get("note", "").strip():
            self.add_error("note", str(NOTE_NEEDED))
        return data


class AnswerForm(forms.Form):
    """BPJS' answer to one question; nothing is chosen beforehand."""

    answer = forms.ChoiceField(
        choices=BpjsQuestion.Answer.choices, error_messages={"required": _("Pilih salah satu jawaban.")}
    )
    npp = forms.CharField(
        label=_("NPP"),
        max_length=20,
        required=False,
        help_text=_("8 huruf atau angka; dasar jawaban “terdaftar dan patuh”."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "short"}),
    )
    reply = forms.CharField(
        label=_("Keterangan untuk loket"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        is_confirmed = data.get("answer") == BpjsQuestion.Answer.CONFIRMED
        if is_confirmed and not npp_is_usual(normalise_npp(data.get("npp", ""))):
            self.add_error("npp", _("Tulis NPP 8 karakter yang menjadi dasar jawaban ini."))
        return data
