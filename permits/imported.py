"""Files that an import makes ready or has made ready, as its pages list them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.models import User
from enrollment.importing.effects import MOST_LISTED, Thing
from enrollment.models import ImportBatch
from permits.models import Application

__all__ = ["files_resting_on", "files_told"]


def files_told(user: User, rows: list[Any]) -> list[Thing]:
    """The files of these ids that the person may open."""
    return _told(Application.objects.visible_to(user).filter(pk__in=rows))


def files_resting_on(user: User, batch: ImportBatch) -> list[Thing]:
    """The files this batch made ready, whatever became of them since."""
    made_ready = Q(ready_batch=batch) | Q(history__batch=batch, history__event="MATCHED")
    return _told(Application.objects.visible_to(user).filter(made_ready).distinct()[:MOST_LISTED])


def _told(found: QuerySet[Application]) -> list[Thing]:
    return [
        Thing(f"{file.number} · {file.business_name}", file.get_state_display(), reverse("application", args=[file.pk]))
        for file in found
    ]
