"""What a month's counters did beyond the funnel: findings, exceptions, commitments, handling time, days with checks.

Every figure is counted for the office that did it, by the moment it was done, in WIB.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import connection
from django.db.models import Q

from districts.clock import WIB
from districts.models import Agency
from enrollment.rules.calendar import add_months, is_working_day, month_end, months_between
from permits.models import ApprovalRequest, ServiceDenial, StatusChange

ONE_DAY = 86_400
EVENTS = ("COMMITTED", "FULFILLED", "LAPSED", "EXEMPTED", "OVERRIDDEN", "MATCHED")

_FINDINGS = """
SELECT finding, count(*)::int FROM (
    SELECT DISTINCT ON (agency_id, permit_type_id, COALESCE(application_id::text, encode(asked_index, 'hex')))
           agency_id, finding
    FROM permits_check WHERE at >= %(start)s AND at < %(stop)s
    ORDER BY agency_id, permit_type_id, COALESCE(application_id::text, encode(asked_index, 'hex')), at DESC
) last WHERE agency_id = ANY(%(desks)s) GROUP BY 1"""

_DAYS = """
SELECT agency_id, (at AT TIME ZONE 'Asia/Jakarta')::date AS day, count(*)::int,
       count(*) FILTER (WHERE "on" < (at AT TIME ZONE 'Asia/Jakarta')::date)::int
FROM permits_check
WHERE at >= %(start)s AND at < %(stop)s AND agency_id = ANY(%(desks)s) AND by_id IS NOT NULL GROUP BY 1, 2"""

_HANDLING = """
SELECT count(*)::int, percentile_cont(0.5) WITHIN GROUP (ORDER BY EXTRACT(EPOCH FROM decided_at - received_at))
FROM permits_application
WHERE decided_at >= %(start)s AND decided_at < %(stop)s AND agency_id = ANY(%(desks)s)"""


@dataclass(frozen=True, slots=True)
class Desk:
    """One office's month: on how many of its working days it checked, and what it entered after the day it was for."""

    code: str
    name: str
    checks: int
    days: int
    working_days: int
    late: int
    without: tuple[date, ...]


class Counters:
    """One month of some offices' counters."""

    def __init__(self, month: date, desks: list[Agency]) -> None:
        self.month = month
        self.offices = desks
        self.start, self.stop = (datetime.combine(day, time.min, WIB) for day in (month, add_months(month, 1)))
        self._params: dict[str, Any] = {"start": self.start, "stop": self.stop, "desks": [desk.pk for desk in desks]}

    def findings(self) -> dict[str, int]:
        """Files (or numbers asked without one) by what their last check of the month found."""
        return dict(self._rows(_FINDINGS))

    def handling(self) -> tuple[int, float | None]:
        """Files decided in the month, and the median days from their receipt to that decision."""
        ((count, seconds),) = self._rows(_HANDLING)
        return count, None if seconds is None else seconds / ONE_DAY

    def events(self) -> dict[str, int]:
        """Steps of files in the month, by event."""
        found = StatusChange.objects.filter(
            application__agency__in=self.offices, at__gte=self.start, at__lt=self.stop, event__in=EVENTS
        ).values_list("event", flat=True)
        counts = dict.fromkeys(EVENTS, 0)
        for event in found:
            counts[event] += 1
        return counts

    def commitments_due(self) -> int:
        """Commitments whose deadline fell in the month."""
        return ApprovalRequest.objects.filter(
            application__agency__in=self.offices,
            kind=ApprovalRequest.Kind.COMMITMENT,
            state=ApprovalRequest.State.APPROVED,
            deadline_on__range=(self.month, month_end(self.month)),
        ).count()

    def requests(self) -> list[ApprovalRequest]:
        """Exemptions and overrides asked for in the month, oldest first."""
        rows = ApprovalRequest.objects.filter(
            application__agency__in=self.offices,
            asked_at__gte=self.start,
            asked_at__lt=self.stop,
            kind__in=(ApprovalRequest.Kind.EXEMPTION, ApprovalRequest.Kind.OVERRIDE),
        ).select_related("application__permit_type", "answered_by")
        return list(rows.order_by("asked_at", "pk"))

    def attendance(self, *, on: date, holidays: Container[date]) -> list[Desk]:
        """Each office's days with checks among the working days there have been by `on`."""
        last = min(month_end(self.month), on)
        days = [
            day
            for number in range(1, last.day + 1 if last >= self.month else 1)
            if is_working_day(day := self.month.replace(day=number), holidays)
        ]
        seen: dict[int, dict[date, tuple[int, int]]] = {}
        for agency, day, checks, late in self._rows(_DAYS):
            seen.setdefault(agency, {})[day] = (checks, late)
        return [self._desk(office, seen.get(office.pk, {}), days) for office in self.offices]

    def _desk(self, office: Agency, seen: dict[date, tuple[int, int]], days: list[date]) -> Desk:
        return Desk(
            office.code,
            office.short_name,
            sum(checks for checks, _ in seen.values()),
            sum(day in seen for day in days),
            len(days),
            sum(late for _, late in seen.values()),
            tuple(day for day in days if day not in seen),
        )

    def _rows(self, statement: str) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(statement, self._params)
            rows: list[Any] = cursor.fetchall()
        return rows


def denials(month: date, *, district: str = "") -> dict[str, int]:
    """TMP2T of businesses in a kecamatan (or anywhere): in force at the month's end, imposed and lifted in it."""
    first, last = month, month_end(month)
    rows = ServiceDenial.objects.filter(approved_at__isnull=False)
    if district:
        rows = rows.filter(business__village__district=district)
    return {
        "in_force": rows.filter(Q(lifted_on__isnull=True) | Q(lifted_on__gt=last), imposed_on__lte=last).count(),
        "imposed": rows.filter(imposed_on__range=(first, last)).count(),
        "lifted": rows.filter(lifted_on__range=(first, last)).count(),
    }


def checked_by_month(months: tuple[date, ...], desks: list[Agency]) -> list[int]:
    """Checks an office's people made, month by month."""
    start, stop = (datetime.combine(day, time.min, WIB) for day in (months[0], add_months(months[-1], 1)))
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT date_trunc('month', at AT TIME ZONE 'Asia/Jakarta')::date, count(*)::int FROM permits_check
            WHERE at >= %s AND at < %s AND agency_id = ANY(%s) AND by_id IS NOT NULL GROUP BY 1""",
            [start, stop, [desk.pk for desk in desks]],
        )
        found = dict(cursor.fetchall())
    return [found.get(month, 0) for month in months_between(months[0], months[-1])]
