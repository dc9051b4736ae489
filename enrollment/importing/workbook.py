"""What a workbook says about itself: its sheets, its date styles, its shared strings, the day it was made."""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

from enrollment.importing.archive import DAMAGE
from enrollment.importing.errors import FileRefused, Refusal
from enrollment.importing.sheet import MIB
from enrollment.importing.smallxml import walk
from enrollment.importing.strings import read_shared_strings

MAX_PART = 32 * MIB
WIB = timezone(timedelta(hours=7))
_WORKBOOK_TYPES = ("spreadsheetml.sheet.main+xml",)
_OTHER_TYPES = {"sheet.macroEnabled.main+xml": "XLSM", "sheet.binary.macroEnabled.main": "XLSB"}
_BUILTIN_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_OUTSIDE = ("xl/externalLinks/", "xl/embeddings/", "xl/vbaProject", "xl/activeX/", "xl/connections")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One worksheet: its name, the zip member it lies in, whether it is hidden."""

    name: str
    member: str
    hidden: bool


@dataclass(slots=True)
class Workbook:
    """The parts of a workbook that reading a sheet needs."""

    archive: zipfile.ZipFile
    sheets: list[SheetPart]
    strings_member: str | None
    date_styles: frozenset[str]
    date1904: bool
    created: date | None
    outside_parts: bool
    strings: list[str] = field(default_factory=list)

    def load_strings(self) -> None:
        """Read the shared strings; once, and only when a sheet is about to be read."""
        if self.strings_member and not self.strings:
            self.strings = read_shared_strings(self.archive, self.strings_member)


def open_workbook(archive: zipfile.ZipFile) -> Workbook:
    """The workbook in `archive`; FILE_TYPE when it is another kind of document (.xlsm, .xlsb, .ods, .docx)."""
    names = set(archive.namelist())
    main = _main_part(archive, names)
    targets = _relations(archive, main, names)
    sheets, date1904 = _sheets(archive, main, targets)
    by_kind = dict(targets.values())
    styles = by_kind.get("styles")
    return Workbook(
        archive=archive,
        sheets=[sheet for sheet in sheets if sheet.member in names],
        strings_member=by_kind.get("sharedStrings"),
        date_styles=_date_styles(_part(archive, styles)) if styles in names else frozenset(),
        date1904=date1904,
        created=_created(archive, names),
        outside_parts=any(name.startswith(_OUTSIDE) for name in names),
    )


def _part(archive: zipfile.ZipFile, member: str | None) -> bytes:
    if member is None or archive.getinfo(member).file_size > MAX_PART:
        raise FileRefused(Refusal.CORRUPT)
    try:
        return archive.read(member)
    except DAMAGE as error:
        raise FileRefused(Refusal.CORRUPT) from error


def _main_part(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "[Content_Types].xml" not in names:
        raise FileRefused(Refusal.FILE_TYPE)
    found: list[str] = []
    other: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("ContentType", "")
        other.extend(suffix for ending, suffix in _OTHER_TYPES.items() if kind.endswith(ending))
        if name == "Override" and kind.endswith(_WORKBOOK_TYPES):
            found.append(attributes.get("PartName", "").lstrip("/"))

    walk(_part(archive, "[Content_Types].xml"), start)
    if other:
        raise FileRefused(Refusal.FILE_TYPE, found=other[0])
    if not found or found[0] not in names:
        raise FileRefused(Refusal.FILE_TYPE)
    return found[0]


def _relations(archive: zipfile.ZipFile, main: str, names: set[str]) -> dict[str, tuple[str, str]]:
    """Relation id → (kind, member). The kind is the last word of its address, the same in both dialects."""
    folder, base = posixpath.split(main)
    member = posixpath.join(folder, "_rels", base + ".rels")
    if member not in names:
        raise FileRefused(Refusal.CORRUPT)
    targets: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            targets[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], path)

    walk(_part(archive, member), start)
    return targets


def _sheets(archive: zipfile.ZipFile, main: str, targets: dict[str, tuple[str, str]]) -> tuple[list[SheetPart], bool]:
    sheets: list[SheetPart] = []
    flags = {"date1904": False}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            flags["date1904"] = attributes.get("date1904", "0") in ("1", "true", "on")
        elif name == "sheet":
            kind, member = targets.get(attributes.get("id", ""), ("", ""))
            if kind == "worksheet":
                hidden = attributes.get("state", "visible") != "visible"
                sheets.append(SheetPart(attributes.get("name", "")[:80], member, hidden))

    walk(_part(archive, main), start)
    return sheets, flags["date1904"]


def _date_styles(data: bytes) -> frozenset[str]:
    """Indices (as written in a cell's `s`) of the cell formats that show a date."""
    codes: dict[str, str] = {}
    formats: list[str] = []
    inside = [False]

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            inside[0] = name == "cellXfs"
        elif name == "xf" and inside[0]:
            formats.append(attributes.get("numFmtId", "0"))

    walk(data, start)
    return frozenset(str(index) for index, number in enumerate(formats) if shows_date(number, codes.get(number)))


def shows_date(number: str, code: str | None) -> bool:
    """Whether the number format `number`, with its `code` where the workbook declares it, shows a date."""
    if code is None:
        return number.isascii() and number.isdigit() and int(number) in _BUILTIN_DATES
    plain = _QUOTED.sub("", code.split(";")[0]).lower()
    return "general" not in plain and any(letter in plain for letter in "dmyhs")


def _created(archive: zipfile.ZipFile, names: set[str]) -> date | None:
    """The day (WIB) the file says it was made; a hint for the month it speaks of, never more."""
    if "docProps/core.xml" not in names:
        return None
    texts: list[str] = []
    current = [""]

    def start(name: str, _: dict[str, str]) -> None:
        current[0] = name

    def text(data: str) -> None:
        if current[0] == "created":
            texts.append(data)

    try:
        walk(_part(archive, "docProps/core.xml"), start, text)
        made = datetime.fromisoformat("".join(texts).strip().replace("Z", "+00:00"))
    except (ValueError, FileRefused):
        return None
    return (made if made.tzinfo is None else made.astimezone(WIB)).date()
