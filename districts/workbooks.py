"""The one way a workbook leaves the product: what was text stays text, so nothing in it can run where it is opened.

A cell that begins with `=`, `+`, `-`, `@`, a tab or a line break is somebody's name or a typing slip, never a formula,
a link or a number (security.md B60).
"""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

import xlsxwriter

__all__ = ["MOST_TEXT", "open_workbook"]

MOST_TEXT = 32_767  # characters a cell may hold
_TEXT_IS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def open_workbook(target: str | Path | IO[bytes], **options: Any) -> xlsxwriter.Workbook:
    """A new workbook at `target`, to be closed by the caller (`with` does)."""
    return xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options | _TEXT_IS_TEXT)
