"""Release on a registration that BPJS' own system reports, and what the next sheets make of it.

The event is evidence and no entry of the register: a file it makes ready is judged again by the register alone with
every committed batch. The batch confirms it; or, once sheets of the day of registration are in, it lets it down.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from districts.clock import WIB, now, today
from districts.formats import date_short
from enrollment.models import Business, ImportBatch
from enrollment.selectors.status import statuses_of
from permits.models import Application, RegistrationEvent
from permits.records import locked, move, reopen_letter, system_check
from permits.releasing import HELD, files_passing
from permits.rules.verdict import IN_ORDER
from permits.selectors.catalogue import rule_in_force
from permits.selectors.reports import business_of, files_reported, report_of
from permits.selectors.verdicts import judge

__all__ = ["release_reported", "settle_reports"]

State = Application.State


def release_reported(event: RegistrationEvent) -> dict[str, int]:
    """Make the held files ready that wait for this very registration; running twice changes nothing."""
    rows = Application.objects.filter(state__in=HELD, business__in=business_of(event))
    found = list(rows.order_by("received_at").values_list("pk", flat=True))
    return {"waiting": len(found), "released": sum([_release(pk, event) for pk in found])}


def settle_reports(batch: ImportBatch) -> dict[str, int]:
    """Judge every file that rests on a report by the register as the batch left it."""
    on, rows = today(), files_reported()
    passing = {file.pk: business for file, business in files_passing(rows, on)}
    told = [_settle(pk, passing.get(pk), batch, on) for pk in list(rows.values_list("pk", flat=True))]
    return {"confirmed": told.count("CONFIRMED"), "unconfirmed": told.count("UNCONFIRMED")}


@transaction.atomic
def _release(pk: UUID, event: RegistrationEvent) -> bool:
    """One file under its lock: judged again with the report, a Check by the system as evidence."""
    application = locked(pk)
    rule = rule_in_force(application.permit_type, today())
    if application.state not in HELD or application.business is None or rule is None:
        return False
    check = system_check(application, application.business, rule, today(), report=event)
    if check.outcome not in IN_ORDER:
        return False
    application.ready_at, application.ready_batch, application.deadline_on = now(), None, None
    move(application, "REPORTED", State.READY, by=None, check=check, note=_origin(event), report=event)
    data = {"event": str(event.pk), "key": event.key, "check": str(check.pk), "rule": rule.version}
    audit.record(verb="permits.release_reported", by=None, target=application, data=data)
    return True


@transaction.atomic
def _settle(pk: UUID, business: Business | None, batch: ImportBatch, on: date) -> str:
    """One file under its lock: confirmed, let down, or left for a later batch; what was decided is only flagged."""
    application = locked(pk)
    step = report_of(application)
    rule = rule_in_force(application.permit_type, on)
    if step is None or step.report is None or application.business is None or rule is None:
        return ""
    event, state = "CONFIRMED", application.state
    if business is None:
        verdict = judge(rule, statuses_of([application.business], on=on)[application.business.pk], on=on)
        if verdict.as_of is None or verdict.as_of < step.report.registered_on:
            return ""
        event, state = "UNCONFIRMED", State.HELD if state == State.READY else state
    _write(application, event, state, batch)
    system_check(application, business or application.business, rule, on)
    audit.record(verb="permits.settle_report", by=None, target=application, data={"batch": str(batch.pk), "is": event})
    return event


def _write(application: Application, event: str, state: str, batch: ImportBatch) -> None:
    """The step; a file held once more has its letter open again. Without a letter it only waits at the desk."""
    if state == State.HELD:
        application.ready_at = None
        state = State.HELD if application.referrals.exists() else State.RECEIVED
    move(application, event, state, by=None, batch=batch)
    if state == State.HELD:
        reopen_letter(application)


def _origin(event: RegistrationEvent) -> str:
    """The evidence as the timeline says it."""
    told = {
        "day": date_short(event.received_at.astimezone(WIB).date()),
        "since": date_short(event.registered_on),
        "npp": event.npp or "–",
    }
    return (
        _("Dilaporkan BPJS TK lewat API tgl %(day)s, belum ada di data bulanan. Terdaftar %(since)s, NPP %(npp)s")
        % told
    )
