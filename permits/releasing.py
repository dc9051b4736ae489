"""Release without a second visit: a committed batch that brings a held file's registration makes it ready.

Only links by exact keys count (the import makes those); what merely looks alike waits for a person. Taking the batch
back holds the file again, or flags it where somebody has already let it go.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts import audit
from districts.clock import now, today
from enrollment.models import Business, ImportBatch
from enrollment.rules.recognition import IdentifierKind, Recognised
from enrollment.rules.status import RegistrationStatus
from enrollment.selectors.status import holidays, statuses_of
from permits.models import Application, Check, ServiceRule
from permits.records import locked, move, record_check, reopen_letter
from permits.rules.verdict import Outcome
from permits.selectors.catalogue import rule_in_force
from permits.selectors.verdicts import denials_in_force, judge

__all__ = ["releasable", "release_held", "reopen_released"]

State = Application.State
HELD = (State.HELD, State.WAITING_BPJS)
PASSES = ("PASS", "PASS_WITH_DEADLINE")
AT_ONCE = 200


def releasable(on: date) -> int:
    """How many held files would be ready as the register stands: the figure of an import's preview."""
    return sum(1 for _row, _status in _passing(_waiting(), on))


def release_held(batch: ImportBatch) -> dict[str, int]:
    """Make every held file ready that passes now, and check those again that went on while the source was down.

    Each in a transaction of its own; running twice changes nothing.
    """
    on = today()
    released = sum([_release(row.pk, batch, on) for row, _status in list(_passing(_waiting(), on))])
    continued = Application.objects.filter(state=State.CONTINUED).exclude(history__event="CHECKED")
    rechecked = sum([_recheck(pk, batch, on) for pk in continued.values_list("pk", flat=True)])
    return {"released": released, "rechecked": rechecked}


def reopen_released(batch: ImportBatch) -> dict[str, int]:
    """The batch is gone: what it released is held again unless it still passes; what was decided is flagged."""
    on = today()
    rows = Application.objects.filter(ready_batch=batch)
    passing = {row.pk for row, _status in _passing(rows, on)}
    reopened = flagged = 0
    for pk in rows.exclude(pk__in=passing).values_list("pk", flat=True):
        with transaction.atomic():
            application = locked(pk)
            if application.state == State.READY:
                application.ready_at = application.ready_batch = None
                move(application, "REOPENED", State.HELD, by=None, batch=batch)
                reopen_letter(application)
                reopened += 1
            elif not application.history.filter(event="FLAGGED", batch=batch).exists():
                move(application, "FLAGGED", application.state, by=None, batch=batch)
                flagged += 1
            audit.record(verb="permits.reopen", by=None, target=application, data={"batch": str(batch.pk)})
    return {"reopened": reopened, "flagged": flagged}


def _waiting() -> QuerySet[Application]:
    return Application.objects.filter(state__in=HELD, business__isnull=False)


def _passing(rows: QuerySet[Application], on: date) -> Iterator[tuple[Application, RegistrationStatus]]:
    """The files whose business passes their service's rule on `on`; read in chunks, six queries each."""
    days = holidays()
    files = list(rows.select_related("permit_type", "business__village__district").order_by("received_at"))
    rules = {pk: rule_in_force(service, on) for pk, service in {f.permit_type_id: f.permit_type for f in files}.items()}
    for start in range(0, len(files), AT_ONCE):
        chunk = files[start : start + AT_ONCE]
        businesses = {f.business.pk: f.business for f in chunk if f.business}
        statuses = statuses_of(list(businesses.values()), on=on)
        denials = denials_in_force(businesses, on)
        for file in chunk:
            rule, status = rules[file.permit_type_id], statuses[file.business_id or 0]
            if rule is None:
                continue
            verdict = judge(rule, status, on=on, denial=denials.get(file.business_id or 0), known_holidays=days)
            if verdict.outcome in PASSES:
                yield file, status


@transaction.atomic
def _release(pk: UUID, batch: ImportBatch, on: date) -> bool:
    """One file under its lock: judged again, with a Check by the system as evidence."""
    application = locked(pk)
    rule = rule_in_force(application.permit_type, on)
    if application.state not in HELD or application.business is None or rule is None:
        return False
    check = _system_check(application, application.business, rule, on)
    if check.outcome not in PASSES:
        return False
    application.ready_at, application.ready_batch, application.deadline_on = now(), batch, None
    move(application, "MATCHED", State.READY, by=None, check=check, batch=batch)
    audit.record(verb="permits.release", by=None, target=application, data={"batch": str(batch.pk)})
    return True


@transaction.atomic
def _recheck(pk: UUID, batch: ImportBatch, on: date) -> bool:
    """A file that went on by rule, checked as soon as there is data to check it with; the decision stands."""
    application = locked(pk)
    rule = rule_in_force(application.permit_type, on)
    if application.business is None or rule is None:
        return False
    status = statuses_of([application.business], on=on)[application.business.pk]
    if judge(rule, status, on=on).outcome == Outcome.CONTINUE_BY_RULE:
        return False
    check = _system_check(application, application.business, rule, on)
    move(application, "CHECKED", application.state, by=None, check=check, batch=batch)
    audit.record(verb="permits.recheck_file", by=None, target=application, data={"finding": check.finding})
    return True


def _system_check(application: Application, business: Business, rule: ServiceRule, on: date) -> Check:
    status = statuses_of([business], on=on)[business.pk]
    return record_check(
        status=status,
        permit_type=application.permit_type,
        rule=rule,
        on=on,
        by=None,
        office=application.agency,
        asked=Recognised(IdentifierKind.NAME, business.name),
        application=application,
        verb="permits.recheck",
    )
