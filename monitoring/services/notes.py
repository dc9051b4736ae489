"""Notes on a chart: dated, tied to an area and a month; they stand on the chart and go into the report."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts import audit
from accounts.access import ensure
from accounts.models import User
from monitoring.access_watching import may_withdraw_note, may_write_note
from monitoring.models import ChartNote
from monitoring.services.withdrawing import withdraw

__all__ = ["withdraw_note", "write_note"]


@transaction.atomic
def write_note(*, area: str, period: date, text: str, by: User, indicator: str = "coverage") -> ChartNote:
    """Beside the area's figure of that month."""
    ensure(may_write_note(by, area))
    note = ChartNote.objects.create(area_code=area, indicator=indicator, period=period, text=text, written_by=by)
    told = {"area": area, "period": f"{period:%Y-%m}", "indicator": indicator}
    audit.record(verb="monitoring.write_note", by=by, target=note, data=told)
    return note


@transaction.atomic
def withdraw_note(*, note: ChartNote, by: User) -> ChartNote:
    """No longer shown; reports that carry it keep it. Withdrawn already: nothing happens."""
    ensure(may_withdraw_note(by, note.written_by_id, note.area_code))
    told = {"area": note.area_code}
    return withdraw(note, verb="monitoring.withdraw_note", told=told, by=by, withdrawn_by=by)
