"""Draw a world, write its five workbooks, and say what importing them must give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from enrollment.rules.calendar import add_months, month_end
from enrollment.sample import sheets, truth
from enrollment.sample.faults import add_faults
from enrollment.sample.world import Area, World, build_world


def make_sheets(
    *,
    out: Path,
    areas: list[Area],
    workers: int,
    seed: int,
    month: date,
    on: date,
    holidays: frozenset[date],
    faults: float = 0.0,
) -> dict[str, Any]:
    """Write `<profile>.xlsx` for every profile into `out` and return the truth (the content of truth.json).

    `on`: the day after the month's due date, by which coverage and verdicts are to be asked.
    """
    world = build_world(areas=areas, workers=workers, seed=seed, month=month)
    spell = sheets.Spelling(world.draw.random)
    taken_kpj = [w.kpj for w in world.workers()][:200]
    files = {}
    for profile in sheets.PROFILES:
        rows = list(_rows(profile, world, spell, on, holidays))
        wrong: Counter[str] = Counter()
        doubtful: Counter[str] = Counter()
        if faults:
            rows, wrong, doubtful = add_faults(profile, rows, faults, world.draw, taken_kpj)
        written = sheets.write_workbook(out / f"{profile}.xlsx", profile, rows, month)
        files[profile] = _counts(profile, written, wrong, doubtful)
    return {
        "seed": seed,
        "workers": workers,
        "month": f"{month:%Y-%m}",
        "data_date": month_end(month).isoformat(),
        "on": on.isoformat(),
        "faults": faults,
        "files": files,
        "coverage": [
            truth.coverage(world, when, on=day, holidays=holidays)
            for when, day in [(month, month_end(month)), *((add_months(month, -back), on) for back in (0, 1, 6, 12))]
        ],
        "checks": truth.checks(world, on=on, holidays=holidays),
    }


def _counts(profile: str, written: int, wrong: Counter[str], doubtful: Counter[str]) -> dict[str, Any]:
    bad = wrong.total() + doubtful.total()
    return {
        "file": f"{profile}.xlsx",
        "rows": written,
        "new": written - bad,
        "changed": 0,
        "same": 0,
        "doubtful": doubtful.total(),
        "wrong": wrong.total(),
        "skipped": sheets.TITLE_LINES + 1,
        "errors": dict(sorted((wrong + doubtful).items())),
    }


def _rows(
    profile: str, world: World, spell: sheets.Spelling, on: date, holidays: frozenset[date]
) -> Iterator[sheets.Row]:
    if profile == "workforce":
        yield from sheets.workforce_rows(world, holidays, on)
    elif profile == "businesses":
        yield from (sheets.business_row(b, spell) for b in world.businesses)
    elif profile == "employers":
        yield from (sheets.employer_row(e, spell, world.month) for e in world.employers)
    elif profile == "workers":
        yield from (sheets.worker_row(w, spell) for w in world.workers())
    else:
        yield from (sheets.own_cover_row(c, spell) for c in world.own_covers)
