"""Classes and targets in templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django import template

from monitoring.models import Target
from monitoring.rules.rates import tile_class
from monitoring.words_bands import BAND_NAMES, goals_text, line_name

register = template.Library()


@register.filter
def band_name(rate: Decimal | None, limits: Sequence[int]) -> str:
    """The class of a rate in a word; nothing without a rate."""
    found = tile_class(rate, limits)
    return str(BAND_NAMES[found - 1]) if found else ""


@register.filter
def aims(goals: Sequence[Target]) -> str:
    """An area's targets in words."""
    return goals_text(goals)


@register.simple_tag
def aims_of(goals: Mapping[str, Sequence[Target]], code: str) -> str:
    """The targets of one indicator in words."""
    return goals_text(goals.get(code, ()))


@register.filter
def line_words(line: str) -> str:
    """The name of a target's line."""
    return line_name(line)
