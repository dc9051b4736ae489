"""The desk of an office: today's queue with its clocks and holders, the next file, who works there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from accounts.kept import kept
from accounts.models import Assignment, User
from districts.clock import WIB, today
from districts.models import Agency
from enrollment.models import ImportBatch
from enrollment.selectors.freshness import missing_this_month
from permits.access import DESK_ROLES
from permits.models import Application

__all__ = ["COUNTS_SQL", "Queue", "colleagues_of", "counts_of", "missing_sheets", "next_file", "queue_of"]

SHOWN = 7
State = Application.State
DECIDED = (State.CLEARED, State.CLEARED_CONDITIONAL, State.CONTINUED, State.EXEMPTED)
WAITING = (State.RECEIVED, State.WAITING_BPJS, State.FORWARDED)
# F4: what is ready, then what waits for the desk itself.
NEXT = (State.READY, State.RECEIVED)

COUNTS_SQL = """
    SELECT (SELECT count(*) FROM permits_check
            WHERE agency_id = %(agency)s AND at >= %(start)s AND by_id IS NOT NULL)::int,
           count(*) FILTER (WHERE state = ANY(%(decided)s))::int,
           count(*) FILTER (WHERE state = 'HELD')::int,
           count(*) FILTER (WHERE state = ANY(%(waiting)s))::int,
           count(*)::int, coalesce(sum(version), 0)::int
    FROM permits_application WHERE agency_id = %(agency)s AND (received_on = %(day)s OR state = 'READY')
"""


@dataclass
class Queue:
    """Today at one office. `rows`: the newest files, those ready to be issued first, read when they are drawn.

    `stamp` changes with every step of any of its files.
    """

    agency: Agency | None
    day: date
    checked: int = 0
    passed: int = 0
    held: int = 0
    waiting: int = 0
    total: int = 0
    stamp: int = 0

    @property
    def key(self) -> tuple[object, ...]:
        """What its rows and counts are kept by; how many were checked is drawn each time."""
        office = self.agency.pk if self.agency else None
        return office, self.day, self.passed, self.held, self.waiting, self.total, self.stamp

    @cached_property
    def rows(self) -> list[Application]:
        if not self.total:
            return []
        todays = Application.objects.filter(agency=self.agency).filter(Q(received_on=self.day) | Q(state=State.READY))
        rows = todays.select_related("permit_type", "assigned_to")
        return list(rows.order_by(_ready_first(), "-received_at", "-queue_number")[:SHOWN])


def queue_of(agency: Agency | None, day: date) -> Queue:
    """The queue of an office on a day; one query, one more where its rows are drawn."""
    if agency is None:
        return Queue(None, day)
    with connection.cursor() as cursor:
        cursor.execute(COUNTS_SQL, counts_of(agency, day))
        return Queue(agency, day, *cursor.fetchone())


def counts_of(agency: Agency | None, day: date) -> dict[str, Any]:
    """The parameters of COUNTS_SQL; without an office all is nought."""
    return {
        "agency": agency.pk if agency else None,
        "day": day,
        "start": datetime.combine(day, time.min, WIB),
        "decided": [state.value for state in DECIDED],
        "waiting": [state.value for state in WAITING],
    }


def next_file(user: User) -> Application | None:
    """F4: the file that has been ready longest, else the one waiting longest; one's own and unheld ones come first."""
    files = Application.objects.visible_to(user).filter(state__in=NEXT)
    mine = Case(
        When(assigned_to=user, then=Value(0)), When(assigned_to__isnull=True, then=Value(1)), default=Value(2),
        output_field=IntegerField(),
    )  # fmt: skip
    return files.order_by(_ready_first(), mine, "ready_at", "received_at").first()


def colleagues_of(agency_id: int) -> QuerySet[User]:
    """Who works at an office's counter today."""
    day = today()
    posts = Assignment.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day), agency=agency_id, role__in=DESK_ROLES, valid_from__lte=day
    )
    return User.objects.filter(is_active=True, pk__in=posts.values("user")).order_by("display_name", "username")


def missing_sheets(day: date) -> list[tuple[str, date | None]]:
    """Sheets of this month that have not come: name, and the day the newest stands for; asked once a minute."""
    found = kept(("missing sheets", day), lambda: missing_this_month(day))
    return [(str(ImportBatch.Profile(profile).label), newest) for profile, newest in found]


def _ready_first() -> Case:
    return Case(When(state=State.READY, then=Value(0)), default=Value(1), output_field=IntegerField())
