"""What a month's change is made of: people who are new, active again, moved or no longer active.

Activity in both months is told from today's register, so nothing here is a correction. Only people with a membership
that counts in one month and not in the other can have changed: they alone are looked at, everybody else stands in both.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from monitoring.facts.mode import MonthMode
from monitoring.facts.people import pieces_sql, rolled_sql

GRAINS = ("city", "district", "segment", "district+segment")

_ACTIVE = """(membership.started_on <= %({last_day})s AND CASE
        WHEN membership.segment = 'BPU' THEN membership.protected_until >= %({last_day})s
        ELSE COALESCE(employer.paid_through >= %({needed})s, false)
             AND (employer.closed_on IS NULL OR employer.closed_on > %({last_day})s)
             AND (membership.ended_on IS NULL OR membership.ended_on > %({last_day})s) END)"""
NOW_SQL = _ACTIVE.format(last_day="last_day", needed="needed")
BEFORE_SQL = _ACTIVE.format(last_day="before_last_day", needed="before_needed")

# A membership can only have changed where one of its own dates or its employer's fell between the two months. Whose
# has, all of theirs are read by the index (OFFSET 0 keeps it to that): few people change in a month.
FLOWS_SQL = f"""
turned AS (
    SELECT id FROM enrollment_employer
    WHERE closed_on > %(before_last_day)s AND closed_on <= %(last_day)s
       OR paid_through >= %(before_needed)s AND paid_through < %(needed)s
), changed AS (
    SELECT DISTINCT membership.participant_id AS person
    FROM enrollment_membership membership
    LEFT JOIN enrollment_employer employer ON employer.id = membership.employer_id
    WHERE (membership.started_on > %(before_last_day)s AND membership.started_on <= %(last_day)s
           OR membership.ended_on > %(before_last_day)s AND membership.ended_on <= %(last_day)s
           OR membership.protected_until >= %(before_last_day)s AND membership.protected_until < %(last_day)s
           OR membership.employer_id IN (SELECT id FROM turned))
      AND {NOW_SQL} IS DISTINCT FROM {BEFORE_SQL}
), looked_at AS MATERIALIZED (
    SELECT row.* FROM changed CROSS JOIN LATERAL (
        SELECT participant_id, employer_id, segment, village_id, started_on, ended_on, protected_until
        FROM enrollment_membership WHERE participant_id = changed.person OFFSET 0
    ) row
), held AS (
    SELECT membership.participant_id AS person, membership.started_on, membership.segment,
           COALESCE(left(COALESCE(membership.village_id,
                    CASE WHEN membership.segment = 'PU' THEN employer.village_id END), 8), '-') AS district,
           {NOW_SQL} AS is_now, {BEFORE_SQL} AS is_before
    FROM looked_at membership
    LEFT JOIN enrollment_employer employer ON employer.id = membership.employer_id
), whole AS (
    SELECT person, bool_or(is_now) AS is_now, bool_or(is_before) AS is_before, min(started_on) AS first_day
    FROM held GROUP BY person
), part AS (
    SELECT person, COALESCE(district, '') AS district, COALESCE(segment, '') AS segment,
           bool_or(is_now) AS is_now, bool_or(is_before) AS is_before
    FROM held GROUP BY person, GROUPING SETS ((), (district), (segment), (district, segment))
), flow AS (
    SELECT part.district, part.segment,
           count(*) FILTER (WHERE came AND NOT whole.is_before AND first_day >= %(first_day)s) AS new,
           count(*) FILTER (WHERE came AND NOT whole.is_before AND first_day < %(first_day)s) AS reactivated,
           count(*) FILTER (WHERE came AND whole.is_before) AS moved_in,
           count(*) FILTER (WHERE went AND NOT whole.is_now) AS lapsed,
           count(*) FILTER (WHERE went AND whole.is_now) AS moved_out
    FROM part JOIN whole USING (person)
    CROSS JOIN LATERAL (SELECT part.is_now AND NOT part.is_before, part.is_before AND NOT part.is_now) side (came, went)
    GROUP BY part.district, part.segment
)"""  # noqa: S608 - names of ours alone, values are parameters

# `stands`: how many are active now at the same grains. Before follows, because every difference is accounted for.
_SUM_SQL = """
SELECT district, segment,
       (COALESCE(stands.people, 0) - COALESCE(new, 0) - COALESCE(reactivated, 0) - COALESCE(moved_in, 0)
        + COALESCE(lapsed, 0) + COALESCE(moved_out, 0))::int AS before,
       COALESCE(new, 0)::int AS new, COALESCE(reactivated, 0)::int AS reactivated,
       COALESCE(moved_in, 0)::int AS moved_in, COALESCE(lapsed, 0)::int AS lapsed,
       COALESCE(moved_out, 0)::int AS moved_out, COALESCE(stands.people, 0)::int AS now
FROM stands FULL JOIN flow USING (district, segment)
WHERE stands.people IS NOT NULL OR new + reactivated + moved_in + lapsed + moved_out > 0"""
_NAMES = ", ".join(f"'{name}'" for name in GRAINS)
_STORED = f"""stands AS (
    SELECT district, segment, people FROM monitoring_coveragefact
    WHERE period = %(first_day)s AND grain IN ({_NAMES})
)"""  # noqa: S608 - names of ours alone
# From the month's stored people; and from the register alone, for whoever proves them.
MOVEMENT_SQL = f"WITH {FLOWS_SQL}, {_STORED} {_SUM_SQL}"
_PROOF_SQL = f"WITH {pieces_sql()}, stands AS ({rolled_sql(GRAINS)}), {FLOWS_SQL} {_SUM_SQL}"

PARTS = ("before", "new", "reactivated", "moved_in", "lapsed", "moved_out", "now")


@dataclass(frozen=True, slots=True)
class MovementRow:
    """Distinct people of one kecamatan ("" = the city, "-" unknown) and segment ("" = all)."""

    district: str
    segment: str
    before: int
    new: int
    reactivated: int
    moved_in: int
    lapsed: int
    moved_out: int
    now: int


def movement_rows(mode: MonthMode) -> list[MovementRow]:
    """The month's movement straight from the register."""
    with connection.cursor() as cursor:
        cursor.execute(_PROOF_SQL, mode.params())
        return [MovementRow(*row) for row in cursor.fetchall()]
