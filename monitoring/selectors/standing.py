"""What the register says of a month beside its facts: arrears by age, hints, BPU by group, targets, notes, quality."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Q, Sum

from enrollment.models import ImportBatch, ImportProblem
from enrollment.rules.calendar import add_months, month_end
from monitoring.facts.mode import MonthMode
from monitoring.models import ArrearsFact, ChartNote, FigureHold, MovementFact, PdsHint, SectorFact, Target
from monitoring.selectors.lists import unregistered

# Months in arrears, first and last of each band.
ARREARS_BANDS = ((1, 1), (2, 3), (4, 6), (7, 12), (13, 10_000))
LAPSE_DAYS = 30
MOVES = ("before", "new", "reactivated", "moved_in", "lapsed", "moved_out", "now")
# A group of fewer people is not named on a paper that goes to readers without the list.
LEAST_PEOPLE = 5

_GROUPS = """
WITH person AS (
    SELECT membership.participant_id AS person, max(membership.group_name) AS name,
           max(membership.protected_until) AS protected_until
    FROM enrollment_membership membership
    LEFT JOIN districts_village village ON village.code = membership.village_id
    WHERE membership.segment = 'BPU' AND membership.started_on <= %(last_day)s
      AND membership.protected_until >= %(last_day)s {where}
    GROUP BY 1
)
SELECT name, count(*)::int, (count(*) FILTER (WHERE protected_until <= %(lapse)s))::int
FROM person GROUP BY 1 ORDER BY 2 DESC, 1"""


@dataclass(frozen=True, slots=True)
class Group:
    """Active BPU people of one group (wadah), and how many of them are protected for LAPSE_DAYS more days at most."""

    name: str
    people: int
    lapsing: int


def bpu_groups(month: date, *, district: str = "", branch: int | None = None) -> list[Group]:
    """By size; people without a group, and those of groups under LEAST_PEOPLE, as one last group named ""."""
    last = month_end(month)
    where = "AND village.district_id = %(district)s" if district else ""
    where += " AND membership.branch_id = %(branch)s" if branch else ""
    params: dict[str, Any] = {
        "last_day": last,
        "lapse": last + timedelta(days=LAPSE_DAYS),
        "district": district,
        "branch": branch,
    }
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS.format(where=where), params)
        rows = [Group(*row) for row in cursor.fetchall()]
    named = [row for row in rows if row.name and row.people >= LEAST_PEOPLE]
    rest = [row for row in rows if row not in named]
    if rest:
        named.append(Group("", sum(row.people for row in rest), sum(row.lapsing for row in rest)))
    return named


def arrears_bands(month: date, district: str) -> list[dict[str, Any]] | None:
    """Employers in arrears by age; None where the month has no such facts."""
    rows = list(ArrearsFact.objects.filter(period=month, district=district).values("months", "employers", "people"))
    if not rows and not ArrearsFact.objects.filter(period=month).exists():
        return None
    return [
        {
            "first": first,
            "last": last if last < ARREARS_BANDS[-1][1] else None,
            "employers": sum(row["employers"] for row in rows if first <= row["months"] <= last),
            "people": sum(row["people"] for row in rows if first <= row["months"] <= last),
        }
        for first, last in ARREARS_BANDS
    ]


def movements(month: date, district: str) -> dict[str, dict[str, int]]:
    """What the change is made of, by segment ("" = all); empty where the month has no such facts."""
    rows = MovementFact.objects.filter(period=month, district=district)
    return {row["segment"]: {name: row[name] for name in MOVES} for row in rows.values("segment", *MOVES)}


def pds_hints(district: str) -> list[dict[str, Any]]:
    """Guesses of partial registration by kind: still open, and confirmed by a person."""
    rows = PdsHint.objects.all()
    if district:
        rows = rows.filter(Q(business__village__district=district) | Q(employer__village__district=district))
    counts = rows.values("kind").annotate(
        open=Count("pk", filter=Q(state=PdsHint.State.OPEN), distinct=True),
        confirmed=Count("pk", filter=Q(state=PdsHint.State.CONFIRMED), distinct=True),
    )
    found: dict[str, dict[str, Any]] = {row["kind"]: dict(row) for row in counts}
    return [found.get(kind, {"kind": kind, "open": 0, "confirmed": 0}) for kind in PdsHint.Kind.values]


def never_registered(districts: list[str]) -> dict[str, int]:
    """Businesses (PWBD) that declare workers and that no employer is confirmed for, and those workers."""
    counts = [unregistered(code).aggregate(n=Count("pk"), people=Sum("declared_workers")) for code in districts]
    return {"businesses": sum(row["n"] for row in counts), "workers": sum(row["people"] or 0 for row in counts)}


def targets(month: date, area: str) -> list[tuple[Target, Decimal]]:
    """The target lines in force for an area's month: the newest of each kind and line."""
    rows = Target.objects.filter(area_code=area, valid_from__lte=month, withdrawn_at__isnull=True)
    newest = {(row.kind, row.line): row for row in rows.order_by("valid_from")}
    return [(row, row.percent) for _, row in sorted(newest.items())]


def chart_notes(first: date, last: date, area: str) -> list[ChartNote]:
    """Remarks on the area's charts that still stand."""
    rows = ChartNote.objects.filter(area_code=area, period__range=(first, last), withdrawn_at__isnull=True)
    return list(rows.order_by("period", "written_at", "pk"))


def held_figures(month: date, areas: list[str]) -> list[FigureHold]:
    """Figures above 100 % or far from the month before, explained or not."""
    return list(FigureHold.objects.filter(period=month, area_code__in=areas).order_by("area_code", "indicator", "why"))


def import_quality(month: date) -> dict[str, int]:
    """The month's committed sheets: rows, wrong and doubtful ones, and cells whose NIK was no NIK."""
    batches = ImportBatch.objects.filter(
        state=ImportBatch.State.COMMITTED, as_of__gte=month, as_of__lt=add_months(month, 1)
    )
    sums = batches.aggregate(rows=Sum("rows"), wrong=Sum("wrong"), doubtful=Sum("doubtful"))
    cells = ImportProblem.objects.filter(batch__in=batches, code__startswith="NIK_")
    bad = cells.exclude(severity=ImportProblem.Severity.WARNING).count()
    return {"files": batches.count(), **{name: value or 0 for name, value in sums.items()}, "nik_errors": bad}


def without_sector(month: date, district: str) -> int:
    """Businesses that declare workers and whose sector nobody knows."""
    found = SectorFact.objects.filter(period=month, district=district, sector="-").values_list("businesses", flat=True)
    return sum(found)


_BRANCH_EMPLOYERS = """
SELECT count(*) FILTER (WHERE closed_on IS NULL OR closed_on > %(last_day)s)::int,
       count(*) FILTER (WHERE (closed_on IS NULL OR closed_on > %(last_day)s) AND paid_through >= %(needed)s)::int,
       count(*) FILTER (WHERE closed_on BETWEEN %(first_day)s AND %(last_day)s)::int
FROM enrollment_employer WHERE branch_id = %(branch)s"""


def branch_employers(mode: MonthMode, branch: int) -> dict[str, int]:
    """A branch's employers on record: open at the month's end, of them paid as far as needed, closed in the month."""
    with connection.cursor() as cursor:
        cursor.execute(_BRANCH_EMPLOYERS, {**mode.params(), "branch": branch})
        active, paid_up, closed = cursor.fetchone()
    return {"active": active, "paid_up": paid_up, "in_arrears": active - paid_up, "closed": closed}
