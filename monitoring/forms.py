"""The filters of the coverage pages (GET: they stand in the address) and the order for a new report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from districts import formats
from enrollment.rules.calendar import add_months
from enrollment.rules.kinds import BusinessScale, Program, Segment
from monitoring.filters import HOME, NAMES, Filters
from monitoring.rules.months import parse_month
from monitoring.words import SCALE_NAMES, SEGMENT_NAMES, language

Choices = Mapping[str, Mapping[str, str]]
MORE = ("sektor", "skala", "cabang", "dasar", "kantor")


class FilterForm(forms.Form):
    """What is shown. What is not among the choices counts as not chosen: old links keep working.

    `choices`: code to name of sektor, cabang and kantor, where the page offers them.
    """

    bulan = forms.ChoiceField(label=_("Bulan"), required=False)
    segmen = forms.ChoiceField(
        label=_("Segmen"),
        required=False,
        choices=[("", _("Semua segmen")), *((segment.value, SEGMENT_NAMES[segment]) for segment in Segment)],
    )
    program = forms.ChoiceField(
        label=_("Program"),
        required=False,
        choices=[("", _("Semua program")), *((program.value, program.value) for program in Program)],
    )

    sektor = forms.ChoiceField(label=_("Sektor"), required=False)
    skala = forms.ChoiceField(
        label=_("Skala usaha"),
        required=False,
        choices=[("", _("Semua skala")), *((scale.value, SCALE_NAMES[scale]) for scale in BusinessScale)],
    )
    cabang = forms.ChoiceField(label=_("Cabang"), required=False)
    dasar = forms.ChoiceField(
        label=_("Dasar"),
        required=False,
        choices=[("", _("Tempat kerja")), (HOME, _("Tempat tinggal"))],
    )
    kantor = forms.ChoiceField(label=_("Kantor loket"), required=False)

    def __init__(self, data: Any, *, months: Iterable[date], default: date, choices: Choices | None = None) -> None:
        self._months = sorted(months, reverse=True)
        self._default = default
        self._names = choices or {}
        super().__init__({**{name: data.get(name, "") for name in NAMES.values()}, "bulan": self._month(data)})
        for name, every in (("sektor", _("Semua sektor")), ("cabang", _("Semua cabang")), ("kantor", _("Semua loket"))):
            offered = [("", every), *self._names.get(name, {}).items()]
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        # They stand below the form's own row.
        for name in MORE:
            self.fields[name].widget.attrs["form"] = "saringan"
        self.fields["bulan"].choices = [  # type: ignore[attr-defined]
            (f"{month:%Y-%m}", formats.month_long(month, lang=language())) for month in self._months
        ]
        self.full_clean()

    def _month(self, data: Any) -> str:
        try:
            month = parse_month(data.get("bulan", ""))
        except ValueError:
            month = self._default
        return f"{month if month in self._months else self._default:%Y-%m}"

    @property
    def filters(self) -> Filters:
        """The choices, with what is unknown left out."""
        month = parse_month(self.cleaned_data["bulan"])
        chosen = {field: self.cleaned_data.get(word, "") for field, word in NAMES.items()}
        spoken = {
            f"{field}_name": self._names.get(NAMES[field], {}).get(chosen[field], "")
            for field in ("sector", "branch", "desk")
        }
        return Filters(month, **chosen, **spoken)

    @property
    def more(self) -> list[forms.BoundField]:
        """The choices that fold away."""
        return [self[name] for name in MORE]

    @property
    def earlier(self) -> str:
        """Query of the month before; empty at the window's start."""
        return self._step(-1)

    @property
    def later(self) -> str:
        """Query of the month after; empty at the window's end."""
        return self._step(1)

    def _step(self, months: int) -> str:
        month = add_months(self.filters.month, months)
        return self.filters.with_month(month) if month in self._months else ""


class ReportForm(forms.Form):
    """Which report to build; the reason is asked for where a frozen one gets a new version."""

    bulan = forms.CharField(max_length=7)
    wilayah = forms.CharField(max_length=40)
    alasan = forms.CharField(
        label=_("Alasan versi baru"),
        required=False,
        max_length=300,
        help_text=_("Paling sedikit 10 huruf; tercetak pada laporan."),
    )

    def __init__(self, *args: Any, needs_reason: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["alasan"].required = needs_reason

    def clean_bulan(self) -> date:
        try:
            return parse_month(self.cleaned_data["bulan"])
        except ValueError as error:
            raise forms.ValidationError(_("Pilih bulan.")) from error
