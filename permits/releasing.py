"""Release without a second visit: a committed batch that brings a held file's registration makes it ready.

Only exact keys count: links to employers (the import makes those, a person the doubtful ones), and for a walk-in the
one row the register now has of the same business. What merely looks alike waits for a person. Taking the batch back
holds the file again, or flags it where somebody has already let it go.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import audit
from districts.clock import now, today
from districts.formats import date_short
from enrollment.models import Business, ImportBatch
from enrollment.selectors.status import holidays, statuses_of
from permits.models import Application
from permits.records import locked, move, reopen_letter, system_check
from permits.rules.verdict import IN_ORDER, Outcome
from permits.selectors.catalogue import rule_in_force
from permits.selectors.twins import source_row, twins_of
from permits.selectors.verdicts import denials_in_force, judge

__all__ = ["files_passing", "releasable", "release_held", "reopen_released"]

State = Application.State
HELD = (State.HELD, State.WAITING_BPJS)
AT_ONCE = 200


def releasable(on: date) -> list[UUID]:
    """The held files that would be ready as the register stands: for an import's preview."""
    return [file.pk for file, _business in files_passing(_waiting(), on)]


def release_held(batch: ImportBatch | None) -> dict[str, int]:
    """Make every held file ready that passes now, and check those again that went on while the source was down.

    Each in a transaction of its own; running twice changes nothing. No batch: a person has settled a doubtful link.
    """
    on = today()
    found = [(row.pk, business.pk) for row, business in list(files_passing(_waiting(), on))]
    released = sum([_release(pk, business_pk, batch, on) for pk, business_pk in found])
    continued = Application.objects.filter(state=State.CONTINUED).exclude(history__event="CHECKED")
    rechecked = sum([_recheck(pk, batch, on) for pk in continued.values_list("pk", flat=True)])
    return {"released": released, "rechecked": rechecked}


def reopen_released(batch: ImportBatch) -> dict[str, int]:
    """The batch is gone: what it released is held again unless it still passes; what was decided is flagged."""
    rows = Application.objects.filter(ready_batch=batch)
    passing = {row.pk for row, _business in files_passing(rows, today())}
    told = [_reopen(pk, batch) for pk in rows.exclude(pk__in=passing).values_list("pk", flat=True)]
    return {"reopened": told.count("REOPENED"), "flagged": told.count("FLAGGED")}


@transaction.atomic
def _reopen(pk: UUID, batch: ImportBatch) -> str:
    """One file under its lock; returns the step it took. Without a letter there is nothing to hold it with."""
    application = locked(pk)
    event = ""
    if application.state == State.READY:
        event, state = "REOPENED", State.HELD if application.referrals.exists() else State.RECEIVED
        application.ready_at = application.ready_batch = None
        application.business = _held_for(application)
        move(application, event, state, by=None, batch=batch)
        reopen_letter(application)
    elif not application.history.filter(event="FLAGGED", batch=batch).exists():
        event = "FLAGGED"
        move(application, event, application.state, by=None, batch=batch)
    audit.record(verb="permits.reopen", by=None, target=application, data={"batch": str(batch.pk)})
    return event


def _waiting() -> QuerySet[Application]:
    return Application.objects.filter(state__in=HELD, business__isnull=False)


def files_passing(rows: QuerySet[Application], on: date) -> Iterator[tuple[Application, Business]]:
    """The files whose business passes their service's rule on `on`, with the row of the register that does.

    A walk-in is judged by its own row and by its twin's. Read in chunks; the queries of a chunk do not grow with it.
    """
    days = holidays()
    files = list(rows.select_related("permit_type", "business__village__district").order_by("received_at"))
    rules = {pk: rule_in_force(service, on) for pk, service in {f.permit_type_id: f.permit_type for f in files}.items()}
    for start in range(0, len(files), AT_ONCE):
        chunk = files[start : start + AT_ONCE]
        own = {f.business.pk: f.business for f in chunk if f.business}
        twins = twins_of(list(own.values()))
        businesses = own | {twin.pk: twin for twin in twins.values()}
        statuses = statuses_of(list(businesses.values()), on=on)
        denials = denials_in_force(businesses, on)
        for file in chunk:
            rule, own_pk = rules[file.permit_type_id], file.business_id or 0
            for business in filter(None, (own[own_pk], twins.get(own_pk)) if rule else ()):
                denial = denials.get(business.pk) or denials.get(own_pk)
                assert rule is not None
                verdict = judge(rule, statuses[business.pk], on=on, denial=denial, known_holidays=days)
                if verdict.outcome in IN_ORDER:
                    yield file, business
                    break


@transaction.atomic
def _release(pk: UUID, business_pk: int, batch: ImportBatch | None, on: date) -> bool:
    """One file under its lock: judged again, with a Check by the system as evidence."""
    application = locked(pk)
    rule = rule_in_force(application.permit_type, on)
    if application.state not in HELD or application.business is None or rule is None:
        return False
    business = Business.objects.select_related("village__district").get(pk=business_pk)
    check = system_check(application, business, rule, on)
    if check.outcome not in IN_ORDER:
        return False
    application.ready_at, application.ready_batch, application.deadline_on = now(), batch, None
    application.business = business
    row = source_row(business, batch) if batch else None
    move(application, "MATCHED", State.READY, by=None, check=check, batch=batch, note=_origin(batch, row))
    data = {"batch": str(batch.pk) if batch else "", "row": row, "rule": rule.version, "business": business.pk}
    audit.record(verb="permits.release", by=None, target=application, data=data)
    return True


def _origin(batch: ImportBatch | None, row: int | None) -> str:
    """The file and line that brought it, as the timeline says it."""
    if batch is None or batch.as_of is None:
        return ""
    day = date_short(batch.as_of)
    return (
        _("Impor per %(day)s, baris %(row)s") % {"day": day, "row": row}
        if row
        else _("Impor per %(day)s") % {"day": day}
    )


def _held_for(application: Application) -> Business | None:
    """The business a file was held for, before the register's own row of it took its place."""
    held = application.history.filter(event__in=("HELD", "ASKED"), check_row__business__isnull=False).first()
    return held.check_row.business if held and held.check_row else application.business


@transaction.atomic
def _recheck(pk: UUID, batch: ImportBatch | None, on: date) -> bool:
    """A file that went on by rule, checked as soon as there is data to check it with; the decision stands."""
    application = locked(pk)
    rule = rule_in_force(application.permit_type, on)
    if application.business is None or rule is None:
        return False
    status = statuses_of([application.business], on=on)[application.business.pk]
    if judge(rule, status, on=on).outcome == Outcome.CONTINUE_BY_RULE:
        return False
    check = system_check(application, application.business, rule, on)
    move(application, "CHECKED", application.state, by=None, check=check, batch=batch)
    audit.record(verb="permits.recheck_file", by=None, target=application, data={"finding": check.finding})
    return True
