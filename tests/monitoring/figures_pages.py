"""The coverage pages as they are read: boxes, tables, bars; and the lists behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.monitoring import plain
from tests.monitoring.figures import CITY, Case, Figure, percent, shown
from tests.monitoring.figures_counters import done
from tests.monitoring.spoken import NONE, Line, bars, facts, num, pct, points, tables

HERE = "21.71.06"
# The words of an employer's state in an address, and what they count.
STATES = {
    "aktif": "active",
    "lunas": "paid_up",
    "menunggak": "in_arrears",
    "baru": "newly_registered",
    "nonaktif": "closed",
}
SEGMENTS = {
    "PU": "Penerima Upah (PU)",
    "BPU": "Bukan Penerima Upah (BPU)",
    "JAKON": "Jasa Konstruksi",
    "PMI": "Pekerja Migran (PMI)",
}
MOVES = ("new", "reactivated", "moved_in", "lapsed", "moved_out")
MOST_SECTORS = 7


def _area(case: Case, line: Line, area: str, where: str) -> Iterator[Figure]:
    """What a row says of an area: rate, change, people without cover."""
    count, whole = case.count(area, case.month), case.workforce(area)
    now, past = case.rate(area, case.month), case.rate(area, case.before)
    yield where, f"{area} rate", line["Terlindungi"], pct(now, "belum ada data")
    yield where, f"{area} change", line["vs Sep"], NONE if now is None else points(round(now - past, 1))
    yield where, f"{area} left", line["Belum terlindungi"], NONE if whole is None else num(max(whole - count, 0))


@shown("coverage", "today", "weekly")
def city(case: Case) -> Iterator[Figure]:
    html = case.get("/cakupan/?bulan=2026-10")
    boxes, table = facts(html), {line["Kecamatan"]: line for line in tables(html)["Peringkat kecamatan"]}
    names = {code: case.sheets.names[code] for code in case.districts} | {CITY: "Kota Batam"}
    for code, name in names.items():
        yield from _area(case, table[name], code, "/cakupan/")
        own = done(area="" if code == CITY else code)
        yield "/cakupan/", f"{code} checked", table[name]["Dicek"], num(own.checked)
        back = f"{num(own.held)} → {num(len(own.waits))}"
        yield "/cakupan/", f"{code} held", table[name]["Ditahan → daftar"], back
    nowhere = case.people("district").get(("-",), 0)
    if nowhere:
        yield "/cakupan/", "unallocated", table["Belum teralokasi"]["Terlindungi"], f"{num(nowhere)} orang"
    yield from _segments(case, boxes, tables(html)["Pekerja aktif per segmen dan program"])
    firms = plain.employers(case.month, case.on, case.sheets.book)[""]
    said = f"{pct(percent(firms['paid_up'], firms['active']))} "
    yield "/cakupan/", "paid share", boxes["Tertib iuran"].startswith(said), True
    yield "/cakupan/", "paid", f" {firms['paid_up']} dari {firms['active']} " in boxes["Tertib iuran"], True
    gaps = _gaps(case)
    ordered = sorted(gaps.items(), key=lambda item: (-item[1], item[0]))[:MOST_SECTORS]
    yield "/cakupan/", "sectors", list(bars(html).values()), [num(gap) for _sector, gap in ordered]
    today = facts(case.get("/hari-ini/?bulan=2026-10"))
    yield "/hari-ini/", "coverage", today["Pekerja terlindungi"].split()[0], pct(case.rate(CITY, case.month))
    week, own = case.get("/hari-ini/pekan-ini/"), done()
    steps = f"izin dicek {num(own.checked)}, ditahan {num(own.held)}, mendaftar setelah ditahan {num(len(own.waits))}"
    yield "/hari-ini/pekan-ini/", "coverage", f"terlindungi {pct(case.rate(CITY, case.month))} (" in week, True
    yield "/hari-ini/pekan-ini/", "counters", steps in week, True


def _gaps(case: Case) -> dict[str, int]:
    found = plain.sectors(case.month, case.on, case.sheets.book)
    return {
        sector: declared - covered
        for (area, sector), (_shops, declared, covered) in found.items()
        if not area and sector != "-" and declared > covered
    }


def _segments(case: Case, boxes: dict[str, str], table: list[Line]) -> Iterator[Figure]:
    now, held = case.people("segment"), case.people("segment", "program")
    past = plain.people(case.active(case.before), "segment")
    for (code, name), line in zip(SEGMENTS.items(), table, strict=True):
        whole, count = case.workforce(CITY, code), now.get((code,), 0)
        rate, was = percent(count, whole), percent(past.get((code,), 0), whole)
        said = f"{pct(rate)} {points(round(rate - was, 1))} {num(count)} dari {num(whole)}"
        yield "/cakupan/", f"box {code}", said in " ".join(boxes[name].split()), True
        yield "/cakupan/", f"row {code}", line["Terlindungi"], pct(rate)
        for program in ("JKK", "JKM", "JHT", "JP", "JKP"):
            if line[program] != "n/a":
                yield "/cakupan/", f"{code} {program}", line[program], num(held.get((code, program), 0))


@shown("coverage-district")
def district(case: Case) -> Iterator[Figure]:
    path = f"/cakupan/{HERE}/"
    html = case.get(f"{path}?bulan=2026-10")
    boxes, found = facts(html), tables(html)
    lines = {line["Kelurahan"]: line for line in found["Cakupan menurut kelurahan"]}
    for code, name in case.sheets.names.items():
        if code.startswith(f"{HERE}."):
            yield from _area(case, lines[name], code, path)
            yield path, f"{code} active", lines[name]["Pekerja aktif"], num(case.count(code, case.month))
    yield from _area(case, lines["Jumlah"], HERE, path)
    count, whole = case.count(HERE, case.month), case.workforce(HERE)
    yield path, "of", f"{num(count)} dari {num(whole)}" in boxes["Pekerja terlindungi"], True
    firms = plain.employers(case.month, case.on, case.sheets.book).get(HERE, dict.fromkeys(plain.STATES, 0))
    yield path, "employers", boxes["Pemberi kerja aktif"].split()[0], num(firms["active"])
    yield path, "in arrears", f"{num(firms['in_arrears'])} menunggak" in boxes["Pemberi kerja aktif"], True
    own = done(area=HERE)
    yield path, "checked", boxes["Izin dicek bulan ini"].split()[0], num(own.checked)
    share = f"{num(own.held)} ditahan ({pct(percent(own.held, own.checked))})"
    yield path, "held", share in boxes["Izin dicek bulan ini"], True
    back = f"{num(len(own.waits))} dari {num(own.held)}"
    yield path, "back", boxes["Mendaftar setelah ditahan"].startswith(back), True
    month = case.month
    for line in reversed(found["Angka menurut bulan"]):
        said = (line[case.sheets.names[HERE]], line["Kota Batam"])
        yield path, f"{month:%Y-%m}", said, (pct(case.rate(HERE, month)), pct(case.rate(CITY, month)))
        month = plain.month_before(month)


@shown("coverage-list", "coverage-village", "coverage-unallocated")
def lists(case: Case) -> Iterator[Figure]:
    """Totals of every kind of list; employers of the city one by one; every kelurahan."""
    for (village,), count in case.people("village").items():
        path = "/cakupan/belum-teralokasi/" if village == "-" else f"/cakupan/{village[:8]}/{village}/"
        yield path, "total", _listing(case, f"{path}?bulan=2026-10").total, count
    found = _listing(case, "/cakupan/daftar/pekerja/?bulan=2026-10")
    at = {key[0]: count for key, count in case.people("firm").items()}
    names = Counter((case.sheets.book.firms[key].name, count) for key, count in at.items() if key)
    listed = Counter((row.cells[0], row.cells[-1]) for row in found.rows if row.origin.line)
    yield "list pekerja", "employers", listed, names
    yield "list pekerja", "self-employed", found.rows[-1].cells[-1] if None in at else None, at.get(None)
    firms = plain.employers(case.month, case.on, case.sheets.book)
    moved = plain.movement(case.month, case.on, case.sheets.book)
    for area in ("", HERE):
        for word, state in STATES.items():
            path = f"/cakupan/daftar/pemberi-kerja/?bulan=2026-10&keadaan={word}&wilayah={area}"
            yield path, "total", _listing(case, path).total, firms.get(area, dict.fromkeys(plain.STATES, 0))[state]
        for move in MOVES:
            path = f"/cakupan/daftar/perubahan/?bulan=2026-10&arah={move}&wilayah={area}"
            yield path, "total", _listing(case, path).total, moved.get((area, ""), dict.fromkeys(MOVES, 0))[move]


def _listing(case: Case, path: str):
    return case.client.get(path).context["listing"]


@shown("coverage-sector", "coverage-unregistered")
def businesses(case: Case) -> Iterator[Figure]:
    """What a sector lacks, and the businesses of a kecamatan that no employer is, each with its line of the sheet."""
    for sector, gap in _gaps(case).items():
        path = f"/cakupan/sektor/{sector}/"
        yield path, "total", case.client.get(f"{path}?bulan=2026-10").context["total"], gap
    shops = [shop for shop in case.sheets.book.shops if plain.district_of(shop.village) == HERE and not shop.firms]
    rows = tables(case.get(f"/cakupan/{HERE}/belum-terdaftar/")).get("Usaha belum terhubung", [])
    said = {(row["Tenaga kerja"], row["Asal data"]) for row in rows}
    expected = {(num(shop.declared), f"businesses.xlsx, baris {shop.line}") for shop in shops if shop.declared}
    yield "belum-terdaftar", "rows", said, expected


@shown("coverage-method")
def denominators(case: Case) -> Iterator[Figure]:
    """Every workforce figure of the sheet stands among the sources."""
    rows = tables(case.get("/cakupan/definisi/"))["Potensi pekerja"]
    said = Counter((row["Wilayah"], row["Orang"]) for row in rows)
    names = case.sheets.names | {CITY: "Kota Batam"}
    for (code, _kind), whole in case.sheets.workforce.items():
        if len(code) <= len(HERE):
            yield "/cakupan/definisi/", f"{code} {whole}", (names[code], num(whole)) in said, True
