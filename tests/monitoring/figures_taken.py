"""The workbook of a whole coverage page, of the city and of a kecamatan."""

from __future__ import annotations

import io
from collections.abc import Iterator

from openpyxl import load_workbook

from tests.monitoring import plain
from tests.monitoring.figures import CITY, Case, Figure, percent, shown
from tests.monitoring.spoken import pct

HERE = "21.71.06"
FILE = "/cakupan/perbandingan/halaman.xlsx"
SEGMENTS = {
    "PU": "Penerima Upah (PU)",
    "BPU": "Bukan Penerima Upah (BPU)",
    "JAKON": "Jasa Konstruksi",
    "PMI": "Pekerja Migran (PMI)",
}
NONE = "–"
SECTOR, DECLARED = "Belum terlindungi menurut sektor", "Tenaga kerja dilaporkan"


def _taken(case: Case, area: str) -> dict[tuple[str, str], object]:
    """Row's and column's name → what stands there."""
    answer = case.client.post(f"{FILE}?bulan=2026-10&wilayah={area}", {"purpose": "REPORT", "note": ""})
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    top = next(place for place, row in enumerate(rows) if row[:2] == ("Grafik", "Baris"))
    return {(str(row[1]), str(row[2])): row[3] for row in rows[top + 1 :] if row[1] and row[2]}


@shown("chart:ringkasan", "chart:peringkat", "chart:program", "chart:sektor")
def taken(case: Case) -> Iterator[Figure]:
    for area in ("", HERE):
        found = _taken(case, area)
        yield from _head(case, found, area)
        yield from _places(case, found, area)
        yield from _programs(case, found, area)
        sectors = [row for row, column in found if column == SECTOR]
        said = sorted([found[row, column] for column in ("Usaha", DECLARED, SECTOR)] for row in sectors)
        yield FILE, f"{area} sectors", said, _sectors(case, area)


def _head(case: Case, found: dict[tuple[str, str], object], area: str) -> Iterator[Figure]:
    code = area or CITY
    said = [found["Pekerja terlindungi", column] for column in ("Terhitung", "Dari", "Persen")]
    whole = case.workforce(code)
    yield FILE, f"{area} coverage", said, [case.count(code, case.month), whole, pct(case.rate(code, case.month), NONE)]
    firms = plain.employers(case.month, case.on, case.sheets.book).get(area)
    if firms:
        paid = (found["Tertib iuran", "Terhitung"], found["Tertib iuran", "Dari"])
        yield FILE, f"{area} paid", paid, (firms["paid_up"], firms["active"])
    for segment, name in {} if area else SEGMENTS.items():
        active, potential = case.people("segment").get((segment,), 0), case.workforce(CITY, segment)
        said = [found[name, column] for column in ("Terhitung", "Dari", "Persen")]
        yield FILE, segment, said, [active, potential or NONE, pct(percent(active, potential), NONE)]


def _places(case: Case, found: dict[tuple[str, str], object], area: str) -> Iterator[Figure]:
    length = len("21.71.06.1001") if area else len("21.71.06")
    places = {code: name for code, name in case.sheets.names.items() if len(code) == length and code.startswith(area)}
    for code, name in places.items():
        active, whole = case.count(code, case.month), case.workforce(code)
        said = [found[name, column] for column in ("Pekerja aktif", "Potensi", "Terlindungi", "Belum terlindungi")]
        left = NONE if whole is None else max(whole - active, 0)
        yield FILE, code, said, [active, whole or NONE, pct(case.rate(code, case.month), NONE), left]


def _programs(case: Case, found: dict[tuple[str, str], object], area: str) -> Iterator[Figure]:
    by = ("district",) if area else ()
    held = case.people(*by, "segment", "program")
    for segment, name in SEGMENTS.items():
        for program in ("JKK", "JKM", "JHT", "JP", "JKP"):
            said = found[name, program]
            if said != NONE:
                yield FILE, f"{area} {segment} {program}", said, held.get((*filter(None, [area]), segment, program), 0)


def _sectors(case: Case, area: str) -> list[list[int]]:
    """Businesses, declared workers and those without cover of each sector that has any."""
    rows = plain.sectors(case.month, case.on, case.sheets.book)
    return sorted(
        [shops, declared, declared - covered]
        for (where, sector), (shops, declared, covered) in rows.items()
        if where == area and sector != "-" and declared > covered
    )
