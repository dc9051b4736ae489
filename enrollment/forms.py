"""Shape and wording of what is typed on the import and register pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from districts.forms import DayField
from enrollment.models import Arrangement, Employer, ImportBatch


class UploadForm(forms.Form):
    """A file, and what it says of itself only where the person knows better."""

    file = forms.FileField(
        label=_("File XLSX, XLS, ODS, atau CSV"),
        error_messages={"required": _("Pilih file yang akan diunggah."), "empty": _("File ini kosong.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt,.tsv"}),
        max_length=500,
    )
    profile = forms.ChoiceField(
        label=_("Isi file"),
        choices=[("", _("Dikenali dari judul kolom")), *ImportBatch.Profile.choices],
        required=False,
    )
    as_of = DayField(
        label=_("Data per tanggal"), required=False, help_text=_("Kosongkan bila tanggal tertulis di file.")
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


class ArrangementForm(forms.Form):
    """An instalment plan or a dispute, by the letter in which the branch recorded it."""

    employer = forms.ModelChoiceField(
        label=_("Pemberi kerja"),
        queryset=Employer.objects.none(),
        error_messages={"required": _("Pilih pemberi kerja.")},
    )
    kind = forms.ChoiceField(label=_("Jenis kesepakatan"), choices=Arrangement.Kind.choices)
    letter_number = forms.CharField(label=_("Nomor surat cabang"), max_length=60)
    valid_from = DayField(label=_("Berlaku dari"))
    valid_to = DayField(label=_("Berlaku sampai"))

    def __init__(self, *args: Any, employers: Iterable[Employer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["employer"]
        field.queryset = Employer.objects.filter(pk__in=[employer.pk for employer in employers])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        start, end = data.get("valid_from"), data.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", _("Tanggal akhir lebih awal dari tanggal mulai."))
        return data


class SearchForm(forms.Form):
    """A business by its name."""

    q = forms.CharField(label=_("Nama usaha"), required=False, max_length=100)
