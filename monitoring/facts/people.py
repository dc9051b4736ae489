"""Distinct active people of one month, set-based, at many grains in one statement.

A person with one active membership stands in exactly one cell of the finest grain, and such cells add up. Only the
few with several memberships must be counted distinct at each grain. So: one row a person, cells of the singles,
GROUPING SETS over those few thousand cells, and GROUPING SETS with count(DISTINCT) over the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from enrollment.rules.kinds import BusinessScale, Program, Segment
from monitoring.facts.mode import MonthMode

DIMENSIONS = ("district", "village", "segment", "program", "sector", "scale", "branch")
CITY = "city"

# Every grain that is shown or exported. Distinct people never add up, so none is summed from another.
GRAINS: dict[str, tuple[str, ...]] = {
    CITY: (),
    "district": ("district",),
    "village": ("district", "village"),
    "segment": ("segment",),
    "program": ("program",),
    "sector": ("sector",),
    "scale": ("scale",),
    "branch": ("branch",),
    "segment+program": ("segment", "program"),
    "district+segment": ("district", "segment"),
    "district+program": ("district", "program"),
    "district+segment+program": ("district", "segment", "program"),
    "village+segment": ("district", "village", "segment"),
    "village+program": ("district", "village", "program"),
    "village+segment+program": ("district", "village", "segment", "program"),
    "district+sector": ("district", "sector"),
    "district+scale": ("district", "scale"),
    "district+branch": ("district", "branch"),
    "segment+scale": ("segment", "scale"),
    "segment+branch": ("segment", "branch"),
}
PROGRAM_BITS = {program.value: 1 << order for order, program in enumerate(Program)}

_SEGMENTS = ", ".join(f"'{segment.value}'" for segment in Segment)
_SCALES = ", ".join(f"'{scale.value}'" for scale in BusinessScale)

# The active memberships of the month: THE definition of contract §2, twin of enrollment.rules.membership_active.
# An employer's sector is that of the first confirmed business with a known KBLI division. A cell packs its dimensions
# into one bigint (grouping 300,000 people by it takes half the time of grouping by text); 0 in a field is unknown:
# village << 35, segment << 32, sector letter << 24, scale << 21, branch id << 5, programs.
ACTIVE_SQL = f"""
place AS (
    SELECT code, row_number() OVER (ORDER BY code) AS place FROM districts_village
), business AS (
    SELECT DISTINCT ON (link.employer_id) link.employer_id, division.section, business.scale
    FROM enrollment_businessemployerlink link
    JOIN enrollment_business business ON business.id = link.business_id
    LEFT JOIN enrollment_kblidivision division
        ON division.version = business.kbli_version AND division.division = left(business.kbli_code, 2)
    WHERE link.state = 'CONFIRMED'
    ORDER BY link.employer_id, (division.section IS NULL), link.id
), employer AS (
    SELECT employer.id, place.place, employer.branch_id,
           (COALESCE(ascii(business.section), 0)::bigint << 24)
           + (COALESCE(array_position(ARRAY[{_SCALES}], COALESCE(NULLIF(employer.scale, ''), business.scale)::text), 0)
              ::bigint << 21) AS kind
    FROM enrollment_employer employer
    LEFT JOIN business ON business.employer_id = employer.id
    LEFT JOIN place ON place.code = employer.village_id
    WHERE employer.paid_through >= %(needed)s
      AND (employer.closed_on IS NULL OR employer.closed_on > %(last_day)s)
), active AS MATERIALIZED (
    SELECT membership.participant_id AS person,
           (COALESCE(place.place, CASE WHEN membership.segment = 'PU' THEN employer.place END, 0) << 35)
           + (array_position(ARRAY[{_SEGMENTS}], membership.segment::text)::bigint << 32)
           + COALESCE(employer.kind, 0) + (COALESCE(membership.branch_id, employer.branch_id, 0) << 5)
           + membership.jkk::int + 2 * membership.jkm::int + 4 * membership.jht::int
           + 8 * membership.jp::int + 16 * membership.jkp::int AS cell
    FROM enrollment_membership membership
    LEFT JOIN employer ON employer.id = membership.employer_id
    LEFT JOIN place ON place.code = membership.village_id
    WHERE membership.started_on <= %(last_day)s
      AND CASE WHEN membership.segment = 'BPU' THEN membership.protected_until >= %(last_day)s
               ELSE employer.id IS NOT NULL
                    AND (membership.ended_on IS NULL OR membership.ended_on > %(last_day)s) END
)"""  # noqa: S608 - names of ours alone, values are parameters

# The cell unpacked into text, "-" for unknown. Kemendagri's village code begins with its district's.
_SPLIT = f"""
    SELECT {{columns}}, COALESCE(left(place.code, 8), '-') AS district, COALESCE(place.code, '-') AS village,
           (ARRAY[{_SEGMENTS}])[cell >> 32 & 7] AS segment,
           CASE WHEN cell >> 24 & 255 = 0 THEN '-' ELSE chr((cell >> 24 & 255)::int) END AS sector,
           COALESCE((ARRAY[{_SCALES}])[cell >> 21 & 7], '-') AS scale,
           COALESCE(branch.code, '-') AS branch, cell & 31 AS programs
    FROM {{source}}
    LEFT JOIN place ON place.place = cell >> 35
    LEFT JOIN districts_agency branch ON branch.id = cell >> 5 & 65535"""  # noqa: S608 - names of ours alone, values are parameters

_SINGLE_CELLS = "(SELECT cell, count(*) AS people FROM person WHERE memberships = 1 GROUP BY cell) cells"
_SEVERAL_CELLS = "active JOIN (SELECT person FROM person WHERE memberships > 1) many USING (person)"
_CELLS_SQL = f"""
person AS (
    SELECT person, min(cell) AS cell, count(*) AS memberships FROM active GROUP BY person
), single AS ({_SPLIT.format(columns="people", source=_SINGLE_CELLS)}
), several AS ({_SPLIT.format(columns="person", source=_SEVERAL_CELLS)}
), program (program, bit) AS (VALUES {", ".join(f"('{code}', {bit})" for code, bit in PROGRAM_BITS.items())}, ('-', 0))
"""  # noqa: S608 - names of ours alone, values are parameters

_WITH_PROGRAM = "JOIN program ON programs & bit <> 0 OR (bit = 0 AND programs = 0)"


@dataclass(frozen=True, slots=True)
class PeopleRow:
    """Distinct people and memberships of one cell of one grain; a dimension outside the grain is ""."""

    grain: str
    district: str
    village: str
    segment: str
    program: str
    sector: str
    scale: str
    branch: str
    people: int
    memberships: int


def people_sql(grains: Iterable[str]) -> str:
    """A statement giving the columns of PeopleRow for `grains`; takes the parameters of MonthMode.params()."""
    chosen = [GRAINS[name] for name in grains]
    parts: list[str] = []
    for with_program in (False, True):
        sets = [dims for dims in chosen if ("program" in dims) is with_program]
        if sets:
            join = _WITH_PROGRAM if with_program else ""
            parts.append(_rolled("single", "sum(people)", "sum(people)", sets, join))
            parts.append(_rolled("several", "count(DISTINCT person)", "count(*)", sets, join))
    dims = ", ".join(DIMENSIONS)
    blank = ", ".join(f"COALESCE({dim}, '') AS {dim}" for dim in DIMENSIONS)
    name = "CASE concat_ws('+', {}) {} END".format(
        ", ".join(f"CASE WHEN {dim} IS NOT NULL THEN '{dim}' END" for dim in DIMENSIONS),
        " ".join(f"WHEN '{'+'.join(dims)}' THEN '{name}'" for name, dims in GRAINS.items()),
    )
    return f"""WITH {ACTIVE_SQL}, {_CELLS_SQL}, rolled AS ({" UNION ALL ".join(parts)})
    SELECT {name} AS grain, {blank}, sum(people)::int AS people, sum(memberships)::int AS memberships
    FROM rolled GROUP BY {dims} HAVING sum(people) > 0"""  # noqa: S608 - names only, values are parameters


def _rolled(source: str, people: str, memberships: str, sets: Sequence[tuple[str, ...]], join: str) -> str:
    """One GROUPING SETS pass; dimensions no set of this pass names come out NULL."""
    used = {dim for dims in sets for dim in dims}
    columns = ", ".join(dim if dim in used else f"NULL::text AS {dim}" for dim in DIMENSIONS)
    grouping = ", ".join(f"({', '.join(dims)})" for dims in sets)
    return f"""SELECT {columns}, {people} AS people, {memberships} AS memberships
        FROM {source} {join} GROUP BY GROUPING SETS ({grouping})"""  # noqa: S608 - names only


def people_rows(mode: MonthMode, grains: Iterable[str] = tuple(GRAINS)) -> Iterator[PeopleRow]:
    """The month's rows straight from the register."""
    with connection.cursor() as cursor:
        cursor.execute(people_sql(grains), mode.params())
        for row in cursor.fetchall():
            yield PeopleRow(*row)


def count_people(mode: MonthMode, grain: str) -> dict[tuple[str, ...], int]:
    """Distinct people of one grain by the values of its dimensions; unknown is "-", the city's key is ()."""
    dims = GRAINS[grain]
    return {tuple(_value(row, dim) for dim in dims): row.people for row in people_rows(mode, [grain])}


def _value(row: Any, dim: str) -> str:
    return str(getattr(row, dim))
