"""Reports and imports: what was reported on a batch, and the new versions of frozen months it leads to.

A frozen report is never touched: a late sheet for its month, or the undoing of a sheet it was built on, asks for the
next version with the reason. Several sheets in a row lead to one version, not to one each.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import work
from accounts.models import User
from districts.clock import now
from districts.formats import date_short, month_long
from enrollment.importing.effects import MOST_LISTED, Thing
from enrollment.models import ImportBatch
from enrollment.rules.calendar import month_start
from monitoring.models import MonthlyReport
from monitoring.reporting.issue import Order
from monitoring.reporting.timetable import BUILD

__all__ = ["ask_new_versions", "correct_after_commit", "correct_after_undo", "reports_resting_on"]


def reports_resting_on(user: User, batch: ImportBatch) -> list[Thing]:
    """Reports this person may open that were built while the batch was in the register."""
    found = _built_on(batch).filter(pk__in=MonthlyReport.objects.visible_to(user))
    return [
        Thing(
            f"{report.number} · {month_long(report.period, lang=translation.get_language() or 'id')}",
            str(report.get_state_display()),
            reverse("report", args=[report.pk]),
        )
        for report in found.order_by("-period", "area_code", "version")[:MOST_LISTED]
    ]


def correct_after_commit(batch: ImportBatch, months: Iterable[date]) -> int:
    """A sheet for a month that is frozen already: its reports get a new version."""
    periods = {month_start(day) for day in (*months, *([batch.as_of] if batch.as_of else []))}
    frozen = MonthlyReport.objects.filter(state=MonthlyReport.State.FROZEN, period__in=periods)
    with translation.override("id"):
        told = {"file": batch.file.name, "day": date_short(now())}
        return ask_new_versions(frozen, _("Impor %(file)s masuk %(day)s, sesudah laporan terbit.") % told)


def correct_after_undo(batch: ImportBatch) -> int:
    """A batch taken back: every frozen report that was built on it gets a new version."""
    frozen = _built_on(batch).filter(state=MonthlyReport.State.FROZEN)
    with translation.override("id"):
        told = {"file": batch.file.name, "day": date_short(now())}
        return ask_new_versions(frozen, _("Impor %(file)s dibatalkan %(day)s.") % told)


def ask_new_versions(reports: QuerySet[MonthlyReport], reason: str) -> int:
    """Ask for the version after the newest one of each of these months and areas, once things have settled."""
    newest: dict[tuple[date, str], int] = {}
    for period, area, version in reports.values_list("period", "area_code", "version"):
        newest[period, area] = max(version, newest.get((period, area), 0))
    due = now() + timedelta(seconds=settings.REPORT_SETTLE_SECONDS)
    for (period, area), version in sorted(newest.items()):
        order = Order(period, area, recompute=True, reason=reason[:300], after=version, if_changed=True)
        work.ask(kind=BUILD, target_id=order.target, by=None, params=order.params(), not_before=due)
    return len(newest)


def _built_on(batch: ImportBatch) -> QuerySet[MonthlyReport]:
    if batch.committed_at is None:
        return MonthlyReport.objects.none()
    found = MonthlyReport.objects.filter(built_at__gte=batch.committed_at).exclude(state=MonthlyReport.State.BUILDING)
    return found.filter(built_at__lt=batch.undone_at) if batch.undone_at else found
