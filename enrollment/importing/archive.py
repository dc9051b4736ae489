"""Is this zip safe to read? Every member is looked at before a row is believed (security.md B04 to B06, B08, B09)."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

from enrollment.importing.errors import FileRefused, Refusal
from enrollment.importing.grid import GRID_ROWS
from enrollment.importing.sheet import MIB, Limits

BLOCK = MIB
ZIP_MAGIC = b"PK\x03\x04"
MAX_TAIL = 16 * MIB
_ROW = b"<row"
_PREFIXED_ROW = b":row"
_END_OF_ROWS = b"sheetData>"
_FILLER = b"\x00"
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
"""What the zip reader raises for damaged members; RuntimeError: one that claims to be encrypted."""


@dataclass(slots=True)
class MemberFacts:
    """What one pass over a worksheet's bytes tells: how many row elements, hidden ones, and what follows the rows."""

    rows: int = 0
    hidden_rows: bool = False
    tail: bytes = b""
    edge: bytes = b""


def open_archive(stream: IO[bytes]) -> zipfile.ZipFile:
    """The zip in `stream`, or FileRefused when its directory cannot be read (truncated, damaged)."""
    try:
        return zipfile.ZipFile(stream)
    except DAMAGE as error:
        raise FileRefused(Refusal.CORRUPT) from error


def check_directory(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Refuse by the directory alone, so that a bomb costs nothing: names, sizes, ratios, encryption."""
    members = archive.infolist()
    if len(members) > limits.members:
        raise FileRefused(Refusal.FILE_BOMB, members=len(members))
    seen: set[str] = set()
    total = 0
    for member in members:
        if member.flag_bits & 1:
            raise FileRefused(Refusal.FILE_ENCRYPTED)
        _check_name(member.orig_filename, seen)
        total += member.file_size
        if member.file_size > limits.member_bytes or total > limits.total_bytes or _inflates_too_much(member, limits):
            raise FileRefused(Refusal.FILE_BOMB, members=len(members))


def _inflates_too_much(member: zipfile.ZipInfo, limits: Limits) -> bool:
    return member.file_size > MIB and member.file_size > limits.ratio * max(member.compress_size, 1)


def _check_name(name: str, seen: set[str]) -> None:
    path = name.replace("\\", "/")
    folded = path.casefold()
    unsafe = path.startswith("/") or ".." in path.split("/") or "\x00" in path or path[1:2] == ":"
    if unsafe or not path or folded in seen or folded.endswith(".zip"):
        raise FileRefused(Refusal.BAD_ARCHIVE)
    seen.add(folded)


def check_members(archive: zipfile.ZipFile, worksheets: set[str]) -> dict[str, MemberFacts]:
    """Unpack every member once: checksum, nested archives, document types; facts about the named worksheets."""
    facts: dict[str, MemberFacts] = {}
    for member in archive.infolist():
        if member.is_dir():
            continue
        facts_wanted = MemberFacts() if member.filename in worksheets else None
        _read_through(archive, member, facts_wanted)
        if facts_wanted is not None:
            facts[member.filename] = facts_wanted
    return facts


def _read_through(archive: zipfile.ZipFile, member: zipfile.ZipInfo, facts: MemberFacts | None) -> None:
    size = 0
    try:
        with archive.open(member) as stream:
            while block := stream.read(BLOCK):
                if not size:
                    _check_start(block)
                size += len(block)
                if facts is not None:
                    _observe(block, facts)
    except DAMAGE as error:
        raise FileRefused(Refusal.CORRUPT) from error
    if size != member.file_size:
        raise FileRefused(Refusal.CORRUPT)


def _check_start(block: bytes) -> None:
    if block.startswith(ZIP_MAGIC):
        raise FileRefused(Refusal.BAD_ARCHIVE)
    head = block[:65536].replace(_FILLER, b"")  # UTF-16 puts a zero beside each letter
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise FileRefused(Refusal.XML_DTD)


def _observe(block: bytes, facts: MemberFacts) -> None:
    if facts.tail:
        facts.tail += block
    else:
        facts.rows += block.count(_ROW) or block.count(_PREFIXED_ROW)
        if facts.rows > GRID_ROWS:
            raise FileRefused(Refusal.TOO_MANY_ROWS, limit=GRID_ROWS)
        if not facts.hidden_rows and b' hidden="' in block:
            facts.hidden_rows = b' hidden="1"' in block or b' hidden="true"' in block
        if _END_OF_ROWS in block or _END_OF_ROWS in facts.edge + block[:64]:
            window = facts.edge + block  # the closing tag may lie across two blocks
            closing = window.rfind(b"<", 0, window.rfind(_END_OF_ROWS))
            if closing >= 0 and window.startswith(b"</", closing):
                facts.tail = window[closing:]
        facts.edge = block[-64:]
    if len(facts.tail) > MAX_TAIL:
        raise FileRefused(Refusal.CORRUPT)
