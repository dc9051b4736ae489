"""Asking for the week's summary by mail, no longer asking, and taking its page away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.access import Allowed, Decision, Denied, ensure
from accounts.exports import PDF, Export, Head
from enrollment.selectors.freshness import data_date
from monitoring.access_today import TODAY
from monitoring.charts.paper import paper
from monitoring.models import WeeklyReader
from monitoring.reporting.weekly import Weekly
from monitoring.services.exports import chosen

if TYPE_CHECKING:
    from accounts.models import User

__all__ = ["end_weekly", "subscribe_weekly", "weekly_export"]

NOT_YOURS = _("Ringkasan mingguan dikirim kepada kepala kantor dan BPJS Ketenagakerjaan.")


@transaction.atomic
def subscribe_weekly(*, by: User) -> None:
    """Every Monday from now on, to one's own address; twice is once."""
    ensure(_may(by))
    if WeeklyReader.objects.get_or_create(user=by)[1]:
        audit.record(verb="monitoring.subscribe_weekly", by=by)


@transaction.atomic
def end_weekly(*, by: User) -> None:
    """No more of it."""
    if WeeklyReader.objects.filter(user=by).delete()[0]:
        audit.record(verb="monitoring.unsubscribe_weekly", by=by)


def _may(user: User) -> Decision:
    return Allowed() if user.scope.has(*TODAY) else Denied(NOT_YOURS)


def weekly_export(*, found: Weekly, back: str) -> Export:
    """The page on paper."""
    reader, charts = found.reader, found.charts()

    def make(head: Head) -> bytes:
        return paper(head, charts, is_picture=False)

    return Export(
        verb="monitoring.export_weekly",
        title=found.subject,
        stem="ringkasan-mingguan",
        rows=sum(len(chart.rows) for chart in charts),
        make=make,
        back=back,
        filters=chosen(reader.filters, reader.place_name, reader.place),
        as_of=data_date(),
        kind=PDF,
        suffix="pdf",
    )
