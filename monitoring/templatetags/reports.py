"""What the report pages say in small: names of indicators, figures with their decimals, stored days."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils.translation import gettext as _

from districts import formats
from enrollment.rules.calendar import add_months
from monitoring import definitions
from monitoring.reporting.texts import figure
from monitoring.reporting.traces import Said
from monitoring.words import language
from permits.models import ApprovalRequest

register = template.Library()


@register.simple_tag
def name_of(code: str) -> str:
    """An indicator's name."""
    return definitions.name(code)


@register.simple_tag
def heading_of(code: str) -> str:
    """An indicator's name in a narrow column."""
    return definitions.heading(code)


@register.simple_tag
def against(month: date) -> str:
    """The heading of a change: against which month."""
    return _("vs %(month)s") % {"month": formats.month_abbr(add_months(month, -1), lang=language())}


@register.simple_tag
def figure_of(value: int | float | None, decimals: int) -> str:
    """A figure with the decimals it has."""
    return figure(value, decimals)


@register.simple_tag
def change_of(value: int | float | None, decimals: int) -> str:
    """A difference with its sign; nothing where one side has no figure."""
    return formats.signed(value, decimals, lang=language())


@register.simple_tag
def day_of(text: str) -> str:
    """A stored day."""
    return formats.date_short(date.fromisoformat(text), lang=language())


@register.simple_tag
def request_state(code: str) -> str:
    """What became of a request."""
    return str(ApprovalRequest.State(code).label)


@register.simple_tag
def acts_of(said: list[Said]) -> list[Any]:
    """The sentences that ask for something."""
    return [item for item in said if item.section == "todo"]
