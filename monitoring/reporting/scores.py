"""The month's indexes of consistency: computed once the month is due, kept for good, versioned when computed again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from accounts import audit, work
from accounts.models import User
from districts.models import District
from monitoring.facts.refresh import modes
from monitoring.models import ConsistencyScore
from monitoring.reporting.timetable import months_to_report
from monitoring.rules.consistency import Inputs, Weights, missing, parts, rank_in_groups, score, weights
from monitoring.selectors.consistency import inputs_by_district, newest_version, scored_months
from monitoring.selectors.reference import holidays

__all__ = ["SCORE", "NotDue", "ask_scores", "score_month"]

SCORE = "monitoring.score_month"
_LOCK = 4203


class NotDue(Exception):
    """A month is judged when it is over and due, like its report."""


def ask_scores(*, on: date) -> list[date]:
    """Ask for the indexes of every month that is due and has none."""
    due = {mode.period for mode in modes(months_to_report(on), on=on) if mode.is_due}
    wanted = sorted(due - set(scored_months()))
    for month in wanted:
        work.ask(kind=SCORE, target_id=f"{month:%Y-%m}", by=None)
    return wanted


@transaction.atomic
def score_month(*, period: date, on: date, by: User | None = None) -> int:
    """The version that stands: the one there is where no input has changed, else the next."""
    if not modes([period], on=on)[0].is_due:
        raise NotDue(f"{period:%Y-%m}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, str(period)])
    rows = _rows(period, on=on)
    version = newest_version(period)
    if version and _same(rows, ConsistencyScore.objects.filter(period=period, version=version)):
        return version
    for row in rows:
        row.version = version + 1
    ConsistencyScore.objects.bulk_create(rows)
    told = {"period": f"{period:%Y-%m}", "version": version + 1, "districts": len(rows)}
    audit.record(verb="monitoring.score_month", by=by, data=told)
    return version + 1


def _rows(period: date, *, on: date) -> list[ConsistencyScore]:
    weighed = weights(period)
    inputs = inputs_by_district(period, on=on, holidays=holidays())
    groups: dict[str, str] = dict(District.objects.filter(code__in=inputs).values_list("code", "peers"))
    scores: dict[str, Decimal | None] = {code: score(found, weighed) for code, found in inputs.items()}
    ranks = rank_in_groups(scores, groups)
    return [
        ConsistencyScore(
            period=period,
            district_id=code,
            peer_group=groups[code],
            inputs=_stored(found, weighed),
            score=scores[code],
            rank=ranks.get(code),
        )
        for code, found in sorted(inputs.items())
    ]


def _stored(inputs: Inputs, weighed: Weights | None) -> dict[str, Any]:
    """All that the index was made of, so that nothing is needed beside the row to make it again."""
    kept: dict[str, Any] = inputs.stored()
    kept["missing"] = [code.value for code in missing(inputs, weighed)]
    kept["parts"] = {part: None if value is None else str(value) for part, value in parts(inputs).items()}
    kept["weights"] = {part: weighed.of(part) for part in kept["parts"]} if weighed else {}
    kept["weights_since"] = weighed.since.isoformat() if weighed else ""
    kept["weights_source"] = weighed.source if weighed else ""
    return kept


def _same(rows: list[ConsistencyScore], before: Any) -> bool:
    """Whether every kecamatan has the inputs and the group it had."""
    now = {row.district_id: (row.peer_group, row.inputs) for row in rows}
    return now == {row.district_id: (row.peer_group, row.inputs) for row in before}
