"""CSV, strictly: delimiters, encodings, quotes, field counts, line ends (security.md B19 to B25)."""

from __future__ import annotations

import pytest

from enrollment.importing.errors import Code
from enrollment.importing.sheet import Limits
from tests.enrollment.importing import damaged
from tests.enrollment.importing.reading import read_here, read_sandboxed, refusal

ROWS = [[str(cell) for cell in line] for line in damaged.rows(30)]
TEXT = damaged.csv_text(ROWS)


def csv(text, encoding="utf-8", **options):
    return read_here(text.encode(encoding), ".csv", **options)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_three_delimiters(delimiter):
    """B19."""
    result = csv(damaged.csv_text(ROWS, delimiter), limits=Limits(chunk_rows=7))
    assert result.rows == ROWS[1:]
    assert result.numbers == list(range(2, 32))


@pytest.mark.parametrize("delimiter", ["|", ":", "~", " "])
def test_any_other_delimiter_is_named_and_never_one_blank_column(delimiter):
    assert refusal(damaged.csv_text(ROWS, delimiter).encode(), ".csv").code == "DELIMITER"


def test_wrong_headings_are_not_a_wrong_delimiter():
    refused = refusal(b"NPP;KPJ;nama\n1;2;3\n", ".csv")
    assert (refused.code, refused.params["found"]) == ("HEADER_NOT_FOUND", ["NPP", "KPJ", "nama"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding):
    """B20: an accent and a typographic apostrophe survive each of them."""
    rows = [list(line) for line in ROWS]
    rows[3][3] = "JOSÉ O’NEIL"
    data = damaged.csv_text(rows).encode(encoding)
    assert read_sandboxed(data, ".csv").rows == rows[1:]


def test_utf16_big_endian():
    data = b"\xfe\xff" + TEXT.encode("utf-16-be")
    assert read_here(data, ".csv").rows == ROWS[1:]


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode().replace(b"AGUS D", b"AGUS \x81", 1),
        b"\xef\xbb\xbf" + TEXT.encode().replace(b"AGUS D", b"AGUS \xe9", 1),
        b"\xff\xfe"
        + TEXT.encode("utf-16-le").replace("AGUS D".encode("utf-16-le"), "AGUS ".encode("utf-16-le") + b"\x00\xd8", 1),
    ],
)
def test_what_does_not_decode_is_refused_with_its_line(data):
    refused = refusal(data, ".csv")
    assert (refused.code, refused.params["line"]) == ("ENCODING", 5)


def test_nul():
    """B21."""
    refused = refusal(TEXT.replace("AGUS D", "AGUS \x00").encode(), ".csv")
    assert (refused.code, refused.params["line"]) == ("NUL", 5)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("AGUS D", '"AGUS D', 5),  # never closed: it must not swallow the 26 rows below
        ("AGUS D", '"AGUS" D', 5),
        (",AGUS Z,", ',"AGUS Z,', 27),
    ],
)
def test_quotes(old, new, line):
    """B22."""
    refused = refusal(TEXT.replace(old, new, 1).encode(), ".csv")
    assert (refused.code, refused.params["line"]) == ("QUOTE", line)


def test_an_unclosed_quote_before_a_million_rows_is_found_early():
    text = TEXT.replace("AGUS D", '"AGUS D', 1) + "x" * 3_000_000
    assert refusal(text.encode(), ".csv").code == "QUOTE"


def test_too_few_and_too_many_fields():
    """B23: the row is named, nothing slides into another column."""
    lines = TEXT.splitlines()
    lines[2] += ",lebih"
    lines[4] = lines[4].rpartition(",")[0]
    result = csv("\n".join(lines))
    assert {number: (p.code, p.params["found"]) for number, p in result.problems.items()} == {
        3: (Code.COLUMN_COUNT, 7),
        5: (Code.COLUMN_COUNT, 5),
    }
    assert len(result.rows) == 30
    assert result.rows[3][:5] == ROWS[4][:5]


def test_a_row_of_delimiters_is_a_blank_line():
    lines = TEXT.splitlines()
    lines[3:3] = ["", ",,,,,", ",,"]
    result = csv("\n".join(lines))
    assert (result.rows, result.skipped, result.problems) == (ROWS[1:], 4, {})


def test_more_than_two_hundred_fields():
    assert refusal((TEXT + "," * 250 + "x\n").encode(), ".csv").code == "TOO_MANY_ROWS"


def test_a_very_long_field_is_read_whole():
    """B24: 200 KB in one field is the cleaners' TOO_LONG, not a reason to refuse the file."""
    text = TEXT.replace("AGUS D", "x" * 200_000, 1)
    assert len(csv(text).rows[3][3]) == 200_000


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end):
    """B25."""
    assert csv(damaged.csv_text(ROWS, end=end)).rows == ROWS[1:]


def test_mixed_line_ends_and_line_breaks_in_quotes():
    """B25: record 3 lies on lines 3 and 4, so everything below has another line than record number."""
    lines = TEXT.splitlines()
    text = lines[0] + "\r\n" + lines[1] + "\n" + lines[2].replace("AGUS B", '"AGUS\nB"') + "\r" + lines[3] + "\r\n"
    result = csv(text)
    assert result.rows[1][3] == "AGUS\nB"
    assert (result.numbers, result.lines) == ([2, 3, 4], [2, 3, 5])


def test_titles_above_the_header():
    result = csv("DAFTAR PEKERJA;;;\nBLTH;10-2026;;\n\n" + damaged.csv_text(ROWS, ";"))
    assert result.rows == ROWS[1:]
    assert (result.skipped, result.about.about["title_lines"]) == (4, ["DAFTAR PEKERJA", "BLTH 10-2026"])


def test_excels_line_that_names_the_separator():
    assert csv("sep=;\n" + damaged.csv_text(ROWS, ";")).rows == ROWS[1:]


def test_a_name_with_commas_in_a_semicolon_file():
    rows = [list(line) for line in ROWS]
    rows[1][3] = "DRS. AGUS, S.H., M.M."
    assert csv(damaged.csv_text(rows, ";")).rows == rows[1:]


def test_formulas_in_a_csv_are_texts():
    rows = [list(line) for line in ROWS]
    rows[1][3] = "=1+1"
    assert csv(damaged.csv_text(rows)).rows[0][3] == "=1+1"
