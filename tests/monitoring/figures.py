"""Every figure the product prints, beside what the workbooks say: a list that pages, exports and reports add to.

A function marked `@shown(…)` yields (where, figure, printed, expected) of the pages it names; `test_recompute` runs
them all for several seeds, and fails where a page, a chart or a sheet of a report is named by none.
To add a figure: write such a function in a module of this folder that `test_recompute` imports.
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

from tests.monitoring import plain
from tests.monitoring.workbooks import Sheets

Figure = tuple[str, Any, Any, Any]
Walk = Callable[["Case"], Iterator[Figure]]
SHOWN: list[Walk] = []
# Names of addresses, of commands ("manage:"), of charts ("chart:") and of sheets ("sheet:") that a walk looks at.
WALKED: set[str] = set()
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
        return self.active(self.month)

    @cached_property
    def _active(self) -> dict[date, list[plain.Cover]]:
        return {}

    def active(self, month: date) -> list[plain.Cover]:
        """Who counts in a month."""
        if month not in self._active:
            self._active[month] = plain.active(month, self.on, self.sheets.book)
        return self._active[month]

    def rate(self, area: str, month: date) -> float | None:
        """Coverage of the city, a kecamatan or a kelurahan in a month, over one and the same workforce."""
        return percent(self.count(area, month), self.workforce(area))

    def count(self, area: str, month: date) -> int:
        by = {len(CITY): (), len("21.71.06"): ("district",)}.get(len(area), ("village",))
        return plain.people(self.active(month), *by).get((area,) if by else (), 0)

    @property
    def before(self) -> date:
        return plain.month_before(self.month)

    @property
    def districts(self) -> list[str]:
        return [code for code in self.sheets.names if len(code) == len("21.71.06")]

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


def shown(*names: str) -> Callable[[Walk], Walk]:
    """Mark a walk, and what it looks at."""

    def kept(function: Walk) -> Walk:
        SHOWN.append(function)
        WALKED.update(names)
        return function

    return kept


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


@shown("manage:coverage")
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


@shown("manage:monthly_report")
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
        everywhere = plain.employers(month, case.on, case.sheets.book)
        firms = everywhere.get("" if area == CITY else area, dict.fromkeys(plain.STATES, 0))
        yield where, "employers", {state: found["employers"][state] for state in plain.STATES}, firms
        share = percent(firms["paid_up"], firms["active"])
        yield where, "paid up share", found["employers"]["paid_up_share"], share
