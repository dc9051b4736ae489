"""The list behind a count of active people: the employers they are active at, the self-employed as one number.

The same people as in the cells of the facts (monitoring.facts.active), asked by the same choices, but with the
employers' names; so it reads the register.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from monitoring.facts.cells import Filter
from monitoring.facts.mode import MonthMode
from monitoring.rules.rates import overlap
from monitoring.selectors.origins import Origin

UNALLOCATED = "-"

_PROGRAM_COLUMNS = {"JKK": "jkk", "JKM": "jkm", "JHT": "jht", "JP": "jp", "JKP": "jkp"}
FOUND_SQL = """
business AS (
    SELECT DISTINCT ON (link.employer_id) link.employer_id, division.section, business.scale
    FROM enrollment_businessemployerlink link
    JOIN enrollment_business business ON business.id = link.business_id
    LEFT JOIN enrollment_kblidivision division
        ON division.version = business.kbli_version AND division.division = left(business.kbli_code, 2)
    WHERE link.state = 'CONFIRMED'
    ORDER BY link.employer_id, (division.section IS NULL), link.id
), active AS MATERIALIZED (
    SELECT membership.id AS membership, membership.participant_id AS person, membership.segment,
           employer.id AS employer, membership.started_on,
           COALESCE(membership.village_id, CASE WHEN membership.segment = 'PU' THEN employer.village_id END) AS place,
           business.section AS sector, COALESCE(NULLIF(employer.scale, ''), NULLIF(business.scale, '')) AS scale,
           branch.code AS branch, membership.jkk, membership.jkm, membership.jht, membership.jp, membership.jkp
    FROM enrollment_membership membership
    LEFT JOIN enrollment_employer employer ON employer.id = membership.employer_id
        AND employer.paid_through >= %(needed)s
        AND (employer.closed_on IS NULL OR employer.closed_on > %(last_day)s)
    LEFT JOIN business ON business.employer_id = employer.id
    LEFT JOIN districts_agency branch ON branch.id = COALESCE(membership.branch_id, employer.branch_id)
    WHERE membership.started_on <= %(last_day)s
      AND CASE WHEN membership.segment = 'BPU' THEN membership.protected_until >= %(last_day)s
               ELSE employer.id IS NOT NULL
                    AND (membership.ended_on IS NULL OR membership.ended_on > %(last_day)s) END
), home AS (
    SELECT DISTINCT ON (person) person, place FROM active
    WHERE segment IN ('BPU', 'PMI') AND place IS NOT NULL ORDER BY person, started_on DESC, place DESC
), found AS MATERIALIZED (
    SELECT active.* FROM active LEFT JOIN home USING (person) WHERE {where}
)"""


@dataclass(frozen=True, slots=True)
class EmployerLine:
    """One employer with the distinct people active under it."""

    origin: Origin
    public_id: uuid.UUID
    name: str
    npp: str
    division: str
    segment: str
    paid_through: date | None
    people: int


@dataclass(frozen=True, slots=True)
class PlaceList:
    """Everybody counted: employers, the self-employed as one number, and the total clicked on."""

    employers: tuple[EmployerLine, ...]
    own: int
    total: int

    @property
    def overlap(self) -> int:
        """People counted under several employers, or with one and as self-employed."""
        return overlap([*(line.people for line in self.employers), self.own], self.total)


def place_list(mode: MonthMode, only: Filter) -> PlaceList:
    """The list behind a number; `only.place` UNALLOCATED = people without a known place."""
    where, params = conditions(only)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH {FOUND_SQL.format(where=where)}, counted AS (
                SELECT employer, string_agg(DISTINCT segment, ', ') AS segments, count(DISTINCT person)::int AS people,
                       GROUPING(employer) = 1 AS is_whole
                FROM found GROUP BY GROUPING SETS ((employer), ())
            )
            SELECT counted.is_whole, employer.batch_id, employer.row_number, employer.public_id, employer.name,
                   employer.npp, employer.division_code, counted.segments, employer.paid_through, counted.people
            FROM counted LEFT JOIN enrollment_employer employer ON employer.id = counted.employer
            ORDER BY counted.people DESC, employer.name, employer.id""",  # noqa: S608 - no value is pasted in
            {**mode.params(), **params},
        )
        rows = cursor.fetchall()
    lines = tuple(EmployerLine(Origin(*row[1:3]), *row[3:]) for row in rows if row[3] is not None)
    own = sum(row[-1] for row in rows if row[3] is None and not row[0])
    return PlaceList(lines, own, sum(row[-1] for row in rows if row[0]))


def conditions(only: Filter) -> tuple[str, dict[str, Any]]:
    """Conditions and their parameters; the columns are ours, checked against what there is."""
    conditions, params = ["TRUE"], {}
    for name in ("segment", "sector", "scale", "branch"):
        if value := getattr(only, name):
            conditions.append(f"active.{name} = %({name})s")
            params[name] = value
    if only.program:
        conditions.append(f"active.{_PROGRAM_COLUMNS[only.program]}")
    place = "home.place" if only.by_home else "active.place"
    if only.place == UNALLOCATED:
        conditions.append(f"{place} IS NULL")
    elif only.place:
        conditions.append(f"{place} LIKE %(place)s")
        params["place"] = f"{only.place}%"
    return " AND ".join(conditions), params
