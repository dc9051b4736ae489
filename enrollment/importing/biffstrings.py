"""Texts inside the records of an .xls: 8 or 16 bits a letter, and a table of shared ones cut anywhere by CONTINUE."""

from __future__ import annotations

import struct

from enrollment.importing.errors import FileRefused, Refusal
from enrollment.importing.strings import MAX_TEXT

_WIDE, _EXTENDED, _RICH = 1, 4, 8


def short_text(data: bytes, place: int, biff8: bool, encoding: str, length_bytes: int) -> str:
    """A text that lies in one record: its length in one or two bytes, then (BIFF8) its flags, then its letters."""
    count = data[place] if length_bytes == 1 else struct.unpack_from("<H", data, place)[0]
    place += length_bytes
    if not biff8:
        return data[place : place + count].decode(encoding, "replace")
    flags = data[place]
    place += 1 + (2 if flags & _RICH else 0) + (4 if flags & _EXTENDED else 0)
    return _letters(data[place : place + (2 * count if flags & _WIDE else count)], bool(flags & _WIDE))


def shared_texts(parts: list[bytes]) -> list[str]:
    """The shared strings: record SST and its continuations."""
    if len(parts[0]) < 8:
        raise FileRefused(Refusal.CORRUPT)
    count = struct.unpack_from("<I", parts[0], 4)[0]
    reader = _Pieces(parts)
    texts: list[str] = []
    while len(texts) < count and not reader.ended:
        texts.append(reader.text())
    return texts


def _letters(data: bytes, wide: bool) -> str:
    return data.decode("utf-16-le", "surrogatepass") if wide else data.decode("latin-1")


class _Pieces:
    """A place in a run of records; letters go on in the next record behind a new flags byte."""

    def __init__(self, parts: list[bytes]) -> None:
        self._parts = parts
        self._part = 0
        self._data = parts[0]
        self._place = 8

    @property
    def ended(self) -> bool:
        return self._place >= len(self._data) and self._part + 1 >= len(self._parts)

    def text(self) -> str:
        if self._place >= len(self._data):
            self._next()
        count = struct.unpack("<H", self._take(2))[0]
        flags = self._take(1)[0]
        runs = struct.unpack("<H", self._take(2))[0] if flags & _RICH else 0
        extended = struct.unpack("<I", self._take(4))[0] if flags & _EXTENDED else 0
        text = self._joined(count, flags)
        self._skip(4 * runs + extended)
        return text[: MAX_TEXT + 1]

    def _joined(self, count: int, flags: int) -> str:
        texts = []
        while count:
            if self._place >= len(self._data):
                self._next()
                flags = self._take(1)[0]
            width = 2 if flags & _WIDE else 1
            size = min(count, (len(self._data) - self._place) // width)
            if not size:
                raise FileRefused(Refusal.CORRUPT)
            texts.append(_letters(self._take(size * width), width == 2))
            count -= size
        return "".join(texts)

    def _take(self, size: int) -> bytes:
        data = self._data[self._place : self._place + size]
        if len(data) < size:
            raise FileRefused(Refusal.CORRUPT)
        self._place += size
        return data

    def _skip(self, size: int) -> None:
        while size > len(self._data) - self._place:
            size -= len(self._data) - self._place
            self._next()
        self._place += size

    def _next(self) -> None:
        self._part += 1
        if self._part >= len(self._parts):
            raise FileRefused(Refusal.CORRUPT)
        self._data, self._place = self._parts[self._part], 0
