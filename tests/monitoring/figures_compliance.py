"""Arrears and partial registration as BPJS reads them, and the way from each number down to the line of a sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.monitoring import plain
from tests.monitoring.figures import Case, Figure, shown
from tests.monitoring.figures_charts import bands
from tests.monitoring.plain_partial import hints, partial
from tests.monitoring.spoken import num, tables
from tests.monitoring.workbooks import FIRST_LINE, cells

# How many of the self-employed are followed down.
SOME = 25


def _line(told: str) -> int:
    """ "Toko Maju … employers.xlsx, baris 12" → 12."""
    return int(told.rsplit("baris ", 1)[1].replace(".", ""))


@shown("compliance")
def arrears(case: Case) -> Iterator[Figure]:
    found = tables(case.get("/kepatuhan/?bulan=2026-10"))
    for row, (firms, people) in zip(found["Umur tunggakan"], bands(case, ""), strict=True):
        said = (row["Pemberi kerja"], row["Pekerja"])
        yield "/kepatuhan/", row["Umur tunggakan"], said, (num(firms), num(people))
    book = case.sheets.book
    owing = {key: owed for key, _area, _began, runs, owed in plain.standing(case.month, case.on, book) if runs and owed}
    said = {_line(row["Pemberi kerja"]): row["Bulan menunggak"] for row in found.get("Pemberi kerja menunggak", [])}
    yield "/kepatuhan/", "employers", said, {book.firms[key].line: num(owed) for key, owed in owing.items()}


@shown("compliance-partial", "compliance-hints", "compliance-hint")
def part_only(case: Case) -> Iterator[Figure]:
    book = case.sheets.book
    found = partial(case.on, book)
    yield "the bent sheets", "something to find", {kind for kind in found if found[kind]}, set(found)
    for kind, expected in found.items():
        path = f"/kepatuhan/sebagian/?jenis={kind}"
        said: Counter[tuple[int, str]] = Counter()
        for page in range(1, 1 + max(1, -(-len(expected) // 50))):
            for rows in tables(case.get(f"{path}&page={page}")).values():
                said.update((_line(row["Pemberi kerja"]), row["Kurang"]) for row in rows)
        yield path, "employers", said, Counter((book.firms[key].line, num(count)) for key, count in expected)
    guessed = tables(case.get("/kepatuhan/dugaan/"))["Ketepatan dugaan"]
    counts = [num(len(keys)) for keys in hints(case.on, book).values()]
    yield "/kepatuhan/dugaan/", "open", [row["Belum"] for row in guessed], counts


@cache
def _sheet(path: Path) -> list[dict[str, object]]:
    return list(cells(path))


@shown("import-row")
def down_to_the_line(case: Case) -> Iterator[Figure]:
    """Of every employer with people: its covers are as many people as its number, each on its own line of the sheet."""
    listing = case.client.get("/cakupan/daftar/pekerja/?bulan=2026-10").context["listing"]
    for row in listing.rows:
        covers = case.client.get(row.address).context["listing"]
        yield "kepesertaan", row.cells[0], covers.total, row.cells[-1]
        sheet = _sheet(case.folder / ("workers.xlsx" if row.origin.line else "bpu.xlsx"))
        said = [(cover.cells[0][-3:], cover.cells[1]) for cover in covers.rows[:SOME]]
        lines = [sheet[cover.origin.line - FIRST_LINE] for cover in covers.rows[:SOME]]
        segments = [{"TKI": "PMI"}.get(line.get("SEGMEN", "BPU"), line.get("SEGMEN", "BPU")) for line in lines]
        expected = [(str(line["KPJ"])[-3:], segment) for line, segment in zip(lines, segments, strict=True)]
        yield "kepesertaan", f"lines of {row.cells[0]}", said, expected
        if row.origin.line:
            firms = {(line["NPP"], line["DIV"] or "000") for line in lines}
            line = next(firm.line for key, firm in case.sheets.book.firms.items() if key in firms)
            yield "pekerja", f"line of {row.cells[0]}", (len(firms), row.origin.line), (1, line)
