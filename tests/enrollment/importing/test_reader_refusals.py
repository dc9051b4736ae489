"""Files refused as a whole, each with its exact code, none with a crash (security.md B01 to B12, F31 to F33)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile

import pytest

from enrollment.importing import sandbox
from enrollment.importing.errors import FileRefused
from enrollment.importing.sheet import MIB, Limits
from tests.enrollment.importing import damaged
from tests.enrollment.importing.reading import CANDIDATES, WORKERS, read_here, read_sandboxed, refusal

SOUND = damaged.workbook(damaged.rows(50))
MACRO = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
BINARY = {"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"\x83\x01"}
OPEN_DOCUMENT = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}


@pytest.mark.parametrize(
    ("data", "suffix", "code"),
    [
        (b"", ".xlsx", "NO_ROWS"),  # B01
        (b"", ".csv", "NO_ROWS"),
        (b"\xef\xbb\xbf \r\n", ".csv", "NO_ROWS"),
        (damaged.workbook([]), ".xlsx", "NO_ROWS"),
        (damaged.workbook([damaged.WORKERS]), ".xlsx", "NO_ROWS"),
        (damaged.csv_text([damaged.WORKERS]).encode(), ".csv", "NO_ROWS"),
        (b"NPP,KPJ\n1,2\n", ".xlsx", "HEADER_NOT_FOUND"),  # B02: content decides
        (b"%PDF-1.7\n", ".xlsx", "FILE_TYPE"),
        (b"\x89PNG\r\n\x1a\n", ".xlsx", "FILE_TYPE"),
        (b"MZ\x90\x00", ".xlsx", "FILE_TYPE"),
        (b"<html><table><tr><td>NPP</td></tr></table></html>", ".xlsx", "FILE_TYPE"),
        (b"<html><table><tr><td>NPP</td></tr></table></html>", ".csv", "FILE_TYPE"),
        (SOUND, ".csv", "FILE_TYPE"),
        (SOUND, "", "FILE_TYPE"),
        (damaged.old_workbook(), ".xls", "CORRUPT"),  # B03
        (damaged.old_workbook(), ".xlsx", "CORRUPT"),
        (damaged.crafted(damaged.sheet_xml(""), main_type=MACRO), ".xlsx", "FILE_TYPE"),
        (damaged.archive(BINARY), ".xlsx", "FILE_TYPE"),
        (damaged.archive(OPEN_DOCUMENT), ".xlsx", "NO_ROWS"),
        (damaged.archive({"a.txt": "x"}), ".xlsx", "FILE_TYPE"),
        (damaged.encrypted(SOUND), ".xlsx", "FILE_ENCRYPTED"),
    ],
)
def test_kinds_of_file(data, suffix, code):
    assert refusal(data, suffix).code == code


@pytest.mark.parametrize("share", [number / 20 for number in range(1, 20)])
def test_a_truncated_workbook_is_refused_wherever_it_was_cut(share):
    """B04, F31."""
    assert refusal(damaged.truncated(SOUND, share)).code == "CORRUPT"


@pytest.mark.parametrize("seed", [*range(40), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(40, 200))])
def test_a_turned_bit_is_refused_or_changes_nothing(seed):
    """F33: checksums see every turned bit that matters; what is read all the same is exactly what was there."""
    sound = read_here(SOUND)
    try:
        result = read_here(damaged.flipped(SOUND, seed))
    except FileRefused:
        return
    assert (result.rows, result.numbers) == (sound.rows, sound.numbers)


def test_a_damaged_member_that_is_not_read_refuses_the_file_too():
    """B04: every member's checksum counts."""
    data = bytearray(damaged.archive({**damaged.parts_of(SOUND), "xl/media/x.bin": b"A" * 1000}, zipfile.ZIP_STORED))
    data[data.index(b"A" * 1000) + 500] ^= 1
    assert refusal(bytes(data)).code == "CORRUPT"


MEASURED = """
import re, resource, sys, time
from tests.enrollment.importing.reading import refusal
data, began = sys.stdin.buffer.read(), time.monotonic()
code, took = refusal(data, sandboxed=True).code, time.monotonic() - began
own = re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]
print(code, took, own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_a_bomb_costs_neither_time_nor_memory():
    """B05, F31: by the directory alone, within two seconds, neither process above 200 MB."""
    data = damaged.bomb()
    assert len(data) < 2 * MIB
    told = subprocess.run([sys.executable, "-c", MEASURED], input=data, capture_output=True, check=True)
    code, took, *kilobytes = told.stdout.decode().split()
    assert code == "FILE_BOMB" and float(took) < 2
    assert max(map(int, kilobytes)) < 200_000


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(member_bytes=5_000), "FILE_BOMB"),
        (Limits(total_bytes=20_000), "FILE_BOMB"),
        (Limits(members=5), "FILE_BOMB"),
        (Limits(workbook_bytes=5_000), "FILE_TOO_LARGE"),
    ],
)
def test_each_size_has_a_limit(limits, code):
    assert refusal(SOUND, limits=limits).code == code


@pytest.mark.parametrize("size", [10, 900 * MIB])
def test_a_lying_size_is_refused(size):
    """M10."""
    lying = damaged.lying(SOUND, "xl/worksheets/sheet1.xml", size)
    assert refusal(lying).code in ("CORRUPT", "FILE_BOMB")


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "xl/../../x", "C:\\x", "inner.zip", "xl\\..\\x"])
def test_names_that_leave_the_archive(name):
    """B06."""
    assert refusal(damaged.archive({**damaged.parts_of(SOUND), name: "x"})).code == "BAD_ARCHIVE"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_doubled_and_nested_members():
    """B06: two members of one name (readers differ on which they take), a zip inside the zip."""
    with_zip = damaged.archive({**damaged.parts_of(SOUND), "xl/embeddings/a.docx": damaged.archive({"x": "y"})})
    assert refusal(with_zip).code == "BAD_ARCHIVE"
    upper = damaged.archive({**damaged.parts_of(SOUND), "XL/Worksheets/Sheet1.xml": "x"})
    assert refusal(upper).code == "BAD_ARCHIVE"


def test_a_zip_with_a_password():
    data = bytearray(SOUND)
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    assert refusal(bytes(data)).code == "FILE_ENCRYPTED"


def test_the_corner_cell_does_not_abort_the_process():
    """B07, M7: calamine aborts on this file; here it is a sentence."""
    assert refusal(damaged.corner_cell(), sandboxed=True).code == "GRID_TOO_LARGE"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (damaged.text_cell("XFE2", "x"), "GRID_TOO_LARGE"),
        (damaged.text_cell("XFD2", "x"), "GRID_TOO_LARGE"),
        (damaged.text_cell("AAAA2", "x"), "CORRUPT"),
        (damaged.text_cell("GT2", "x"), "TOO_MANY_ROWS"),  # column 202: more than 200
    ],
)
def test_cells_outside_the_grid(body, code):
    xml = damaged.sheet_xml(damaged.header_xml() + f'<row r="2">{body}</row>')
    assert refusal(damaged.crafted(xml)).code == code


def test_rows_outside_the_grid():
    xml = damaged.sheet_xml(damaged.header_xml() + damaged.worker_xml(1_048_577))
    assert refusal(damaged.crafted(xml)).code == "GRID_TOO_LARGE"


def test_an_empty_styled_cell_far_out_is_no_reason():
    """Excel leaves them behind when a whole row or column was formatted."""
    cells = damaged.text_cell("A2", "15000000") + '<c r="XFD2" s="1"/>'
    xml = damaged.sheet_xml(damaged.header_xml() + f'<row r="2">{cells}</row><row r="1048576" s="1"/>')
    result = read_here(damaged.crafted(xml))
    assert (len(result.rows), result.skipped) == (1, 1)


def test_more_rows_than_the_limit():
    """B08."""
    refused = refusal(SOUND, limits=Limits(workbook_rows=49))
    assert (refused.code, refused.params) == ("TOO_MANY_ROWS", {"limit": 49})
    assert refusal(damaged.csv_text(damaged.rows(20)).encode(), ".csv", Limits(csv_rows=19)).code == "TOO_MANY_ROWS"
    assert len(read_here(SOUND, limits=Limits(workbook_rows=50)).rows) == 50


def test_more_empty_rows_than_a_sheet_can_have():
    """B08: counted in the pre-scan, long before they could be walked through one by one."""
    began = time.monotonic()
    data = damaged.empty_rows(1_500_000)
    made = time.monotonic()
    assert refusal(data, sandboxed=True).code == "TOO_MANY_ROWS"
    assert time.monotonic() - made < max(2.0, made - began)


@pytest.mark.parametrize("kind", ["laughs", "quadratic", "file", "http"])
def test_document_types(kind):
    """B09: refused before anything in them is looked at."""
    assert refusal(damaged.with_dtd(kind)).code == "XML_DTD"


def test_a_document_type_in_any_member():
    parts = {**damaged.parts_of(SOUND), "xl/drawings/x.xml": "<!DOCTYPE x []><x/>".encode("utf-16")}
    assert refusal(damaged.archive(parts)).code == "XML_DTD"


def test_a_document_type_behind_a_long_comment():
    head = f"<!--{' ' * 200_000}--><!DOCTYPE worksheet>"
    xml = damaged.sheet_xml(damaged.header_xml() + damaged.worker_xml(2), head=head)
    assert refusal(damaged.crafted(xml, method=0)).code == "XML_DTD"


@pytest.mark.parametrize("xml", ["", "x", "<a>", "<worksheet><sheetData><row r='1'>", "<worksheet>\x00</worksheet>"])
def test_xml_that_is_none(xml):
    assert refusal(damaged.crafted(xml)).code == "CORRUPT"


def test_a_workbook_without_its_parts():
    for gone in ("xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"):
        parts = damaged.parts_of(SOUND)
        del parts[gone]
        assert refusal(damaged.archive(parts)).code in ("CORRUPT", "NO_ROWS")


def test_a_child_that_runs_out_of_time_is_a_sentence():
    """F33: the parent waits no longer than it was told."""
    refused = refusal(damaged.workbook(damaged.rows(3000)), limits=Limits(wait_seconds=0), sandboxed=True)
    assert refused.code == "TIMEOUT"


def many_rows(count: int) -> bytes:
    """A worksheet of rows that each hold one worker's cells, all alike but for their number."""
    row = damaged.worker_xml(2).replace('r="2"', 'r="{0}"').replace('2"', '{0}"')
    return damaged.crafted(damaged.sheet_xml(damaged.header_xml() + "".join(map(row.format, range(2, count + 2)))))


def test_a_child_that_runs_out_of_processor_time_is_a_sentence():
    """F53: only the child dies."""
    page = b"<table>" + b"<tr><td>1<td>2<td>3</tr>" * 200_000
    assert refusal(page, ".xls", Limits(cpu_seconds=1), sandboxed=True).code == "TIMEOUT"
    assert len(read_sandboxed(SOUND).rows) == 50


@pytest.mark.long
def test_a_sheet_full_to_the_last_row_is_refused_by_its_limit():
    """F43: 1,048,576 rows; the limit is met half-way, in a sentence."""
    refused = refusal(many_rows(1_048_575), limits=Limits(ratio=10_000), sandboxed=True)
    assert (refused.code, refused.params) == ("TOO_MANY_ROWS", {"limit": 500_000})


def test_a_child_that_runs_out_of_memory_is_a_sentence():
    """F32."""
    limits = Limits(memory_bytes=90 * MIB)
    texts = "".join(f"<si><t>{number:0300d}</t></si>" for number in range(200_000))
    data = damaged.crafted(damaged.sheet_xml(damaged.header_xml()), strings_xml=f"<sst>{texts}</sst>")
    assert refusal(data, limits=limits, sandboxed=True).code == "FILE_BOMB"


def test_a_killed_child_is_a_sentence_and_leaves_nothing_behind():
    descriptor = os.memfd_create("upload")
    with os.fdopen(descriptor, "w+b") as stream:
        stream.write(damaged.workbook(damaged.rows(20_000)))
        stream.flush()
        with sandbox.read(stream, ".xlsx", CANDIDATES, Limits(chunk_rows=100)) as reading:
            process = reading._process
            chunks = reading.chunks()
            next(chunks)
            os.kill(process.pid, signal.SIGKILL)
            with pytest.raises(FileRefused) as refused:
                list(chunks)
    assert refused.value.code in ("TIMEOUT", "CORRUPT")
    assert process.poll() is not None


@pytest.mark.parametrize(
    "said",
    [
        b"", b"garbage garbage garbage", b"J\x05\x00\x00\x00[1,2]", b"J\x02\x00\x00\x00{}", b"J\xff\xff\xff\xff",
        b'J\x26\x00\x00\x00{"type":"refused","code":"X","params":{}}', b"B\x03\x00\x00\x00{}\n",
    ],
)  # fmt: skip
def test_whatever_a_child_says_the_parent_only_refuses(said, monkeypatch, tmp_path):
    """A child that was taken over owns nothing of ours."""
    (tmp_path / "child.bin").write_bytes(said)
    script = tmp_path / "python"
    script.write_text(f"#!/bin/sh\ncat {tmp_path / 'child.bin'}\n")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    with pytest.raises(FileRefused):
        read_sandboxed(SOUND)


def test_a_refusal_never_repeats_cells_that_are_no_headings():
    """A sheet without a header may hold people's data: only near-headers are shown back."""
    refused = refusal(damaged.workbook(damaged.rows(30)[1:]))
    assert (refused.code, refused.params["found"]) == ("HEADER_NOT_FOUND", [])


def test_missing_and_doubled_headings_are_named():
    """B16."""
    without = [[*line[:2], *line[3:]] for line in damaged.rows(3)]
    refused = refusal(damaged.workbook(without))
    assert (refused.code, refused.params["missing"]) == ("HEADER_NOT_FOUND", ["NIK"])
    assert refused.params["expected"] == WORKERS.required
    assert refused.params["found"] == [name for name in damaged.WORKERS if name != "NIK"]
    doubled = [[*line, line[2]] for line in damaged.rows(3)]
    doubled[0][-1] = "nomor identitas"
    assert refusal(damaged.workbook(doubled)).params["doubled"] == ["NIK"]


def test_two_sheets_that_match():
    """B12."""
    data = damaged.workbook(damaged.rows(3), sheets={"copy": damaged.rows(3)})
    refused = refusal(data)
    assert (refused.code, refused.params["sheets"]) == ("AMBIGUOUS_SHEET", ["copy", "data"])
