"""What kind of file this is, by its content. The name only has to be one a sheet may have (B01 to B03)."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import IO

from enrollment.importing.errors import FileRefused, Note, Refusal
from enrollment.importing.sheet import MIB, Limits
from enrollment.importing.spreadsheetml import NAMESPACE

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
    b"\t\x08": "BIFF",  # the sheets of Excel 2 to 4 were no containers
    b"\t\x04": "BIFF",
    b"\t\x02": "BIFF",
    b"\t\x00": "BIFF",
    _OLE: "OLE",
}
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<head", b"<body", b"<meta", b"<workbook", b"<ss:workbook")
_PAGE = (b"<html", b"<table", b"<body")
SHEETS = (".xlsx", ".xls", ".ods")
TEXTS = (".csv", ".txt", ".tsv")
NEARLY = (".xlsm", ".xlsb", ".xltx", ".xlt")


class Kind(StrEnum):
    ARCHIVE = "ZIP"
    CONTAINER = "OLE"
    HTML = "HTML"
    XML = "XML"
    TEXT = "TEXT"


_SUFFIXES = {
    Kind.ARCHIVE: SHEETS,
    Kind.CONTAINER: SHEETS,
    Kind.HTML: (".xls",),
    Kind.XML: (".xls",),
    Kind.TEXT: SHEETS + TEXTS,
}
INSIDE = {Kind.HTML: Note.HTML_INSIDE, Kind.XML: Note.XML_INSIDE, Kind.TEXT: Note.CSV_INSIDE}


def file_kind(stream: IO[bytes], suffix: str, limits: Limits) -> Kind:
    """What the file is, or FileRefused: empty, encrypted, too large, nothing a sheet of that name could be."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    start = stream.read(4096)
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        raise FileRefused(Refusal.NO_ROWS)
    found = _content(start)
    if found == Kind.CONTAINER and _is_encrypted(stream):
        raise FileRefused(Refusal.FILE_ENCRYPTED)
    suffix = suffix.lower()
    if suffix in NEARLY:
        raise FileRefused(Refusal.FILE_TYPE, found=suffix[1:].upper())
    kind = next((kind for kind in Kind if kind == found and suffix in _SUFFIXES[kind]), None)
    if kind is None:
        raise FileRefused(Refusal.FILE_TYPE, found=found, suffix=suffix[:10])
    limit = limits.csv_bytes if kind is Kind.TEXT and suffix in TEXTS else limits.workbook_bytes
    if size > limit:
        raise FileRefused(Refusal.FILE_TOO_LARGE, megabytes=size // MIB + 1, limit=limit // MIB)
    stream.seek(0)
    return kind


def _content(start: bytes) -> str:
    for magic, name in _BINARY.items():
        if start.startswith(magic):
            return name
    letters = start.removeprefix(b"\xef\xbb\xbf")
    if letters[:2] in (b"\xff\xfe", b"\xfe\xff"):
        letters = letters[2:].replace(b"\x00", b"")  # UTF-16 puts a zero beside each letter
    letters = letters.lstrip().lower()
    if not letters.startswith(_MARKUP):
        return Kind.TEXT
    if NAMESPACE in letters:
        return Kind.XML
    is_page = any(tag in letters for tag in _PAGE) or not letters.startswith(b"<?xml")
    return Kind.HTML if is_page else "MARKUP"


def _is_encrypted(stream: IO[bytes]) -> bool:
    """An encrypted workbook is an OLE file with a stream of this name in its directory."""
    stream.seek(0)
    edge = b""
    while block := stream.read(MIB):
        if _ENCRYPTED in edge + block:
            return True
        edge = block[-len(_ENCRYPTED) :]
    return False
