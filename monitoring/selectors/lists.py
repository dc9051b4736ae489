"""The lists behind the numbers: businesses without cover, files held and not yet back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from enrollment.models import Business, BusinessEmployerLink
from monitoring.facts.employers import DECLARED_SQL
from monitoring.facts.mode import MonthMode
from monitoring.selectors.origins import Origin


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

    origin: Origin
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
            SELECT batch_id, row_number, public_id, name, village, declared::int, (declared - people)::int
            FROM declaring WHERE sector = %(sector)s AND declared > people
            ORDER BY declared - people DESC, name, public_id""",  # noqa: S608 - no value is pasted in
            {**mode.params(), "sector": sector},
        )
        return [GapLine(Origin(*row[:2]), *row[2:]) for row in cursor.fetchall()]


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
