"""Keeping the hints beside the register: new ones open, what was completed is gone, what a person decided stays."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction

from enrollment.rules.calendar import month_end, month_start
from enrollment.rules.wages import minimum_wage
from monitoring.facts.registered import registered
from monitoring.models import PdsHint
from monitoring.rules.hints import Guess, guesses, is_worse

_LOCK = 4204
State = PdsHint.State
Key = tuple[int, str]


@transaction.atomic
def refresh_hints(*, on: date) -> dict[str, int]:
    """Look through all employers once; how many hints opened, changed and went."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    day = month_end(on)
    found = {(one.employer, one.kind): one for one in guesses(registered(on), minimum=minimum_wage(day), on=day)}
    open_ = {(row.employer_id, row.kind): row for row in PdsHint.objects.select_for_update().filter(state=State.OPEN)}
    decided = _decided()
    new = [
        _hint(one, on)
        for key, one in found.items()
        if key not in open_ and (key not in decided or is_worse(one.kind, one.evidence, decided[key]))
    ]
    PdsHint.objects.bulk_create(new, batch_size=1000)
    changed = [_changed(row, found[key]) for key, row in open_.items() if key in found and _differs(row, found[key])]
    PdsHint.objects.bulk_update(changed, ["score", "evidence", "business"], batch_size=1000)
    gone = [row.pk for key, row in open_.items() if key not in found]
    PdsHint.objects.filter(pk__in=gone).update(state=State.GONE)
    return {"new": len(new), "changed": len(changed), "gone": len(gone)}


def _decided() -> dict[Key, dict[str, object]]:
    """What the newest decision on an employer's kind rested on."""
    rows = PdsHint.objects.filter(state__in=[State.CONFIRMED, State.REJECTED]).order_by("decided_at", "pk")
    return {(pk, kind): evidence for pk, kind, evidence in rows.values_list("employer_id", "kind", "evidence")}


def _hint(one: Guess, on: date) -> PdsHint:
    return PdsHint(
        employer_id=one.employer,
        business_id=one.business,
        kind=one.kind,
        score=one.score,
        evidence=one.evidence,
        found_in=month_start(on),
    )


def _differs(row: PdsHint, one: Guess) -> bool:
    return (row.score, row.evidence, row.business_id) != (one.score, one.evidence, one.business)


def _changed(row: PdsHint, one: Guess) -> PdsHint:
    row.score, row.evidence, row.business_id = one.score, one.evidence, one.business
    return row
