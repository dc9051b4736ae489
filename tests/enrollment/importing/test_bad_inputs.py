"""B01 to B27 and B50 of security.md §4, by number: what each file gets, exactly."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from accounts.vault.store import safe_name
from enrollment.importing.errors import Note
from enrollment.importing.sheet import Limits
from enrollment.models import ImportBatch
from tests.enrollment import sheets
from tests.enrollment.importing import damaged, makers
from tests.enrollment.importing.reading import Result, read_here, refusal

ROWS = damaged.rows(20)
SOUND = damaged.workbook(ROWS)
CSV = damaged.csv_text(ROWS)
MACRO = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
XLSB = '<Types><Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'


def with_parts(**parts: damaged.Part) -> bytes:
    return damaged.archive(
        {**damaged.parts_of(SOUND), **{name.replace("|", "/"): part for name, part in parts.items()}}
    )


def crc_broken() -> bytes:
    data = bytearray(damaged.archive({**damaged.parts_of(SOUND), "xl/media/a.bin": b"A" * 999}, zipfile.ZIP_STORED))
    data[data.index(b"A" * 999) + 5] ^= 1
    return bytes(data)


REFUSED: list[tuple[str, bytes, str, str]] = [
    ("B01 no byte", b"", ".csv", "NO_ROWS"),
    ("B01 header only", damaged.workbook(ROWS[:1]), ".xlsx", "NO_ROWS"),
    ("B02 PDF", b"%PDF-1.7\n", ".xlsx", "FILE_TYPE"),
    ("B02 PNG", b"\x89PNG\r\n\x1a\n", ".xlsx", "FILE_TYPE"),
    ("B02 EXE", b"MZ\x90\x00", ".xlsx", "FILE_TYPE"),
    ("B02 HTML", makers.html_page(ROWS), ".xlsx", "FILE_TYPE"),
    ("B02 zip as .csv", SOUND, ".csv", "FILE_TYPE"),
    ("B03 .xlsm", damaged.crafted(damaged.sheet_xml(""), main_type=MACRO), ".xlsm", "FILE_TYPE"),
    ("B03 .xlsm named .xlsx", damaged.crafted(damaged.sheet_xml(""), main_type=MACRO), ".xlsx", "FILE_TYPE"),
    ("B03 .xlsb", damaged.archive({"[Content_Types].xml": XLSB, "xl/workbook.bin": b"x"}), ".xlsb", "FILE_TYPE"),
    ("B03 .xlsb named .xlsx", damaged.archive({"[Content_Types].xml": XLSB}), ".xlsx", "FILE_TYPE"),
    ("B03 password", damaged.encrypted(SOUND), ".xlsx", "FILE_ENCRYPTED"),
    ("B04 truncated", damaged.truncated(SOUND, 0.7), ".xlsx", "CORRUPT"),
    ("B04 checksum", crc_broken(), ".xlsx", "CORRUPT"),
    ("B05 ratio", damaged.bomb(), ".xlsx", "FILE_BOMB"),
    ("B05 1,001 members", with_parts(**{f"x|{n}.xml": "" for n in range(1_001)}), ".xlsx", "FILE_BOMB"),
    ("B05 a member beyond 1 GiB", damaged.lying(SOUND, "xl/styles.xml", (1 << 30) + 1), ".xlsx", "FILE_BOMB"),
    ("B06 ../x", with_parts(**{"..|x": "y"}), ".xlsx", "BAD_ARCHIVE"),
    ("B06 absolute", with_parts(**{"|etc|passwd": "y"}), ".xlsx", "BAD_ARCHIVE"),
    ("B06 doubled", with_parts(**{"XL|styles.xml": "y"}), ".xlsx", "BAD_ARCHIVE"),
    ("B06 nested", with_parts(**{"xl|embeddings|a.docx": damaged.archive({"x": "y"})}), ".xlsx", "BAD_ARCHIVE"),
    ("B07 corners", damaged.corner_cell(), ".xlsx", "GRID_TOO_LARGE"),
    (
        "B07 XFE1",
        damaged.crafted(damaged.sheet_xml(f'<row r="1">{damaged.text_cell("XFE1", "x")}</row>')),
        ".xlsx",
        "GRID_TOO_LARGE",
    ),
    ("B08 201 columns", damaged.workbook([[*ROWS[0], *[""] * 194, "x"]]), ".xlsx", "TOO_MANY_ROWS"),
    ("B09 billion laughs", damaged.with_dtd("laughs"), ".xlsx", "XML_DTD"),
    ("B09 quadratic", damaged.with_dtd("quadratic"), ".xlsx", "XML_DTD"),
    ("B09 file", damaged.with_dtd("file"), ".xlsx", "XML_DTD"),
    ("B09 http", damaged.with_dtd("http"), ".xlsx", "XML_DTD"),
    ("B12 two sheets", damaged.workbook(ROWS, sheets={"lagi": ROWS}), ".xlsx", "AMBIGUOUS_SHEET"),
    ("B14 header too far down", damaged.workbook([*[["x"]] * 20, *ROWS]), ".xlsx", "HEADER_NOT_FOUND"),
    ("B16 missing", damaged.workbook([line[1:] for line in ROWS]), ".xlsx", "HEADER_NOT_FOUND"),
    ("B16 doubled", damaged.workbook([[*line, line[2]] for line in ROWS]), ".xlsx", "HEADER_NOT_FOUND"),
    ("B19 pipe", damaged.csv_text(ROWS, "|").encode(), ".csv", "DELIMITER"),
    ("B20 neither", b"\xef\xbb\xbf" + CSV.encode().replace(b"AGUS C", b"AGUS \xff"), ".csv", "ENCODING"),
    ("B21 NUL", CSV.replace("AGUS C", "A\0B").encode(), ".csv", "NUL"),
    ("B22 unclosed quote", CSV.replace("AGUS C", '"AGUS C').encode(), ".csv", "QUOTE"),
]


@pytest.mark.parametrize(("data", "suffix", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_file_is_refused_with_its_code(data: bytes, suffix: str, code: str) -> None:
    assert refusal(data, suffix).code == code


def test_b08_more_rows_than_the_limit() -> None:
    assert refusal(SOUND, limits=Limits(workbook_rows=19)).params == {"limit": 19}
    assert refusal(CSV.encode(), ".csv", Limits(csv_rows=19)).params == {"limit": 19}
    assert Limits().workbook_rows == 500_000 and Limits().csv_rows == 2_000_000


def twenty(result: Result) -> bool:
    return len(result.rows) == 20 and result.problems == {}


def hide_row(_book: Any, sheet: Any) -> None:
    sheet.set_row(2, None, None, {"hidden": True})


LINK = with_parts(
    **{"xl|externalLinks|externalLink1.xml": "<a Target='http://127.0.0.1:9/x'/>", "xl|vbaProject.bin": "x"}
)
TITLED = damaged.workbook([["DAFTAR"], [None, "BLTH", "10-2026"], *([None, *line] for line in ROWS)])
DRESSED = damaged.workbook([["\ufeffn p p", "K P J", "N I K\n", " nama lengkap ", "TGL_LAHIR", "UPAH"], *ROWS[1:]])
EXTRA = damaged.workbook([[*line, "x", "y"] if n else [*line, "agama", "nama_ibu"] for n, line in enumerate(ROWS)])
Check = Callable[[Result], bool]
READ: list[tuple[str, bytes, str, Check]] = [
    ("B03 .xls", makers.xls(ROWS), ".xls", twenty),
    ("B03 .ods", makers.ods(ROWS), ".ods", twenty),
    ("B10 links, macros", LINK, ".xlsx", lambda told: twenty(told) and told.notes == [Note.OUTSIDE_PARTS]),
    ("B11 dimension too small", damaged.with_dimension(SOUND, "A1:B2"), ".xlsx", twenty),
    ("B11 dimension too large", damaged.with_dimension(SOUND, "A1:XFD1048576"), ".xlsx", twenty),
    (
        "B12 only a hidden sheet",
        damaged.workbook([["x"]], sheets={"isi": ROWS}, hidden=["isi"]),
        ".xlsx",
        lambda told: twenty(told) and told.notes == [Note.HIDDEN_SHEET],
    ),
    (
        "B13 hidden rows",
        damaged.workbook(ROWS, touch=hide_row),
        ".xlsx",
        lambda told: twenty(told) and told.notes == [Note.HIDDEN_ROWS],
    ),
    (
        "B13 total",
        damaged.workbook([*ROWS, ["JUMLAH", None, None, None, None, 9]]),
        ".xlsx",
        lambda told: twenty(told) and told.skipped == 2,
    ),
    ("B14 titles and an empty first column", TITLED, ".xlsx", lambda told: twenty(told) and told.columns["NPP"] == 1),
    ("B15 dressed headings", DRESSED, ".xlsx", twenty),
    (
        "B17 more columns",
        EXTRA,
        ".xlsx",
        lambda told: twenty(told) and told.about.header.ignored == ["agama", "nama_ibu"],
    ),
    ("B19 semicolon", damaged.csv_text(ROWS, ";").encode(), ".csv", twenty),
    ("B19 tab", damaged.csv_text(ROWS, "\t").encode(), ".csv", twenty),
    ("B20 UTF-8 with a mark", CSV.encode("utf-8-sig"), ".csv", twenty),
    ("B20 UTF-16", CSV.encode("utf-16"), ".csv", twenty),
    ("B20 cp1252", CSV.replace("AGUS C", "JOSÉ").encode("cp1252"), ".csv", twenty),
    ("B25 CR only", CSV.replace("\r\n", "\r").encode(), ".csv", twenty),
    (
        "B25 a line break in quotes",
        CSV.replace("AGUS C", '"AGUS\nC"', 1).encode(),
        ".csv",
        lambda told: twenty(told) and (told.numbers[3], told.lines[3]) == (5, 6),
    ),
    (
        "B50 the 1904 system",
        damaged.workbook(ROWS, date1904=True),
        ".xlsx",
        lambda told: told.column("TGL_LAHIR") == [line[4] for line in ROWS[1:]],
    ),
    (
        "B50 the 1904 system in .xls",
        makers.xls(ROWS, date1904=True),
        ".xls",
        lambda told: told.column("TGL_LAHIR") == [line[4] for line in ROWS[1:]],
    ),
]


@pytest.mark.parametrize(("data", "suffix", "right"), [row[1:] for row in READ], ids=[row[0] for row in READ])
def test_a_file_is_read_as_it_should(data: bytes, suffix: str, right: Check) -> None:
    result = read_here(data, suffix)
    assert right(result), (len(result.rows), result.skipped, result.notes, result.problems)


def merged(_book: Any, sheet: Any) -> None:
    sheet.merge_range(1, 0, 2, 0, "15000103")


def worker_lines(**changes: Any) -> list[list[Any]]:
    row = sheets.worker(1, **changes)
    return [list(row), list(row.values())]


def with_control_mark() -> bytes:
    """What Excel writes for a NUL; the library that made the workbook would have masked it."""
    parts = damaged.parts_of(damaged.workbook(worker_lines(NAMA_LENGKAP="SITI@A")))
    name = "xl/sharedStrings.xml"
    return damaged.archive({**parts, name: bytes(parts[name]).replace(b"SITI@A", b"SITI_x0000_A")})  # type: ignore[arg-type]


BY_ROW: list[tuple[str, bytes, str, str]] = [
    ("B13 merged", damaged.workbook([*worker_lines(), worker_lines()[1]], touch=merged), ".xlsx", "MERGED"),
    ("B21 _x0000_", with_control_mark(), ".xlsx", "CONTROL_CHAR"),
    ("B23 too many fields", sheets.as_csv([sheets.worker(1)]).rstrip() + b";x\r\n", ".csv", "COLUMN_COUNT"),
    ("B23 too few", sheets.as_csv([sheets.worker(1)]).rstrip().rpartition(b";")[0], ".csv", "COLUMN_COUNT"),
    ("B24 a long name", damaged.workbook(worker_lines(NAMA_LENGKAP="A" * 10_000)), ".xlsx", "TOO_LONG"),
    ("B24 200 KB", sheets.as_csv([sheets.worker(1, NAMA_LENGKAP="A" * 200_000)]), ".csv", "TOO_LONG"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "suffix", "code"), [row[1:] for row in BY_ROW], ids=[row[0] for row in BY_ROW])
def test_a_row_is_wrong_with_its_code(data: bytes, suffix: str, code: str) -> None:
    sheets.bring(sheets.workbook([sheets.EMPLOYER]))
    batch: ImportBatch = sheets.bring(data, name=f"data{suffix}", to_register=False)
    assert code in {found for _, _, found in sheets.codes(batch)}
    assert batch.wrong == batch.rows > 0


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x.xlsx", "aSet-Cookie: x.xlsx"),
        ("\u202egnp.xlsx", "gnp.xlsx"),
        ("a\0b.csv", "ab.csv"),
        ("a" * 300 + ".xlsx", "a" * 115 + ".xlsx"),
    ],
)
def test_b18_names(given: str, shown: str) -> None:
    """`<script>` stays, as text: it is escaped where it is shown."""
    assert safe_name(given) == shown


def test_every_rule_has_its_number_here() -> None:
    """What a refused file leaves (a sentence, an event, no bytes) is `test_import_web`'s."""
    elsewhere = {"B18", "B26", "B27"}  # names above; the same bytes: test_import_web; a scanner: test_import_uploads
    told = {rule.split()[0] for rule, *_ in (*REFUSED, *READ, *BY_ROW)} | elsewhere
    assert told == {f"B{number:02d}" for number in range(1, 28)} | {"B50"}
