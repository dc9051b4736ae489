"""What is said of a whole sheet rather than in its cells: columns said once, and words whose meaning is remembered.

It stands between the reader and the cleaners; copies of bad rows and the reject workbook keep the sheet's own words.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Any

from enrollment.importing.columns import Need
from enrollment.importing.days import read_month
from enrollment.importing.errors import Code, FileRefused, Refusal
from enrollment.importing.meanings import Meanings
from enrollment.importing.profile import Profile
from enrollment.importing.sheet import Cell, Chunk, SheetInfo

__all__ = ["Said", "said_in_titles"]

_TITLES = {
    "NPP": re.compile(r"\bNPP\b\W*([A-Z0-9]{8})\b", re.IGNORECASE),
    "DIV": re.compile(r"\bDIV(?:ISI)?\b\W*(\d{1,3})\b", re.IGNORECASE),
    "BLTH": re.compile(
        r"\b(?:BLTH|BULAN|PERIODE|MASA)\b[^0-9A-Z]*(?:IURAN\W*)?([A-Z]{3,9}[ -]\d{4}|\d{1,2}[-/]\d{4}|\d{6})",
        re.IGNORECASE,
    ),
}


def said_in_titles(profile: Profile, titles: list[str]) -> dict[str, str]:
    """What the lines above the headings tell of the columns that are said once."""
    found: dict[str, str] = {}
    for column in profile.once:
        for title in titles:
            match = _TITLES[column.name].search(title)
            if match and (column.name != "BLTH" or not isinstance(read_month(match[1]), Code)):
                found.setdefault(column.name, match[1])
    return found


class Said:
    """What is said of one file. Raises FileRefused where a column is neither there nor said."""

    def __init__(self, profile: Profile, info: SheetInfo, asked: dict[str, Any], meanings: Meanings) -> None:
        told = {**said_in_titles(profile, info.title_lines), **asked.get("once", {})}
        self.once = {name: text for name, text in told.items() if text and name not in info.columns}
        missing = [
            c.name for c in profile.once if c.need is not Need.FREE and c.name not in {*info.columns, *self.once}
        ]
        if missing:
            raise FileRefused(
                Refusal.HEADER_NOT_FOUND,
                profile=profile.name,
                expected=[*missing, *profile.required],
                found=[text for text in info.header if text],
                missing=missing,
                doubled=[],
                once=missing,
            )
        width = len(info.header)
        places = {name: width + index for index, name in enumerate(self.once)}
        self.info = dataclasses.replace(info, columns={**info.columns, **places})
        self.meanings = meanings
        self._meanings = meanings.of(profile, self.info.columns)
        self.meant = 0

    def applied(self, chunk: Chunk) -> Chunk:
        """The chunk as the cleaners are to see it."""
        columns = [*chunk.columns]
        for text in self.once.values():
            same: list[Cell] = [text] * len(chunk.row_numbers)
            columns.append(same)
        self.meant += self._meanings.put_into(columns)
        return dataclasses.replace(chunk, columns=columns)
