"""Registrations reported ahead of the sheets: which file they fit, and which still stand for the register."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts import vault
from districts.clock import WIB, now
from enrollment.models import Business
from permits.models import Application, RegistrationEvent, StatusChange
from permits.selectors.twins import twins_of

__all__ = ["SEALED", "business_of", "files_reported", "report_of", "told_on"]

SEALED = "registrationevent.number"
Key = RegistrationEvent.Key
State = Application.State


def business_of(event: RegistrationEvent) -> list[int]:
    """The one business an event's key names, with the walk-in noted for it; nothing where the key names several.

    An owner or an NPWP may stand on several businesses, and the registration of one is not the others'.
    """
    rows = list(Business.objects.filter(_named_by(event), merged_into=None))
    twins = twins_of(rows)
    own = {twins[row.pk].pk if row.pk in twins else row.pk for row in rows}
    return [row.pk for row in rows] if len(own) == 1 else []


def report_of(application: Application) -> StatusChange | None:
    """The step that made a file ready on a report, as long as no sheet has said otherwise."""
    rows = application.history.filter(event__in=("REPORTED", "UNCONFIRMED")).select_related("report")
    newest = rows.order_by("-id").first()
    return newest if newest is not None and newest.event == "REPORTED" else None


def told_on(application: Application, report: RegistrationEvent | None = None) -> date | None:
    """The day of a report, or of the one that still stands for a file's register; like an answer it grows too old."""
    if report is None:
        step = report_of(application)
        report = step.report if step else None
    if report is None or report.received_at < now() - timedelta(days=settings.ANSWER_DAYS):
        return None
    return report.received_at.astimezone(WIB).date()


def files_reported() -> QuerySet[Application]:
    """Files that rest on a report which no committed sheet has confirmed or missed; to be judged again."""
    settled = Q(event="UNCONFIRMED") | Q(event="CONFIRMED", batch__state="COMMITTED")
    later = StatusChange.objects.filter(settled, application=OuterRef("application"), id__gt=OuterRef("id"))
    steps = StatusChange.objects.filter(~Exists(later), event="REPORTED")
    resting = (State.READY, State.CLEARED, State.CLEARED_CONDITIONAL)
    return Application.objects.filter(state__in=resting, business__isnull=False, pk__in=steps.values("application"))


def _named_by(event: RegistrationEvent) -> Q:
    if event.key == Key.OWNER_NIK:
        return Q(owner_nik_index=event.number_index)
    return Q(**{str(event.key).lower(): vault.unseal(event.number, SEALED)})
