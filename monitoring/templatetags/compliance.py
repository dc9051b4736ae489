"""What the pages of appreciation and compliance say in small."""

from __future__ import annotations

from decimal import Decimal

from django import template

from districts import formats
from monitoring.words import language

register = template.Library()


@register.filter
def hundredths(value: Decimal | None) -> str:
    """An index with its two decimals."""
    return formats.decimal(value, 2, lang=language())
