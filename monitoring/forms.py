"""The filters of the coverage pages (GET: they stand in the address) and the order for a new report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from districts import formats
from enrollment.rules.calendar import add_months
from enrollment.rules.kinds import Program, Segment
from monitoring.rules.months import parse_month
from monitoring.words import SEGMENT_NAMES, language


@dataclass(frozen=True, slots=True)
class Filters:
    """What is shown: a month, and one segment and program or all ("")."""

    month: date
    segment: str = ""
    program: str = ""

    @property
    def query(self) -> str:
        """As the address carries it."""
        return self.with_month(self.month)

    def with_month(self, month: date) -> str:
        chosen = {"bulan": f"{month:%Y-%m}", "segmen": self.segment, "program": self.program}
        return urlencode({name: value for name, value in chosen.items() if value})

    @property
    def words(self) -> str:
        """The filters in words, for subtitles and exports."""
        parts = [str(SEGMENT_NAMES[Segment(self.segment)]) if self.segment else str(_("semua segmen"))]
        return " · ".join([*parts, *([self.program] if self.program else [])])


class FilterForm(forms.Form):
    """Month, segment, program. What is not among the choices counts as not chosen: old links keep working."""

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

    def __init__(self, data: Any, *, months: Iterable[date], default: date) -> None:
        self._months = sorted(months, reverse=True)
        self._default = default
        super().__init__({**{name: data.get(name, "") for name in ("segmen", "program")}, "bulan": self._month(data)})
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
        return Filters(month, self.cleaned_data.get("segmen", ""), self.cleaned_data.get("program", ""))

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
