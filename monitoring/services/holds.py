"""Words for a figure that is held (monitoring.facts.holds finds them)."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from accounts import audit
from accounts.access import ensure
from accounts.models import User
from monitoring.access_watching import may_explain
from monitoring.models import FigureHold

__all__ = ["explain_figure"]


@transaction.atomic
def explain_figure(*, hold: FigureHold, text: str, by: User) -> FigureHold:
    """Said once; the figure then stands with its explanation."""
    ensure(may_explain(by))
    locked = FigureHold.objects.select_for_update().get(pk=hold.pk)
    if locked.explained_at is None:
        locked.explanation, locked.explained_by = text, by
        FigureHold.objects.filter(pk=locked.pk).update(explanation=text, explained_by=by, explained_at=Now())
        told = {"area": locked.area_code, "indicator": locked.indicator, "period": f"{locked.period:%Y-%m}"}
        audit.record(verb="monitoring.explain_figure", by=by, target=locked, data=told)
    return locked
