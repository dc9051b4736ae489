"""Damaged sheets by the thousand, each from its seed alone: bytes turned, cut and doubled, structure bent on purpose.

What lies under the damage is a small sound sheet of one of six formats, so that many files still reach the rows.
"""

from __future__ import annotations

import random
import re
import struct
from collections.abc import Callable
from typing import Any

from tests.enrollment.importing import damaged, makers

Dice = random.Random
Make = Callable[[list[list[Any]]], bytes]

FORMATS: dict[str, tuple[Make, str]] = {
    "xlsx": (lambda rows: damaged.workbook(rows, sheets={"lain": [["catatan"]]}), ".xlsx"),
    "inline": (lambda rows: damaged.workbook(rows, inline=True), ".xlsx"),
    "xls": (lambda rows: makers.xls(rows, merges=[(2, 3, 0, 0)], most=300), ".xls"),
    "ods": (lambda rows: makers.ods(rows, sheets={"lain": [["catatan"]]}), ".ods"),
    "ssml": (makers.ssml, ".xls"),
    "html": (makers.html_page, ".xls"),
    "csv": (lambda rows: damaged.csv_text(rows, ";").encode(), ".csv"),
}
HOSTILE = [
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"&#0;", b"&lol;", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<!--", b"]]>", b'"',
    b"'", b"=cmd|' /C calc'!A0", b"-1", b"0", b"1e999", b"NaN", b"99999999999999999999", b"_x0000_", b"\r", b"\x1f" * 5,
    "\u202e٣٤".encode(), b"A" * 40_000, b"1" * 5_000, b"XFD1048576", b"1048577", b"16385", b"-2147483648",
]  # fmt: skip
_TOKEN = re.compile(rb"<[^<>]{1,300}>|\"[^\"<>]{0,80}\"|\d+|[;,\r\n]")


def made(seed: int) -> tuple[bytes, str, str]:
    """(content, suffix, what it was made from and how) of one damaged file."""
    dice = Dice(seed)
    name = dice.choice(sorted(FORMATS))
    make, suffix = FORMATS[name]
    data, ways = make(damaged.rows(dice.choice((2, 9, 30)))), []
    for _ in range(dice.choice((1, 1, 2, 5))):
        way = dice.choice(BENT[name])
        data = way(data, dice)
        ways.append(way.__name__)
    return data, suffix, f"{name}: {', '.join(ways)}"


# Bytes


def turned(data: bytes, dice: Dice) -> bytes:
    bent = bytearray(data)
    for _ in range(dice.choice((1, 3, 40))):
        bent[dice.randrange(len(bent))] ^= 1 << dice.randrange(8)
    return bytes(bent)


def cut(data: bytes, dice: Dice) -> bytes:
    return data[: dice.randrange(1, len(data))]


def holed(data: bytes, dice: Dice) -> bytes:
    first, last = _span(data, dice)
    return (data[:first] + data[last:]) or b"x"


def doubled(data: bytes, dice: Dice) -> bytes:
    first, last = _span(data, dice)
    return data[:last] + data[first:]


def blanked(data: bytes, dice: Dice) -> bytes:
    first, last = _span(data, dice)
    return data[:first] + bytes(last - first) + data[last:]


def stuffed(data: bytes, dice: Dice) -> bytes:
    place = dice.randrange(len(data))
    return data[:place] + dice.choice(HOSTILE) + data[place:]


def _span(data: bytes, dice: Dice) -> tuple[int, int]:
    first = dice.randrange(len(data))
    return first, min(first + dice.choice((1, 16, 500, 5_000)), len(data))


# Structure


def token_bent(data: bytes, dice: Dice) -> bytes:
    """A tag, an attribute, a number or a separator: gone, doubled, swapped or something hostile."""
    found = list(_TOKEN.finditer(data))
    if not found:
        return stuffed(data, dice)
    match, other = dice.choice(found), dice.choice(found)
    with_ = dice.choice([b"", match[0] * dice.choice((2, 300)), other[0], dice.choice(HOSTILE)])
    if match[0].startswith(b'"') and dice.random() < 0.7:
        with_ = b'"' + dice.choice(HOSTILE).replace(b'"', b"") + b'"'
    return data[: match.start()] + with_ + data[match.end() :]


def member_bent(data: bytes, dice: Dice) -> bytes:
    """One member of the zip bent inside, with a right checksum again; or gone, or there twice."""
    try:
        parts = {name: bytes(part) for name, part in damaged.parts_of(data).items()}  # type: ignore[arg-type]
    except Exception:  # bent beyond unpacking already
        return turned(data, dice)
    name = dice.choice(
        [one for one in parts if "sheet1" in one or "content" in one or dice.random() < 0.2] or list(parts)
    )
    act = dice.random()
    if act < 0.08:
        del parts[name]
    elif act < 0.12:
        parts[name.upper() + "x"] = parts[name]
    elif parts[name]:
        parts[name] = dice.choice((token_bent, token_bent, token_bent, stuffed, cut, doubled))(parts[name], dice)
    return damaged.archive(parts)


def record_bent(data: bytes, dice: Dice) -> bytes:
    """One record of an .xls: gone, doubled, of another kind, with another body or a lying length."""
    start = data.find(makers.record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)))
    if start < 0:
        return turned(data, dice)
    places = []
    place = start
    while place + 4 < len(data):
        places.append(place)
        place += 4 + struct.unpack_from("<H", data, place + 2)[0]
    place = dice.choice(places)
    size = struct.unpack_from("<H", data, place + 2)[0]
    whole, bent = data[place : place + 4 + size], bytearray(data[place : place + 4 + size])
    act = dice.randrange(5)
    if act == 0:
        bent[2:4] = struct.pack("<H", dice.choice((0, 1, min(size + 1, 65_535), 65_535)))
    elif act == 1:
        bent[0:2] = struct.pack(
            "<H", dice.choice((0xFD, 0x203, 0x06, 0x809, 0x0A, 0x3C, 0x2F, 0xE5, dice.randrange(65_536)))
        )
    elif act == 2 and len(bent) > 4:
        bent[dice.randrange(4, len(bent))] = dice.choice((0, 1, 127, 255))
    return data[:place] + (b"" if act == 3 else whole + whole if act == 4 else bytes(bent)) + data[place + 4 + size :]


BYTES = [turned, cut, holed, doubled, blanked, stuffed]
BENT: dict[str, list[Callable[[bytes, Dice], bytes]]] = {
    "xlsx": [*BYTES, *[member_bent] * 12],
    "inline": [*BYTES, *[member_bent] * 12],
    "ods": [*BYTES, *[member_bent] * 12],
    "xls": [*BYTES, *[record_bent] * 12],
    "ssml": [*BYTES, *[token_bent] * 12],
    "html": [*BYTES, *[token_bent] * 12],
    "csv": [*BYTES, *[token_bent] * 6],
}
