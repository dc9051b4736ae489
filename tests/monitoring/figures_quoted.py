"""What the counters did as a report's workbook tells it, and who quotes a report: its page, its list, its sentences."""

from __future__ import annotations

from collections.abc import Iterator

from tests.monitoring.figures import CITY, EMPLOYED, Case, Figure, shown
from tests.monitoring.figures_counters import ACTED, done, working_days
from tests.monitoring.figures_reports import HERE, NONE, OFFICE, workbook
from tests.monitoring.spoken import num, pct, tables


@shown("sheet:Layanan", "sheet:Loket", "sheet:Belum kembali", "sheet:Temuan", "sheet:Pengecualian")
def counters(case: Case) -> Iterator[Figure]:
    for area, code in ((CITY, ""), (HERE, "KEC-LBJ"), (OFFICE, OFFICE)):
        sheets, where, own = workbook(case, area), f"xlsx {area}", done(code)
        for row in sheets["Layanan"]:
            yield where, row[0], row[1:], (*own.steps, 0, own.middle if own.waits else NONE)
        desks = [row for row in sheets["Loket"] if row[1]]
        days = [(done(desk).checked, len(done(desk).days), working_days(case), 0) for desk in _offices(code)]
        yield where, "Loket", [row[1:5] for row in desks], days
        held = [day for office, day, what, _days in ACTED if what == "held" and code in ("", office)]
        yield where, "Belum kembali", [row[3].day for row in sheets["Belum kembali"]], held
        yield where, "Temuan", [row[1] for row in sheets["Temuan"]], [own.checked]
        yield where, "Pengecualian", sheets["Pengecualian"], []


def _offices(code: str) -> list[str]:
    return [code] if code else ["KEC-LBJ", OFFICE]


@shown("reports", "report")
def pages(case: Case) -> Iterator[Figure]:
    """What the list of the month and a report's own page quote."""
    workbook(case, CITY)
    workbook(case, HERE)
    answer = case.client.get("/laporan/?bulan=2026-10")
    rows = {row["Kecamatan"]: row for row in tables(answer.content.decode())["Laporan menurut kecamatan"]}
    yield "/laporan/", "rate", rows[case.sheets.names[HERE]]["Terlindungi"], pct(case.rate(HERE, case.month))
    report = answer.context["city"].report
    (line,) = tables(case.get(f"/laporan/{report.pk}/"))["Versi laporan ini"]
    said = (line["Aktif"], line["Terlindungi"])
    yield "report", "version", said, (num(case.count(CITY, case.month)), pct(case.rate(CITY, case.month)))


@shown("sheet:Kalimat")
def sentences(case: Case) -> Iterator[Figure]:
    """The numbers inside the city's sentences: its rate, and which kecamatan is lowest, by how much."""
    said = " ".join(str(row[0]) for row in workbook(case, CITY)["Kalimat"])
    rates = {code: case.rate(code, case.month) for code in case.districts if (code, EMPLOYED) in case.sheets.workforce}
    lowest = min(rates, key=lambda code: (rates[code], code))
    left = max(case.workforce(lowest) - case.count(lowest, case.month), 0)
    for figure in (case.rate(CITY, case.month), rates[lowest]):
        yield "sentences", figure, pct(figure) in said, True
    yield "sentences", "lowest", case.sheets.names[lowest] in said and num(left) in said, True
