"""A draft run over the checks of the past: who would have been stopped, who released (feature H04).

A business is judged once for each day it was checked: by the rule that judged it then and by the draft, both on the
register as it is known now. Statuses come in chunks, so the number of queries grows with the days, not the checks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Q, QuerySet

from accounts.rules import Role
from districts.models import Agency
from enrollment.models import Business
from enrollment.rules.status import RegistrationStatus
from enrollment.selectors.status import holidays, statuses_of
from permits.access import REHEARSED_CITY
from permits.models import Check, RuleRehearsal, ServiceRule
from permits.rules.verdict import PASSING, Outcome
from permits.selectors.verdicts import denials_in_force, judge

__all__ = ["rehearse"]

CHUNK = 500
MOST_EXAMPLES = 20
KINDS = ("stopped", "released", "burdened")
# A check as it is rehearsed: day, business, rule that judged it, service, office.
Asked = tuple[date, int, int, str, int | None]
Progress = Callable[[int, int], None]


@dataclass
class Tally:
    """What came out so far; a business counts once, however often it was checked."""

    judged: int = 0
    same: int = 0
    businesses: set[int] = field(default_factory=set)
    moved: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    groups: dict[tuple[str, str], dict[str, set[int]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    examples: dict[int, dict[str, Any]] = field(default_factory=dict)

    def add(self, asked: Asked, status: RegistrationStatus, before: Outcome, after: Outcome) -> None:
        """One business on one day, judged twice."""
        on, business, _rule, service, office = asked
        self.judged += 1
        self.businesses.add(business)
        kind = _kind(before, after)
        if not kind:
            self.same += 1
            return
        self.moved[kind].add(business)
        scale = status.scale.value if status.scale else ""
        for group in (("district", status.district_code), ("scale", scale), ("service", service), ("office", office)):
            self.groups[group[0], str(group[1] or "")][kind].add(business)
        if len(self.examples) < MOST_EXAMPLES:
            told = {"kind": kind, "on": on.isoformat(), "service": service, "before": before, "after": after}
            self.examples.setdefault(business, {"business": business, "district": status.district, **told})


def rehearse(rehearsal: RuleRehearsal, *, progress: Progress) -> dict[str, Any]:
    """The numbers of one rehearsal, as they are stored."""
    draft = ServiceRule.objects.select_related("permit_type").get(pk=rehearsal.rule_id)
    checks, is_own = _checks(draft, rehearsal)
    columns = ("on", "business_id", "rule_id", "permit_type__code", "agency_id")
    found = checks.filter(business__isnull=False, rule__isnull=False)
    asked: list[Asked] = list(found.values_list(*columns).distinct().order_by("-on", "business_id"))
    rules = ServiceRule.objects.in_bulk({row[2] for row in asked})
    days, tally, done = holidays(), Tally(), 0
    for on, chunk in _chunks(asked):
        statuses, denials = _statuses(chunk, on), denials_in_force({row[1] for row in chunk}, on)
        for row in chunk:
            business = row[1]
            before, after = (
                judge(rule, statuses[business], on=on, denial=denials.get(business), known_holidays=days).outcome
                for rule in (rules[row[2]], draft)
            )
            tally.add(row, statuses[business], before, after)
        done += len(chunk)
        progress(done, len(asked))
    skipped = checks.filter(Q(business__isnull=True) | Q(rule__isnull=True)).count()
    return _result(tally) | {"skipped": skipped, "own": is_own}


def _checks(draft: ServiceRule, rehearsal: RuleRehearsal) -> tuple[QuerySet[Check], bool]:
    """The checks of the draft's own service; for one nobody has asked for yet, all checks of the offices that give it.

    A supervisor's rehearsal stays within his own offices.
    """
    rows = Check.objects.filter(on__gte=rehearsal.since)
    scope = rehearsal.asked_by.scope
    if not scope.has(*REHEARSED_CITY):
        rows = rows.filter(agency__in=scope.agencies(Role.SUPERVISOR))
    service = draft.permit_type
    own = rows.filter(permit_type=service)
    if own.exists():
        return own, True
    giving = Q(agency=service.agency_id) if service.agency_id else Q(agency__kind=service.authority)
    return rows.filter(giving), False


def _chunks(asked: Iterable[Asked]) -> Iterator[tuple[date, list[Asked]]]:
    for on, rows in groupby(asked, key=itemgetter(0)):
        of_day = list(rows)
        for start in range(0, len(of_day), CHUNK):
            yield on, of_day[start : start + CHUNK]


def _statuses(chunk: list[Asked], on: date) -> dict[int, RegistrationStatus]:
    businesses = Business.objects.filter(pk__in={row[1] for row in chunk}).select_related("village__district")
    return statuses_of(list(businesses), on=on)


def _kind(before: Outcome, after: Outcome) -> str:
    """What the draft would do to somebody, or nothing."""
    passed, passes = before in PASSING, after in PASSING
    if passed and not passes:
        return "stopped"
    if passes and not passed:
        return "released"
    return "burdened" if (before, after) == (Outcome.PASS, Outcome.PASS_WITH_DEADLINE) else ""


def _result(tally: Tally) -> dict[str, Any]:
    offices = dict(Agency.objects.values_list("pk", "short_name"))
    groups = [
        {
            "by": by,
            "code": code,
            "name": offices.get(int(code), "") if by == "office" and code else "",
            **{kind: len(moved[kind]) for kind in KINDS},
        }
        for (by, code), moved in sorted(tally.groups.items())
    ]
    return {
        "checks": tally.judged,
        "businesses": len(tally.businesses),
        "same": tally.same,
        **{kind: len(tally.moved[kind]) for kind in KINDS},
        "groups": groups,
        "examples": list(tally.examples.values()),
    }
