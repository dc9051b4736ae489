"""Employers of one month by district and state, and sectors by how many declared workers have no cover.

Both read the register set-based. An employer exists in a month when its first known start (oldest membership, else
the month it is paid through, else the day it was entered) is not after that month and it is not closed at its end.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from monitoring.facts.mode import MonthMode

# `owes`: months past due and unpaid; an employer that began after the needed month owes nothing yet.
STATE_SQL = """
began AS (
    SELECT employer_id, min(started_on) AS day FROM enrollment_membership
    WHERE employer_id IS NOT NULL GROUP BY employer_id
), state AS (
    SELECT employer.id, COALESCE(village.district_id, '-') AS district, employer.closed_on,
           COALESCE(began.day, employer.paid_through,
                    (employer.created_at AT TIME ZONE 'Asia/Jakarta')::date) AS began_on,
           employer.paid_through
    FROM enrollment_employer employer
    LEFT JOIN began ON began.employer_id = employer.id
    LEFT JOIN districts_village village ON village.code = employer.village_id
), judged AS (
    SELECT id, district, began_on, closed_on, paid_through,
           began_on <= %(last_day)s AND (closed_on IS NULL OR closed_on > %(last_day)s) AS is_active,
           COALESCE(paid_through >= %(needed)s, false) OR date_trunc('month', began_on) > %(needed)s AS is_paid_up
    FROM state
)"""

STATES_SQL = """SELECT COALESCE(district, '') AS district,
       count(*) FILTER (WHERE is_active)::int AS active,
       count(*) FILTER (WHERE is_active AND is_paid_up)::int AS paid_up,
       count(*) FILTER (WHERE is_active AND NOT is_paid_up)::int AS in_arrears,
       count(*) FILTER (WHERE began_on BETWEEN %(first_day)s AND %(last_day)s)::int AS newly_registered,
       count(*) FILTER (WHERE closed_on BETWEEN %(first_day)s AND %(last_day)s)::int AS closed
FROM judged GROUP BY GROUPING SETS ((), (district))"""
EMPLOYERS_SQL = f"WITH {STATE_SQL} {STATES_SQL}"

ARREARS_SQL = f"""WITH {STATE_SQL}
SELECT employer.id, employer.npp, employer.name, judged.district
FROM judged JOIN enrollment_employer employer USING (id)
WHERE is_active AND NOT is_paid_up ORDER BY employer.name, employer.id"""  # noqa: S608 - a constant

# Declared workers of a business against the distinct people active at its confirmed employers. More people than
# declared covers the business; it never makes up for another.
_COVERED_SQL = """
covered AS (
    SELECT employer_id, count(*) AS people FROM (
        SELECT membership.employer_id, membership.participant_id
        FROM enrollment_membership membership
        JOIN enrollment_employer employer ON employer.id = membership.employer_id
        WHERE membership.started_on <= %(last_day)s
          AND (membership.ended_on IS NULL OR membership.ended_on > %(last_day)s)
          AND employer.paid_through >= %(needed)s
          AND (employer.closed_on IS NULL OR employer.closed_on > %(last_day)s)
          AND employer.id IN (SELECT employer_id FROM enrollment_businessemployerlink WHERE state = 'CONFIRMED')
        GROUP BY 1, 2
    ) person GROUP BY employer_id
)"""
LINKED_SQL = """
linked AS (
    SELECT link.business_id, sum(covered.people) AS people
    FROM enrollment_businessemployerlink link JOIN covered ON covered.employer_id = link.employer_id
    WHERE link.state = 'CONFIRMED' GROUP BY link.business_id
), declaring AS (
    SELECT business.public_id, business.name, business.batch_id, business.row_number, village.name AS village,
           COALESCE(village.district_id, '-') AS district, COALESCE(division.section, '-') AS sector,
           business.declared_workers AS declared, LEAST(business.declared_workers, COALESCE(linked.people, 0)) AS people
    FROM enrollment_business business
    LEFT JOIN districts_village village ON village.code = business.village_id
    LEFT JOIN enrollment_kblidivision division
        ON division.version = business.kbli_version AND division.division = left(business.kbli_code, 2)
    LEFT JOIN linked ON linked.business_id = business.id
    WHERE business.declared_workers > 0 AND business.merged_into_id IS NULL
)"""

DECLARED_SQL = f"{_COVERED_SQL}, {LINKED_SQL}"

SECTORS_SQL = """SELECT COALESCE(district, '') AS district, sector, count(*)::int AS businesses,
       sum(declared)::int AS declared, sum(people)::int AS covered
FROM declaring GROUP BY GROUPING SETS ((sector), (district, sector)) ORDER BY 1, 2"""


@dataclass(frozen=True, slots=True)
class EmployerRow:
    """Employers of a district ("" = the city, "-" = place unknown) in one month."""

    district: str
    active: int
    paid_up: int
    in_arrears: int
    newly_registered: int
    closed: int


@dataclass(frozen=True, slots=True)
class SectorRow:
    """Businesses of a KBLI section ("-" unknown) that declare workers, and how many of those workers have cover."""

    district: str
    sector: str
    businesses: int
    declared: int
    covered: int


def employer_rows(mode: MonthMode) -> list[EmployerRow]:
    """The month's employers straight from the register; the city's row is always there."""
    with connection.cursor() as cursor:
        cursor.execute(EMPLOYERS_SQL, mode.params())
        return [EmployerRow(*row) for row in cursor.fetchall()]


def arrears_rows(mode: MonthMode) -> dict[int, dict[str, str]]:
    """The employers that owe in the month, by id: {npp, name, district}."""
    with connection.cursor() as cursor:
        cursor.execute(ARREARS_SQL, mode.params())
        return {pk: {"npp": npp, "name": name, "district": where} for pk, npp, name, where in cursor.fetchall()}


def sector_rows(mode: MonthMode) -> list[SectorRow]:
    """The month's sectors straight from the register."""
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {DECLARED_SQL} {SECTORS_SQL}", mode.params())
        return [SectorRow(*row) for row in cursor.fetchall()]
