"""Answering a list of business numbers (feature A17): every number judged and kept as its own Check.

Called by the verbs and by the worker; the right to ask is the callers' affair, the worker looks again.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import translation

from accounts import audit, vault, work
from accounts.access import Denied
from enrollment.rules.recognition import Recognised
from enrollment.selectors.many import statuses_of_numbers
from enrollment.selectors.status import holidays
from permits.access import may_bulk
from permits.letters.answers import Answered, answer_rows
from permits.models import BulkCheck, Check, ServiceRule
from permits.records import check_row
from permits.selectors.catalogue import rule_in_force
from permits.selectors.lists import Line
from permits.selectors.matches import disowned, without_disowned
from permits.selectors.verdicts import denials_in_force, judge
from permits.words import problem

__all__ = ["NOT_LOOKED_UP", "answer_list", "close", "give_up", "judged", "seal_lines", "told"]

CHUNK = 100
NUMBERS = "bulkcheck.numbers"
JSON = "application/json"
NOT_LOOKED_UP = "NOT_LOOKED_UP"

Tell = Callable[[int, int], None]


def answer_list(claim: work.Claim) -> dict[str, Any]:
    """The worker's half: all checks, the file and the end of the work in one transaction; the list is gone with it."""
    bulk = BulkCheck.objects.select_related("agency", "permit_type", "asked_by").get(pk=claim.item.target_id)
    rule = rule_in_force(bulk.permit_type, bulk.on)
    if bulk.numbers is None:
        return bulk.findings
    if rule is None or isinstance(may_bulk(bulk.asked_by, bulk.agency, bulk.permit_type), Denied):
        raise work.Cancelled("NO_ACCESS")
    lines = [Line(**stored) for stored in json.loads(vault.unseal(bulk.numbers, NUMBERS))]
    with transaction.atomic():
        found = _by_number(bulk, rule, lines, lambda done, total: claim.progress(done, total, "CHECK"))
        with translation.override(bulk.asked_by.language):
            content = json.dumps(answer_rows(_answered(lines, found))).encode()
        bulk.answers = vault.store_file(
            content=content, name=f"cek-massal-{bulk.on}.json", kind="REPORT", content_type=JSON, by=bulk.asked_by
        )
        close(bulk, lines, list(found.values()))
        audit.record(verb="permits.answer_list", by=bulk.asked_by, target=bulk, data=told(bulk))
        claim.done(bulk.findings)
    return bulk.findings


def give_up(bulk_id: str) -> None:
    """The list was not answered and will not be: it is not kept."""
    BulkCheck.objects.filter(pk=bulk_id, finished_at__isnull=True).update(numbers=None)


def judged(bulk: BulkCheck, rule: ServiceRule, asked: Sequence[tuple[Recognised, str]], tell: Tell) -> list[Check]:
    """Look up, judge and keep each number with the asking system's number of its file; in their order."""
    days = holidays()
    rows: list[Check] = []
    for start in range(0, len(asked), CHUNK):
        rows += _chunk(bulk, rule, asked[start : start + CHUNK], days)
        tell(len(rows), len(asked))
    return rows


def close(bulk: BulkCheck, lines: Sequence[Line], rows: Sequence[Check]) -> None:
    """The counts stay; the numbers as they were given do not."""
    refused = sum(line.asked is None for line in lines)
    bulk.findings = dict(Counter(row.finding for row in rows)) | ({NOT_LOOKED_UP: refused} if refused else {})
    bulk.numbers = None
    bulk.save(update_fields=["findings", "numbers", "answers"])
    BulkCheck.objects.filter(pk=bulk.pk).update(finished_at=Now())


def seal_lines(lines: Iterable[Line]) -> bytes:
    """The list as it waits for the worker."""
    return vault.seal(json.dumps([line.stored() for line in lines]), NUMBERS)


def told(bulk: BulkCheck) -> dict[str, Any]:
    """What the audit trail says of a list."""
    return {"service": bulk.permit_type.code, "numbers": bulk.count, "findings": bulk.findings}


def _by_number(bulk: BulkCheck, rule: ServiceRule, lines: Sequence[Line], tell: Tell) -> dict[str, Check]:
    """A number that stands twice in a list is looked up once."""
    wanted = {line.shown: line.asked for line in lines if line.asked}
    rows = judged(bulk, rule, [(asked, "") for asked in wanted.values()], tell)
    return dict(zip(wanted, rows, strict=True))


def _chunk(
    bulk: BulkCheck, rule: ServiceRule, part: Sequence[tuple[Recognised, str]], days: frozenset[date]
) -> list[Check]:
    asked = [one for one, _number in part]
    gone = disowned([vault.index(one.value) for one in asked], bulk.agency)
    statuses = [
        without_disowned(status, one, bulk.agency) if gone else status
        for one, status in zip(asked, statuses_of_numbers(asked, on=bulk.on), strict=True)
    ]
    denials = denials_in_force([s.business_id for s in statuses if s.business_id], bulk.on)
    shared: dict[str, Any] = {
        "permit_type": bulk.permit_type,
        "rule": rule,
        "on": bulk.on,
        "by": bulk.asked_by,
        "office": bulk.agency,
    }
    rows = []
    for (one, number), status in zip(part, statuses, strict=True):
        verdict = judge(rule, status, on=bulk.on, denial=denials.get(status.business_id or 0), known_holidays=days)
        row = check_row(status, verdict, asked=one, **shared)
        row.bulk, row.outside_number = bulk, number
        rows.append(row)
    return Check.objects.bulk_create(rows)


def _answered(lines: Iterable[Line], found: dict[str, Check]) -> list[Answered]:
    return [
        (line.row, line.shown, found.get(line.shown), problem(line.problem, line.params) if line.problem else "")
        for line in lines
    ]
