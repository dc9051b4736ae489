"""The five workbooks of `make_sheets` read straight from their cells into `plain.Book`, with rules of our own.

No code of the product: openpyxl, the published headings, and the reference data as JSON.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.monitoring.plain import Book, Firm, Row, Shop

ROOT = Path(__file__).resolve().parents[2]
YES = {"Y", "YA", "1"}
# The first line with data: three title lines and the headings stand above it.
FIRST_LINE = 5


def _json(path: str) -> Any:
    return json.loads((ROOT / path).read_text())


def cells(path: Path) -> Iterator[dict[str, Any]]:
    """Data rows as {heading: cell}; three title lines stand above the headings."""
    rows = load_workbook(path, read_only=True).active.iter_rows(min_row=4, values_only=True)
    headings = next(rows)
    for row in rows:
        yield dict(zip(headings, row, strict=False))


def day(cell: Any) -> date | None:
    """Any of the written forms; the year 3000 means no end."""
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return cell.date()
    parts = [int(part) for part in str(cell).strip().replace("/", "-").split("-")]
    found = date(*parts) if parts[0] > 31 else date(parts[2], parts[1], parts[0])
    return None if found.year == 3000 else found


def month(cell: Any) -> date | None:
    """ "10-2026" → its first day."""
    return None if cell is None else date(int(cell[3:]), int(cell[:2]), 1)


def plain_text(cell: Any) -> str:
    return " ".join(str(cell or "").upper().split())


def digits(cell: Any) -> str:
    return "".join(character for character in str(cell or "") if character.isdigit())


class Places:
    """Kelurahan by name and kecamatan."""

    def __init__(self) -> None:
        self._codes = {
            (plain_text(village["name"]), plain_text(district["name"])): village["code"]
            for district in _json("districts/fixtures/batam_places.json")["districts"]
            for village in district["villages"]
        }

    def of(self, row: dict[str, Any]) -> str | None:
        name = plain_text(row["KELURAHAN"])
        return self._codes[name, plain_text(row["KECAMATAN"])] if name else None


@dataclass
class Sheets:
    """What the workbooks say: the rows that figures are made of, and the denominators."""

    book: Book
    workforce: dict[tuple[str, str], int]
    names: dict[str, str]


def read(folder: Path, *, entered: date) -> Sheets:
    """Read all five; `entered`: the day they are brought in."""
    places = Places()
    firms: dict[tuple[str, str], Firm] = {}
    numbers: dict[tuple[str, str], str] = {}
    for line, row in enumerate(cells(folder / "employers.xlsx"), FIRST_LINE):
        key = (row["NPP"], row["DIV"] or "000")
        firms[key] = Firm(
            places.of(row),
            row["KODE_CABANG"],
            row["SKALA"] or "",
            month(row["BLTH_REKON"]),
            month(row["BLTH_NA"]),
            entered,
            row["NAMA_PERUSAHAAN"],
            line,
        )
        numbers[key] = digits(row["NPWP"])
    rows = [_worker(row, places) for row in cells(folder / "workers.xlsx")]
    rows += [_own(row, places) for row in cells(folder / "bpu.xlsx")]
    shops = _shops(list(cells(folder / "businesses.xlsx")), numbers, places)
    free = {date.fromisoformat(row["date"]) for row in _json("enrollment/fixtures/holidays.json")["rows"]}
    workforce = {(row["KODE_WILAYAH"], row["JENIS"]): int(row["JUMLAH"]) for row in cells(folder / "workforce.xlsx")}
    names = {
        area["code"]: area["name"]
        for district in _json("districts/fixtures/batam_places.json")["districts"]
        for area in (district, *district["villages"])
    }
    return Sheets(Book(firms, rows, shops, free), workforce, names)


def _programs(row: dict[str, Any]) -> tuple[str, ...]:
    names = ("JKK", "JKM", "JHT", "JP", "JKP")
    return tuple(name for name in names if plain_text(row.get(name)) in YES)


def _worker(row: dict[str, Any], places: Places) -> Row:
    segment = {"TKI": "PMI"}.get(row["SEGMEN"], row["SEGMEN"])
    firm = (row["NPP"], row["DIV"] or "000")
    started, ended = day(row["TGL_KEPESERTAAN"]), day(row["TGL_NA"])
    return Row(
        digits(row["NIK"]), firm, segment, _programs(row), started, ended, None, places.of(row), row["KODE_CABANG"],
        wage=row["UPAH"],
    )  # fmt: skip


def _own(row: dict[str, Any], places: Places) -> Row:
    started, until = day(row["TGL_KEPESERTAAN"]), day(row["TGL_BERAKHIR"])
    branch = row["KODE_CABANG"]
    where, group = places.of(row), row["KELOMPOK"] or ""
    return Row(digits(row["NIK"]), None, "BPU", _programs(row), started, None, until, where, branch, group=group)


def _shops(rows: list[dict[str, Any]], numbers: dict[tuple[str, str], str], places: Places) -> list[Shop]:
    """Businesses with the employers an exact key names: NPWP or the owner's NIK one to one, NPP only one employer."""
    sections = {
        row["division"]: row["section"]
        for row in _json("enrollment/fixtures/kbli_divisions.json")["rows"]
        if row["version"] == "2020"
    }
    by_number: dict[str, list[tuple[str, str]]] = {}
    for key, number in numbers.items():
        if number:
            by_number.setdefault(number, []).append(key)
    npwps, owners = Counter(digits(row["NPWP"]) for row in rows), Counter(digits(row["NIK_PEMILIK"]) for row in rows)
    shops = []
    for line, row in enumerate(rows, FIRST_LINE):
        found = []
        for number, counted in ((digits(row["NPWP"]), npwps), (digits(row["NIK_PEMILIK"]), owners)):
            if number and counted[number] == 1 and len(by_number.get(number, ())) == 1:
                found += by_number[number]
        named = [key for key in numbers if key[0] == row["NPP"]]
        found += named if len(named) == 1 else []
        shops.append(
            Shop(
                places.of(row),
                sections.get(str(row["KBLI"] or "")[:2], "-"),
                row["SKALA"] or "",
                row["JUMLAH_TK"],
                line,
                list(dict.fromkeys(found)),
            )
        )
    return shops
