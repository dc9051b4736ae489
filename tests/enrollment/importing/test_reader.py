"""Sound workbooks in every shape they come in: nothing shifted, nothing lost, every cell as it stands in the sheet."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from enrollment.importing import strings
from enrollment.importing.errors import Code, FileRefused, Note
from enrollment.importing.sheet import BadDate, ErrorCell, Formula, Limits
from tests.enrollment.importing import damaged
from tests.enrollment.importing.reading import read_here, read_sandboxed, refusal


def plain(lines):
    return [[float(cell) if isinstance(cell, int) else cell for cell in line] for line in lines]


@pytest.mark.parametrize("inline", [True, False])
def test_every_cell_arrives_as_it_stands(inline):
    lines = damaged.rows(3000)
    result = read_here(damaged.workbook(lines, inline=inline), limits=Limits(chunk_rows=700))
    assert result.rows == plain(lines[1:])
    assert result.numbers == list(range(2, 3002))
    assert (result.skipped, result.problems, result.notes) == (1, {}, [])


def test_the_sandbox_gives_the_same_as_reading_here():
    data = damaged.workbook(damaged.rows(12_000))
    here, there = read_here(data), read_sandboxed(data)
    assert there.rows == here.rows
    assert there.numbers == here.numbers
    assert there.about.summary.rows == 12_000
    assert there.about.info.sheet_name == "data"


def test_other_readers_see_the_same_cells():
    lines = damaged.rows(400)
    for number in range(5, 400, 7):
        lines[number][number % 6] = None
    lines[9][3] = "O'NEIL & SONS <x>"
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    ours = read_here(out.getvalue()).rows
    out.seek(0)
    sheet = CalamineWorkbook.from_filelike(out).get_sheet_by_index(0)
    theirs = [[None if cell == "" else cell for cell in line] for line in sheet.to_python(skip_empty_area=False)[1:]]
    theirs = [[float(c) if isinstance(c, int) else c for c in line] for line in theirs]
    assert ours == theirs
    assert len(ours) == 400


def test_sheets_of_many_shapes_read_alike(monkeypatch):
    """Gaps, styles that alternate, rows apart: the pattern learns them all and agrees with expat cell by cell."""
    monkeypatch.setattr(strings, "BLOCK", 5_000)
    body = damaged.header_xml()
    expected = []
    for number in range(2, 800):
        cells, values = [], []
        for place, letter in enumerate("ABCDEF"):
            if (number * 3 + place) % 11 == 0:
                cells.append(f'<c r="{letter}{number}" s="{number % 2}"/>' if number % 3 else "")
                values.append(None)
            elif place == 4 and number % 5 == 0:
                cells.append(f'<c r="{letter}{number}" s="1"><v>{40_000 + number}</v></c>')
                values.append(dt.date(1899, 12, 30) + dt.timedelta(days=40_000 + number))
            elif place == 5:
                cells.append(f'<c r="{letter}{number}" s="0"><v>{number}.5</v></c>')
                values.append(number + 0.5)
            else:
                text = f"A&amp;{number}" if number % 13 == 0 else f"{letter}{number}"
                cells.append(damaged.text_cell(f"{letter}{number}", text))
                values.append(text.replace("&amp;", "&"))
        body += f'<row r="{number}" spans="1:6">{"".join(cells)}</row>'
        expected.append(values)
    quick = read_here(damaged.crafted(damaged.sheet_xml(body)))
    exact = read_here(damaged.crafted(damaged.sheet_xml("<!-- -->" + body)))
    assert quick.rows == exact.rows == expected


def test_prefixed_names_and_utf16_are_read():
    body = (
        (damaged.header_xml() + damaged.worker_xml(2))
        .replace("</", "</x:")
        .replace("<", "<x:")
        .replace("<x:/x:", "</x:")
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<x:worksheet xmlns:x="{main}"><x:sheetData>{body}</x:sheetData></x:worksheet>'
    assert len(read_here(damaged.crafted(xml)).rows) == 1
    wide = damaged.sheet_xml(damaged.header_xml() + damaged.worker_xml(2)).replace("UTF-8", "UTF-16").encode("utf-16")
    assert read_here(damaged.crafted(wide)).rows[0][0] == "15000000"


def test_rich_text_and_phonetic_hints_of_shared_strings():
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + "".join(f"<si><t>{name}</t></si>" for name in damaged.WORKERS)
        + '<si><r><t xml:space="preserve">SITI </t></r><r><t>AMINAH</t></r><rPh sb="0" eb="1"><t>xx</t></rPh></si>'
        + "<si><t>&lt;B&gt; &#66;</t></si></sst>"
    )
    head = "".join(f'<c r="{letter}1" t="s"><v>{place}</v></c>' for place, letter in enumerate("ABCDEF"))
    body = f'<row r="1">{head}</row><row r="2"><c r="A2" t="s"><v>7</v></c><c r="D2" t="s"><v>6</v></c></row>'
    result = read_here(damaged.crafted(damaged.sheet_xml(body), strings_xml=strings))
    assert result.rows == [["<B> B", None, None, "SITI AMINAH", None, None]]


@pytest.mark.parametrize("index", ["99", "-1", "x", "1.5"])
def test_a_shared_string_that_is_not_there_refuses_the_file(index):
    body = damaged.header_xml() + f'<row r="2"><c r="A2" t="s"><v>{index}</v></c></row>'
    strings = "<sst><si><t>a</t></si><si><t>b</t></si></sst>"
    assert refusal(damaged.crafted(damaged.sheet_xml(body), strings_xml=strings)).code == "CORRUPT"


def test_formulas_errors_booleans_and_bad_dates_are_told_apart():
    kinds = (
        '<c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>"x"</f><v>x</v></c><c r="C2"><f>A2</f></c>'
        '<c r="D2" t="e"><v>#N/A</v></c><c r="E2" s="1"><v>60</v></c><c r="F2" t="b"><v>1</v></c>'
    )
    dates = (
        '<c r="D3" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="E3" s="1"><f>A2</f><v>44927</v></c>'
        '<c r="F3"><v>1e999</v></c>'
    )
    body = damaged.header_xml() + f'<row r="2">{kinds}</row><row r="3">{dates}</row>'
    first, second = read_here(damaged.crafted(damaged.sheet_xml(body))).rows
    assert first == [Formula(2.0), Formula("x"), Formula(None), ErrorCell("#N/A"), BadDate("60"), True]
    assert second == [None, None, None, Formula(ErrorCell("#DIV/0!")), Formula(dt.date(2023, 1, 1)), float("inf")]


@pytest.mark.parametrize(
    ("serial", "expected"),
    [
        ("44927", dt.date(2023, 1, 1)), ("44927.75", dt.date(2023, 1, 1)), ("1", dt.date(1900, 1, 1)),
        ("59", dt.date(1900, 2, 28)), ("61", dt.date(1900, 3, 1)), ("60", BadDate("60")), ("0", BadDate("0")),
        ("-1", BadDate("-1")), ("99999999", BadDate("99999999")), ("NaN", BadDate("NaN")),
    ],
)  # fmt: skip
def test_date_serials(serial, expected):
    """B44, B45: a formatted serial is its day, one that is no day is never turned into another."""
    body = damaged.header_xml() + f'<row r="2"><c r="A2"><v>1</v></c><c r="E2" s="1"><v>{serial}</v></c></row>'
    assert read_here(damaged.crafted(damaged.sheet_xml(body))).rows[0][4] == expected


def test_a_bare_serial_stays_a_number():
    body = damaged.header_xml() + '<row r="2"><c r="E2"><v>44927</v></c></row>'
    assert read_here(damaged.crafted(damaged.sheet_xml(body))).rows[0][4] == 44927.0


def test_1904_dates_are_right():
    """B50."""
    result = read_here(damaged.workbook(damaged.rows(3), date1904=True))
    assert [line[4] for line in result.rows] == [line[4] for line in damaged.rows(3)[1:]]
    assert result.about.about["date1904"] is True


def test_excel_escapes_become_the_characters_they_stand_for():
    """B21: `_x0000_` is a NUL that the cleaners must see; `_x005F_` is an underscore."""
    body = damaged.header_xml() + damaged.xml_row(2, ["A_x0000_B", "_x005F_x", "a_x001F_b"])
    assert read_here(damaged.crafted(damaged.sheet_xml(body))).rows[0][:3] == ["A\x00B", "_x", "a\x01b"]


def test_lone_surrogates_pass_without_an_error():
    body = damaged.header_xml() + damaged.xml_row(2, ["A_xD83D_"])
    assert read_here(damaged.crafted(damaged.sheet_xml(body))).rows[0][0] == "A\ud83d"


def test_giant_texts_are_seen_as_too_long_and_cost_little():
    body = damaged.header_xml() + damaged.xml_row(2, ["x" * 6_000_000])
    text = read_sandboxed(damaged.crafted(damaged.sheet_xml(body), method=0)).rows[0][0]
    assert 10_000 < len(text) < 70_000


@pytest.mark.parametrize("reference", ["A1:A2", "A1:XFD1048576", "Z9:Z9"])
def test_the_dimension_is_not_believed(reference):
    """B11."""
    data = damaged.with_dimension(damaged.workbook(damaged.rows(1000)), reference)
    assert len(read_here(data).rows) == 1000


def test_hidden_rows_come_in_with_a_note():
    """B13."""
    data = damaged.workbook(damaged.rows(5), touch=lambda book, sheet: sheet.set_row(3, None, None, {"hidden": True}))
    result = read_here(data)
    assert len(result.rows) == 5
    assert result.notes == [Note.HIDDEN_ROWS]


def test_merged_cells_among_the_rows_are_named():
    """B13: rows 4 and 5 share a merged NPP cell."""
    lines = damaged.rows(6)
    data = damaged.workbook(lines, touch=lambda book, sheet: sheet.merge_range("A4:A5", "15000000"))
    result = read_here(data)
    assert {number: problem.code for number, problem in result.problems.items()} == {4: Code.MERGED, 5: Code.MERGED}


def test_outside_parts_are_noted_and_never_opened():
    """B10."""
    parts = damaged.parts_of(damaged.workbook(damaged.rows(2)))
    parts["xl/externalLinks/externalLink1.xml"] = '<externalLink xmlns:r="x"/>'
    parts["xl/vbaProject.bin"] = b"macro"
    result = read_here(damaged.archive(parts))
    assert (len(result.rows), result.notes) == (2, [Note.OUTSIDE_PARTS])


def test_cells_beyond_the_header_are_left_out_with_a_note():
    lines = damaged.rows(200)
    lines[150].append("catatan")
    result = read_here(damaged.workbook(lines))
    assert {len(line) for line in result.rows} == {6}
    assert result.notes == [Note.BEYOND_HEADER]


def test_out_of_order_rows_and_doubled_cells_refuse_the_file():
    for body in (
        damaged.worker_xml(3) + damaged.worker_xml(2),
        damaged.worker_xml(2) + damaged.worker_xml(2),
        f'<row r="2">{damaged.text_cell("A2", "x")}{damaged.text_cell("A2", "y")}</row>',
        f'<row r="2">{damaged.text_cell("A3", "x")}</row>',
    ):
        assert refusal(damaged.crafted(damaged.sheet_xml(damaged.header_xml() + body))).code == "CORRUPT"


def test_rows_and_cells_may_leave_their_place_out():
    body = damaged.header_xml() + '<row><c t="inlineStr"><is><t>a</t></is></c><c><v>5</v></c></row>'
    result = read_here(damaged.crafted(damaged.sheet_xml(body)))
    assert (result.numbers, result.rows[0][:2]) == ([2], ["a", 5.0])


def test_the_child_has_no_environment_to_leak(monkeypatch):
    """T03: no database address, no key. What the child imports must not need Django either."""
    monkeypatch.setenv("DATABASE_URL", "postgres://x")
    with pytest.raises(FileRefused):
        read_sandboxed(b"")
    import subprocess
    import sys

    code = "import sys, enrollment.importing.child; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
