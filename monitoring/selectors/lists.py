"""The lists behind the numbers: employers of a kelurahan, businesses without cover, files held and not yet back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from enrollment.models import Business, BusinessEmployerLink
from monitoring.facts.employers import DECLARED_SQL
from monitoring.facts.mode import MonthMode
from monitoring.rules.rates import overlap

_ACTIVE = """
    FROM enrollment_membership membership
    LEFT JOIN enrollment_employer employer ON employer.id = membership.employer_id
        AND employer.paid_through >= %(needed)s
        AND (employer.closed_on IS NULL OR employer.closed_on > %(last_day)s)
    WHERE membership.started_on <= %(last_day)s
      AND CASE WHEN membership.segment = 'BPU' THEN membership.protected_until >= %(last_day)s
               ELSE employer.id IS NOT NULL
                    AND (membership.ended_on IS NULL OR membership.ended_on > %(last_day)s) END
      AND COALESCE(membership.village_id, CASE WHEN membership.segment = 'PU' THEN employer.village_id END)
          {place} {segment} {program}"""


@dataclass(frozen=True, slots=True)
class EmployerLine:
    """One employer with the distinct people active under it in one kelurahan and month."""

    public_id: uuid.UUID
    name: str
    npp: str
    division: str
    segment: str
    paid_through: date | None
    people: int


@dataclass(frozen=True, slots=True)
class PlaceList:
    """Everybody active in a kelurahan: employers, the self-employed as one number, and the total clicked on."""

    employers: tuple[EmployerLine, ...]
    own: int
    total: int

    @property
    def overlap(self) -> int:
        """People counted under several employers, or with one and as self-employed."""
        return overlap([*(line.people for line in self.employers), self.own], self.total)


def place_list(mode: MonthMode, village: str | None, *, segment: str = "", program: str = "") -> PlaceList:
    """The list behind a kelurahan's number; `village` None = people without a known place."""
    active = _ACTIVE.format(
        place="= %(village)s" if village else "IS NULL",
        segment="AND membership.segment = %(segment)s" if segment else "",
        # A column name of ours, checked against the five programs.
        program=f"AND membership.{_program_column(program)}" if program else "",
    )
    params = {**mode.params(), "village": village, "segment": segment}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH found AS (SELECT membership.participant_id AS person, membership.segment, employer.id {active})
            SELECT employer.public_id, employer.name, employer.npp, employer.division_code,
                   string_agg(DISTINCT found.segment, ', '), employer.paid_through, count(DISTINCT found.person)
            FROM found JOIN enrollment_employer employer USING (id)
            GROUP BY employer.id ORDER BY count(DISTINCT found.person) DESC, employer.name, employer.id""",  # noqa: S608
            params,
        )
        lines = tuple(EmployerLine(*row) for row in cursor.fetchall())
        cursor.execute(
            f"""SELECT count(DISTINCT person) FILTER (WHERE id IS NULL), count(DISTINCT person)
            FROM (SELECT membership.participant_id AS person, employer.id {active}) found""",  # noqa: S608
            params,
        )
        own, total = cursor.fetchone()
    return PlaceList(lines, own, total)


def _program_column(program: str) -> str:
    columns = {"JKK": "jkk", "JKM": "jkm", "JHT": "jht", "JP": "jp", "JKP": "jkp"}
    return columns[program]


def unregistered(district: str) -> QuerySet[Business, Any]:
    """Businesses of a kecamatan no employer is confirmed for, most declared workers first."""
    linked = BusinessEmployerLink.objects.filter(business=OuterRef("pk"), state=BusinessEmployerLink.State.CONFIRMED)
    return (
        Business.objects.filter(
            ~Q(Exists(linked)), village__district=district, declared_workers__gt=0, merged_into=None
        )
        .select_related("village")
        .order_by("-declared_workers", "name", "pk")
    )


@dataclass(frozen=True, slots=True)
class GapLine:
    """A business that declares more workers than are active at its employers."""

    public_id: uuid.UUID
    name: str
    village: str | None
    declared: int
    uncovered: int


def sector_gaps(mode: MonthMode, sector: str) -> list[GapLine]:
    """The businesses behind a sector's number, widest gap first; their gaps add up to it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH {DECLARED_SQL}
            SELECT public_id, name, village, declared::int, (declared - people)::int FROM cell
            WHERE sector = %(sector)s AND declared > people
            ORDER BY declared - people DESC, name, public_id""",  # noqa: S608 - no value is pasted in
            {**mode.params(), "sector": sector},
        )
        return [GapLine(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file held in the month whose registration has not come in."""

    name: str
    village: str
    village_name: str
    held_at: datetime
    workers: int | None


def held_files(
    start: datetime, stop: datetime, *, district: str = "", agencies: frozenset[int] | None = None
) -> list[HeldFile]:
    """Files held between two moments that are still held, oldest first; of a kecamatan or some offices, or of all."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT application.business_name, COALESCE(village.code, ''), COALESCE(village.name, ''),
                   min(change.at), max(COALESCE(application.declared_workers, business.declared_workers))
            FROM permits_statuschange change
            JOIN permits_application application ON application.id = change.application_id
            JOIN districts_agency agency ON agency.id = application.agency_id
            LEFT JOIN enrollment_business business ON business.id = application.business_id
            LEFT JOIN districts_village village ON village.code = business.village_id
            WHERE change.to_state = 'HELD' AND change.at >= %(start)s AND change.at < %(stop)s
              AND application.state = 'HELD' {"AND agency.district_id = %(district)s" if district else ""}
              {"AND agency.id = ANY(%(agencies)s)" if agencies is not None else ""}
            GROUP BY application.id, village.code ORDER BY 4, 1""",  # noqa: S608 - no value is pasted in
            {"start": start, "stop": stop, "district": district, "agencies": list(agencies or ())},
        )
        return [HeldFile(*row) for row in cursor.fetchall()]
