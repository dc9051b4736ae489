"""The lists behind a month's movement: whom a part of it counts, and the employers they came to or left."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import connection

from monitoring.facts.mode import MonthMode
from monitoring.facts.movement import BEFORE_SQL, FLOWS_SQL, NOW_SQL
from monitoring.selectors.origins import Origin

# Which people a part of the movement is made of.
MOVES = {
    "new": "came AND NOT whole.is_before AND first_day >= %(first_day)s",
    "reactivated": "came AND NOT whole.is_before AND first_day < %(first_day)s",
    "moved_in": "came AND whole.is_before",
    "lapsed": "went AND NOT whole.is_now",
    "moved_out": "went AND whole.is_now",
}


def moved_sql(move: str) -> str:
    """CTE `found`: the memberships by which the moved people count now, or counted before where they went."""
    went = move in ("lapsed", "moved_out")
    return f"""{FLOWS_SQL}, moved AS (
        SELECT part.person FROM part JOIN whole USING (person)
        CROSS JOIN LATERAL (
            SELECT part.is_now AND NOT part.is_before, part.is_before AND NOT part.is_now) side (came, went)
        WHERE part.district = %(district)s AND part.segment = %(segment)s AND {MOVES[move]}
    ), found AS (
        SELECT membership.id AS membership, membership.participant_id AS person, employer.id AS employer
        FROM moved JOIN enrollment_membership membership ON membership.participant_id = moved.person
        LEFT JOIN enrollment_employer employer ON employer.id = membership.employer_id
        WHERE {BEFORE_SQL if went else NOW_SQL}
          AND (%(segment)s = '' OR membership.segment = %(segment)s)
          AND (%(district)s = '' OR %(district)s = COALESCE(left(COALESCE(membership.village_id,
               CASE WHEN membership.segment = 'PU' THEN employer.village_id END), 8), '-'))
    )"""  # noqa: S608 - names of ours alone


@dataclass(frozen=True, slots=True)
class MovedLine:
    """An employer (None = self-employed) with how many of the people who moved are or were active there."""

    origin: Origin
    public_id: uuid.UUID | None
    name: str | None
    npp: str | None
    people: int


def moved_behind(mode: MonthMode, move: str, *, district: str = "", segment: str = "") -> tuple[list[MovedLine], int]:
    """The employers of the people a part of the movement counts, and how many people those are."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH {moved_sql(move)}, counted AS (
                SELECT employer, count(DISTINCT person)::int AS people, GROUPING(employer) = 1 AS is_whole
                FROM found GROUP BY GROUPING SETS ((employer), ())
            )
            SELECT is_whole, employer.batch_id, employer.row_number, employer.public_id, employer.name, employer.npp,
                   people
            FROM counted LEFT JOIN enrollment_employer employer ON employer.id = counted.employer
            ORDER BY people DESC, employer.name, employer.id""",  # noqa: S608 - names of ours alone
            {**mode.params(), "district": district, "segment": segment},
        )
        rows = cursor.fetchall()
    lines = [MovedLine(Origin(*row[1:3]), *row[3:]) for row in rows if not row[0]]
    return lines, sum(row[-1] for row in rows if row[0])
