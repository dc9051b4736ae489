"""Every open employer with its running wage memberships beside what its business declares: one pass over the register.

Running, not paid: who owes is in arrears, which is another matter (enrollment.rules.payment).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db import connection

from enrollment.rules.calendar import month_end
from enrollment.rules.kinds import Program
from enrollment.rules.wages import minimum_wage
from monitoring.rules.hints import Registered

_SQL = """
WITH person AS (
    SELECT employer_id, participant_id, bool_or(jkk) AS jkk, bool_or(jkm) AS jkm, bool_or(jht) AS jht,
           bool_or(jp) AS jp, bool_or(jkp) AS jkp, sum(wage) AS wage
    FROM enrollment_membership
    WHERE segment = 'PU' AND started_on <= %(on)s AND (ended_on IS NULL OR ended_on > %(on)s)
    GROUP BY 1, 2
), counted AS (
    SELECT employer_id, count(*)::int AS people,
           count(*) FILTER (WHERE NOT jkk)::int AS jkk, count(*) FILTER (WHERE NOT jkm)::int AS jkm,
           count(*) FILTER (WHERE NOT jht)::int AS jht, count(*) FILTER (WHERE NOT jp)::int AS jp,
           count(*) FILTER (WHERE NOT jkp)::int AS jkp,
           count(wage)::int AS waged, count(*) FILTER (WHERE wage < %(minimum)s)::int AS low,
           min(wage) AS least, max(wage) AS most
    FROM person GROUP BY 1
), business AS (
    SELECT DISTINCT ON (link.employer_id) link.employer_id, business.id, business.scale, business.declared_workers,
           COALESCE(division.section, '') AS section
    FROM enrollment_businessemployerlink link
    JOIN enrollment_business business ON business.id = link.business_id AND business.merged_into_id IS NULL
    LEFT JOIN enrollment_kblidivision division
        ON division.version = business.kbli_version AND division.division = left(business.kbli_code, 2)
    WHERE link.state = 'CONFIRMED'
    ORDER BY link.employer_id, (division.section IS NULL), link.id
)
SELECT employer.id, employer.kind, COALESCE(NULLIF(employer.scale, ''), business.scale, ''),
       COALESCE(counted.people, 0), counted.jkk, counted.jkm, counted.jht, counted.jp, counted.jkp,
       COALESCE(counted.waged, 0), COALESCE(counted.low, 0), counted.least, counted.most,
       business.id, COALESCE(business.section, ''), business.declared_workers
FROM enrollment_employer employer
LEFT JOIN counted ON counted.employer_id = employer.id
LEFT JOIN business ON business.employer_id = employer.id
WHERE (employer.closed_on IS NULL OR employer.closed_on > %(on)s)
  AND (counted.people > 0 OR business.declared_workers > 0)
ORDER BY employer.id"""


def registered(on: date) -> list[Registered]:
    """As of the end of the month of `on`."""
    day = month_end(on)
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"on": day, "minimum": minimum_wage(day)})
        rows = [_row(*row) for row in cursor.fetchall()]
    return _together(rows)


def _row(employer: int, kind: str, scale: str, people: int, *rest: object) -> Registered:
    lacks = {program: int(str(count or 0)) for program, count in zip(Program, rest[:5], strict=True)}
    waged, low, least, most, business, section, declared = rest[5:]
    return Registered(
        employer,
        kind,
        scale,
        people,
        lacks,
        int(str(waged)),
        int(str(low)),
        _money(least),
        _money(most),
        business if isinstance(business, int) else None,
        str(section),
        declared if isinstance(declared, int) else None,
    )


def _money(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _together(rows: list[Registered]) -> list[Registered]:
    """With the people of all employers of a business, and the one with most of them marked as its voice."""
    sums: dict[int, int] = {}
    voices: dict[int, Registered] = {}
    for row in rows:
        if row.business is None:
            continue
        sums[row.business] = sums.get(row.business, 0) + row.people
        if row.business not in voices or row.people > voices[row.business].people:
            voices[row.business] = row
    return [
        replace(row, at_business=sums[row.business], is_anchor=voices[row.business] is row) if row.business else row
        for row in rows
    ]
