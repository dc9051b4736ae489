"""The other formats a sheet comes in (.xls, .ods, HTML and XML named .xls, CSV named .xlsx): the same rows, told so."""

from __future__ import annotations

import datetime as dt
import struct
import time

import pytest
from python_calamine import CalamineWorkbook

from enrollment.importing.errors import Code, Note
from enrollment.importing.sheet import BadDate, ErrorCell, Formula, Limits
from tests.enrollment.importing import damaged, makers
from tests.enrollment.importing.reading import read_here, read_sandboxed, refusal

ROWS = damaged.rows(60)
PLAIN = [[float(cell) if isinstance(cell, int) else cell for cell in line] for line in ROWS[1:]]
TEXTS = [[f"{cell:%d-%m-%Y}" if isinstance(cell, dt.date) else str(cell) for cell in line] for line in ROWS[1:]]
CSV = damaged.csv_text(ROWS, ";").encode()


@pytest.mark.parametrize(
    ("data", "suffix", "rows", "notes"),
    [
        (makers.xls(ROWS), ".xls", PLAIN, []),
        (makers.xls(ROWS, most=40), ".xls", PLAIN, []),  # shared strings cut in every way
        (makers.ods(ROWS), ".ods", PLAIN, []),
        (makers.ssml(ROWS), ".xls", PLAIN, [Note.XML_INSIDE]),
        (makers.html_page(ROWS), ".xls", TEXTS, [Note.HTML_INSIDE]),
        (CSV, ".xlsx", TEXTS, [Note.CSV_INSIDE]),
        (CSV, ".xls", TEXTS, [Note.CSV_INSIDE]),
        (damaged.workbook(ROWS), ".xls", PLAIN, [Note.XLSX_INSIDE]),
        (makers.xls(ROWS), ".xlsx", PLAIN, [Note.XLS_INSIDE]),
        (makers.ods(ROWS), ".xlsx", PLAIN, [Note.ODS_INSIDE]),
    ],
)
def test_the_content_decides_and_the_rows_are_the_same(data, suffix, rows, notes):
    result = read_here(data, suffix, limits=Limits(chunk_rows=7))
    assert (result.rows, result.notes) == (rows, notes)
    assert result.numbers == list(range(2, 62))
    assert (result.profile, result.skipped, result.problems) == ("workers", 1, {})


@pytest.mark.parametrize(("make", "suffix"), [(makers.xls, ".xls"), (makers.ods, ".ods"), (makers.ssml, ".xls")])
def test_they_are_read_in_the_sandbox_too(make, suffix):
    assert read_sandboxed(make(ROWS), suffix).rows == PLAIN


@pytest.mark.parametrize(("make", "suffix"), [(makers.xls, ".xls"), (makers.ods, ".ods"), (makers.ssml, ".xls")])
def test_titles_numbers_blanks_totals_and_hidden_sheets(make, suffix):
    """What holds for a workbook holds for its older and freer relations."""
    titles = [["DAFTAR TENAGA KERJA"], ["NPP", "15000103"], []]
    lines = [*titles, ROWS[0], [1, 2, 3, 4, 5, 6], *ROWS[1:4], [], ROWS[0], ["JUMLAH", "", "", "", "", 9], ROWS[4]]
    result = read_here(make(lines, sheets={"lama": ROWS}, hidden=["lama"]), suffix)
    assert (len(result.rows), result.skipped, result.numbers[-1]) == (4, 8, 12)
    assert result.about.about["title_lines"] == ["DAFTAR TENAGA KERJA", "NPP 15000103"]
    only = read_here(make([["kosong"]], sheets={"isi": ROWS}, hidden=["isi"]), suffix)
    assert (len(only.rows), Note.HIDDEN_SHEET in only.notes) == (60, True)


@pytest.mark.parametrize(("make", "suffix"), [(makers.xls, ".xls"), (makers.ods, ".ods"), (makers.ssml, ".xls")])
def test_a_number_is_a_number_and_an_identifier_as_a_number_is_seen(make, suffix):
    lines = [ROWS[0], ["15000000", "00000000001", 2171010101900001, "AGUS", dt.date(1990, 1, 1), 4_500_000.5]]
    row = read_here(make(lines), suffix).rows[0]
    assert row[2:] == [2171010101900001.0, "AGUS", dt.date(1990, 1, 1), 4_500_000.5]


def test_another_reader_sees_the_same_cells_of_an_xls():
    """calamine, written by other people, agrees with what we read and with what our maker wrote."""
    import io

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(makers.xls(ROWS))).get_sheet_by_name("data")
    assert [list(row) for row in sheet.to_python()][1:] == PLAIN
    ods = CalamineWorkbook.from_filelike(io.BytesIO(makers.ods(ROWS))).get_sheet_by_name("data")
    assert [list(row)[:6] for row in ods.to_python()][1:] == PLAIN


# .xls


def xls_with(extra: bytes, lines=ROWS[:3], **options):
    return makers.xls(lines, extra=extra, **options)


def at(row, column, style=15):
    return struct.pack("<HHH", row, column, style)


def test_xls_formulas_errors_flags_and_dates_that_are_none():
    record = makers.record
    extra = (
        record(0x06, at(3, 0) + bytes(6) + b"\xff\xff" + bytes(8)) + record(0x207, makers.xls_text("15000000"))
        + record(0x06, at(3, 1) + struct.pack("<d", 7.0) + bytes(8))
        + record(0x06, at(3, 2) + b"\x02\x00\x2a\x00\x00\x00\xff\xff" + bytes(8))
        + record(0x205, at(3, 3) + b"\x2a\x01")
        + record(0x203, at(3, 4, 16) + struct.pack("<d", 60.0))
        + record(0xBD, struct.pack("<HH", 3, 5) + struct.pack("<HI", 15, 123456 << 2 | 3) + struct.pack("<H", 5))
    )  # fmt: skip
    row = read_here(xls_with(extra), ".xls").rows[2]
    assert row == [
        Formula("15000000"), Formula(7.0), Formula(ErrorCell("#N/A")), ErrorCell("#N/A"), BadDate("60"), 1234.56,
    ]  # fmt: skip


def test_xls_hidden_rows_merges_and_the_1904_system():
    """B13, B50."""
    hidden = makers.record(0x208, struct.pack("<6HI", 1, 0, 6, 255, 0, 0, 0x20))
    assert read_here(xls_with(hidden), ".xls").notes == [Note.HIDDEN_ROWS]
    merged = read_here(makers.xls(ROWS[:4], merges=[(1, 2, 0, 0)]), ".xls")
    assert {number: problem.code for number, problem in merged.problems.items()} == {2: Code.MERGED, 3: Code.MERGED}
    assert read_here(makers.xls(ROWS, date1904=True), ".xls").rows == PLAIN


def test_xls_rows_out_of_order_are_put_in_order():
    """Some writers store cells as they were set; Excel does not mind."""
    extra = makers.xls_cell(1, 6, "x", {}, False)  # belongs to the first row of data, stands after the last
    lines = [[*line, "catatan" if not n else None] for n, line in enumerate(ROWS[:5])]
    result = read_here(makers.xls(lines, extra=extra), ".xls")
    assert [row[:6] for row in result.rows] == PLAIN[:4]
    assert result.rows[0][6] == ROWS[0][0]  # shared string 0


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (makers.container(b"x" * 5000, "WordDocument"), "FILE_TYPE"),
        (makers.container(b"x" * 5000), "CORRUPT"),
        (damaged.old_workbook(), "CORRUPT"),
        (makers.xls([]), "NO_ROWS"),
        (makers.xls(ROWS[:1]), "NO_ROWS"),
        (xls_with(makers.xls_cell(9, 250, 5, {}, False)), "TOO_MANY_ROWS"),
        (xls_with(makers.record(0xFD, at(9, 1) + struct.pack("<I", 99_999))), "CORRUPT"),
        (xls_with(makers.record(0xFD, at(9, 1))), "CORRUPT"),
        (makers.xls(ROWS).replace(makers.record(0x22, b"\0\0"), makers.record(0x2F, b"\1\0")), "FILE_ENCRYPTED"),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(600), "FILE_TYPE"),
        (makers.xls(damaged.rows(1)[:1], sheets={"lama": ROWS[:3], "baru": ROWS[:3]}), "AMBIGUOUS_SHEET"),
    ],
)
def test_xls_refusals(data, code):
    assert refusal(data, ".xls").code == code


@pytest.mark.parametrize("share", [number / 20 for number in range(1, 20)])
def test_a_truncated_xls_is_refused(share):
    """Its last stream ends too early, wherever it was cut; only padding may be missing."""
    data = makers.xls(damaged.rows(200))
    assert refusal(damaged.truncated(data, share), ".xls").code in ("CORRUPT", "NO_ROWS")


# .ods


def table(rows: str) -> bytes:
    header = "<table:table-row>" + "".join(map(makers.ods_cell, ROWS[0])) + "</table:table-row>"
    return makers.ods_archive(makers.ods_content(f'<table:table table:name="data">{header}{rows}</table:table>'))


def line(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def repeated(number: int, value: str = "x") -> str:
    return makers.ods_cell(value, f' table:number-columns-repeated="{number}"')


def test_ods_cells_of_every_kind():
    note = "<office:annotation><text:p>catatan</text:p></office:annotation>"
    text = f"<table:table-cell>{note}<text:p>A<text:s text:c='2'/>B<text:span>C</text:span></text:p></table:table-cell>"
    formula = ' table:formula="of:=[.A1]"'
    kind = 'office:value-type="string" calcext:value-type="error"'
    error = f"<table:table-cell {kind}><text:p>#N/A</text:p></table:table-cell>"
    bad = '<table:table-cell office:value-type="date" office:date-value="1899-13-45"/>'
    cells = [text, makers.ods_cell(7, formula), f"<table:table-cell{formula}/>", error, bad, makers.ods_cell(True)]
    row = read_here(table(line(*cells)), ".ods").rows[0]
    assert row == ["A  BC", Formula(7.0), Formula(None), ErrorCell("#N/A"), BadDate("1899-13-45"), True]


def test_ods_repeats_are_laid_out_and_rows_hidden_or_merged_are_told():
    cells = [makers.ods_cell(cell) for cell in ROWS[1]]
    result = read_here(table(line(*cells, more=' table:number-rows-repeated="3" table:visibility="filter"')), ".ods")
    assert (result.rows, result.notes) == ([PLAIN[0]] * 3, [Note.HIDDEN_ROWS])
    down = makers.ods_cell("15000000", ' table:number-rows-spanned="2"')
    covered = "<table:covered-table-cell><text:p>tertutup</text:p></table:covered-table-cell>"
    merged = read_here(table(line(down, *cells[1:]) + line(covered, *cells[1:])), ".ods")
    assert [problem.code for problem in merged.problems.values()] == [Code.MERGED] * 2
    assert merged.rows[1][0] is None


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (line(repeated(1_000_000_000)), "GRID_TOO_LARGE"),
        (line(repeated(16_000)), "GRID_TOO_LARGE"),
        (line(repeated(16_000, "")) * 2 + line(repeated(16_385, "")), "GRID_TOO_LARGE"),
        (line(makers.ods_cell("x"), more=' table:number-rows-repeated="1048576"'), "GRID_TOO_LARGE"),
        (line(makers.ods_cell("x"), more=' table:number-rows-repeated="900000"'), "TOO_MANY_ROWS"),
        (line(makers.ods_cell("x"), more=' table:number-rows-repeated="-3"'), "CORRUPT"),
        (line(repeated(201, "")[:-2] + "/>", makers.ods_cell("x")), "TOO_MANY_ROWS"),
        ("<a>" * 200, "CORRUPT"),
    ],
)
def test_ods_repeats_never_grow(rows, code):
    """B07: a few bytes claim a billion cells; the answer comes before memory does."""
    began = time.monotonic()
    assert refusal(table(rows), ".ods").code == code
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (makers.ods([]), "NO_ROWS"),
        (makers.ods_archive("<x/>"), "NO_ROWS"),
        (makers.ods_archive(makers.ods_content("")[:-9]), "CORRUPT"),
        (makers.ods_archive("<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>"), "XML_DTD"),
        (makers.ods_archive("<x/>", {"META-INF/manifest.xml": "<e><manifest:encryption-data/></e>"}), "FILE_ENCRYPTED"),
        (makers.ods_archive("<x/>", {"../x": "y"}), "BAD_ARCHIVE"),
        (makers.ods_archive("<x/>" + " " * 90_000_000), "FILE_BOMB"),
        (damaged.archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}), "FILE_TYPE"),
    ],
)
def test_ods_refusals(data, code):
    assert refusal(data, ".ods").code == code


# HTML and SpreadsheetML


def page(rows: str) -> bytes:
    return b"<html><table>" + makers.html_table(ROWS[:1]).encode()[16:-8] + rows.encode() + b"</table></html>"


def test_html_spans_breaks_entities_and_nested_tables():
    rows = (
        "<tr style='display:none'><td>1<br>2<td>A&amp;B&nbsp;&#67;<td x:num>7<script>alert(1)</script></td></tr>"
        "<tr><td rowspan=2>9<td>b<td>c</tr><tr><td>b2<table><tr><td>dalam</td></tr></table><td>c2</tr>"
    )
    result = read_here(page(rows), ".xls")
    assert [row[:3] for row in result.rows] == [["1 2", "A&B C", "7"], ["9", "b", "c"], [None, "b2", "c2"]]
    assert {number: problem.code for number, problem in result.problems.items()} == {3: Code.MERGED, 4: Code.MERGED}
    assert Note.HIDDEN_ROWS in result.notes


def test_html_headers_merged_over_two_lines_and_in_cp1252():
    head = (
        "<tr>" + "".join(f"<th rowspan=2>{name}</th>" for name in damaged.WORKERS[:4]) + "<th colspan=2>JHT</th></tr>"
    )
    head += "<tr><th>Pemberi Kerja<th>Tenaga Kerja</tr>"
    row = "<tr>" + "".join(f"<td>{cell}</td>" for cell in [*TEXTS[0][:3], "JOSÉ", "1", "2"]) + "</tr>"
    result = read_here(f"<table><tr><td colspan=6>JUDUL</tr>{head}{row}</table>".encode("cp1252"), ".xls")
    assert (result.header[4:], result.rows[0][3]) == (["JHT Pemberi Kerja", "JHT Tenaga Kerja"], "JOSÉ")


def test_ssml_indices_merges_formulas_and_flags():
    body = (
        makers.ssml_row(ROWS[0])
        + '<Row ss:Index="4" ss:Hidden="1"><Cell ss:MergeDown="1"><Data ss:Type="String">15000000</Data></Cell>'
        '<Cell ss:Index="3" ss:Formula="=1"><Data ss:Type="Number">7</Data></Cell><Cell ss:Formula="=1"/>'
        '<Cell><Data ss:Type="DateTime">kapan</Data></Cell><Cell><Data ss:Type="Error">#N/A</Data></Cell></Row>'
    )
    data = f'<?xml version="1.0"?><ss:Workbook xmlns:ss="{makers.SSML}">' + (
        f'<ss:Worksheet ss:Name="data"><ss:Table>{body}</ss:Table></ss:Worksheet></ss:Workbook>'
    )
    result = read_here(data.encode(), ".xls")
    assert result.rows == [["15000000", None, Formula(7.0), Formula(None), BadDate("kapan"), ErrorCell("#N/A")]]
    assert (result.numbers, result.problems[4].code, Note.HIDDEN_ROWS in result.notes) == ([4], Code.MERGED, True)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<html></html>", "NO_ROWS"),
        (b"<!DOCTYPE html [<!ENTITY a 'x'>]><table><tr><td>&a;</table>", "XML_DTD"),
        (page("<tr><td colspan=99999999>x</tr>"), "GRID_TOO_LARGE"),
        (page("<tr><td rowspan=9999999>x</tr>"), "GRID_TOO_LARGE"),
        (page("<tr>" + "<td>x" * 300 + "</tr>"), "TOO_MANY_ROWS"),
        (page("<table>" * 30), "CORRUPT"),
        (page("<!--" + "x" * 6_000_000), "CORRUPT"),
        (page("<tr><td>\x00</tr>"), "NUL"),
        (b"<?xml version='1.0'?><svg/>", "FILE_TYPE"),
        (makers.ssml(ROWS)[:-30], "CORRUPT"),
        (makers.ssml(ROWS).replace(b"<Workbook", b"<!DOCTYPE x><Workbook"), "XML_DTD"),
        (makers.ssml(ROWS).replace(b"<Row>", b'<Row ss:Index="2000000">', 1), "GRID_TOO_LARGE"),
        (makers.ssml(ROWS).replace(b"<Cell>", b'<Cell ss:Index="20000">', 1), "GRID_TOO_LARGE"),
        (makers.ssml(ROWS, sheets={"lain": ROWS}), "AMBIGUOUS_SHEET"),
    ],
)
def test_html_and_xml_refusals(data, code):
    assert refusal(data, ".xls").code == code


@pytest.mark.parametrize("text", ["halo", "halo apa kabar\nbaik", "\x01\x02\x03", "a\x00b"])
def test_letters_that_are_no_table_in_a_workbooks_name(text):
    assert refusal(text.encode(), ".xlsx").code == "FILE_TYPE"


@pytest.mark.parametrize("suffix", [".xlsm", ".xlsb", ".XLSM"])
def test_macro_and_binary_workbooks_are_named(suffix):
    """B03: saved as .xlsx they are welcome, and the sentence says so."""
    refused = refusal(damaged.workbook(ROWS), suffix)
    assert (refused.code, refused.params["found"]) == ("FILE_TYPE", suffix[1:].upper())
