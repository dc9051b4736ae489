"""Fields that forms of every app share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

__all__ = ["DayField"]


class DayField(forms.DateField):
    """A day as people write it: 31/10/2026, also with dashes, or 2026-10-31 (ui.md §14)."""

    def __init__(self, **kwargs: Any) -> None:
        given: dict[str, Any] = {
            "input_formats": ["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"],
            "widget": forms.DateInput(
                format="%d/%m/%Y", attrs={"class": "short", "inputmode": "numeric", "placeholder": _("hh/bb/tttt")}
            ),
            "error_messages": {
                "required": _("Isi tanggalnya, misalnya 31/10/2026."),
                "invalid": _("Tulis tanggal hari/bulan/tahun, misalnya 31/10/2026."),
            },
        }
        super().__init__(**given | kwargs)
