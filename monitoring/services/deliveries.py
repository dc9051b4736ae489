"""Asking for an area's reports by mail, and no longer asking."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.access import Allowed, Decision, Denied, ensure
from accounts.models import User
from monitoring.models import ReportSubscription
from monitoring.selectors.report_areas import areas_open_to

__all__ = ["end_subscription", "subscribe"]

NOT_OPEN = _("Laporan wilayah itu tidak terbuka untuk Anda.")


@transaction.atomic
def subscribe(*, area: str, by: User) -> ReportSubscription:
    """Every report of the area from now on, to one's own address; twice is once."""
    ensure(_may_subscribe(by, area))
    found, is_new = ReportSubscription.objects.get_or_create(area_code=area, user=by, ended_at=None)
    if is_new:
        audit.record(verb="monitoring.subscribe_report", by=by, data={"area": area})
    return found


@transaction.atomic
def end_subscription(*, area: str, by: User) -> int:
    """No more mails of this area."""
    ended = ReportSubscription.objects.filter(area_code=area, user=by, ended_at__isnull=True).update(ended_at=Now())
    if ended:
        audit.record(verb="monitoring.unsubscribe_report", by=by, data={"area": area})
    return ended


def _may_subscribe(user: User, area: str) -> Decision:
    return Allowed() if area in dict(areas_open_to(user)) else Denied(NOT_OPEN)
