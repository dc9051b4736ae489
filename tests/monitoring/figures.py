"""Every figure the product prints, beside what the workbooks say: a list that pages, exports and reports add to.

A function marked `@shown` yields (where, figure, printed, expected); `test_recompute` runs them all for several seeds.
To add a figure: write such a function in this file or in a module that `test_recompute` imports.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.test import Client
from openpyxl import load_workbook

from tests.monitoring import plain
from tests.monitoring.workbooks import Sheets

Figure = tuple[str, Any, Any, Any]
SHOWN: list[Callable[[Case], Iterator[Figure]]] = []
EMPLOYED = "penduduk bekerja"
CITY = "21.71"


@dataclass
class Case:
    """One imported register: its workbooks, the month and day asked for, and a browser of BPJS staff."""

    sheets: Sheets
    month: date
    on: date
    client: Client
    folder: Path
    _reports: dict[str, dict[str, Any]] = field(default_factory=dict)

    @cached_property
    def covers(self) -> list[plain.Cover]:
        return plain.active(self.month, self.on, self.sheets.book)

    def report(self, area: str) -> dict[str, Any]:
        """The report of an area as the command tells it; its XLSX lies in the folder as `<area>.xlsx`."""
        if area not in self._reports:
            chosen = [] if area == CITY else ["--district", area]
            chosen += ["--xlsx", str(self.folder / f"{area}.xlsx")]
            self._reports[area] = run("monthly_report", f"{self.month:%Y-%m}", *chosen)
        return self._reports[area]

    def people(self, *by: str, home: bool = False) -> dict[tuple[str, ...], int]:
        return plain.people(plain.at_home(self.covers) if home else self.covers, *by)

    def workforce(self, area: str, kind: str = EMPLOYED) -> int | None:
        return self.sheets.workforce.get((area, kind))

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content.decode()


def shown(function: Callable[[Case], Iterator[Figure]]) -> Callable[[Case], Iterator[Figure]]:
    SHOWN.append(function)
    return function


def percent(part: int | None, whole: int | None) -> float | None:
    """One decimal, halves up."""
    if part is None or not whole:
        return None
    return float((Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def _ratio(part: int, whole: int) -> float:
    return float((Decimal(part) / Decimal(whole)).quantize(Decimal("0.0001"), ROUND_HALF_UP))


def run(name: str, *args: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command(name, *args, "--json", stdout=out, stderr=io.StringIO())
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


@shown
def command(case: Case) -> Iterator[Figure]:
    for by in ("district", "village", "segment", "program", "sector", "branch"):
        expected = {key[0]: count for key, count in case.people(by).items()}
        found = run("coverage", f"{case.month:%Y-%m}", "--by", by, "--on", case.on.isoformat())
        where = f"coverage --by {by}"
        yield where, "total", found["total"], case.people()[()]
        yield where, "unallocated", found["unallocated"], expected.pop("-", 0)
        yield where, "active", {row["code"]: row["active"] for row in found["rows"] if row["active"]}, expected
        for row in found["rows"]:
            kind = row["code"] if by == "segment" else EMPLOYED
            area = CITY if by == "segment" else row["code"]
            whole = case.workforce(area, kind) if by in ("district", "village", "segment") else None
            yield where, f"workforce {row['code']}", row["workforce"], whole
            rate = None if whole is None else _ratio(row["active"], whole)
            yield where, f"rate {row['code']}", row["rate"], rate


@shown
def report(case: Case) -> Iterator[Figure]:
    """The city's and one kecamatan's report: the figures that are frozen, all places, segments, branches, employers."""
    month, before = case.month, plain.month_before(case.month)
    for area in (CITY, "21.71.06"):
        found = case.report(area)["figures"]
        where = f"report {area}"
        key = () if area == CITY else (area,)
        dims = () if area == CITY else ("district",)
        own = found["coverage"]
        active, whole = case.people(*dims).get(key, 0), case.workforce(area)
        past = plain.people(plain.active(before, case.on, case.sheets.book), *dims).get(key, 0)
        yield where, "active", own["active"], active
        yield where, "workforce", own["workforce"], whole
        yield where, "rate", own["rate"], percent(active, whole)
        yield where, "uncovered", own["uncovered"], max(whole - active, 0)
        yield where, "previous", own["previous_active"], past
        yield where, "change", own["change"], round(percent(active, whole) - percent(past, whole), 1)
        level = "district" if area == CITY else "village"
        counted = {code[0]: count for code, count in case.people(level).items()}
        for place in found["places"]:
            count = counted.get(place["code"], 0)
            yield where, place["name"], place["active"], count
            yield where, place["name"], place["rate"], percent(count, case.workforce(place["code"]))
        kinds = case.people(*dims, "segment")
        held = case.people(*dims, "segment", "program")
        for line in found["segments"]:
            yield where, line["code"], line["active"], kinds.get((*key, line["code"]), 0)
            if area == CITY:
                share = percent(line["active"], case.workforce(CITY, line["code"]))
                yield where, f"rate {line['code']}", line["rate"], share
            for program, people in line["programs"].items():
                yield where, f"{line['code']} {program}", people, held.get((*key, line["code"], program), 0)
        offices = case.people(*dims, "branch")
        for line in found["branches"]:
            yield where, f"branch {line['code']}", line["active"], offices.get((*key, line["code"]), 0)
        firms = plain.employers(month, case.on, case.sheets.book)["" if area == CITY else area]
        yield where, "employers", {state: found["employers"][state] for state in plain.STATES}, firms
        share = percent(firms["paid_up"], firms["active"])
        yield where, "paid up share", found["employers"]["paid_up_share"], share


@shown
def workbook(case: Case) -> Iterator[Figure]:
    """The report's XLSX: the line of every kecamatan, wherever it stands, with its people, workforce and rate."""
    case.report(CITY)
    book = load_workbook(case.folder / f"{CITY}.xlsx")
    lines = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    counted = {code[0]: count for code, count in case.people("district").items()}
    for (code, kind), whole in case.sheets.workforce.items():
        if kind == EMPLOYED and len(code) == len("21.71.06"):
            count = counted.get(code, 0)
            line = next(row for row in lines if code in row)
            for figure in (count, whole, percent(count, whole)):
                yield "xlsx", f"{case.sheets.names[code]} {figure}", figure in line, True


@shown
def sentences(case: Case) -> Iterator[Figure]:
    """The numbers inside the city's sentences: its rate, and which kecamatan is lowest, by how much."""
    said = " ".join(row["text"] for row in case.report(CITY)["sentences"])
    counted = {code[0]: count for code, count in case.people("district").items()}
    rates = {
        code: percent(counted.get(code, 0), whole)
        for (code, kind), whole in case.sheets.workforce.items()
        if kind == EMPLOYED and len(code) == len("21.71.06")
    }
    lowest = min(rates, key=lambda code: (rates[code], code))
    left = max(case.workforce(lowest) - counted.get(lowest, 0), 0)
    for figure in (percent(case.people()[()], case.workforce(CITY)), rates[lowest]):
        yield "sentences", figure, f"{figure:.1f}%".replace(".", ",") in said, True
    yield "sentences", "lowest", case.sheets.names[lowest] in said and f"{left:,}".replace(",", ".") in said, True


@shown
def ranks(case: Case) -> Iterator[Figure]:
    found = case.report(CITY)["figures"]["positions"]
    counted = {code[0]: count for code, count in case.people("district").items()}
    rates = {line["code"]: percent(counted.get(line["code"], 0), case.workforce(line["code"])) for line in found}
    for line in found:
        better = sum(rate > rates[line["code"]] for rate in rates.values())
        yield "report positions", line["name"], (line["rank"], line["rate"]), (better + 1, rates[line["code"]])


@shown
def lists(case: Case) -> Iterator[Figure]:
    """Every kelurahan's list adds up to the number it explains."""
    for (village,), count in case.people("village").items():
        path = "/cakupan/belum-teralokasi/" if village == "-" else f"/cakupan/{village[:8]}/{village}/"
        answer = case.client.get(path, {"bulan": f"{case.month:%Y-%m}"})
        yield path, "total", answer.context["listing"].total, count


@shown
def pages(case: Case) -> Iterator[Figure]:
    """What the coverage pages put on the screen, read from their words."""
    text = case.get(f"/cakupan/?bulan={case.month:%Y-%m}")
    active, whole = case.people()[()], case.workforce(CITY)
    for figure in (f"{active:,}", f"{whole:,}"):
        yield "/cakupan/", figure, figure.replace(",", ".") in text, True
    yield "/cakupan/", "rate", f"{percent(active, whole):.1f}%".replace(".", ",") in text, True
    for (code,), count in case.people("district").items():
        rate = percent(count, case.workforce(code))
        if rate is not None:
            yield "/cakupan/", f"rate {code}", f"{rate:.1f}%".replace(".", ",") in text, True
