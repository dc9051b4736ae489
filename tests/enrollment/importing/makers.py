"""The same rows in the formats offices still send: .xls in BIFF8, .ods, SpreadsheetML, HTML. Sound ones, as bytes."""

from __future__ import annotations

import datetime as dt
import html
import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.enrollment.importing import damaged

Lines = Iterable[Sequence[Any]]
_EPOCH = dt.date(1899, 12, 30)
_EPOCH_1904 = dt.date(1904, 1, 1)
SSML = "urn:schemas-microsoft-com:office:spreadsheet"


# .xls


def record(number: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", number, len(body)) + body


def xls_text(text: str, length: str = "<H") -> bytes:
    wide = any(ord(mark) > 255 for mark in text)
    return struct.pack(length, len(text)) + bytes([wide]) + text.encode("utf-16-le" if wide else "latin-1")


def container(stream: bytes, name: str = "Workbook") -> bytes:
    """An OLE compound file around one stream."""
    stream = stream.ljust(max(-(-len(stream) // 512) * 512, 4096), b"\x00")
    sectors = len(stream) // 512
    fat_count = -(-(sectors + 2) // 127)
    fat = [0xFFFFFFFD] * fat_count + [0xFFFFFFFE]
    first = fat_count + 1
    fat += [*range(first + 1, first + sectors), 0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (128 * fat_count - len(fat))
    names = [*range(fat_count), *[0xFFFFFFFF] * (109 - fat_count)]
    assert fat_count <= 109
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, fat_count, fat_count, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    directory = _entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1) + _entry(name, 2, first, len(stream))
    return (
        head
        + struct.pack("<109I", *names)
        + struct.pack(f"<{len(fat)}I", *fat)
        + directory.ljust(512, b"\x00")
        + stream
    )


def _entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    text = name.encode("utf-16-le") + b"\x00\x00"
    links = struct.pack("<3I", 0xFFFFFFFF, 0xFFFFFFFF, child)
    return text.ljust(64, b"\x00") + struct.pack("<HBB", len(text), kind, 1) + links + bytes(36) + struct.pack(
        "<III", start, size, 0
    )  # fmt: skip


def xls_cell(row: int, column: int, value: Any, strings: dict[str, int], date1904: bool) -> bytes:
    at = struct.pack("<HH", row, column)
    if isinstance(value, str):
        return record(0xFD, at + struct.pack("<HI", 15, strings.setdefault(value, len(strings))))
    if isinstance(value, dt.date):
        days = (value - (_EPOCH_1904 if date1904 else _EPOCH)).days
        return record(0x203, at + struct.pack("<Hd", 16, days))
    if isinstance(value, bool):
        return record(0x205, at + struct.pack("<HBB", 15, value, 0))
    if isinstance(value, int) and -(1 << 29) <= value < 1 << 29:
        return record(0x27E, at + struct.pack("<HI", 15, (value << 2 | 2) & 0xFFFFFFFF))
    return record(0x203, at + struct.pack("<Hd", 15, value))


def shared_strings(texts: Iterable[str], most: int = 8000) -> bytes:
    """SST and its continuations, cut wherever `most` bytes are reached, also inside a text."""
    texts = list(texts)
    out, body, number = b"", struct.pack("<II", len(texts), len(texts)), 0xFC
    for text in texts:
        encoded = xls_text(text)
        width = 2 if encoded[2] else 1
        if len(body) + 3 + width > most:
            out, body, number = out + record(number, body), b"", 0x3C
        head, letters = encoded[:3], encoded[3:]
        body += head
        while letters:
            room = (most - len(body)) // width * width
            if room <= 0:
                out, body, number = out + record(number, body), head[2:3], 0x3C
                continue
            body, letters = body + letters[:room], letters[room:]
    return out + record(number, body)


def xls(
    lines: Lines,
    *,
    sheets: Mapping[str, Lines] | None = None,
    hidden: Iterable[str] = (),
    date1904: bool = False,
    merges: Iterable[tuple[int, int, int, int]] = (),
    extra: bytes = b"",
    most: int = 8000,
) -> bytes:
    """A BIFF8 workbook with sheet `data` last; `extra` are more records of that sheet, `merges` (r1, r2, c1, c2)."""
    strings: dict[str, int] = {}
    bodies = {}
    for name, content in {**(sheets or {}), "data": lines}.items():
        body = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
        for row, cells in enumerate(content):
            for column, value in enumerate(cells):
                if value is not None and value != "":
                    body += xls_cell(row, column, value, strings, date1904)
        if name == "data":
            areas = b"".join(struct.pack("<4H", *area) for area in merges)
            body += extra + (record(0xE5, struct.pack("<H", len(areas) // 8) + areas) if areas else b"")
        bodies[name] = body + record(0x0A)
    start = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + record(0x22, struct.pack("<H", date1904))
    start += record(0x41E, struct.pack("<H", 164) + xls_text("dd\\-mm\\-yyyy"))
    start += b"".join(record(0xE0, struct.pack("<HH", 0, number).ljust(20, b"\x00")) for number in [0] * 16 + [164])
    shared = shared_strings(strings, most)
    heads = {name: xls_text(name, "<B") for name in bodies}
    place = len(start) + sum(4 + 6 + len(head) for head in heads.values()) + len(shared) + 4
    for name, body in bodies.items():
        start += record(0x85, struct.pack("<IBB", place, name in hidden, 0) + heads[name])
        place += len(body)
    return container(start + shared + record(0x0A) + b"".join(bodies.values()))


# .ods


def ods_cell(value: Any, more: str = "") -> str:
    if value is None or value == "":
        return f"<table:table-cell{more}/>"
    if isinstance(value, bool):
        kind = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, dt.date):
        kind = f'office:value-type="date" office:date-value="{value:%Y-%m-%d}"'
    elif isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}{more}><text:p>{html.escape(str(value))}</text:p></table:table-cell>"


def _rest(used: int) -> str:
    return f'<table:table-cell table:number-columns-repeated="{16_384 - used}"/>'


def ods_table(lines: Lines, name: str = "data", style: str = "ta1") -> str:
    """A sheet as LibreOffice writes it, with the rest of the grid as repeats."""
    rows = [f"<table:table-row>{''.join(map(ods_cell, line))}{_rest(len(line))}</table:table-row>" for line in lines]
    rows.append(f'<table:table-row table:number-rows-repeated="{1_048_576 - len(rows)}">{_rest(0)}</table:table-row>')
    return f'<table:table table:name="{name}" table:style-name="{style}">{"".join(rows)}</table:table>'


def ods_content(tables: str) -> str:
    names = ("office", "table", "text", "style", "calcext", "draw")
    spaces = " ".join(f'xmlns:{name}="urn:x:{name}"' for name in names)
    style = '<style:style style:name="{}"><style:table-properties table:display="{}"/></style:style>'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:automatic-styles>'
        + style.format("ta1", "true") + style.format("ta2", "false")
        + f"</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )  # fmt: skip


def ods_archive(content: str, extra: Mapping[str, damaged.Part] | None = None) -> bytes:
    return damaged.archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": "<manifest/>",
            **(extra or {}),
        }
    )


def ods(lines: Lines, *, sheets: Mapping[str, Lines] | None = None, hidden: Iterable[str] = ()) -> bytes:
    tables = {**(sheets or {}), "data": lines}
    return ods_archive(
        ods_content(
            "".join(ods_table(content, name, "ta2" if name in hidden else "ta1") for name, content in tables.items())
        )
    )


# SpreadsheetML and HTML


def _typed(value: Any) -> tuple[str, str]:
    if isinstance(value, dt.date):
        return "DateTime", f"{value:%Y-%m-%d}T00:00:00.000"
    return ("Number", str(value)) if isinstance(value, int | float) else ("String", html.escape(str(value)))


def ssml_row(line: Sequence[Any]) -> str:
    cells = []
    skipped = False
    for column, value in enumerate(line, start=1):
        if value is None or value == "":
            skipped = True
            continue
        index = f' ss:Index="{column}"' if skipped else ""
        kind, text = _typed(value)
        cells.append(f'<Cell{index}><Data ss:Type="{kind}">{text}</Data></Cell>')
        skipped = False
    return f"<Row>{''.join(cells)}</Row>"


def ssml_sheet(lines: Lines, name: str = "data", visible: str = "") -> str:
    options = f"<WorksheetOptions><Visible>{visible}</Visible></WorksheetOptions>" if visible else ""
    return f'<Worksheet ss:Name="{name}"><Table>{"".join(map(ssml_row, lines))}</Table>{options}</Worksheet>'


def ssml(lines: Lines, *, sheets: Mapping[str, Lines] | None = None, hidden: Iterable[str] = ()) -> bytes:
    tables = {**(sheets or {}), "data": lines}
    body = "".join(
        ssml_sheet(content, name, "SheetHidden" if name in hidden else "") for name, content in tables.items()
    )
    head = '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    return f'{head}<Workbook xmlns="{SSML}" xmlns:ss="{SSML}">{body}</Workbook>'.encode()


def html_table(lines: Lines) -> str:
    shown = ([f"{cell:%d-%m-%Y}" if isinstance(cell, dt.date) else cell for cell in line] for line in lines)
    rows = ("".join(f"<td>{'' if cell is None else html.escape(str(cell))}</td>" for cell in line) for line in shown)
    return f"<table border=1>{''.join(f'<tr>{cells}</tr>' for cells in rows)}</table>"


def html_page(lines: Lines, before: str = "") -> bytes:
    head = '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset=utf-8><style>td{}</style></head>'
    return f"{head}<body>{before}{html_table(lines)}</body></html>".encode()
