"""Making sure that stored facts say what the register says now, before a report freezes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Max
from django.db.models.functions import Greatest

from enrollment.models import ImportBatch
from monitoring.facts.refresh import modes, modes_built, rebuild
from monitoring.models import FactBuild


def ensure_fresh(months: Iterable[date], *, on: date) -> int:
    """Rebuild what is missing, counted in another mode, or older than the newest commit or undo; returns how many."""
    changed = ImportBatch.objects.aggregate(at=Max(Greatest(F("committed_at"), F("undone_at"))))["at"]
    built = modes_built()
    built_at = dict(FactBuild.objects.values_list("period", "built_at"))
    old = []
    for mode in modes(months, on=on):
        if built.get(mode.period) != mode or (changed is not None and built_at[mode.period] < changed):
            old.append(mode)
    return sum(1 for _ in rebuild(old, as_of=on))
