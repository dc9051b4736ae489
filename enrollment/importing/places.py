"""Where a row of a batch stands in its file, when several sheets were read as one.

Each sheet after the first gets numbers of its own: a whole grid further on, so that a number always leads back to one
sheet and one line, and nothing has to be known of a sheet's length before it is read.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from districts import formats
from enrollment.importing.tabs import STRIDE


def sheet_and_row(header: dict[str, Any], number: int) -> tuple[str, int]:
    """(name of the sheet, row in it); the name is empty where the batch was read from one sheet."""
    sheets = header.get("sheets") or []
    if len(sheets) < 2:
        return "", number
    own = next((sheet for sheet in reversed(sheets) if number > sheet["first"]), sheets[0])
    return str(own["name"]), number - int(own["first"])


def row_place(header: dict[str, Any], number: int) -> str:
    """The row as a person finds it: "17", or "17 (lembar Sagulung)"."""
    name, row = sheet_and_row(header, number)
    shown = formats.number(row, lang=get_language() or "id")
    return _("%(row)s (lembar %(sheet)s)") % {"sheet": name, "row": shown} if name else shown


def row_in_sheet(number: int) -> int:
    """The row's number in its own sheet."""
    return (number - 1) % STRIDE + 1
