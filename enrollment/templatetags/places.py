"""Where a row stands in its file, on the import's pages: `{{ row.number|place:batch }}`."""

from __future__ import annotations

from django import template

from enrollment.importing.places import row_place
from enrollment.models import ImportBatch

register = template.Library()


@register.filter
def place(number: int, batch: ImportBatch) -> str:
    """17, or 17 (lembar Sagulung) where several sheets were read as one."""
    return row_place(batch.header if isinstance(batch.header, dict) else {}, int(number))
