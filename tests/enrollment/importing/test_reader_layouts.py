"""Where the rows begin and end: titles, merged and repeated headers, totals, blanks, several sheets (B12 to B17)."""

from __future__ import annotations

import datetime as dt

import pytest

from enrollment.importing.errors import Note
from enrollment.importing.headers import normalise_heading
from enrollment.importing.sheet import Candidate
from enrollment.importing.workbook import WIB
from tests.enrollment.importing import damaged
from tests.enrollment.importing.reading import BUSINESSES, WORKERS, read_here, refusal

ROWS = damaged.rows(4)
FIRST = ["15000000", "00000000000"]


def kpjs(result):
    return result.column("KPJ")


@pytest.mark.parametrize(
    "text", ["NIK", " n i k ", "Nik", "N.I.K.", "N_I_K", "NI\nK", "\ufeffNIK", "N\u00a0I\u00a0K", "nik\u200b"]
)
def test_headings_are_compared_without_dress(text):
    """B15."""
    assert normalise_heading(text) == "NIK"
    lines = [[*ROWS[0]], *ROWS[1:]]
    lines[0][2] = text
    assert len(read_here(damaged.workbook(lines)).rows) == 4


def test_title_lines_empty_columns_and_empty_rows_do_not_shift():
    """B14: two titles, a blank line, an empty first column."""
    lines = [["", "DAFTAR TENAGA KERJA"], [None, "BLTH:", "10-2026"], [], *([None, *line] for line in ROWS)]
    result = read_here(damaged.workbook(lines))
    assert kpjs(result) == [line[1] for line in ROWS[1:]]
    assert result.numbers == [5, 6, 7, 8]
    assert result.skipped == 4
    assert result.about.about["title_lines"] == ["DAFTAR TENAGA KERJA", "BLTH: 10-2026"]


def test_a_title_right_above_the_header_stays_a_title():
    lines = [["DAFTAR", "TENAGA", "KERJA"], [*ROWS[0], "catatan"], *ROWS[1:]]
    result = read_here(damaged.workbook(lines))
    assert result.header == [*ROWS[0], "catatan"]
    assert (result.about.about["title_lines"], result.skipped) == (["DAFTAR TENAGA KERJA"], 2)


def test_headings_that_do_not_print_are_shown_without_what_does_not():
    body = damaged.header_xml().replace("</row>", damaged.text_cell("G1", "_xD83D_ag_x0000_ama") + "</row>")
    xml = damaged.sheet_xml(body + damaged.worker_xml(2))
    assert read_here(damaged.crafted(xml)).about.header.ignored == ["agama"]


@pytest.mark.parametrize(("blanks", "code"), [(19, None), (20, "HEADER_NOT_FOUND")])
def test_the_header_stands_in_the_first_twenty_rows(blanks, code):
    data = damaged.workbook([*([["judul"]] * blanks), *ROWS])
    if code is None:
        assert len(read_here(data).rows) == 4
    else:
        assert refusal(data).code == code


def test_columns_in_any_order_with_aliases_and_unknown_ones_named():
    """B17: what is not known is named and kept apart, what is known and unused too."""
    lines = [[line[3], "x", line[2], line[1], line[0], number] for number, line in enumerate(ROWS)]
    lines[0] = ["Nama TK", "agama", "nomor_identitas", "NO REFERENSI", "npp", "No."]
    result = read_here(damaged.workbook(lines))
    assert result.columns == {"NAMA_LENGKAP": 0, "NIK": 2, "KPJ": 3, "NPP": 4}
    assert result.about.header.ignored == ["agama", "No."]


def test_one_of_several_keys_is_enough():
    lines = [["Nama Perusahaan", "kelurahan usaha", "NIK Pemilik"], ["BAKSO PAK MIN", "Belian", "2171010101900001"]]
    assert read_here(damaged.workbook(lines)).profile == "businesses"
    without = [line[:2] for line in lines]
    refused = refusal(damaged.workbook(without))
    assert (refused.params["profile"], refused.params["missing"]) == ("businesses", ["NIB / NIK_PEMILIK"])


def test_a_chosen_profile_is_the_only_one_looked_for():
    lines = [["NAMA_USAHA", "KELURAHAN", "NIB"], ["X", "Belian", "1234567890123"]]
    data = damaged.workbook(lines)
    assert read_here(data, candidates=[BUSINESSES]).profile == "businesses"
    with pytest.raises(Exception, match="HEADER_NOT_FOUND"):
        read_here(data, candidates=[WORKERS])


def test_merged_two_line_headers_are_joined():
    """B13: form 2a, where JHT stands over two columns and the other headings over two lines."""

    def merge(book, sheet):
        for column, name in enumerate(damaged.WORKERS[:4]):
            sheet.merge_range(2, column, 3, column, name)
        sheet.merge_range(2, 4, 2, 5, "JHT")
        sheet.write_string(3, 4, "Pemberi Kerja")
        sheet.write_string(3, 5, "Tenaga Kerja")

    lines = [["RINCIAN IURAN"], [], [], [], *[[*line[:4], 1000, 2000] for line in ROWS[1:]]]
    result = read_here(damaged.workbook(lines, touch=merge))
    assert result.header[4:] == ["JHT Pemberi Kerja", "JHT Tenaga Kerja"]
    assert result.columns["JHT TENAGA KERJA"] == 5
    assert result.numbers == [5, 6, 7, 8]
    assert result.problems == {}


def test_two_line_headers_without_merges():
    lines = [["", "", "DATA", "DATA"], ["NPP", "KPJ", "NIK", "NAMA_LENGKAP"], *[line[:4] for line in ROWS[1:]]]
    assert len(read_here(damaged.workbook(lines)).rows) == 4
    lines[:2] = [["NPP", "NO", "NIK", "NAMA"], ["", "KPJ", "", "TK"]]
    assert len(read_here(damaged.workbook(lines)).rows) == 4


def test_a_line_of_column_numbers_under_the_header_is_no_row():
    for numbering in (["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"], [1, 2, 3, 4, 5, 6]):
        result = read_here(damaged.workbook([ROWS[0], numbering, *ROWS[1:]]))
        assert (len(result.rows), result.skipped) == (4, 2)


def test_blank_lines_repeated_headers_and_totals_are_skipped_and_counted():
    lines = [
        ROWS[0], ROWS[1], [], ROWS[0], ROWS[2], ["", None, " "], ROWS[3],
        ["JUMLAH", None, None, None, None, 9], ROWS[4],
        [None, "Total:"], [None, None, None, "JUMLAH SELURUHNYA", None, 18_000_000], [], [],
    ]  # fmt: skip
    result = read_here(damaged.workbook(lines))
    assert kpjs(result)[:2] == ["00000000000", "00000000001"]
    assert len(result.rows) + result.skipped == 11  # up to the last line that is used
    assert len(result.rows) == 4


@pytest.mark.parametrize("name", ["JUMLAH", "Total", "jumlah :", "SUB TOTAL", "Grand Total", "JUMLAH SELURUHNYA"])
def test_total_words(name):
    result = read_here(damaged.workbook([*ROWS, [name, None, None, None, None, 18_000_000]]))
    assert (len(result.rows), result.skipped) == (4, 2)


@pytest.mark.parametrize("name", ["TOTAL BANGUN PERSADA", "JUMLAHWATI", "TOTALINDO"])
def test_a_name_that_begins_like_a_total_is_a_row(name):
    lines = [["NAMA_USAHA", "KELURAHAN", "NIB"], [name, "Belian", "1234567890123"], ["X", "Belian", "1234567890124"]]
    assert len(read_here(damaged.workbook(lines)).rows) == 2


def test_an_incomplete_row_is_a_row():
    """Nothing is dropped because something is missing: that is for the cleaners to say."""
    result = read_here(damaged.workbook([*ROWS, [None, "00000000009"]]))
    assert (len(result.rows), kpjs(result)[-1]) == (5, "00000000009")


def test_a_row_that_holds_only_an_empty_formula_is_a_row():
    body = (
        damaged.header_xml()
        + damaged.worker_xml(2)
        + '<row r="3"><c r="A3"><f>A2</f></c></row>'
        + damaged.worker_xml(4)
    )
    assert len(read_here(damaged.crafted(damaged.sheet_xml(body))).rows) == 3


def test_an_instruction_sheet_is_passed_over():
    guide = [["Petunjuk Pengisian"], ["NPP diisi delapan angka"], ["NIK", "enam belas angka"]]
    result = read_here(
        damaged.workbook(ROWS, sheets={"Petunjuk Pengisian": guide, "Lokasi Pekerjaan": [["kode", "kota"]]})
    )
    assert (result.about.about["sheet_name"], len(result.rows)) == ("data", 4)


def test_a_hidden_sheet_counts_only_when_no_visible_one_matches():
    """B12."""
    both = damaged.workbook(ROWS, sheets={"lama": damaged.rows(9)}, hidden=["lama"])
    assert (len(read_here(both).rows), read_here(both).notes) == (4, [])
    only = damaged.workbook([["kosong"]], sheets={"isi": damaged.rows(9)}, hidden=["isi"])
    assert (len(read_here(only).rows), read_here(only).notes) == (9, [Note.HIDDEN_SHEET])


def test_the_day_the_file_was_made():
    made = read_here(damaged.workbook(ROWS)).about.about["created"]
    assert abs((dt.datetime.now(WIB).date() - dt.date.fromisoformat(made)).days) <= 1


def test_a_line_of_column_numbers_below_a_blank_line_is_no_row_either():
    result = read_here(damaged.workbook([ROWS[0], [], ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"], *ROWS[1:]]))
    assert (len(result.rows), result.skipped) == (4, 3)


def test_key_and_value_lines_above_the_header_are_titles():
    block = [["NPP", ":", "15000103"], ["Nama Perusahaan", ":", "PT CONTOH"], ["BLTH", ":", "10-2026"], []]
    result = read_here(damaged.workbook([*block, *ROWS]))
    assert (len(result.rows), result.skipped) == (4, 5)
    assert result.about.about["title_lines"][0] == "NPP : 15000103"


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_two_line_headers_carry_forward_where_no_merge_is_told(suffix):
    """B13: a CSV knows no merges, so JHT stands once over two columns."""
    lines = [
        ["NPP", "KPJ", "NIK", "NAMA_LENGKAP", "JHT", ""],
        ["", "", "", "", "Pemberi Kerja", "Tenaga Kerja"],
        *[[*line[:4], "1000", "2000"] for line in ROWS[1:]],
    ]
    data = damaged.csv_text(lines).encode() if suffix == ".csv" else damaged.workbook(lines)
    wanted = Candidate("workers", WORKERS.columns, [*WORKERS.required, "JHT TENAGA KERJA"])
    result = read_here(data, suffix, candidates=[wanted])
    assert (result.columns["JHT TENAGA KERJA"], len(result.rows)) == (5, 4)
