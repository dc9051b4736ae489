"""Who is covered at an employer, and an owner's own cover: counted in SQL, without a name leaving it."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from enrollment.models import Arrangement, Membership
from enrollment.rules.calendar import month_end, required_month
from enrollment.rules.kinds import CoverState, Program, Segment
from enrollment.rules.payment import bpu_state
from enrollment.rules.status import Arranged, OwnerCover, SegmentCount
from enrollment.rules.wages import minimum_wage

__all__ = ["Counted", "count_workers", "own_covers"]

_PROGRAMS = tuple(program.value.lower() for program in Program)
_HOLDERS = ", ".join(f"bool_or({name}) AS {name}" for name in _PROGRAMS)

# One row a person, employer and segment. Who covered the required month's last day counts by the one definition;
# who joined after it owes nothing yet and counts while the cover runs.
_PEOPLE = f"""
    SELECT employer_id, segment, participant_id, {_HOLDERS},
           coalesce(min(wage) < %(minimum)s, false) AS is_low
    FROM enrollment_membership
    WHERE employer_id = ANY(%(employers)s) AND started_on <= %(on)s
      AND CASE WHEN started_on <= %(last)s THEN ended_on IS NULL OR ended_on > %(last)s
               ELSE ended_on IS NULL OR ended_on > %(on)s END
    GROUP BY employer_id, segment, participant_id
"""  # noqa: S608 - only column names of the enum are pasted in
_COUNTS = f"""
    SELECT employer_id, segment, count(*), {", ".join(f"count(*) FILTER (WHERE {name})" for name in _PROGRAMS)},
           count(*) FILTER (WHERE is_low), array_agg(participant_id)
    FROM ({_PEOPLE}) people GROUP BY employer_id, segment ORDER BY employer_id, segment
"""  # noqa: S608 - as above
_STARTS = """
    SELECT employer_id, min(started_on) FROM enrollment_membership
    WHERE employer_id = ANY(%(employers)s) AND started_on <= %(on)s GROUP BY employer_id
"""


@dataclass
class Counted:
    """What memberships say of one employer: people by internal id, never shown, only counted."""

    people: set[int] = field(default_factory=set)
    segments: tuple[SegmentCount, ...] = ()
    started_on: date | None = None
    arrangement: Arranged | None = None


def count_workers(employers: Sequence[int], *, on: date, holidays: Container[date]) -> dict[int, Counted]:
    """Covered people of each employer (internal ids) on `on`, by segment with program holders; three queries."""
    found = {pk: Counted() for pk in employers}
    if not found:
        return found
    params: dict[str, Any] = {
        "employers": list(found),
        "on": on,
        "last": month_end(required_month(on, holidays)),
        "minimum": minimum_wage(on),
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, params)
        for row in cursor.fetchall():
            _add(found[row[0]], row)
        cursor.execute(_STARTS, params)
        for pk, started_on in cursor.fetchall():
            found[pk].started_on = started_on
    in_force = Arrangement.objects.filter(employer__in=list(found), valid_from__lte=on, valid_to__gte=on)
    for made in in_force.order_by("valid_to"):
        found[made.employer_id].arrangement = Arranged(made.kind, made.valid_to)
    return found


def _add(counted: Counted, row: tuple[Any, ...]) -> None:
    _, segment, people, *rest = row
    holders = dict(zip(Program, rest[: len(_PROGRAMS)], strict=True))
    low, ids = rest[len(_PROGRAMS) :]
    counted.segments += (SegmentCount(Segment(segment), people, holders, low),)
    counted.people.update(ids)


def own_covers(owner_indexes: Sequence[bytes], *, on: date) -> dict[bytes, OwnerCover]:
    """The best BPU cover of each person (keyed NIK index) on `on`; who has none is missing."""
    if not owner_indexes:
        return {}
    rows = Membership.objects.filter(
        participant__nik_index__in=list(owner_indexes), segment=Segment.NON_WAGE, started_on__lte=on
    )
    columns = rows.order_by("protected_until", "id").values_list(
        "participant__nik_index", "started_on", "protected_until", *_PROGRAMS
    )
    best: dict[bytes, OwnerCover] = {}
    for index, started_on, until, *held in columns:
        programs = frozenset(program for program, holds in zip(Program, held, strict=True) if holds)
        state: CoverState = bpu_state(until, on=on)
        best[bytes(index)] = OwnerCover(state, started_on, until, programs)
    return best
