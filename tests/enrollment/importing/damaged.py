"""Makers of workbooks and CSV files, sound ones and every kind of damaged one, as bytes."""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

WORKERS = ("NPP", "KPJ", "NIK", "NAMA_LENGKAP", "TGL_LAHIR", "UPAH")

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

Part = bytes | str


def row(number: int) -> list[Any]:
    """A sound worker: NPP, KPJ, NIK, name, birth date (a real date cell), wage (a number cell)."""
    born = dt.date(1970, 1, 1) + dt.timedelta(days=number % 9000)
    nik = f"217101{born:%d%m%y}{number % 9998 + 1:04d}"
    return [
        f"{15000000 + number // 20}",
        f"{number:011d}",
        nik,
        f"AGUS {chr(65 + number % 26)}",
        born,
        4_500_000 + number,
    ]


def rows(count: int) -> list[list[Any]]:
    return [list(WORKERS), *(row(number) for number in range(count))]


def workbook(
    lines: Iterable[Sequence[Any]],
    *,
    sheets: Mapping[str, Iterable[Sequence[Any]]] | None = None,
    hidden: Iterable[str] = (),
    inline: bool = False,
    date1904: bool = False,
    touch: Callable[[xlsxwriter.Workbook, Any], None] | None = None,
) -> bytes:
    """A workbook with sheet `data` and more `sheets`; `touch(book, sheet)` may add merges, formulas, hidden rows."""
    out = io.BytesIO()
    options = {"in_memory": True, "constant_memory": inline, "date_1904": date1904, "default_date_format": "dd-mm-yyyy"}
    book = xlsxwriter.Workbook(out, options)
    for name, content in {**(sheets or {}), "data": lines}.items():
        sheet = book.add_worksheet(name)
        for number, cells in enumerate(content):
            for place, value in enumerate(cells):
                _write(sheet, number, place, value)
        if name in hidden:
            sheet.hide()
        if name == "data":
            sheet.activate()
            if touch is not None:
                touch(book, sheet)
    book.close()
    return out.getvalue()


def _write(sheet: Any, number: int, place: int, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(number, place, value)
    elif isinstance(value, dt.date):
        sheet.write_datetime(number, place, value)
    else:
        sheet.write(number, place, value)


def archive(parts: Mapping[str, Part], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, Part]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name) for name in book.namelist()}


def crafted(
    sheet_xml: Part, *, strings_xml: Part | None = None, extra: Mapping[str, Part] | None = None,
    main_type: str = "sheet.main+xml", workbook_xml: str | None = None, method: int = zipfile.ZIP_DEFLATED,
) -> bytes:  # fmt: skip
    """The least workbook around a worksheet's XML written by hand. Style 1 is a date."""
    kinds = [("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")]
    if strings_xml is not None:
        kinds.append(("sharedStrings", "sharedStrings.xml"))
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(kinds, start=1)
    )
    parts: dict[str, Part] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.{main_type}"/></Types>',
        "xl/workbook.xml": workbook_xml
        or f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="data" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
        "xl/styles.xml": '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": sheet_xml,
    }
    if strings_xml is not None:
        parts["xl/sharedStrings.xml"] = strings_xml
    return archive({**parts, **(extra or {})}, method)


def sheet_xml(body: str, after: str = "", root: str = "worksheet", head: str = "") -> str:
    start = f'<?xml version="1.0" encoding="UTF-8"?>{head}<{root} xmlns="{_MAIN}">'
    return f"{start}<sheetData>{body}</sheetData>{after}</{root}>"


def text_cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def xml_row(number: int, cells: Sequence[str]) -> str:
    return (
        f'<row r="{number}">'
        + "".join(text_cell(f"{chr(65 + n)}{number}", text) for n, text in enumerate(cells))
        + "</row>"
    )


def header_xml(number: int = 1) -> str:
    return xml_row(number, WORKERS)


def worker_xml(number: int) -> str:
    return xml_row(number, [str(cell) for cell in row(number)])


# Damage


def truncated(data: bytes, share: float) -> bytes:
    return data[: int(len(data) * share)]


def flipped(data: bytes, seed: int) -> bytes:
    """One bit of one byte turned."""
    dice = random.Random(seed)
    place = dice.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << dice.randrange(8))]) + data[place + 1 :]


def lying(data: bytes, member: str, size: int) -> bytes:
    """The directory says that `member` unpacks to `size` bytes."""
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(member.encode()))
    return data[: place + 24] + size.to_bytes(4, "little") + data[place + 28 :]


def bomb(megabytes: int = 80) -> bytes:
    """A worksheet of spaces that unpacks a thousandfold."""
    return crafted(sheet_xml(header_xml() + " " * (megabytes * 1024 * 1024)))


def corner_cell() -> bytes:
    """Two cells, the first and the last of the grid: a dense reader asks for 128 GiB (M7)."""
    body = header_xml() + worker_xml(2) + f'<row r="1048576">{text_cell("XFD1048576", "x")}</row>'
    return crafted(sheet_xml(body))


def empty_rows(count: int) -> bytes:
    """`count` row elements without a cell, stored so that the ratio of a bomb is not met."""
    body = header_xml() + worker_xml(2) + "".join(f'<row r="{number}"/>' for number in range(3, count + 3))
    return crafted(sheet_xml(body), method=zipfile.ZIP_STORED)


def encrypted(data: bytes, password: str = "rahasia") -> bytes:
    """The workbook behind a password, as Excel would save it."""
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, out)
    return out.getvalue()


def old_workbook() -> bytes:
    """The start of an .xls: an OLE file that is not an encrypted workbook."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096) + "Workbook".encode("utf-16-le") + bytes(4096)


def with_dtd(kind: str) -> bytes:
    """Document types that would read a file, ask a server, or grow without end (B09)."""
    entities = {
        "laughs": '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">',
        "quadratic": f'<!ENTITY a "{"x" * 50_000}">',
        "file": '<!ENTITY a SYSTEM "file:///etc/passwd">',
        "http": '<!ENTITY a SYSTEM "http://127.0.0.1:9/x">',
    }
    return crafted(sheet_xml(header_xml() + worker_xml(2), head=f"<!DOCTYPE worksheet [{entities[kind]}]>"))


def with_dimension(data: bytes, reference: str) -> bytes:
    parts = parts_of(data)
    name = "xl/worksheets/sheet1.xml"
    xml = bytes(parts[name])  # type: ignore[arg-type]
    parts[name] = re.sub(rb'<dimension ref="[^"]*"', f'<dimension ref="{reference}"'.encode(), xml)
    return archive(parts)


def csv_text(lines: Iterable[Sequence[Any]], delimiter: str = ",", end: str = "\r\n") -> str:
    shown = ([f"{cell:%d-%m-%Y}" if isinstance(cell, dt.date) else str(cell) for cell in line] for line in lines)
    return "".join(delimiter.join(line) + end for line in shown)
