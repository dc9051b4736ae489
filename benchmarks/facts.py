"""A month's facts from the register beside the barest SQL that could give them: group finest, then roll up.

The floor counts a person once in each finest cell and adds such cells up, which is wrong wherever somebody has two
memberships; the product counts distinct people at every grain, and keeps employers by state and sectors besides.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import connection, transaction

from benchmarks.sheets import MONTH
from enrollment.rules.calendar import add_months
from monitoring.facts import GRAINS, MonthMode, build_month, people_rows
from monitoring.facts.arrears import age_rows
from monitoring.facts.employers import employer_rows, sector_rows
from monitoring.facts.movement import movement_rows
from monitoring.facts.people import grain_columns
from monitoring.facts.store import people_statement
from monitoring.models import ArrearsFact, CoverageFact, EmployerFact, MovementFact, SectorFact

_MODE = MonthMode(MONTH, is_due=True)
_DIMENSIONS = "district, village, segment, sector, scale, branch, home_district, home"
_HELD = "jkk, jkm, jht, jp, jkp"

_CELLS = f"""
WITH person AS (
    SELECT DISTINCT membership.participant_id, coalesce(left(place.code, 8), '-') AS district,
        coalesce(place.code, '-') AS village, membership.segment, coalesce(section.section, '-') AS sector,
        coalesce(nullif(employer.scale, ''), '-') AS scale,
        coalesce(membership.branch_id, employer.branch_id, 0)::text AS branch,
        CASE WHEN membership.segment IN ('BPU', 'PMI') THEN coalesce(left(place.code, 8), '-') ELSE '-' END
            AS home_district,
        CASE WHEN membership.segment IN ('BPU', 'PMI') THEN coalesce(place.code, '-') ELSE '-' END AS home, {_HELD}
    FROM enrollment_membership membership
    LEFT JOIN enrollment_employer employer ON employer.id = membership.employer_id
        AND employer.paid_through >= %(needed)s AND (employer.closed_on IS NULL OR employer.closed_on > %(last_day)s)
    LEFT JOIN enrollment_businessemployerlink link ON link.employer_id = employer.id AND link.state = 'CONFIRMED'
    LEFT JOIN enrollment_business business ON business.id = link.business_id
    LEFT JOIN enrollment_kblidivision section
        ON section.version = business.kbli_version AND section.division = left(business.kbli_code, 2)
    LEFT JOIN districts_village place ON place.code = coalesce(membership.village_id, employer.village_id)
    WHERE membership.started_on <= %(last_day)s
      AND (membership.protected_until >= %(last_day)s OR employer.id IS NOT NULL
           AND (membership.ended_on IS NULL OR membership.ended_on > %(last_day)s))
), cell AS (
    SELECT {_DIMENSIONS}, {_HELD}, count(*) AS people FROM person GROUP BY {_DIMENSIONS}, {_HELD}
), by_program AS (
    SELECT {_DIMENSIONS}, program, people FROM cell
    CROSS JOIN LATERAL (VALUES ('JKK', jkk), ('JKM', jkm), ('JHT', jht), ('JP', jp), ('JKP', jkp)) held (program, yes)
    WHERE yes
)"""


def compare(times: int, *, warm: bool, computed: bool) -> dict[str, list[float]]:
    """Seconds of `times` builds of each side, in turns; `warm`: after one of each that is not counted.

    `computed`: what a report of the city takes from the stored facts (`reads`), from the register.
    """
    sides: dict[str, Callable[[], object]] = {"floor": _floor, "people": _people, "ours": _ours}
    if computed:
        sides["computed"] = _computed
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(times + warm):
        for name, side in sides.items():
            started = time.perf_counter()
            side()
            if turn >= warm:
                seconds[name].append(time.perf_counter() - started)
    return seconds


def reads(times: int) -> list[float]:
    """Seconds of so many reports of the city from the stored facts, after one that is not counted."""
    seconds = []
    for _ in range(times + 1):
        started = time.perf_counter()
        _read()
        seconds.append(time.perf_counter() - started)
    return seconds[1:]


def _ours() -> None:
    build_month(_MODE, as_of=_MODE.last_day)


def _people() -> None:
    """The part of our build that the floor does too, with the sectors that come out of the same pass."""
    _replace(people_statement())


def _read() -> None:
    """Every stored figure of the month, and a year of the city's line."""
    list(CoverageFact.objects.filter(period=MONTH).values_list())
    for model in (EmployerFact, SectorFact, MovementFact, ArrearsFact):
        list(model.objects.filter(period=MONTH).values_list())
    list(CoverageFact.objects.filter(grain="city").values_list("period", "people"))


def _computed() -> None:
    """The same from the register."""
    list(people_rows(_MODE))
    employer_rows(_MODE)
    sector_rows(_MODE)
    movement_rows(_MODE)
    age_rows(_MODE)


def with_history(months: int) -> None:
    """Facts of that many months more, so that a build meets tables as full as they are after years."""
    for back in range(1, months + 1):
        build_month(MonthMode(add_months(MONTH, -back), is_due=True), as_of=_MODE.last_day)


def _floor() -> None:
    _replace(_floor_sql())


def _replace(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")  # as the product's build has it
        for table in ("monitoring_coveragefact", "monitoring_cellfact", "monitoring_sectorfact"):
            cursor.execute(f"DELETE FROM {table} WHERE period = %(first_day)s", _MODE.params())
        cursor.execute(statement, {**_MODE.params(), "is_due": True})


def _floor_sql() -> str:
    """The cells and both roll-ups as one statement: the grains with a program over `by_program`, the others over
    `cell`."""
    plain = [name for name, dims in GRAINS.items() if "program" not in dims]
    split = [name for name, dims in GRAINS.items() if "program" in dims]
    columns = [*_DIMENSIONS.split(", "), "program"]
    blank = ", ".join(f"coalesce({dim}, '')" for dim in columns[:6])
    return f"""{_CELLS}, stored AS (
        INSERT INTO monitoring_cellfact (period, pattern, village, home, segment, programs, sector, scale, branch,
                                         people, memberships)
        SELECT %(first_day)s, 0, village, home, segment,
               jkk::int + 2 * jkm::int + 4 * jht::int + 8 * jp::int + 16 * jkp::int, sector, scale, branch,
               people, people
        FROM cell
    )
    INSERT INTO monitoring_coveragefact
        (period, is_due, grain, district, village, segment, sector, scale, branch, program, people, memberships)
    SELECT %(first_day)s, true, coalesce(home_district, '') || coalesce(home, ''), {blank}, coalesce(program, ''),
           people, people
    FROM ({_rolled("cell", plain, columns)} UNION ALL {_rolled("by_program", split, columns)}) rolled"""


def _rolled(source: str, names: list[str], columns: list[str]) -> str:
    sets = [grain_columns(name) for name in names]
    used = {column for dims in sets for column in dims}
    shown = ", ".join(column if column in used else f"NULL::text AS {column}" for column in columns)
    grouping = ", ".join(f"({', '.join(dims)})" for dims in sets)
    return f"SELECT {shown}, sum(people) AS people FROM {source} GROUP BY GROUPING SETS ({grouping})"
