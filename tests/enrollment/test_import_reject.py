"""The reject workbook: the sheet's own columns and order, reasons beside them, nothing that runs, and back again."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command

from accounts import vault
from enrollment.models import Employer, ImportBatch
from tests.enrollment import sheets
from tests.factories import make_employer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
DANGEROUS = ["=1+1", "==1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "＝1+1", '=HYPERLINK("http://x")']
_WRITERS = r"xlsxwriter\.Workbook\(|openpyxl|csv\.(?:writer|DictWriter)\(|\.to_excel\(|\.export\("


def rejected(batch: ImportBatch) -> Any:
    assert batch.reject_file is not None
    content = vault.read_file(batch.reject_file)
    return content, openpyxl.load_workbook(io.BytesIO(content)).active


def test_rows_keep_their_columns_and_order_and_say_why() -> None:
    make_employer(npp="15000103")
    order = [*reversed(sheets.WORKER), "Catatan"]
    rows = [
        sheets.worker(1),
        sheets.worker(2, NIK="217103120585", Catatan="dari cabang"),
        sheets.worker(3, KELURAHAN="Belianan", TGL_LAHIR="31/02/1985"),
    ]
    batch = sheets.bring(sheets.workbook(rows, headings=order))
    _, sheet = rejected(batch)
    table = list(sheet.iter_rows(values_only=True))
    assert table[0] == (*order, "Alasan", "Cara memperbaiki")
    assert [row[order.index("NIK")] for row in table[1:]] == ["217103120585", sheets.nik(3)]
    assert table[1][order.index("Catatan")] == "dari cabang"
    assert "Di baris ini 12 angka" in table[1][-2] and "KTP" in table[1][-1]
    assert "Belianan" in table[2][-2] and "31/02/1985" in table[2][-2]  # every fault of the row at once
    bad = sheet.cell(2, order.index("NIK") + 1)
    assert bad.number_format == sheet.cell(2, 1).number_format == "@"  # what is typed over it stays text
    assert bad.fill.fgColor.rgb == "FFFCEBE9" and sheet.cell(2, 1).fill.fill_type is None


def test_no_text_becomes_a_formula() -> None:
    rows = [sheets.EMPLOYER | {"NPP": None, "NAMA_PERUSAHAAN": text, "Catatan": text} for text in DANGEROUS]
    batch = sheets.bring(sheets.workbook(rows))
    content, sheet = rejected(batch)
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "inlineStr"}
    assert b"<f>" not in _sheet_xml(content)
    column = [cell.value for cell in sheet["A"]]
    assert len(column) == len(DANGEROUS) + 1


def _sheet_xml(content: bytes) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


def test_a_corrected_reject_workbook_comes_back_as_a_sheet() -> None:
    first = sheets.bring(
        sheets.workbook([sheets.EMPLOYER, sheets.EMPLOYER | {"NPP": "16000001", "BLTH_REKON": "13-2026"}])
    )
    content, sheet = rejected(first)
    again = sheets.bring(content)
    assert (again.wrong, again.rows, again.ignored_columns) == (1, 1, [])
    assert (again.first_batch, again.as_of) == (first, first.as_of)
    _, half = rejected(again)  # half mended and sent once more: the two columns do not pile up
    assert [cell.value for cell in half[1]].count("Alasan") == 1
    place = [cell.value for cell in sheet[1]].index("BLTH_REKON") + 1
    sheet.cell(2, place).value = "10-2026"
    mended = io.BytesIO()
    sheet.parent.save(mended)
    last = sheets.bring(mended.getvalue())
    assert (last.new, last.wrong) == (1, 0) and Employer.objects.filter(npp="16000001").exists()
    sheet.title = "Sheet1"  # the mark is lost: a sheet like any other
    unmarked = io.BytesIO()
    sheet.parent.save(unmarked)
    assert sheets.bring(unmarked.getvalue()).first_batch is None


def test_the_file_holds_as_many_rows_as_the_page_counts() -> None:
    make_employer(npp="15000103")
    rows = [sheets.worker(1), sheets.worker(2, NIK="1"), sheets.worker(3), sheets.worker(3, UPAH="6.000.000")]
    batch = sheets.bring(sheets.workbook(rows))
    _, sheet = rejected(batch)
    assert sheet.max_row - 1 == batch.wrong + batch.doubtful == 3


def test_a_cell_mended_here_stands_as_it_came_and_says_so(importer: Any) -> None:
    from enrollment.services.kinds import STAGE
    from enrollment.services.repairs import repair_row

    make_employer(npp="15000103")
    batch = sheets.upload(sheets.workbook([sheets.worker(2, NIK="217103120585", UPAH="rahasia")]), by=importer)
    repair_row(batch=batch, row_number=2, cells={"NIK": sheets.nik(2)}, by=importer)
    sheets.run(STAGE, batch)
    batch.refresh_from_db()
    _, sheet = rejected(batch)
    place = [cell.value for cell in sheet[1]].index("NIK") + 1
    assert sheet.cell(2, place).value == "217103120585" and sheet.cell(2, place).fill.fill_type == "solid"
    said = [cell.value for cell in sheet[2]]
    assert "Isi NIK ini tidak mungkin benar" in said[-2] and "bukan angka" in said[-2] and "KTP" in said[-1]


def test_every_workbook_leaves_through_the_one_writer() -> None:
    """B60: text stays text because no other module opens a workbook; a sheet maker for tests and demos is no export."""
    root = Path(__file__).resolve().parents[2]
    apps = ("accounts", "config", "districts", "enrollment", "monitoring", "permits")
    sources = [path for app in apps for path in (root / app).rglob("*.py")]
    writers = {path.relative_to(root).as_posix() for path in sources if re.search(_WRITERS, path.read_text())}
    assert writers == {"districts/workbooks.py", "enrollment/sample/sheets.py"}


def test_the_command_prints_exactly_the_contract(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    import json

    file = tmp_path / "pemberi.xlsx"
    file.write_bytes(sheets.workbook([sheets.EMPLOYER, sheets.EMPLOYER | {"NPP": None, "Agama": "x"}]))
    call_command("import_sheet", str(file), "--commit", "--json")
    told = json.loads(capsys.readouterr().out)
    keys = "batch profile sha256 rows new changed same doubtful wrong skipped ignored_columns errors reject_file"
    assert set(f"{keys} first_batch status seconds".split()) <= told.keys()
    assert told["errors"] == [{"code": "NPP_MISSING", "column": "NPP", "count": 1, "example_row": 3}]
    assert (told["status"], told["new"], told["wrong"], told["ignored_columns"]) == ("COMMITTED", 1, 1, ["Agama"])
    assert told["reject_file"] == str(tmp_path / "pemberi.salah.xlsx") and (tmp_path / "pemberi.salah.xlsx").exists()
    call_command("import_sheet", str(file), "--json")
    again = json.loads(capsys.readouterr().out)
    assert (again["first_batch"], again["status"], again["same"]) == (told["batch"], "STAGED", 1)
    file.write_bytes(b"bukan buku kerja")
    with pytest.raises(SystemExit) as refused:
        call_command("import_sheet", str(file), "--json")
    said = json.loads(capsys.readouterr().out)
    assert refused.value.code == 1 and said["error"]["code"] == "FILE_TYPE" and said["error"]["message"]
    file.write_bytes(sheets.workbook([sheets.EMPLOYER | {"NPP": None}]))
    call_command("import_sheet", str(file), "--commit", "--json")
    assert json.loads(capsys.readouterr().out)["status"] == "STAGED"  # nothing in it could be committed


def test_the_command_refuses_who_may_not(tmp_path: Any, officer: Any, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "pemberi.xlsx"
    file.write_bytes(sheets.workbook([sheets.EMPLOYER]))
    with pytest.raises(SystemExit):
        call_command("import_sheet", str(file), "--as", officer.username, "--json")
    assert '"FORBIDDEN"' in capsys.readouterr().out
    assert not ImportBatch.objects.exists()
