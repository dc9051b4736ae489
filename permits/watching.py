"""The watch list (feature A16): businesses an office has cleared, judged again after every import and every night.

A business lapses when its office's own service would no longer let it pass and the register reads worse than on the
day it was cleared. What we merely do not know (old data, an undecided match) neither lapses nor restores it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from districts.clock import now, today
from enrollment.selectors.freshness import as_of_all
from enrollment.selectors.status import holidays, statuses_of
from permits.models import Application, Check, PermitType, ServiceRule, StatusChange, Watch
from permits.rules.verdict import IN_ORDER, SEVERITY, Finding, Verdict
from permits.selectors.catalogue import rule_in_force
from permits.selectors.verdicts import denials_in_force, judge, reason_json

__all__ = ["adopt_cleared", "keep", "look_again"]

AT_ONCE = 500
State = Application.State
WATCHED = (State.CLEARED, State.CLEARED_CONDITIONAL)
# States a file has only after it was cleared; in any other the clearance has been taken back.
STILL_CLEARED = (*WATCHED, State.CONTINUED, State.LAPSED)
CHANGED = ["finding", "reasons", "lapsed_on", "lapses_by", "looked_at", "seen_by", "seen_at"]


def keep(application: Application, change: StatusChange) -> None:
    """A clearance puts the business on its office's list; taking it back takes it off."""
    if change.to_state in WATCHED and change.from_state != change.to_state and change.check_row is not None:
        _watch(application, change.check_row)
    elif change.to_state not in STILL_CLEARED:
        Watch.objects.filter(application=application).delete()


def adopt_cleared() -> int:
    """Put on the list what was cleared and is not on it (an earlier clearance once a later one was taken back)."""
    watched = Watch.objects.filter(agency=OuterRef("agency"), business=OuterRef("business"))
    files = Application.objects.filter(~Exists(watched), state__in=WATCHED, business__isnull=False)
    adopted = 0
    for application in files.order_by("decided_at").iterator():
        change = application.history.filter(to_state__in=WATCHED, check_row__isnull=False).first()
        if change is not None and change.check_row is not None:
            _watch(application, change.check_row)
            adopted += 1
    return adopted


def look_again(on: date | None = None) -> dict[str, int]:
    """Judge every watched business as the register stands; a chunk commits by itself, its queries do not grow."""
    on = on or today()
    rules = {service.pk: rule_in_force(service, on) for service in PermitType.objects.all()}
    looked = lapsed = 0
    for chunk in _chunks(Watch.objects.all()):
        with transaction.atomic():
            looked += len(chunk)
            lapsed += _look(chunk, rules, on)
    return {"looked": looked, "lapsed": lapsed}


def _chunks(rows: QuerySet[Watch]) -> Iterator[list[Watch]]:
    last = 0
    rows = rows.select_related("application", "business__village__district").order_by("pk")
    while chunk := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        yield chunk
        last = chunk[-1].pk


def _look(chunk: list[Watch], rules: dict[int, ServiceRule | None], on: date) -> int:
    """One chunk: today, and as it will be `WATCH_AHEAD_DAYS` later if nothing is paid or renewed."""
    ahead = on + timedelta(days=settings.WATCH_AHEAD_DAYS)
    present, later = _verdicts(chunk, rules, on, 0), _verdicts(chunk, rules, ahead, settings.WATCH_AHEAD_DAYS)
    fell = 0
    for watch in chunk:
        verdict = present.get(watch.pk)
        if verdict is None:
            continue
        was = watch.lapsed_on
        _bring_up_to_date(watch, verdict, on)
        fell += was is None and watch.lapsed_on is not None
        coming = later.get(watch.pk)
        watch.lapses_by = ahead if watch.lapsed_on is None and coming and _is_lapsed(watch, coming) else None
    Watch.objects.bulk_update(chunk, CHANGED)
    return fell


def _verdicts(chunk: list[Watch], rules: dict[int, ServiceRule | None], on: date, shift: int) -> dict[int, Verdict]:
    """What each service says on a day. A day ahead is judged by data as old as today's: only time passes."""
    days = holidays()
    as_of = tuple((profile, day + timedelta(days=shift)) for profile, day in as_of_all().items())
    businesses = {watch.business_id: watch.business for watch in chunk}
    statuses = statuses_of(list(businesses.values()), on=on, as_of=as_of)
    denials = denials_in_force(businesses, on)
    found = {}
    for watch in chunk:
        rule = rules[watch.application.permit_type_id]
        if rule is not None:
            status, denial = statuses[watch.business_id], denials.get(watch.business_id)
            found[watch.pk] = judge(rule, status, on=on, denial=denial, known_holidays=days)
    return found


def _bring_up_to_date(watch: Watch, verdict: Verdict, on: date) -> None:
    watch.finding, watch.looked_at = verdict.finding.value, now()
    watch.reasons = [reason_json(reason) for reason in verdict.reasons]
    if _is_lapsed(watch, verdict):
        if watch.lapsed_on is None:
            watch.lapsed_on, watch.seen_by, watch.seen_at = on, None, None
    elif verdict.finding in SEVERITY:
        watch.lapsed_on = watch.seen_by = watch.seen_at = None


def _is_lapsed(watch: Watch, verdict: Verdict) -> bool:
    if verdict.finding not in SEVERITY or verdict.outcome in IN_ORDER:
        return False
    cleared_with = Finding(watch.cleared_with)
    return cleared_with not in SEVERITY or SEVERITY.index(verdict.finding) > SEVERITY.index(cleared_with)


def _watch(application: Application, check: Check) -> None:
    if application.business_id is None:
        return
    Watch.objects.update_or_create(
        agency=application.agency,
        business_id=application.business_id,
        defaults={
            "application": application,
            "cleared_on": check.on,
            "cleared_with": check.finding,
            "finding": check.finding,
            "reasons": check.reasons,
            "lapsed_on": None,
            "lapses_by": None,
            "looked_at": now(),
            "seen_by": None,
            "seen_at": None,
        },
    )
