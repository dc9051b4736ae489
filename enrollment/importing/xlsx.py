"""An .xlsx as a Book: checked member by member, then its worksheets read as streams."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

from enrollment.importing import archive as archives
from enrollment.importing.errors import Note
from enrollment.importing.grid import ParsedRow
from enrollment.importing.headers import Range
from enrollment.importing.kinds import column_number
from enrollment.importing.rowstream import RowStream
from enrollment.importing.sheet import Limits
from enrollment.importing.tabs import MAX_SHEETS, Tab
from enrollment.importing.workbook import open_workbook

_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


class XlsxBook:
    """The archive's directory was checked already; here every member is read through once before a row is believed."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._limits = limits
        self._book = open_workbook(archive)
        self._parts = self._book.sheets[:MAX_SHEETS]
        facts = archives.check_members(archive, {sheet.member for sheet in self._book.sheets})
        self._book.load_strings()
        self.tabs = [
            Tab(part.name, part.hidden, found.rows, found.hidden_rows, merged_ranges(found.tail))
            for part, found in ((part, facts[part.member]) for part in self._parts)
        ]
        self.date1904 = self._book.date1904
        self.created = self._book.created
        self.notes = {Note.OUTSIDE_PARTS} if self._book.outside_parts else set()

    def head(self, place: int, last_row: int) -> list[ParsedRow]:
        return self._stream(place).head(last_row)

    def sources(self, places: list[int]) -> Iterator[RowStream]:
        for place in sorted(places):
            yield self._stream(place)

    def _stream(self, place: int) -> RowStream:
        return RowStream(self._book, self._parts[place].member, self._limits)


def merged_ranges(tail: bytes) -> list[Range]:
    """The merged cells that a worksheet names after its rows: rows from 1, positions from 0."""
    return [
        (int(top), column_number(left.decode()) - 1, int(bottom), column_number(right.decode()) - 1)
        for left, top, right, bottom in _MERGE.findall(tail)
    ]
