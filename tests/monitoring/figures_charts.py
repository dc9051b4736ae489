"""The charts of the comparison page, of the city and of a kecamatan, and the workbook that carries them away."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

from openpyxl import load_workbook

from tests.monitoring import plain
from tests.monitoring.figures import CITY, Case, Figure, percent, shown
from tests.monitoring.figures_counters import AREA_OF, done
from tests.monitoring.plain_partial import hints
from tests.monitoring.spoken import Line, dec, num, pct, tables

HERE = "21.71.06"
PAGE = "/cakupan/perbandingan/"
# Facts are kept for 24 months by today, November.
FIRST_MONTH = date(2024, 12, 1)
BANDS = ((1, 1), (2, 3), (4, 6), (7, 12), (13, 10_000))
PLACE_CHARTS = ("tren", "perubahan", "tunggakan", "sebagian", "loket", "usaha")
OFFICES = {"KEC-LBJ": "Kec. Lubuk Baja", "OPD-PAR": "Dinas Pariwisata"}


def _page(case: Case, area: str) -> dict[str, list[Line]]:
    """Chart's code → the table under it; its title says only which table is whose."""
    answer = case.client.get(PAGE, {"bulan": "2026-10", "wilayah": area})
    found = tables(answer.content.decode())
    return {chart.code: found[chart.title] for chart in answer.context["charts"]}


@shown("coverage-analysis", *(f"chart:{code}" for code in PLACE_CHARTS))
def of_a_place(case: Case) -> Iterator[Figure]:
    for area in ("", HERE):
        found = _page(case, area)
        yield from _trend(case, found["tren"], area or CITY)
        yield from _movement(case, found["perubahan"], area)
        yield from _arrears(case, found["tunggakan"], area)
        yield from _offices(found, area)
        yield from _partial(case, found["sebagian"], area)


def _trend(case: Case, rows: list[Line], area: str) -> Iterator[Figure]:
    name = case.sheets.names.get(area, "Kota Batam")
    yield PAGE, f"months {area}", len(rows), 24
    month = case.month
    for row in reversed(rows):
        rate = case.rate(area, month) if month >= FIRST_MONTH else None
        yield PAGE, f"{area} {month:%Y-%m}", row[name], pct(rate, "–")
        month = plain.month_before(month)


@shown("chart:kecil")
def multiples(case: Case) -> Iterator[Figure]:
    month = case.month
    for row in reversed(_page(case, "")["kecil"]):
        for code in case.districts:
            rate = case.rate(code, month) if month >= FIRST_MONTH else None
            yield PAGE, f"{code} {month:%Y-%m}", row[case.sheets.names[code]], pct(rate, "–")
        month = plain.month_before(month)


@shown("chart:kelurahan")
def villages(case: Case) -> Iterator[Figure]:
    names = case.sheets.names
    codes = {(name, names[code[:8]]): code for code, name in names.items() if len(code) > len(HERE)}
    *rows, nowhere = (list(row.values()) for row in _page(case, "")["kelurahan"])
    yield PAGE, "kelurahan", len(rows), len(codes)
    yield PAGE, "unallocated", nowhere[2], num(case.people("village").get(("-",), 0))
    for name, district, *printed, _class, _change in rows:
        code = codes[name, district]
        workforce, rate = case.workforce(code), case.rate(code, case.month)
        expected = [num(case.count(code, case.month)), "–" if workforce is None else num(workforce), pct(rate, "–")]
        yield PAGE, f"kelurahan {code}", printed, expected


def _movement(case: Case, rows: list[Line], area: str) -> Iterator[Figure]:
    made = plain.movement(case.month, case.on, case.sheets.book).get((area, ""), dict.fromkeys(plain.PARTS, 0))
    names = ("Aktif bulan lalu", "Peserta baru", "Aktif kembali", "Pindah masuk", "Tidak aktif lagi", "Pindah keluar")
    said = {row["Bagian"]: row["Orang"] for row in rows}
    for name, part in zip((*names, "Aktif bulan ini"), plain.PARTS, strict=True):
        yield PAGE, f"{area} {part}", said[name], num(made[part])


def bands(case: Case, area: str) -> list[tuple[int, int]]:
    """Employers in arrears and their people by age."""
    owing = plain.arrears(case.month, case.on, case.sheets.book)
    lines = {months: counts for (where, months), counts in owing.items() if where == area}
    return [
        tuple(sum(counts[at] for months, counts in lines.items() if first <= months <= last) for at in (0, 1))
        for first, last in BANDS
    ]


def _arrears(case: Case, rows: list[Line], area: str) -> Iterator[Figure]:
    for row, (firms, people) in zip(rows, bands(case, area), strict=True):
        said = (row["Pemberi kerja"], row["Pekerja pada pemberi kerja menunggak"])
        yield PAGE, f"{area} {row['Umur tunggakan']}", said, (num(firms), num(people))


def _offices(found: dict[str, list[Line]], area: str) -> Iterator[Figure]:
    codes = [code for code in OFFICES if area in ("", AREA_OF[code])]
    for code in codes:
        own = done(code)
        row = next(row for row in found["loket"] if row["Kantor"] == OFFICES[code])
        said = list(row.values())[1:]
        yield PAGE, f"funnel {code}", said, [*map(num, own.steps), dec(own.middle) if own.waits else "—"]
        row = next(row for row in found["usaha"] if row["Kantor"] == OFFICES[code])
        yield PAGE, f"effort {code}", list(row.values())[1:], [num(own.checked), num(len(own.waits))]
    yield PAGE, f"offices {area}", len(found["loket"]), len(codes)


def _partial(case: Case, rows: list[Line], area: str) -> Iterator[Figure]:
    book = case.sheets.book
    for row, (kind, keys) in zip(rows, hints(case.on, book).items(), strict=True):
        places = {key: {book.firms[key].village} | {s.village for s in book.shops if key in s.firms} for key in keys}
        here = [key for key in keys if not area or any(plain.district_of(place) == area for place in places[key])]
        yield PAGE, f"{area} {kind}", (row["Belum diperiksa"], row["Benar"]), (num(len(here)), "0")


@shown("chart:mutu")
def quality(case: Case) -> Iterator[Figure]:
    """No row was refused; the mean of the three printed shares is the score."""
    book = case.sheets.book
    everybody, nowhere = case.people()[()], case.people("district").get(("-",), 0)
    running = [key for key, firm in book.firms.items() if firm.closed_on is None]
    linked = [key for key in running if any(key in shop.firms for shop in book.shops)]
    shares = [100.0, percent(everybody - nowhere, everybody), percent(len(linked), len(running))]
    said = [row["Nilai"] for row in _page(case, "")["mutu"]]
    yield PAGE, "quality", said[:3], [pct(share) for share in shares]
    yield PAGE, "score", abs(float(said[3].replace(",", ".")) - sum(shares) / 3) <= 0.05, True


@shown("coverage-chart")
def taken_away(case: Case) -> Iterator[Figure]:
    """The workbook holds every number of the page's tables, and the list's workbook every row of the list."""
    page = _page(case, "")
    taken = case.client.post(f"{PAGE}semua.xlsx?bulan=2026-10", {"purpose": "REPORT", "note": ""})
    rows = list(load_workbook(io.BytesIO(taken.content)).active.iter_rows(values_only=True))
    said = {(row[1], row[2], num(row[3]) if isinstance(row[3], int) else row[3]) for row in rows if len(row) > 3}
    for code, lines in page.items():
        for line in lines:
            first, *rest = line.items()
            for heading, value in rest:
                yield f"semua.xlsx {code}", f"{first[1]} {heading}", (first[1], heading, value) in said, True


@shown("coverage-list-file")
def list_taken_away(case: Case) -> Iterator[Figure]:
    path = "/cakupan/daftar/pekerja/unduh/?bulan=2026-10"
    taken = case.client.post(path, {"purpose": "REPORT", "note": ""})
    rows = list(load_workbook(io.BytesIO(taken.content)).active.iter_rows(values_only=True))
    lines = {row[-1]: row for row in rows if len(row) > 2 and row[-2] == "employers.xlsx"}
    for key, count in case.people("firm").items():
        if key[0] is not None:
            firm = case.sheets.book.firms[key[0]]
            yield path, firm.name, (lines[firm.line][0], lines[firm.line][4]), (firm.name, count)
