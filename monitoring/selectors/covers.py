"""The last step down from a count of people: the covers that count at one employer, each with its file and line.

No name and no whole number stands here: the line of the file is where a person is looked up, by who may open it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from enrollment.models import Employer
from monitoring.facts.cells import Filter
from monitoring.facts.mode import MonthMode
from monitoring.selectors.moved import moved_sql
from monitoring.selectors.origins import Origin
from monitoring.selectors.people_list import FOUND_SQL, conditions

# What one page shows of them; whoever needs more narrows the place.
MOST = 5_000

_COVERS = """WITH {found}, chosen AS (
    SELECT found.membership, found.person FROM found WHERE found.employer IS NOT DISTINCT FROM %(employer)s
)
SELECT membership.kpj, membership.segment, membership.jkk, membership.jkm, membership.jht, membership.jp,
       membership.jkp, membership.started_on, COALESCE(membership.ended_on, membership.protected_until), village.name,
       membership.batch_id, membership.row_number,
       (SELECT count(DISTINCT person) FROM chosen)::int, count(*) OVER ()::int
FROM chosen JOIN enrollment_membership membership ON membership.id = chosen.membership
LEFT JOIN districts_village village ON village.code = membership.village_id
ORDER BY membership.kpj, membership.id LIMIT %(most)s"""
_PROGRAMS = ("JKK", "JKM", "JHT", "JP", "JKP")


@dataclass(frozen=True, slots=True)
class CoverLine:
    """One cover that counts: of one person there may be several."""

    kpj: str
    segment: str
    programs: str
    started_on: date
    until: date | None
    village: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class CoverList:
    """`people`: the number that was clicked; `covers`: how many rows there are, `lines` the first MOST of them."""

    people: int
    covers: int
    lines: list[CoverLine]


def employer_of(public_id: uuid.UUID) -> tuple[int, str] | None:
    """Key and name of an employer."""
    return Employer.objects.filter(public_id=public_id).values_list("pk", "name").first()


def active_covers(mode: MonthMode, only: Filter, employer: int | None) -> CoverList:
    """Those of a count of active people; `employer` None = the self-employed."""
    where, params = conditions(only)
    return _read(FOUND_SQL.format(where=where), {**mode.params(), **params, "employer": employer})


def moved_covers(mode: MonthMode, move: str, employer: int | None, *, district: str, segment: str) -> CoverList:
    """Those of a part of the month's movement."""
    params = {**mode.params(), "district": district, "segment": segment, "employer": employer}
    return _read(moved_sql(move), params)


def _read(found: str, params: dict[str, Any]) -> CoverList:
    with connection.cursor() as cursor:
        cursor.execute(_COVERS.format(found=found), {**params, "most": MOST})
        rows = cursor.fetchall()
    lines = [_line(row) for row in rows]
    return CoverList(rows[0][-2], rows[0][-1], lines) if rows else CoverList(0, 0, [])


def _line(row: tuple[Any, ...]) -> CoverLine:
    held = " ".join(name for name, has in zip(_PROGRAMS, row[2:7], strict=True) if has)
    return CoverLine(row[0], row[1], held, row[7], row[8], row[9] or "", Origin(*row[10:12]))
