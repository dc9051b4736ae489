"""The lists behind counts of employers and of the counters' files."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

from monitoring.facts.arrears import OWING_SQL
from monitoring.facts.employers import STATE_SQL
from monitoring.facts.mode import MonthMode
from monitoring.selectors.gate import EVENTS_SQL, conditions
from monitoring.selectors.origins import Origin
from permits.models import Application

if TYPE_CHECKING:
    from accounts.models import User

# What an employer may be asked for; the same conditions as the facts count by.
EMPLOYER_STATES = {
    "aktif": "is_active",
    "lunas": "is_active AND is_paid_up",
    "menunggak": "is_active AND NOT is_paid_up",
    "baru": "judged.began_on BETWEEN %(first_day)s AND %(last_day)s",
    "nonaktif": "judged.closed_on BETWEEN %(first_day)s AND %(last_day)s",
}
STEPS = ("checked", "passed", "held", "registered")


@dataclass(frozen=True, slots=True)
class EmployerState:
    """One employer, how far it has paid, and how many months it owes (None = none)."""

    origin: Origin
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
            SELECT employer.batch_id, employer.row_number, employer.name, employer.npp, employer.division_code,
                   village.name, judged.paid_through, owing.months
            FROM judged JOIN enrollment_employer employer USING (id) LEFT JOIN owing USING (id)
            LEFT JOIN districts_village village ON village.code = employer.village_id
            WHERE {" AND ".join(where)}
            ORDER BY owing.months DESC NULLS LAST, employer.name, employer.id""",  # noqa: S608 - names of ours alone
            params,
        )
        return [EmployerState(Origin(*row[:2]), *row[2:]) for row in cursor.fetchall()]


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
    file: uuid.UUID | None


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
                   COALESCE(file.business_name, business.name), event.finding, event.at, event.days,
                   event.application_id
            FROM event
            JOIN districts_agency agency ON agency.id = event.agency_id
            JOIN permits_permittype service ON service.id = event.permit_type_id
            LEFT JOIN permits_application file ON file.id = event.application_id
            LEFT JOIN enrollment_business business ON business.id = event.business_id
            WHERE {where} AND event.{step} = 1 ORDER BY event.at DESC, file.number""",  # noqa: S608 - names of ours alone
            params,
        )
        return [CounterEvent(*row) for row in cursor.fetchall()]


def files_open_to(user: User, events: list[CounterEvent]) -> set[uuid.UUID]:
    """Which of the files behind a counter's number this person may open."""
    files = {event.file for event in events if event.file}
    return set(Application.objects.visible_to(user).filter(pk__in=files).values_list("pk", flat=True))
