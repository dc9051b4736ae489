"""Names of indicators in templates: `{% indicator "coverage" %}`, in a narrow column `{% heading "coverage" %}`."""

from __future__ import annotations

from django import template

from monitoring import definitions

register = template.Library()


@register.simple_tag
def indicator(code: str) -> str:
    """Its name."""
    return definitions.name(code)


@register.simple_tag
def heading(code: str) -> str:
    """Its name in a narrow column."""
    return definitions.heading(code)
