"""What an import changes here: the facts of its month at once, those of the other months by the worker."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from accounts import work
from accounts.models import User
from districts.clock import today
from enrollment.models import ImportBatch
from enrollment.rules.calendar import month_start
from monitoring.facts.refresh import uncounted
from monitoring.imported import correct_after_commit, correct_after_undo
from monitoring.reporting.timetable import REFRESH
from monitoring.services.facts import rebuild_month

# Denominators are read when shown; no fact holds them.
WITHOUT_FACTS = frozenset({ImportBatch.Profile.WORKFORCE})


def facts_follow_commit(sender: Any, *, batch: ImportBatch, months: Iterable[date] = (), **_: Any) -> None:
    """Inside the commit's transaction: whoever sees the new register sees its month's facts.

    A sheet that changed nothing changes no fact either: its month is counted again only where it has not been.
    """
    if batch.images.exists() or uncounted([_month(batch, months)], on=today()):
        _follow(batch, months, str(batch.pk))
    correct_after_commit(batch, months)


def facts_follow_undo(sender: Any, *, batch: ImportBatch, months: Iterable[date] = (), **_: Any) -> None:
    """Inside the undo's transaction."""
    _follow(batch, months, f"{batch.pk} undo")
    correct_after_undo(batch)


def facts_follow_decision(sender: Any, *, by: User, name: str, **_: Any) -> None:
    """A person's decision changes a few rows: the worker renews the facts."""
    work.ask(kind=REFRESH, target_id=name, by=by)


def _follow(batch: ImportBatch, months: Iterable[date], target: str) -> None:
    if batch.profile in WITHOUT_FACTS:
        return
    rebuild_month(period=_month(batch, months), as_of=today(), batch=batch)
    # One item a batch: one that already runs has read the register of before.
    work.ask(kind=REFRESH, target_id=target, by=batch.committed_by)


def _month(batch: ImportBatch, months: Iterable[date]) -> date:
    """The newest month the sheet speaks of, at most the running one."""
    on = today()
    newest = max([*months, *([batch.as_of] if batch.as_of else [])], default=on)
    return month_start(min(newest, on))
