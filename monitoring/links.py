"""Addresses of the lists behind the numbers."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from monitoring.filters import Filters

__all__ = ["list_address"]


def list_address(kind: str, filters: Filters, **words: str) -> str:
    """The filters, and words of the list's own or of another choice."""
    query = urlencode({"bulan": f"{filters.month:%Y-%m}", **filters.chosen, **words})
    return f"{reverse('coverage-list', args=[kind])}?{query}"
