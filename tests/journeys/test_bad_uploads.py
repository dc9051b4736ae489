"""Bad files and bad rows through the page: each a clear sentence in both languages, nothing in the register."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Open
from tests.journeys.live import Live
from tests.journeys.sheets import Stall, digits, workbook
from tests.journeys.steps import bring_in, preview_counts, process, upload

SINCE = date(2026, 1, 5)
Make = Callable[[Path], Path]


def document(path: Path) -> Path:
    path.write_text("%PDF-1.7\nini bukan buku kerja\n" + digits(9))
    return path


def truncated(path: Path) -> Path:
    whole = workbook(path, Stall(workers=40).workforce(SINCE)).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def encrypted(path: Path) -> Path:
    workbook(path, Stall().workforce(SINCE))
    locked = path.with_name("terkunci.xlsx")
    with path.open("rb") as clear, locked.open("wb") as target:
        OOXMLFile(clear).encrypt("rahasia", target)
    return locked


def empty(path: Path) -> Path:
    path.touch()
    return path


def headings_only(path: Path) -> Path:
    row = Stall().worker(SINCE)
    return workbook(path, [dict.fromkeys(row)])


def wrong_headings(path: Path) -> Path:
    return workbook(path, [{"Nama Barang": "Kopi", "Harga": digits(5), "Stok": 3}])


def corners(path: Path) -> Path:
    """M7: two cells, a grid of seventeen thousand million."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write("A1", "NPP" + digits(6))
    sheet.write("XFD1048576", "x")
    book.close()
    return path


def bomb(path: Path) -> Path:
    """A workbook whose sheet is a kilobyte of zip and hundreds of megabytes of blanks."""
    workbook(path, Stall().workforce(SINCE))
    blown = path.with_name("membengkak.xlsx")
    with zipfile.ZipFile(path) as clean, zipfile.ZipFile(blown, "w", zipfile.ZIP_DEFLATED) as target:
        for member in clean.infolist():
            if member.filename != "xl/worksheets/sheet1.xml":
                target.writestr(member.filename, clean.read(member.filename))
        with target.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(400):
                sheet.write(b" " * 1_000_000)
    return blown


REFUSED: dict[str, tuple[Make, str, str]] = {
    "document": (document, "bukan tabel XLSX", "not an XLSX"),
    "truncated": (truncated, "rusak atau terpotong", "damaged or cut"),
    "encrypted": (encrypted, "dikunci dengan kata sandi", "password"),
    "empty": (empty, "File ini kosong", "empty"),
    "no rows": (headings_only, "tidak berisi baris data", "no data rows"),
    "headings": (wrong_headings, "Judul kolom tidak ditemukan", "headings"),
    "corners": (corners, "sangat jauh dari tabel", "far from the table"),
    "bomb": (bomb, "membengkak tidak wajar", "swells"),
}


def register(live: Live) -> tuple[int, ...]:
    """How many rows the register holds, and how many files are kept."""
    tables = ("business", "employer", "participant", "membership", "contributionmonth", "businessemployerlink")
    held = [live.number(f"SELECT count(*) FROM enrollment_{table}") for table in tables]
    refused = "SELECT count(*) FROM accounts_storedfile f JOIN enrollment_importbatch b ON b.file_id = f.id"
    return (*held, live.number(f"{refused} WHERE b.state = 'REFUSED' AND f.purged_at IS NULL"))


@pytest.fixture
def importer(live: Live, sign_in: Open) -> Iterator[Page]:
    """The importer's tab; any answer of 500 or above fails the test."""
    tab = sign_in("importir", console=False)  # a refusal answers 400 or 415, which the console calls an error
    broken: list[str] = []
    tab.on("response", lambda r: broken.append(f"{r.status} {r.url}") if r.status >= 500 else None)
    yield tab
    live.execute("UPDATE accounts_user SET language = 'id' WHERE username = 'importir'")
    assert broken == []


# Every refusal has its sentence tested where it is made; here one of each way to find it, and all of them at length.
SHORT = ("truncated", "bomb")
CASES = [case if case in SHORT else pytest.param(case, marks=pytest.mark.long) for case in REFUSED]


@pytest.mark.parametrize("case", CASES)
def test_a_bad_file_is_refused_with_its_sentence(live: Live, importer: Page, case: str, tmp_path: Path) -> None:
    make, indonesian, english = REFUSED[case]
    before = register(live)
    # When the importer brings it in
    upload(importer, make(tmp_path / "unggahan.xlsx"))
    # Then the page says what is wrong, in Indonesian
    said = importer.get_by_role("alert").first
    expect(said).to_contain_text(indonesian)
    # And in English to whoever reads English
    live.execute("UPDATE accounts_user SET language = 'en' WHERE username = 'importir'")
    upload(importer, make(tmp_path / "second.xlsx"))
    expect(said).to_contain_text(english)
    expect(said).not_to_contain_text(indonesian)
    # And nothing of it is in the register
    assert register(live) == before


def test_bad_rows_are_named_and_only_the_good_ones_go_in(live: Live, importer: Page, tmp_path: Path) -> None:
    # Given an employer, and a sheet of its workers of which five are wrong, each in its own way
    stall = Stall()
    day = live.sql("SELECT max(as_of) FROM enrollment_importbatch WHERE profile = 'workers'")[0][0]
    as_of = f"{day:%d/%m/%Y}"
    sheet = workbook(tmp_path / "pemberi.xlsx", [stall.employer(day.replace(day=1))])
    assert bring_in(importer, sheet, as_of=as_of)["new"] == 1
    good = stall.worker(SINCE, "Pekerja Benar Sekali")
    wrong: dict[str, dict[str, Any]] = {
        "NIK harus 16 angka. Di baris ini 20 angka.": {"NIK": "2171061705900001" + digits(4)},
        "NIK rusak oleh Excel": {"NIK": 2171061705900000},
        "Tanggal 31/02/2026 tidak ada.": {"TGL_KEPESERTAAN": "31/02/2026"},
        'Kelurahan "Atlantis" tidak dikenal.': {"KELURAHAN": "Atlantis"},
        "Nomor ini hasil rumus.": {"NIK": '=CONCATENATE("21710617","05900001")'},
    }
    rows = [
        good,
        *(stall.worker(SINCE, f"Pekerja Salah {'ABCDE'[n]}", **cells) for n, cells in enumerate(wrong.values())),
    ]
    upload(importer, workbook(tmp_path / "campur.xlsx", rows), as_of=as_of)
    # When they read the preview, then each wrong row stands there with its sentence
    assert preview_counts(importer) == {"new": 1, "changed": 0, "same": 0, "doubtful": 0, "wrong": len(wrong)}
    table = importer.get_by_role("region", name="Baris yang tidak diproses")
    for sentence in wrong:
        expect(table).to_contain_text(sentence)
    assert table.locator("td.bad").count() == len(wrong)
    # When they process the correct rows, then no wrong row is in the register
    process(importer)
    kept = live.sql(
        "SELECT p.name FROM enrollment_membership m JOIN enrollment_participant p ON p.id = m.participant_id"
        " JOIN enrollment_employer e ON e.id = m.employer_id WHERE e.npp = %s", stall.npp,
    )  # fmt: skip
    assert [str(name).casefold() for (name,) in kept] == [good["NAMA_LENGKAP"].casefold()]
    # And the workbook of wrong rows has their own columns and the reasons; corrected, it is the next upload
    corrected = correct(importer, tmp_path / "salah.xlsx", list(good))
    assert bring_in(importer, corrected, as_of=as_of) == {
        "new": len(wrong), "changed": 0, "same": 0, "doubtful": 0, "wrong": 0,
    }  # fmt: skip
    assert live.number(
        "SELECT count(*) FROM enrollment_membership m JOIN enrollment_employer e ON e.id = m.employer_id"
        " WHERE e.npp = %s", stall.npp,
    ) == len(rows)  # fmt: skip


def correct(importer: Page, path: Path, headings: list[str]) -> Path:
    """Download the workbook of wrong rows and write right cells into it."""
    address = importer.locator("a[href$='/salah.xlsx']").get_attribute("href")
    assert address
    answer = importer.request.get(address)
    assert answer.status == 200
    path.write_bytes(answer.body())
    book = load_workbook(path)
    sheet = book.worksheets[0]
    line, columns = next(
        (cells[0].row, {str(c.value): c.column for c in cells if c.value}) for cells in sheet.iter_rows() if len(
            {str(c.value) for c in cells} & set(headings)) == len(headings)
    )  # fmt: skip
    assert list(columns)[: len(headings)] == headings
    assert {"Alasan", "Cara memperbaiki"} <= set(columns)
    for row in range(line + 1, sheet.max_row + 1):
        assert sheet.cell(row, columns["Alasan"]).value
        for heading, value in {
            "NIK": Stall().owner_nik,
            "KELURAHAN": "Tanjung Uma",
            "TGL_KEPESERTAAN": "05/01/2026",
        }.items():
            sheet.cell(row, columns[heading]).value = value
    book.save(path)
    return path
