"""The report of the city, a kecamatan, a branch and a dinas: every sheet of the workbook, the pages that quote it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from openpyxl import load_workbook

from tests.monitoring import plain
from tests.monitoring.figures import CITY, Case, Figure, percent, shown
from tests.monitoring.figures_charts import bands
from tests.monitoring.figures_counters import done
from tests.monitoring.figures_pages import MOVES, SEGMENTS
from tests.monitoring.plain_partial import hints

HERE, BRANCH, OFFICE = "21.71.06", "BPJS-NGY", "OPD-PAR"
PROGRAMS = ("JKK", "JKM", "JHT", "JP", "JKP")
NONE = "belum ada data"
Rows = list[tuple[Any, ...]]


def workbook(case: Case, area: str) -> dict[str, Rows]:
    """Sheet's name → its rows below the headings."""
    case.report(area)
    book = load_workbook(case.folder / f"{area}.xlsx")
    return {sheet.title: list(sheet.iter_rows(min_row=2, values_only=True)) for sheet in book}


def _dims(area: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """By what people are counted for an area, and the key of its own."""
    if area == CITY:
        return (), ()
    return (("branch",), (area,)) if area == BRANCH else (("district",), (area,))


def _year(case: Case) -> list[date]:
    months = [case.month]
    while len(months) < 12:
        months.insert(0, plain.month_before(months[0]))
    return months


@shown("sheet:Ringkasan", "sheet:Pemberi kerja", "report-xlsx")
def summary(case: Case) -> Iterator[Figure]:
    book, before = case.sheets.book, case.before
    for area in (CITY, HERE):
        said = {row[0]: row[1] for row in workbook(case, area)["Ringkasan"]}
        key = "" if area == CITY else area
        firms, moved = plain.employers(case.month, case.on, book), plain.movement(case.month, case.on, book)
        nobody = dict.fromkeys(plain.STATES, 0)
        own, past = firms.get(key, nobody), plain.employers(before, case.on, book).get(key, nobody)
        parts = moved.get((key, ""), dict.fromkeys(plain.PARTS, 0))
        count, whole, left = case.count(area, case.month), case.workforce(area), case.count(area, before)
        gate = done(area=key)
        shops = [shop for shop in book.shops if not shop.firms and shop.declared]
        shops = [shop for shop in shops if area == CITY or plain.district_of(shop.village) == area]
        alive = [row for row in _bpu(case, case.month) if area == CITY or plain.district_of(row.village) == area]
        expected = {
            "Pekerja aktif": count,
            "Potensi pekerja": whole,
            "Terlindungi (%)": percent(count, whole),
            "Perubahan (poin)": round(case.rate(area, case.month) - case.rate(area, before), 1),
            "Belum terlindungi": max(whole - count, 0),
            "Pekerja aktif, bulan lalu": left,
            "Kota: terlindungi (%)": case.rate(CITY, case.month),
            "Pemberi kerja aktif": own["active"],
            "Pemberi kerja aktif, bulan lalu": past["active"],
            "Tertib iuran (%)": percent(own["paid_up"], own["active"]) if own["active"] else NONE,
            "Pemberi kerja menunggak": own["in_arrears"],
            "Aktif bulan lalu": parts["before"],
            "Peserta baru": parts["new"],
            "Aktif kembali": parts["reactivated"],
            "Pindah masuk": parts["moved_in"],
            "Tidak aktif lagi": parts["lapsed"],
            "Pindah keluar": parts["moved_out"],
            "Izin dicek": gate.checked,
            "Ditahan": gate.held,
            "Usaha belum terhubung": len(shops),
            "Tenaga kerja pada usaha belum terhubung": sum(shop.declared for shop in shops),
            "Peserta BPU aktif menurut kelompok": len({row.person for row in alive}),
            "Median hari ditahan": gate.middle if gate.waits else NONE,
        }
        for label, value in expected.items():
            yield f"xlsx {area} Ringkasan", label, said.get(label, "no such line"), value


def _bpu(case: Case, month: date) -> list[plain.Row]:
    end = plain.last_day(month)
    rows = [row for row in case.sheets.book.rows if row.segment == "BPU" and row.started_on <= end]
    return [row for row in rows if row.protected_until >= end]


@shown("sheet:Kecamatan", "sheet:Kelurahan", "sheet:12 bulan", "sheet:Posisi")
def places(case: Case) -> Iterator[Figure]:
    for area, name in ((CITY, "Kecamatan"), (HERE, "Kelurahan")):
        sheets, where = workbook(case, area), f"xlsx {area}"
        inner = [code for code in case.sheets.names if (area == CITY) == (len(code) == len(HERE)) and area in code]
        lines = {row[0]: row for row in sheets[name]}
        yield where, name, sorted(lines), sorted(inner)
        for code in inner:
            count, whole, rate = case.count(code, case.month), case.workforce(code), case.rate(code, case.month)
            change = NONE if rate is None else round(rate - case.rate(code, case.before), 1)
            own = (count, _or(whole), _or(rate), change, NONE if whole is None else max(whole - count, 0))
            yield where, code, lines[code][2:7], own
            yield where, f"{code} months", lines[code][10:], tuple(_or(case.rate(code, month)) for month in _year(case))
            if area == CITY:
                gate = done(area=code)
                yield where, f"{code} gate", lines[code][7:10], (gate.checked, gate.held, len(gate.waits))
        trend = [(case.rate(area, month), case.rate(CITY, month)) for month in _year(case)]
        yield where, "12 bulan", [row[1:] for row in sheets["12 bulan"]], trend
        rates = {code: case.rate(code, case.month) for code in case.districts}
        for rank, code, _name, rate, change in sheets["Posisi"]:
            better = sum(other > rates[code] for other in rates.values())
            moved = round(rates[code] - case.rate(code, case.before), 1)
            yield where, f"Posisi {code}", (rank, rate, change), (better + 1, rates[code], moved)


def _or(value: Any) -> Any:
    return NONE if value is None else value


@shown("sheet:Segmen", "sheet:Perubahan peserta", "sheet:Cabang", "sheet:BPU")
def segments(case: Case) -> Iterator[Figure]:
    for area in (CITY, HERE, BRANCH):
        dims, key = _dims(area)
        sheets, where = workbook(case, area), f"xlsx {area}"
        now, held = case.people(*dims, "segment"), case.people(*dims, "segment", "program")
        past = plain.people(case.active(case.before), *dims, "segment")
        moved = plain.movement(case.month, case.on, case.sheets.book)
        for (code, name), row in zip(SEGMENTS.items(), sheets["Segmen"], strict=True):
            count, left = now.get((*key, code), 0), past.get((*key, code), 0)
            whole = case.workforce(CITY, code) if area == CITY else None
            yield where, name, row[:6], (name, count, left, count - left, _or(whole), _or(percent(count, whole)))
            if area != BRANCH:
                yield where, f"{name} programs", row[6:11], tuple(held.get((*key, code, each), 0) for each in PROGRAMS)
                made = moved.get((key[0] if key else "", code), dict.fromkeys(plain.PARTS, 0))
                line = next(line for line in sheets["Perubahan peserta"] if line[0] == name)
                yield where, f"{name} moves", line[1:], tuple(made[part] for part in ("before", *MOVES, "now"))
        if area != BRANCH:
            offices = case.people(*dims, "branch")
            counts = [offices.get((*key, code), 0) for code in (BRANCH, "BPJS-SKP", "-")]
            yield where, "Cabang", [row[1] for row in sheets["Cabang"]], counts
        yield where, "BPU", [row[1:] for row in sheets.get("BPU", [])], _groups(case, area)


def _groups(case: Case, area: str) -> list[tuple[int, int]]:
    """Groups of five people and more by size, then everybody else; of them who ends within 30 days."""
    group: dict[str, str] = defaultdict(str)
    until: dict[str, date] = defaultdict(lambda: date.min)
    for row in _bpu(case, case.month):
        inside = row.branch == area if area == BRANCH else area == CITY or plain.district_of(row.village) == area
        if inside:
            group[row.person] = max(group[row.person], row.group)
            until[row.person] = max(until[row.person], row.protected_until)
    last = plain.last_day(case.month) + timedelta(days=30)
    sizes: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for person, name in group.items():
        sizes[name][0] += 1
        sizes[name][1] += until[person] <= last
    named = sorted((size for name, size in sizes.items() if name and size[0] >= 5), reverse=True)
    rest = [size for name, size in sizes.items() if not name or size[0] < 5]
    return [*map(tuple, named), *([tuple(map(sum, zip(*rest, strict=True)))] if rest else [])]


@shown("sheet:Tunggakan", "sheet:Daftar sebagian")
def debts(case: Case) -> Iterator[Figure]:
    for area in (CITY, HERE):
        sheets = workbook(case, area)
        owed = bands(case, "" if area == CITY else area)
        yield f"xlsx {area}", "Tunggakan", [row[1:] for row in sheets["Tunggakan"]], owed
        if area == CITY:
            found = [(len(keys), 0) for keys in hints(case.on, case.sheets.book).values()]
            yield f"xlsx {area}", "Daftar sebagian", [row[1:] for row in sheets["Daftar sebagian"]], found
