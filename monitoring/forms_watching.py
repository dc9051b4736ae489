"""What is set or written beside the figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.rules.kinds import Segment
from monitoring.rules.months import parse_month
from monitoring.words import SEGMENT_NAMES
from monitoring.words_bands import LINES as TARGET_LINES

WORDS_LEAST = 10
LIMITS = ("kelas2", "kelas3", "kelas4", "kelas5")


def _month(text: str) -> date:
    try:
        return parse_month(text)
    except ValueError as error:
        raise forms.ValidationError(_("Tulis bulan sebagai 2026-11.")) from error


class TargetForm(forms.Form):
    """One line of targets. Segments have targets of the whole city alone, as they have denominators."""

    wilayah = forms.ChoiceField(label=_("Wilayah"))
    ukuran = forms.ChoiceField(
        label=_("Ukuran"),
        choices=[("coverage", _("Cakupan")), *((f"coverage.{each.value}", SEGMENT_NAMES[each]) for each in Segment)],
    )
    garis = forms.ChoiceField(label=_("Garis"), choices=list(TARGET_LINES.items()))
    mulai = forms.CharField(label=_("Berlaku mulai bulan"), max_length=7, help_text=_("Misalnya 2026-11."))
    persen = forms.DecimalField(label=_("Persen"), min_value=0, max_value=100, max_digits=5, decimal_places=2)
    sumber = forms.CharField(label=_("Sumber"), max_length=200, help_text=_("Peraturan, surat, atau keputusan."))

    def __init__(self, *args: Any, areas: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wilayah"].choices = list(areas.items())  # type: ignore[attr-defined]
        self._city = next(iter(areas), "")

    def clean_mulai(self) -> date:
        return _month(self.cleaned_data["mulai"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("ukuran", "coverage") != "coverage" and given.get("wilayah") != self._city:
            self.add_error("ukuran", _("Target segmen hanya untuk seluruh kota, sama seperti potensinya."))
        return given


class BandsForm(forms.Form):
    """The lower limits of four classes above the lowest, rising."""

    kelas2 = forms.IntegerField(label=_("Kelas 2 mulai"), min_value=1, max_value=99, help_text=_("Persen, bulat."))
    kelas3 = forms.IntegerField(label=_("Kelas 3 mulai"), min_value=1, max_value=99)
    kelas4 = forms.IntegerField(label=_("Kelas 4 mulai"), min_value=1, max_value=99)
    kelas5 = forms.IntegerField(label=_("Kelas 5 mulai"), min_value=1, max_value=99)
    mulai = forms.CharField(label=_("Berlaku mulai bulan"), max_length=7, help_text=_("Misalnya 2026-11."))
    sumber = forms.CharField(label=_("Sumber"), max_length=200, help_text=_("Peraturan, surat, atau keputusan."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LIMITS:
            self.fields[name].widget.attrs["inputmode"] = "numeric"

    def clean_mulai(self) -> date:
        return _month(self.cleaned_data["mulai"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        limits = [given.get(name) for name in LIMITS]
        for name, low, high in zip(LIMITS[1:], limits, limits[1:], strict=False):
            if low is not None and high is not None and high <= low:
                self.add_error(name, _("Harus lebih dari batas kelas sebelumnya."))
        return given

    @property
    def limits(self) -> tuple[int, int, int, int]:
        """Once it is valid."""
        second, third, fourth, fifth = (int(self.cleaned_data[name]) for name in LIMITS)
        return second, third, fourth, fifth


class NoteForm(forms.Form):
    """A remark beside one month's figure."""

    bulan = forms.CharField(label=_("Bulan"), max_length=7, help_text=_("Misalnya 2026-11."))
    catatan = forms.CharField(
        label=_("Catatan"),
        min_length=WORDS_LEAST,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Paling sedikit 10 huruf. Jangan tulis nama atau NIK warga. Ikut tercetak di laporan."),
    )

    def clean_bulan(self) -> date:
        return _month(self.cleaned_data["bulan"])


class ExplainForm(forms.Form):
    """Why a figure is right though it is odd."""

    penjelasan = forms.CharField(label=_("Penjelasan"), min_length=WORDS_LEAST, max_length=500)
