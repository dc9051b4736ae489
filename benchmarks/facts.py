"""A month's facts from the register beside the barest SQL that could give them: group finest, then roll up.

The floor counts a person once in each finest cell and adds such cells up, which is wrong wherever somebody has two
memberships; the product counts distinct people at every grain, and keeps employers by state and sectors besides.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import connection, transaction

from benchmarks.sheets import MONTH
from monitoring.facts import GRAINS, MonthMode, build_month

_MODE = MonthMode(MONTH, is_due=True)
_DIMENSIONS = "district, village, segment, sector, scale, branch"

_CELLS = f"""
WITH person AS (
    SELECT DISTINCT membership.participant_id, coalesce(left(place.code, 8), '-') AS district,
        coalesce(place.code, '-') AS village, membership.segment, coalesce(section.section, '-') AS sector,
        coalesce(employer.scale, '-') AS scale,
        coalesce(membership.branch_id, employer.branch_id, 0)::text AS branch, jkk, jkm, jht, jp, jkp
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
    SELECT {_DIMENSIONS}, jkk, jkm, jht, jp, jkp, count(*) AS people FROM person
    GROUP BY {_DIMENSIONS}, jkk, jkm, jht, jp, jkp
), by_program AS (
    SELECT {_DIMENSIONS}, program, people FROM cell
    CROSS JOIN LATERAL (VALUES ('JKK', jkk), ('JKM', jkm), ('JHT', jht), ('JP', jp), ('JKP', jkp)) held (program, yes)
    WHERE yes
)"""


def compare(times: int) -> dict[str, list[float]]:
    """Seconds of `times` builds of each side, in turns, after one of each that is not counted."""
    sides: dict[str, Callable[[], object]] = {"ours": _ours, "floor": _floor}
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(times + 1):
        for name, side in sides.items():
            started = time.perf_counter()
            side()
            if turn:
                seconds[name].append(time.perf_counter() - started)
    return seconds


def _ours() -> None:
    build_month(_MODE, as_of=_MODE.last_day)


def _floor() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")  # as the product's build has it
        cursor.execute("DELETE FROM monitoring_coveragefact WHERE period = %(first_day)s", _MODE.params())
        cursor.execute(_floor_sql(), _MODE.params())


def _floor_sql() -> str:
    """Both roll-ups as one statement: the grains with a program over `by_program`, the others over `cell`."""
    plain = ", ".join(f"({', '.join(dims)})" for dims in GRAINS.values() if "program" not in dims)
    split = ", ".join(f"({', '.join(dims)})" for dims in GRAINS.values() if "program" in dims)
    blank = ", ".join(f"coalesce({dim}, '')" for dim in _DIMENSIONS.split(", "))
    return f"""INSERT INTO monitoring_coveragefact
        (period, is_due, grain, {_DIMENSIONS}, program, people, memberships)
    {_CELLS}
    SELECT %(first_day)s, true, '', {blank}, program, people, people FROM (
        SELECT {_DIMENSIONS}, '' AS program, sum(people) AS people
        FROM cell GROUP BY GROUPING SETS ({plain})
        UNION ALL
        SELECT district, village, segment, NULL, NULL, NULL, program, sum(people)
        FROM by_program GROUP BY GROUPING SETS ({split})
    ) rolled"""
