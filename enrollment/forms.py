"""Shape and wording of what is typed on the import and register pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.models import ImportBatch


class UploadForm(forms.Form):
    """A file, and what it says of itself only where the person knows better."""

    file = forms.FileField(
        label=_("File XLSX atau CSV"),
        error_messages={"required": _("Pilih file yang akan diunggah."), "empty": _("File ini kosong.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        max_length=500,
    )
    profile = forms.ChoiceField(
        label=_("Isi file"),
        choices=[("", _("Dikenali dari judul kolom")), *ImportBatch.Profile.choices],
        required=False,
    )
    as_of = forms.DateField(
        label=_("Data per tanggal"),
        required=False,
        help_text=_("Kosongkan bila tanggal tertulis di file."),
        input_formats=["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"],
        error_messages={"invalid": _("Tulis tanggal hari/bulan/tahun, misalnya 31/10/2026.")},
    )


class CommitForm(forms.Form):
    """Correct rows only, or all or nothing."""

    mode = forms.ChoiceField(choices=ImportBatch.Mode.choices, error_messages={"required": _("Pilih cara memproses.")})


class UndoForm(forms.Form):
    """Why a whole import is taken back."""

    reason = forms.CharField(
        label=_("Alasan pembatalan"),
        min_length=10,
        max_length=300,
        error_messages={
            "required": _("Tulis alasan pembatalan, paling sedikit 10 huruf."),
            "min_length": _("Tulis alasan pembatalan, paling sedikit 10 huruf."),
        },
    )


class SearchForm(forms.Form):
    """A business by its name."""

    q = forms.CharField(label=_("Nama usaha"), required=False, max_length=100)
