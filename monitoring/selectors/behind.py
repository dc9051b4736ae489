"""The lists behind counts of employers, of the counters' files and of a month's movement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from monitoring.facts.arrears import OWING_SQL
from monitoring.facts.employers import STATE_SQL
from monitoring.facts.mode import MonthMode
from monitoring.facts.movement import BEFORE_SQL, FLOWS_SQL, NOW_SQL
from monitoring.selectors.gate import EVENTS_SQL, conditions

# What an employer may be asked for; the same conditions as the facts count by.
EMPLOYER_STATES = {
    "aktif": "is_active",
    "lunas": "is_active AND is_paid_up",
    "menunggak": "is_active AND NOT is_paid_up",
    "baru": "judged.began_on BETWEEN %(first_day)s AND %(last_day)s",
    "nonaktif": "judged.closed_on BETWEEN %(first_day)s AND %(last_day)s",
}
STEPS = ("checked", "passed", "held", "registered")
# Which people a part of the movement is made of.
MOVES = {
    "new": "came AND NOT whole.is_before AND first_day >= %(first_day)s",
    "reactivated": "came AND NOT whole.is_before AND first_day < %(first_day)s",
    "moved_in": "came AND whole.is_before",
    "lapsed": "went AND NOT whole.is_now",
    "moved_out": "went AND whole.is_now",
}


@dataclass(frozen=True, slots=True)
class EmployerState:
    """One employer, how far it has paid, and how many months it owes (None = none)."""

    name: str
    npp: str
    division: str
    village: str | None
    paid_through: date | None
    months: int | None


def employers_behind(
    mode: MonthMode, state: str, *, district: str = "", owed: tuple[int, int] | None = None
) -> list[EmployerState]:
    """Employers of a state, of a kecamatan ("-" = place unknown) or all; `owed`: first and last months in arrears."""
    where = [EMPLOYER_STATES[state]]
    params: dict[str, Any] = {**mode.params(), "district": district}
    if district:
        where.append("judged.district = %(district)s")
    if owed:
        where.append("owing.months BETWEEN %(least)s AND %(most)s")
        params |= {"least": owed[0], "most": owed[1]}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH {STATE_SQL}, {OWING_SQL}
            SELECT employer.name, employer.npp, employer.division_code, village.name, judged.paid_through, owing.months
            FROM judged JOIN enrollment_employer employer USING (id) LEFT JOIN owing USING (id)
            LEFT JOIN districts_village village ON village.code = employer.village_id
            WHERE {" AND ".join(where)}
            ORDER BY owing.months DESC NULLS LAST, employer.name, employer.id""",  # noqa: S608 - names of ours alone
            params,
        )
        return [EmployerState(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class CounterEvent:
    """A file (or a number without a file) at a counter."""

    office: str
    service_id: str
    service_en: str
    number: str | None
    business: str | None
    finding: str | None
    at: datetime
    days: float | None


def events_behind(
    month: date, step: str, *, district: str = "", agencies: frozenset[int] | None = None, desk: str = ""
) -> list[CounterEvent]:
    """What the counters' number of that step is made of, newest first."""
    if step not in STEPS:
        raise ValueError(step)
    where, params = conditions(month, district=district, agencies=agencies, desk=desk)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""{EVENTS_SQL}
            SELECT agency.short_name, service.name_id, service.name_en, file.number,
                   COALESCE(file.business_name, business.name), event.finding, event.at, event.days
            FROM event
            JOIN districts_agency agency ON agency.id = event.agency_id
            JOIN permits_permittype service ON service.id = event.permit_type_id
            LEFT JOIN permits_application file ON file.id = event.application_id
            LEFT JOIN enrollment_business business ON business.id = event.business_id
            WHERE {where} AND event.{step} = 1 ORDER BY event.at DESC, file.number""",  # noqa: S608 - names of ours alone
            params,
        )
        return [CounterEvent(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class MovedLine:
    """An employer (None = self-employed) with how many of the people who moved are or were active there."""

    name: str | None
    npp: str | None
    people: int


def moved_behind(mode: MonthMode, move: str, *, district: str = "", segment: str = "") -> tuple[list[MovedLine], int]:
    """The employers of the people a part of the movement counts, and how many people those are."""
    went = move in ("lapsed", "moved_out")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH {FLOWS_SQL}, moved AS (
                SELECT part.person FROM part JOIN whole USING (person)
                CROSS JOIN LATERAL (
                    SELECT part.is_now AND NOT part.is_before, part.is_before AND NOT part.is_now) side (came, went)
                WHERE part.district = %(district)s AND part.segment = %(segment)s AND {MOVES[move]}
            ), at AS (
                SELECT membership.participant_id AS person, employer.id AS employer
                FROM moved JOIN enrollment_membership membership ON membership.participant_id = moved.person
                LEFT JOIN enrollment_employer employer ON employer.id = membership.employer_id
                WHERE {BEFORE_SQL if went else NOW_SQL}
                  AND (%(segment)s = '' OR membership.segment = %(segment)s)
                  AND (%(district)s = '' OR %(district)s = COALESCE(left(COALESCE(membership.village_id,
                       CASE WHEN membership.segment = 'PU' THEN employer.village_id END), 8), '-'))
            ), counted AS (
                SELECT employer, count(DISTINCT person)::int AS people, GROUPING(employer) = 1 AS is_whole
                FROM at GROUP BY GROUPING SETS ((employer), ())
            )
            SELECT is_whole, employer.name, employer.npp, people
            FROM counted LEFT JOIN enrollment_employer employer ON employer.id = counted.employer
            ORDER BY people DESC, employer.name, employer.id""",  # noqa: S608 - names of ours alone
            {**mode.params(), "district": district, "segment": segment},
        )
        rows = cursor.fetchall()
    lines = [MovedLine(*row[1:]) for row in rows if not row[0]]
    return lines, sum(row[-1] for row in rows if row[0])
