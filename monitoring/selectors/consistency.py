"""What the index of consistency is made of, from the counters; and the indexes as they were frozen."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, Max

from districts.clock import WIB
from districts.models import Agency
from enrollment.rules.calendar import add_months
from monitoring.models import Certificate, ConsistencyScore
from monitoring.rules.consistency import PARTS, Ahead, Inputs, Missing, ahead, parts
from monitoring.selectors.desks import Counters
from monitoring.selectors.gate import Gate, gate_by
from permits.models import ApprovalRequest

if TYPE_CHECKING:
    from collections.abc import Iterable

# Files checked (or numbers asked without a file), and those whose business is known with place, sector and workers.
_COMPLETE = """
SELECT agency.district_id, count(*)::int,
       count(*) FILTER (WHERE business.village_id IS NOT NULL AND business.kbli_code <> ''
           AND COALESCE(application.declared_workers, business.declared_workers) IS NOT NULL)::int
FROM (
    SELECT DISTINCT ON (agency_id, permit_type_id, COALESCE(application_id::text, encode(asked_index, 'hex')))
           agency_id, business_id, application_id
    FROM permits_check WHERE at >= %(start)s AND at < %(stop)s
    ORDER BY agency_id, permit_type_id, COALESCE(application_id::text, encode(asked_index, 'hex')), at DESC
) checked
JOIN districts_agency agency ON agency.id = checked.agency_id
LEFT JOIN enrollment_business business ON business.id = checked.business_id
LEFT JOIN permits_application application ON application.id = checked.application_id
WHERE agency.district_id IS NOT NULL GROUP BY 1"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One kecamatan's index as the page and the workbook print it."""

    row: ConsistencyScore
    inputs: Inputs
    certificate: Certificate | None

    @property
    def code(self) -> str:
        return self.row.district_id

    @property
    def name(self) -> str:
        return self.row.district.name

    @property
    def values(self) -> list[Decimal | None]:
        """The parts in their order."""
        found = parts(self.inputs)
        return [found[part] for part in PARTS]

    @property
    def missing(self) -> list[Missing]:
        return [Missing(code) for code in self.row.inputs["missing"]]

    @property
    def leads(self) -> bool:
        return self.row.rank == 1

    @property
    def valid_certificate(self) -> Certificate | None:
        return self.certificate if self.certificate and self.certificate.revoked_at is None else None


def inputs_by_district(month: date, *, on: date, holidays: Container[date]) -> dict[str, Inputs]:
    """The month's inputs of every kecamatan that has an office."""
    offices = list(Agency.objects.filter(kind=Agency.Kind.DISTRICT).order_by("code"))
    start, stop = (datetime.combine(day, time.min, WIB) for day in (month, add_months(month, 1)))
    attendance = {desk.code: desk for desk in Counters(month, offices).attendance(on=on, holidays=holidays)}
    gates = gate_by("district", month)
    complete = _completeness(start, stop)
    loose = _unexplained(start, stop)
    found = {}
    for office in offices:
        code, desk = office.district_id or "", attendance[office.code]
        gate = gates.get(code, Gate())
        checked, whole = complete.get(code, (0, 0))
        found[code] = Inputs(
            desk.days, desk.working_days, checked, loose.get(code, 0), gate.held, gate.registered, whole
        )
    return found


def _completeness(start: datetime, stop: datetime) -> dict[str, tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_COMPLETE, {"start": start, "stop": stop})
        return {code: (checked, whole) for code, checked, whole in cursor.fetchall()}


def _unexplained(start: datetime, stop: datetime) -> dict[str, int]:
    """Exemptions and overrides that the second person granted without a word."""
    rows = ApprovalRequest.objects.filter(
        kind__in=(ApprovalRequest.Kind.EXEMPTION, ApprovalRequest.Kind.OVERRIDE),
        state=ApprovalRequest.State.APPROVED,
        answer_note="",
        answered_at__gte=start,
        answered_at__lt=stop,
        application__agency__district__isnull=False,
    )
    counts = rows.order_by().values("application__agency__district").annotate(rows=Count("pk"))
    return {row["application__agency__district"]: row["rows"] for row in counts}


def scored_months() -> list[date]:
    """Months with indexes, newest first."""
    found = ConsistencyScore.objects.order_by("-period").values_list("period", flat=True).distinct()
    return list(found)


def newest_version(month: date) -> int:
    """0 where the month has no index yet."""
    found: dict[str, Any] = ConsistencyScore.objects.filter(period=month).aggregate(newest=Max("version"))
    return found["newest"] or 0


def entries(month: date, version: int = 0) -> list[Entry]:
    """The month's indexes, the newest version unless another is asked for: by group, rank and name."""
    rows = ConsistencyScore.objects.filter(period=month, version=version or newest_version(month))
    rows = rows.select_related("district", "certificate__pdf", "certificate__issued_by")
    found = [Entry(row, Inputs.of(row.inputs), getattr(row, "certificate", None)) for row in rows]
    return sorted(found, key=lambda entry: (entry.row.peer_group, entry.row.rank or 99, entry.name))


def entry_of(month: date, district: str) -> Entry | None:
    """One kecamatan's newest index of a month."""
    return next((entry for entry in entries(month) if entry.code == district), None)


def lead_of(entry: Entry, all_: Iterable[Entry]) -> list[Ahead]:
    """In what a kecamatan lies above the middle of the others of its group."""
    peers = [
        other.inputs for other in all_ if other.row.peer_group == entry.row.peer_group and other.code != entry.code
    ]
    return ahead(entry.inputs, peers)


def certificate_by_code(code: str) -> Certificate | None:
    """A certificate with the index it was given for."""
    rows = Certificate.objects.select_related("score__district", "issued_by", "pdf")
    return rows.filter(code=code).first()
