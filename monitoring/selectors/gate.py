"""The counters in one month: what was checked, what was held, what came back registered.

Checked: different files checked, or, without a file, different numbers asked for one service. Held: files that were
held in the month. Registered: those of them whose registration arrived since. Counted for the office that did it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any, Self

from django.db import connection

from districts.clock import WIB
from enrollment.rules.calendar import add_months
from monitoring.rules.rates import percent

# One row a file or number checked, with what its last check of the month said.
EVENTS_SQL = """
WITH checked AS (
    SELECT DISTINCT ON (agency_id, permit_type_id, COALESCE(application_id::text, encode(asked_index, 'hex')))
           agency_id, permit_type_id, business_id, application_id, outcome, finding, at
    FROM permits_check WHERE at >= %(start)s AND at < %(stop)s
    ORDER BY agency_id, permit_type_id, COALESCE(application_id::text, encode(asked_index, 'hex')), at DESC
), held AS (
    SELECT change.application_id, min(change.id) AS first, min(change.at) AS at
    FROM permits_statuschange change
    WHERE change.to_state = 'HELD' AND change.at >= %(start)s AND change.at < %(stop)s GROUP BY 1
), file AS (
    SELECT application.agency_id, application.permit_type_id, application.business_id, application.id AS application_id,
           (SELECT min(change.at) FROM permits_statuschange change
            WHERE change.application_id = held.application_id AND change.to_state = 'READY'
              AND change.id > held.first) AS ready_at,
           held.at
    FROM held JOIN permits_application application ON application.id = held.application_id
), event AS (
    SELECT agency_id, permit_type_id, business_id, application_id, finding, at,
           1 AS checked, 0 AS held, 0 AS registered,
           (outcome IN ('PASS', 'PASS_WITH_DEADLINE', 'CONTINUE_BY_RULE')
            AND NOT EXISTS (SELECT FROM held WHERE held.application_id = checked.application_id))::int AS passed,
           NULL::float AS days
    FROM checked
    UNION ALL
    SELECT agency_id, permit_type_id, business_id, application_id, NULL, at, 0, 1, (ready_at IS NOT NULL)::int, 0,
           EXTRACT(EPOCH FROM ready_at - at) / 86400
    FROM file
)"""
_SQL = f"""{EVENTS_SQL}
SELECT {{key}} AS key, sum(checked)::int, sum(passed)::int, sum(held)::int, sum(registered)::int,
       (percentile_cont(0.5) WITHIN GROUP (ORDER BY days))::float
FROM event
JOIN districts_agency agency ON agency.id = event.agency_id
JOIN permits_permittype service ON service.id = event.permit_type_id
LEFT JOIN enrollment_business business ON business.id = event.business_id
WHERE {{where}}
GROUP BY 1 ORDER BY 1"""  # noqa: S608 - names of ours alone, values are parameters
_KEYS = {
    "all": "''",
    "district": "COALESCE(agency.district_id, '-')",
    "village": "COALESCE(business.village_id, '-')",
    "service": "service.code",
    "desk": "agency.code",
}


@dataclass(frozen=True, slots=True)
class Gate:
    """Counts of one month; `median_days`: the middle of the days until ready, of those that came back."""

    checked: int = 0
    passed: int = 0
    held: int = 0
    registered: int = 0
    median_days: float | None = None

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> Self:
        return cls(**{field.name: value for field, value in zip(fields(cls), row, strict=True)})

    @property
    def held_share(self) -> Any:
        """Held per hundred checked."""
        return percent(self.held, self.checked)

    @property
    def registered_share(self) -> Any:
        """Registered per hundred held."""
        return percent(self.registered, self.held)


def gate_by(
    key: str, month: date, *, district: str = "", agencies: frozenset[int] | None = None, desk: str = ""
) -> dict[str, Gate]:
    """The month's counts by "district", "village", "service" or "desk"; "-" is an office or site outside any
    kecamatan. Of a kecamatan, of some offices, of the one office `desk`, or of all."""
    where, params = conditions(month, district=district, agencies=agencies, desk=desk)
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(key=_KEYS[key], where=where), params)
        return {row[0]: Gate.of(row[1:]) for row in cursor.fetchall()}


def conditions(
    month: date, *, district: str = "", agencies: frozenset[int] | None = None, desk: str = ""
) -> tuple[str, dict[str, Any]]:
    """Which events of the month, as a condition and its parameters."""
    where = ["TRUE"]
    start, stop = (datetime.combine(day, time.min, WIB) for day in (month, add_months(month, 1)))
    params: dict[str, Any] = {"start": start, "stop": stop}
    if district:
        where.append("COALESCE(agency.district_id, '-') = %(district)s")
        params["district"] = district
    if agencies is not None:
        where.append("agency.id = ANY(%(agencies)s)")
        params["agencies"] = list(agencies)
    if desk:
        where.append("agency.code = %(desk)s")
        params["desk"] = desk
    return " AND ".join(where), params


def gate(month: date, *, district: str = "", agencies: frozenset[int] | None = None, desk: str = "") -> Gate:
    """The month's counts in one sum."""
    return gate_by("all", month, district=district, agencies=agencies, desk=desk).get("", Gate())
