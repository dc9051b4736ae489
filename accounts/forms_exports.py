"""What rows are taken away for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.exports import Purpose


class ExportForm(forms.Form):
    """A purpose of the list; one that is not on it is told in words."""

    purpose = forms.ChoiceField(
        label=_("Keperluan"),
        choices=Purpose.choices,
        error_messages={"required": _("Pilih keperluannya."), "invalid_choice": _("Pilih keperluannya.")},
    )
    note = forms.CharField(
        label=_("Keterangan"),
        required=False,
        max_length=200,
        help_text=_("Wajib untuk keperluan lain, paling sedikit 10 huruf. Jangan tulis nama atau NIK warga."),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("purpose") == Purpose.OTHER and len(given.get("note", "").strip()) < 10:
            self.add_error("note", _("Tulis keperluannya, paling sedikit 10 huruf."))
        return given
