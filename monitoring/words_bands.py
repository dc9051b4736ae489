"""The classes of coverage and its targets in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts import formats
from monitoring.models import Target
from monitoring.words import language

__all__ = ["BAND_NAMES", "LINES", "band_labels", "goals_text", "line_name"]

# The lines a target may belong to.
LINES = {"wajib": gettext_lazy("Wajib"), "UCJ": "UCJ", "stretch": gettext_lazy("Harapan")}

# Lowest first.
BAND_NAMES = (
    gettext_lazy("sangat rendah"),
    gettext_lazy("rendah"),
    gettext_lazy("sedang"),
    gettext_lazy("tinggi"),
    gettext_lazy("sangat tinggi"),
)


def band_labels(limits: Sequence[int]) -> list[str]:
    """The classes' limits: "< 40", "40–54,9" … "≥ 85"."""
    lang = language()
    lows = [formats.decimal(limit, 0, lang=lang) for limit in limits]
    uppers = [formats.decimal(limit - 0.1, 1, lang=lang) for limit in limits[1:]]
    between = [f"{low}–{high}" for low, high in zip(lows, uppers, strict=False)]
    return [f"< {lows[0]}", *between, f"≥ {lows[-1]}"]


def goals_text(goals: Iterable[Target]) -> str:
    """ "Target UCJ 60,0%, wajib 55,0%"; nothing without a target."""
    lang = language()
    told = [f"{line_name(goal.line)} {formats.percent(goal.percent, lang=lang)}" for goal in goals]
    return _("Target %(lines)s") % {"lines": ", ".join(told)} if told else ""


def line_name(line: str) -> str:
    """A line's name; one that came another way keeps its own."""
    return str(LINES.get(line, line))
