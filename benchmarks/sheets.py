"""The sheets every side is given, from the same invented world as the demo, and the register they start from."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random

from districts.models import Agency, Village
from enrollment.models import Employer
from enrollment.rules.calendar import add_months, month_end
from enrollment.rules.names import name_key
from enrollment.sample import sheets
from enrollment.sample.world import Area, World, build_world

MONTH = date(2026, 9, 1)
SEED = 1
CHANGED_EVERY = 10
ENDED_EVERY = 100


def build(rows: int) -> World:
    """The world of MONTH with exactly `rows` rows of the workers sheet."""
    areas = [
        Area(v.code, v.name, v.district_id, v.district.name)
        for v in Village.objects.select_related("district").order_by("code")
    ]
    return build_world(areas=areas, workers=rows, seed=SEED, month=MONTH)


def write(world: World, folder: Path, part: int) -> None:
    """`workers.xlsx` of MONTH, its first `part` rows as `workers-part.xlsx`, and `workers-next.xlsx`: the month after.

    There every tenth row has another wage, every hundredth an end too. The spellings are drawn anew: a row that says
    the same in other forms must count as the same.
    """
    sheets.write_workbook(folder / "workers.xlsx", "workers", _rows(world, 1), MONTH)
    sheets.write_workbook(folder / "workers-part.xlsx", "workers", islice(_rows(world, 1), part), MONTH)
    sheets.write_workbook(folder / "workers-next.xlsx", "workers", _next_rows(world), add_months(MONTH, 1))


def write_csv(world: World, path: Path) -> None:
    """The sheet of MONTH as a semicolon-separated text file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(sheets.HEADINGS["workers"])
        for row in _rows(world, 1):
            writer.writerow(_texts(row[heading] for heading in sheets.HEADINGS["workers"]))


def _texts(cells: Iterable[object]) -> list[object]:
    return [f"{cell:%d-%m-%Y}" if isinstance(cell, date) else cell for cell in cells]


def _rows(world: World, spelling: int) -> Iterator[sheets.Row]:
    spell = sheets.Spelling(Random(spelling))
    return (sheets.worker_row(worker, spell) for worker in world.workers())


def _next_rows(world: World) -> Iterator[sheets.Row]:
    last = month_end(add_months(MONTH, 1))
    for number, row in enumerate(_rows(world, 2)):
        if number % CHANGED_EVERY == 0:
            row["UPAH"] += 50_000
        if number % ENDED_EVERY == 0:
            row["TGL_NA"] = last
        yield row


def add_employers(world: World) -> None:
    """The employers of the world straight into the register: the workers sheet needs them (NPP_UNKNOWN).

    Those of a smaller world may be there already.
    """
    branches = dict(Agency.objects.filter(kind=Agency.Kind.BRANCH).values_list("code", "id"))
    Employer.objects.bulk_create(
        [
            Employer(
                npp=e.npp,
                division_code=e.division,
                name=e.name,
                name_key=name_key(e.name),
                npwp=e.npwp,
                scale=e.scale,
                branch_id=branches[e.branch] if e.branch else None,
                village_id=e.village.code if e.village else None,
                paid_through=e.paid_through,
                closed_on=e.closed_on,
            )
            for e in world.employers
        ],
        batch_size=2000,
        ignore_conflicts=True,
    )
