"""The verbs by which BPJS tells of an instalment plan or a dispute: while it runs, arrears read CONDITIONAL."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from accounts import audit
from accounts.access import ensure, may
from accounts.models import User
from accounts.rules import Role
from districts.clock import today
from enrollment.models import Arrangement, Employer

__all__ = ["end_arrangement", "record_arrangement"]


@transaction.atomic
def record_arrangement(
    *, employer: Employer, kind: str, letter_number: str, valid_from: date, valid_to: date, by: User
) -> Arrangement:
    """Note what a BPJS branch agreed with an employer (kind INSTALMENT or DISPUTE); both days included."""
    ensure(may(by, Role.BRANCH_STAFF, Role.BRANCH_HEAD))
    arrangement = Arrangement.objects.create(
        employer=employer,
        kind=Arrangement.Kind(kind),
        letter_number=letter_number,
        valid_from=valid_from,
        valid_to=valid_to,
        made_by=by,
    )
    data = {"kind": kind, "letter": letter_number, "from": valid_from, "to": valid_to}
    audit.record(verb="enrollment.record_arrangement", by=by, target=employer, data=data)
    return arrangement


@transaction.atomic
def end_arrangement(*, arrangement: Arrangement, by: User) -> Arrangement:
    """The agreement counts no longer from today; one that has not begun or is over already stays as it is."""
    ensure(may(by, Role.BRANCH_STAFF, Role.BRANCH_HEAD))
    row = Arrangement.objects.select_for_update().get(pk=arrangement.pk)
    last = max(row.valid_from, today() - timedelta(days=1))
    if row.valid_to > last:
        row.valid_to = last
        row.save(update_fields=["valid_to"])
        audit.record(verb="enrollment.end_arrangement", by=by, target=row.employer, data={"to": last})
    return row
