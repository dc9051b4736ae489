"""Employers in arrears by age, months past their due date and unpaid, and how many people stand behind them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from monitoring.facts.employers import STATE_SQL
from monitoring.facts.mode import MonthMode

# Months owed: those after the last paid one; never paid, those since it began (enrollment.rules.first_unpaid_month).
OWING_SQL = """owing AS (
    SELECT id, district, paid_through,
           COALESCE(EXTRACT(YEAR FROM since_paid) * 12 + EXTRACT(MONTH FROM since_paid),
                    EXTRACT(YEAR FROM since_began) * 12 + EXTRACT(MONTH FROM since_began) + 1)::int AS months
    FROM judged
    CROSS JOIN LATERAL (SELECT age(%(needed)s::date, paid_through),
                               age(%(needed)s::date, date_trunc('month', began_on)::date)
                       ) ages (since_paid, since_began)
    WHERE is_active AND NOT is_paid_up
)"""

OWED_SQL = """SELECT COALESCE(owing.district, '') AS district, owing.months, count(DISTINCT owing.id)::int AS employers,
       count(DISTINCT membership.participant_id)::int AS people
FROM owing LEFT JOIN enrollment_membership membership ON membership.employer_id = owing.id
    AND membership.started_on <= %(last_day)s
    AND (membership.ended_on IS NULL OR membership.ended_on > %(last_day)s)
GROUP BY GROUPING SETS ((owing.months), (owing.district, owing.months))"""
AGES_SQL = f"WITH {STATE_SQL}, {OWING_SQL} {OWED_SQL}"


@dataclass(frozen=True, slots=True)
class AgeRow:
    """Employers of a district ("" = the city, "-" = place unknown) that owe so many months, and their people."""

    district: str
    months: int
    employers: int
    people: int


def age_rows(mode: MonthMode) -> list[AgeRow]:
    """The month's arrears straight from the register."""
    with connection.cursor() as cursor:
        cursor.execute(AGES_SQL, mode.params())
        return [AgeRow(*row) for row in cursor.fetchall()]
