"""Invented workbooks for journeys: one business, its employer and workers, or whatever rows a test writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

_DICE = Random()


def digits(count: int) -> str:
    """So many random digits, the first not zero: journeys of one run share a register and must not meet."""
    return str(_DICE.randint(1, 9)) + "".join(str(_DICE.randint(0, 9)) for _ in range(count - 1))


def nik(born: date = date(1990, 5, 17)) -> str:
    """A well-formed NIK of a man of Lubuk Baja."""
    return f"217106{born:%d%m%y}{_DICE.randint(1, 9999):04d}"


def workbook(path: Path, rows: Iterable[Mapping[str, Any]], sheets: Iterable[str] = ("Data",)) -> Path:
    """Rows under the headings of the first, on each of the sheets; texts stay texts, dates are date cells, `=…` is a
    formula."""
    rows = list(rows)
    headings = list(rows[0])
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy", "strings_to_numbers": False})
    for name in sheets:
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, headings)
        for number, row in enumerate(rows, 1):
            for column, heading in enumerate(headings):
                value = row.get(heading)
                if value is not None:
                    sheet.write(number, column, value)
    book.close()
    return path


@dataclass
class Stall:
    """A business of Lubuk Baja nobody has registered, and the sheets of the month in which somebody does."""

    workers: int = 6
    village: str = "Tanjung Uma"
    name: str = field(default_factory=lambda: f"Kedai Ombak {digits(6)}")
    owner: str = field(default_factory=lambda: f"Wati {digits(4)} Simanjuntak")
    nib: str = field(default_factory=lambda: "91" + digits(11))
    npwp: str = field(default_factory=lambda: "0" + digits(15))
    npp: str = field(default_factory=lambda: digits(8))
    owner_nik: str = field(default_factory=nik)

    def business(self) -> dict[str, Any]:
        """Its row in the licensing sheet."""
        return {
            "NIB": self.nib, "NPWP": self.npwp, "NAMA_USAHA": self.name, "NAMA_PEMILIK": self.owner,
            "NIK_PEMILIK": self.owner_nik, "ALAMAT": "Jalan Contoh 1", "KELURAHAN": self.village,
            "KECAMATAN": "Lubuk Baja", "KBLI": "56101", "SKALA": "Mikro", "JUMLAH_TK": self.workers,
        }  # fmt: skip

    def employer(self, paid: date) -> dict[str, Any]:
        """Its row in the employers' sheet, paid through that month."""
        return {
            "NPP": self.npp, "DIV": "000", "NAMA_PERUSAHAAN": self.name, "NPWP": self.npwp, "SKALA": "Mikro",
            "KODE_CABANG": "Batam Nagoya", "KELURAHAN": self.village, "KECAMATAN": "Lubuk Baja",
            "TK_AKTIF": self.workers, "BLTH": f"{paid:%m-%Y}", "BLTH_REKON": f"{paid:%m-%Y}",
        }  # fmt: skip

    def workforce(self, since: date) -> list[dict[str, Any]]:
        """Its workers' rows, all registered on that day."""
        return [self.worker(since, f"Pekerja {_letters(number)} Ombak") for number in range(self.workers)]

    def worker(self, since: date, name: str = "Pekerja Ombak", **cells: Any) -> dict[str, Any]:
        """One worker's row; `cells` put something else in."""
        return {
            "NPP": self.npp, "DIV": "000", "KPJ": digits(11), "NIK": nik(), "NAMA_LENGKAP": name,
            "TGL_LAHIR": "17/05/1990", "JENIS_KELAMIN": "L", "SEGMEN": "PU", "JKK": "Y", "JKM": "Y", "JHT": "Y",
            "JP": "T", "JKP": "T", "TGL_KEPESERTAAN": f"{since:%d/%m/%Y}", "UPAH": 5_000_000,
            "KELURAHAN": self.village, "KECAMATAN": "Lubuk Baja", "KODE_CABANG": "Batam Nagoya", **cells,
        }  # fmt: skip


def _letters(number: int) -> str:
    return chr(ord("A") + number % 26) * (number // 26 + 1)
