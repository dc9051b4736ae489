"""A finding in a tag: one or two words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from permits.models.check import Finding

__all__ = ["tag_of"]


def tag_of(finding: str, reasons: list[dict[str, Any]]) -> str:
    """A finding in a tag: one or two words."""
    if finding == "ARREARS":
        months = next((r["params"]["months"] for r in reasons if r["code"] == "MONTHS_UNPAID"), 1)
        return _("Tunggakan %(months)s bln") % {"months": months}
    return str(Finding(finding).label)
