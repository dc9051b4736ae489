"""What kind of file this is, by its content. The name only has to agree with it (B01 to B03)."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import IO

from enrollment.importing.errors import FileRefused, Refusal
from enrollment.importing.sheet import MIB, Limits

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BINARY = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"MZ": "EXE",
    b"\x7fELF": "ELF",
    b"PK": "ZIP",
    b"\x1f\x8b": "GZIP",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7Z",
    b"{\\rtf": "RTF",
    _OLE: "XLS",
}
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<head", b"<body", b"<meta")


class Kind(StrEnum):
    WORKBOOK = "xlsx"
    CSV = "csv"


_KINDS = {".xlsx": Kind.WORKBOOK, ".csv": Kind.CSV, ".txt": Kind.CSV, ".tsv": Kind.CSV}


def file_kind(stream: IO[bytes], suffix: str, limits: Limits) -> Kind:
    """WORKBOOK or CSV, or FileRefused: empty, encrypted, too large, or not what its name says."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    start = stream.read(4096)
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        raise FileRefused(Refusal.NO_ROWS)
    found = _content(start)
    if found == "XLS" and _is_encrypted(stream):
        raise FileRefused(Refusal.FILE_ENCRYPTED)
    kind = _KINDS.get(suffix.lower())
    wanted = {"ZIP": Kind.WORKBOOK, "TEXT": Kind.CSV}.get(found)
    if kind is None or kind is not wanted:
        raise FileRefused(Refusal.FILE_TYPE, found=found, suffix=suffix[:10])
    limit = limits.workbook_bytes if kind is Kind.WORKBOOK else limits.csv_bytes
    if size > limit:
        raise FileRefused(Refusal.FILE_TOO_LARGE, megabytes=size // MIB + 1, limit=limit // MIB)
    stream.seek(0)
    return kind


def _content(start: bytes) -> str:
    for magic, name in _BINARY.items():
        if start.startswith(magic):
            return name
    plain = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return "HTML" if plain.startswith(_MARKUP) else "TEXT"


def _is_encrypted(stream: IO[bytes]) -> bool:
    """An encrypted workbook is an OLE file with a stream of this name in its directory."""
    stream.seek(0)
    edge = b""
    while block := stream.read(MIB):
        if _ENCRYPTED in edge + block:
            return True
        edge = block[-len(_ENCRYPTED) :]
    return False
