"""Hand-made sheets for tests: rows as dicts, written as workbook or CSV, brought in through the real import."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from django.db import transaction

from accounts import vault, work
from accounts.models import User
from enrollment.importing.pipeline import Source, commit, stage
from enrollment.models import ImportBatch
from enrollment.services import operator, receive_batch
from enrollment.services.imports import keep_file, open_batch
from enrollment.services.kinds import STAGE

Row = dict[str, Any]

EMPLOYER: Row = {
    "NPP": "15000103", "DIV": "000", "NAMA_PERUSAHAAN": "PT Contoh Jaya", "NPWP": None, "SKALA": "Mikro",
    "KODE_CABANG": "Batam Nagoya", "KELURAHAN": "Baloi Indah", "KECAMATAN": "Lubuk Baja", "TK_AKTIF": 2,
    "BLTH": "10-2026", "BLTH_REKON": "10-2026", "BLTH_NA": None, "TOTAL_IURAN": "1.500.000,00",
}  # fmt: skip
WORKER: Row = {
    "NPP": "15000103", "DIV": "000", "KPJ": "23000004827", "NIK": "2171014506850007", "NAMA_LENGKAP": "SITI AMINAH",
    "TGL_LAHIR": "05-06-1985", "JENIS_KELAMIN": "P", "SEGMEN": "PU", "JKK": "Y", "JKM": "Y", "JHT": "Y", "JP": "T",
    "JKP": "T", "TGL_KEPESERTAAN": "01-03-2024", "TGL_NA": "31-12-3000", "UPAH": "5.357.982",
    "KELURAHAN": "Baloi Indah", "KECAMATAN": "Lubuk Baja", "KODE_CABANG": "Batam Nagoya",
}  # fmt: skip
BPU: Row = {
    "NIK": "2171010101900001", "KPJ": "24000000001", "NAMA": "BUDI SANTOSO", "TGL_LAHIR": "01-01-1990",
    "JENIS_KELAMIN": "L", "JKK": "Y", "JKM": "Y", "JHT": "T", "JENIS_PEKERJAAN": "Nelayan", "KELOMPOK": "Nelayan",
    "TGL_KEPESERTAAN": "01-01-2025", "TGL_BERAKHIR": "31-12-2026", "KELURAHAN": "Tanjung Uma",
    "KECAMATAN": "Lubuk Baja",
    "KODE_CABANG": "Nagoya",
}  # fmt: skip
BUSINESS: Row = {
    "NIB": "9120000000017", "NPWP": None, "NPP": "15000103", "NAMA_USAHA": "PT Contoh Jaya",
    "NAMA_PEMILIK": "Siti Aminah",
    "NIK_PEMILIK": "2171014506850007", "ALAMAT": "Jalan Contoh 1", "KELURAHAN": "Baloi Indah",
    "KECAMATAN": "Lubuk Baja", "KBLI": "56101", "SKALA": "Mikro", "JUMLAH_TK": 2, "TELEPON": "081270000000",
}  # fmt: skip
FIGURE: Row = {
    "KODE_WILAYAH": "21.71.06", "TAHUN": 2026, "JUMLAH": 41000, "JENIS": "penduduk bekerja", "SUMBER": "Contoh",
}  # fmt: skip
GOOD = {"workforce": FIGURE, "businesses": BUSINESS, "employers": EMPLOYER, "workers": WORKER, "bpu": BPU}


def nik(serial: int) -> str:
    """A well-formed NIK of a woman born on 5 June 1985."""
    return f"217101450685{serial % 9999 + 1:04d}"


def kpj(serial: int) -> str:
    return f"{23_000_000_000 + serial:011d}"


def worker(serial: int, **changes: Any) -> Row:
    """A sound worker row with keys of its own."""
    return WORKER | {"NIK": nik(serial), "KPJ": kpj(serial)} | changes


def workbook(rows: Iterable[Row], *, titles: Iterable[str] = (), headings: list[str] | None = None) -> bytes:
    """The rows as .xlsx, below some title lines; strings are text cells, dates date cells."""
    rows = list(rows)
    headings = headings or list(dict.fromkeys(name for row in rows for name in row))
    buffer = io.BytesIO()
    options = {"in_memory": True, "default_date_format": "dd/mm/yyyy", "strings_to_formulas": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("data")
        line = 0
        for title in titles:
            sheet.write_string(line, 0, title)
            line += 1
        for place, heading in enumerate(headings):
            sheet.write_string(line, place, heading)
        for number, row in enumerate(rows, start=line + 1):
            for place, heading in enumerate(headings):
                _write(sheet, number, place, row.get(heading))
    return buffer.getvalue()


class Formula(str):
    """A cell with a formula and the value saved for it."""


def _write(sheet: Any, line: int, place: int, value: Any) -> None:
    if isinstance(value, Formula):
        sheet.write_formula(line, place, f"={value}", value="2171014506850007")
    elif isinstance(value, str):
        sheet.write_string(line, place, value)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value)
    elif value is not None:
        sheet.write_number(line, place, value)


def as_csv(rows: Iterable[Row], delimiter: str = ";") -> bytes:
    rows = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def bring(
    content: bytes, *, name: str = "data.xlsx", profile: str = "", by: User | None = None, to_register: bool = True,
    as_of: date | None = None,
) -> ImportBatch:  # fmt: skip
    """Import as the command line does; the batch as it then stands."""
    by = by or operator()
    with transaction.atomic():
        batch = open_batch(stored=keep_file(content=content, name=name, by=by), by=by, profile=profile, as_of=as_of)
        with vault.file_to_path(batch.file) as path:
            source = Source.of(batch, Path(path))
            stage(batch, source, to_commit=to_register)
            if to_register and batch.rows > batch.wrong:
                commit(batch, source, by=by, judged=True, with_effects=False)
    batch.refresh_from_db()
    return batch


def upload(content: bytes, *, by: User, name: str = "data.xlsx") -> ImportBatch:
    """Receive and stage as the page and the worker do."""
    batch = receive_batch(content=content, name=name, by=by).batch
    run(STAGE, batch)
    batch.refresh_from_db()
    return batch


def run(kind: str, batch: ImportBatch) -> None:
    """Do the waiting work of this batch, in this process."""
    item = work.latest(kind=kind, target_id=str(batch.pk))
    assert item is not None
    work.run_now(item)


def codes(batch: ImportBatch) -> list[tuple[int, str, str]]:
    """What was said of the batch's rows, without warnings: (row, column, code)."""
    problems = batch.problems.exclude(severity="WARNING").order_by("row_number", "id")
    return list(problems.values_list("row_number", "column", "code"))
