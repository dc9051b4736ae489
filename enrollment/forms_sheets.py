"""Which sheets, and which line of them names the columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.importing.tabs import HEAD_ROWS

__all__ = ["HeaderRowForm", "SheetsForm"]


class SheetsForm(forms.Form):
    """One check box a sheet; sheets of different columns cannot be read as one."""

    sheets = forms.MultipleChoiceField(
        label=_("Lembar"),
        error_messages={"required": _("Pilih paling sedikit satu lembar.")},
    )

    def __init__(self, *args: Any, found: Sequence[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._layouts = {sheet["name"]: sheet["layout"] for sheet in found if sheet["layout"] is not None}
        self.fields["sheets"].choices = [(name, name) for name in self._layouts]  # type: ignore[attr-defined]

    def clean_sheets(self) -> list[str]:
        names: list[str] = self.cleaned_data["sheets"]
        if len({self._layouts[name] for name in names}) > 1:
            raise forms.ValidationError(_("Lembar yang dipilih tidak sama susunan kolomnya. Pilih yang sama saja."))
        return names


class HeaderRowForm(forms.Form):
    """The number a spreadsheet shows beside the line."""

    row = forms.IntegerField(
        label=_("Nomor baris judul kolom"),
        min_value=1,
        max_value=HEAD_ROWS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"}),
        error_messages={
            "required": _("Isi nomor baris, 1 sampai 100."),
            "invalid": _("Isi nomor baris, 1 sampai 100."),
            "min_value": _("Isi nomor baris, 1 sampai 100."),
            "max_value": _("Isi nomor baris, 1 sampai 100."),
        },
    )
