"""What a list of numbers is asked with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from permits.selectors.lists import texts_of
from permits.uploads import texts_of_upload

MOST_TEXT = 100_000


class BulkForm(forms.Form):
    """Numbers pasted or uploaded, for one service."""

    service = forms.ChoiceField(label=_("Layanan"), error_messages={"required": _("Pilih layanan.")})
    numbers = forms.CharField(
        label=_("Nomor usaha, satu per baris"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("NIB, NPP, atau NPWP badan; paling banyak 1.000."),
    )
    file = forms.FileField(
        label=_("Atau unggah file"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xlsm,.csv,.txt"}),
        help_text=_("XLSX dengan kolom NIB, NPP, NPWP, atau NOMOR; atau CSV dan TXT, satu nomor per baris."),
    )

    def __init__(self, *args: Any, services: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        service: Any = self.fields["service"]
        service.choices = services

    def texts(self) -> list[str]:
        """The numbers as given; Refused where the file cannot be read."""
        pasted, upload = texts_of(self.cleaned_data["numbers"]), self.cleaned_data["file"]
        return pasted + texts_of_upload(upload) if upload else pasted
