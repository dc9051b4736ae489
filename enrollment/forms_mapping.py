"""Which column is which: one select for each of our columns, over the headings of the sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from enrollment.importing.columns import Column, Kind, Need
from enrollment.importing.days import read_month
from enrollment.importing.errors import Code
from enrollment.importing.profile import Profile
from enrollment.models import Employer
from enrollment.rules.identifiers import normalise_division, normalise_npp

__all__ = ["MappingForm", "needed"]


def needed(profile: Profile, column: Column) -> str:
    """Whether a sheet must have the column, in a word: by itself, or another of its group."""
    if column.need is not Need.FREE:
        return _("wajib")
    return _("salah satu wajib") if any(column.name in group for group in profile.one_of) else ""


class MappingForm(forms.Form):
    """`kolom-<heading>` takes a position of the sheet, `sekali-<heading>` what holds for all rows."""

    remember = forms.BooleanField(label=lazy("Ingat untuk sumber ini"), required=False, initial=True)
    source = forms.CharField(
        label=lazy("Nama sumber"),
        required=False,
        max_length=120,
        help_text=lazy("Misalnya: ekspor bulanan cabang Nagoya."),
    )

    def __init__(self, *args: Any, profile: Profile, headings: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.profile = profile
        named = [("", "—"), *((str(place), text) for place, text in enumerate(headings) if text)]
        for column in profile.columns:
            self.fields[f"kolom-{column.name}"] = forms.ChoiceField(
                label=column.name, choices=named, required=False, widget=forms.Select(attrs={"data-bebas": ""})
            )
            if column.once:
                self.fields[f"sekali-{column.name}"] = forms.CharField(label=column.name, required=False, max_length=20)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        self._no_column_twice()
        columns, once = self.columns, self.once
        for column in self.profile.columns:
            missing = column.need is not Need.FREE and column.name not in columns
            if missing and not (column.once and column.name in once):
                self.add_error(
                    f"sekali-{column.name}" if column.once else f"kolom-{column.name}",
                    _("Pilih kolom untuk %(column)s.") % {"column": column.name},
                )
        for group in self.profile.one_of:
            if not any(name in columns for name in group):
                names = " / ".join(group)
                self.add_error(f"kolom-{group[0]}", _("Pilih kolom untuk %(column)s.") % {"column": names})
        self._check_once(once)
        return data

    @property
    def columns(self) -> dict[str, int]:
        """Heading → position, as chosen."""
        chosen = ((column.name, self.cleaned_data.get(f"kolom-{column.name}")) for column in self.profile.columns)
        return {name: int(place) for name, place in chosen if place}

    @property
    def once(self) -> dict[str, str]:
        """What holds for every row, of the columns the sheet does not have."""
        said = ((column.name, self.cleaned_data.get(f"sekali-{column.name}", "")) for column in self.profile.once)
        return {name: text.strip() for name, text in said if text.strip() and name not in self.columns}

    def _no_column_twice(self) -> None:
        taken: dict[int, str] = {}
        for name, place in self.columns.items():
            if place in taken:
                self.add_error(
                    f"kolom-{name}", _("Kolom ini sudah dipakai untuk %(column)s.") % {"column": taken[place]}
                )
            taken.setdefault(place, name)

    def _check_once(self, once: Mapping[str, str]) -> None:
        for column in self.profile.once:
            text = once.get(column.name)
            if text and column.kind is Kind.MONTH and isinstance(read_month(text), Code):
                self.add_error(f"sekali-{column.name}", _("Tulis bulan dan tahun, misalnya 10-2026."))
        if "NPP" in once:
            npp, division = normalise_npp(once["NPP"]), normalise_division(once.get("DIV", ""))
            if not Employer.objects.filter(npp=npp, division_code=division).exists():
                self.add_error("sekali-NPP", _("NPP dan divisi ini tidak ada di data pemberi kerja."))
