"""Making sure that stored facts say what the register says now, before a report freezes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Max
from django.db.models.functions import Greatest

from enrollment.models import ImportBatch
from monitoring.facts.refresh import modes, rebuild
from monitoring.models import FactBuild


def ensure_fresh(months: Iterable[date], *, on: date) -> int:
    """Rebuild what is missing, counted in another mode, or older than the newest commit or undo; returns how many."""
    changed = ImportBatch.objects.aggregate(at=Max(Greatest(F("committed_at"), F("undone_at"))))["at"]
    built = {build.period: build for build in FactBuild.objects.all()}
    old = []
    for mode in modes(months, on=on):
        build = built.get(mode.period)
        if build is None or build.is_due is not mode.is_due or (changed is not None and build.built_at < changed):
            old.append(mode)
    return sum(1 for _ in rebuild(old, as_of=on))
