"""The container of an old .xls (OLE compound file): its directory, and one stream as bytes. Every chain is bounded."""

from __future__ import annotations

import struct
from array import array
from dataclasses import dataclass

from enrollment.importing.errors import FileRefused, Refusal

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFE
_FREE = 0xFFFFFFFF
_MAX_SECTOR = 0xFFFFFFFA
_ENTRY = 128
_MOST_ENTRIES = 10_000
_STREAM, _ROOT = 2, 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the directory."""

    name: str
    kind: int
    start: int
    size: int


class Container:
    """Reads `data` (the whole file). Raises FileRefused(CORRUPT) for a container that does not hold together."""

    def __init__(self, data: bytes) -> None:
        try:
            self._open(data)
        except (struct.error, ValueError, IndexError) as error:
            raise FileRefused(Refusal.CORRUPT) from error

    def _open(self, data: bytes) -> None:
        if len(data) < 512 or not data.startswith(MAGIC):
            raise FileRefused(Refusal.CORRUPT)
        shift, small_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or small_shift != 6:
            raise FileRefused(Refusal.CORRUPT)
        self._data = data
        self._size = 1 << shift
        directory, self._cutoff, small_fat = (struct.unpack_from("<I", data, place)[0] for place in (48, 56, 60))
        self._fat = self._table(self._fat_sectors())
        self.entries = self._directory(self._chain(directory, self._fat))
        root = next((entry for entry in self.entries if entry.kind == _ROOT), None)
        self._small_fat = self._table(self._chain(small_fat, self._fat))
        self._small = b"" if root is None else self._joined(root.start)

    def stream(self, *names: str) -> bytes | None:
        """The first stream of one of these names; None where there is none."""
        wanted = [name.lower() for name in names]
        found = [entry for entry in self.entries if entry.kind == _STREAM and entry.name.lower() in wanted]
        if not found:
            return None
        entry = min(found, key=lambda one: wanted.index(one.name.lower()))
        data = self._small_stream(entry.start) if entry.size < self._cutoff else self._joined(entry.start)
        if len(data) < entry.size:
            raise FileRefused(Refusal.CORRUPT)
        return data[: entry.size]

    def _fat_sectors(self) -> list[int]:
        """Which sectors hold the allocation table: 109 named in the header, more in a chain of their own."""
        count = struct.unpack_from("<I", self._data, 44)[0]
        following, chained = struct.unpack_from("<II", self._data, 68)
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        seen: set[int] = set()
        while following <= _MAX_SECTOR and chained and following not in seen:
            seen.add(following)
            *more, following = struct.unpack(f"<{self._size // 4}I", self._sector(following))
            sectors += more
        sectors = [sector for sector in sectors if sector <= _MAX_SECTOR]
        if count > len(sectors):
            raise FileRefused(Refusal.CORRUPT)
        return sectors[:count]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        data = self._data[start : start + self._size]
        if not data:
            raise FileRefused(Refusal.CORRUPT)
        return data.ljust(self._size, b"\x00")  # the last one may be cut short by careless writers

    def _table(self, sectors: list[int]) -> array[int]:
        table = array("I")
        for sector in sectors:
            table.frombytes(self._sector(sector))
        return table

    def _chain(self, start: int, table: array[int]) -> list[int]:
        chain: list[int] = []
        while start <= _MAX_SECTOR:
            if start >= len(table) or len(chain) > len(table):
                raise FileRefused(Refusal.CORRUPT)
            chain.append(start)
            start = table[start]
        if start not in (_END, _FREE):
            raise FileRefused(Refusal.CORRUPT)
        return chain

    def _joined(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._chain(start, self._fat)))

    def _small_stream(self, start: int) -> bytes:
        pieces = (self._small[place * 64 : place * 64 + 64] for place in self._chain(start, self._small_fat))
        return b"".join(pieces)

    def _directory(self, sectors: list[int]) -> list[Entry]:
        data = b"".join(map(self._sector, sectors))
        if len(data) > _MOST_ENTRIES * _ENTRY:
            raise FileRefused(Refusal.CORRUPT)
        return [_entry(data[place : place + _ENTRY]) for place in range(0, len(data), _ENTRY)]


def _entry(data: bytes) -> Entry:
    length = struct.unpack_from("<H", data, 64)[0]
    name = data[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
    start, size = struct.unpack_from("<II", data, 116)
    return Entry(name, data[66], start, size)
