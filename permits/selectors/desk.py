"""The desk of an office: today's queue with its numbers, the next file, the list of files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from accounts.models import User
from districts.clock import WIB
from districts.models import Agency
from permits.models import Application, Check

__all__ = ["Queue", "next_file", "queue_of"]

SHOWN = 7
State = Application.State
DECIDED = (State.CLEARED, State.CLEARED_CONDITIONAL, State.CONTINUED)
WAITING = (State.RECEIVED, State.WAITING_BPJS)


@dataclass(frozen=True)
class Queue:
    """Today at one office. `rows`: the newest files, those ready to be issued first."""

    checked: int
    passed: int
    held: int
    waiting: int
    total: int
    rows: list[Application]


def queue_of(agency: Agency | None, day: date) -> Queue:
    """The queue of an office on a day; three queries."""
    if agency is None:
        return Queue(0, 0, 0, 0, 0, [])
    start = datetime.combine(day, time.min, WIB)
    checked = Check.objects.filter(agency=agency, at__gte=start, by__isnull=False).count()
    todays = Application.objects.filter(agency=agency).filter(Q(received_on=day) | Q(state=State.READY))
    counts = todays.aggregate(
        passed=Count("pk", filter=Q(state__in=DECIDED)),
        held=Count("pk", filter=Q(state=State.HELD)),
        waiting=Count("pk", filter=Q(state__in=WAITING)),
        total=Count("pk"),
    )
    return Queue(checked=checked, rows=list(_ready_first(todays)[:SHOWN]), **counts)


def next_file(user: User) -> Application | None:
    """F4: the file that has been ready longest, else the one waiting longest at one's own office."""
    open_states = (State.READY, State.RECEIVED)
    files = Application.objects.visible_to(user).filter(state__in=open_states)
    order = Case(When(state=State.READY, then=Value(0)), default=Value(1), output_field=IntegerField())
    return files.order_by(order, "ready_at", "received_at").first()


def _ready_first(files: QuerySet[Application]) -> QuerySet[Application]:
    order = Case(When(state=State.READY, then=Value(0)), default=Value(1), output_field=IntegerField())
    return files.select_related("permit_type").order_by(order, "-received_at", "-queue_number")
