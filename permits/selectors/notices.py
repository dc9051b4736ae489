"""The follow-up page of a desk: whom to tell today, what to look into, who may be registered by now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from accounts import vault
from accounts.access import not_found
from accounts.models import User
from districts.clock import today
from enrollment.models import BusinessEmployerLink
from permits.messages import message_of
from permits.models import Application, Check, Notice, StatusChange
from permits.telling import TRIES

__all__ = ["Told", "flagged_files", "maybe_registered", "notice_seen_by", "open_notices", "ready_notice_of", "told_of"]

State = Application.State
# Steps that put a decided file in doubt.
DOUBTED = Q(event="FLAGGED") | Q(event="UNCONFIRMED", to_state__in=(State.CLEARED, State.CLEARED_CONDITIONAL))


@dataclass(frozen=True)
class Told:
    """One notice as the desk reads it: the telephone in clear, the text ready to copy."""

    notice: Notice
    phone: str
    text: str


def open_notices(user: User) -> QuerySet[Notice]:
    """What a person has to tell by today: those without e-mail, and those e-mail failed for. Ready files first."""
    by_hand = Q(channel=Notice.Channel.DESK, state=Notice.State.PENDING)
    failed = Q(state=Notice.State.FAILED, attempts__gte=TRIES)
    ready = Case(When(kind=Notice.Kind.READY, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = Notice.objects.visible_to(user).filter(by_hand | failed, due_on__lte=today())
    rows = rows.exclude(application__state=State.FORWARDED).order_by(ready, "due_on", "id")
    return rows.select_related(
        "application__agency", "application__permit_type", "referral__check_row", "referral__branch"
    )


def told_of(notices: Iterable[Notice]) -> list[Told]:
    """The notices of a page with their texts."""
    return [Told(notice, _phone(notice.application), message_of(notice)[1]) for notice in notices]


def notice_seen_by(user: User, pk: str) -> Notice:
    """A notice in scope by the number a form sends; else 404."""
    rows = Notice.objects.visible_to(user).select_related("application")
    found = rows.filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() and len(pk) < 19 else None
    return found or not_found()


def ready_notice_of(application: Application) -> Notice | None:
    """Whether the applicant of a ready file knows it."""
    if application.state != State.READY:
        return None
    return application.notices.filter(kind=Notice.Kind.READY).order_by("-id").first()


def flagged_files(user: User) -> QuerySet[Application]:
    """Decided files put in doubt, and that nobody has revoked or checked again since.

    Their releasing import was taken back, or the registration that BPJS reported never came with the sheets.
    """
    revoked = StatusChange.objects.filter(
        application=OuterRef("application"), id__gt=OuterRef("id"), event__in=("REVOKED", "UNDONE")
    )
    checked = Check.objects.filter(application=OuterRef("application"), at__gt=OuterRef("at"), by__isnull=False)
    flags = StatusChange.objects.filter(~Exists(revoked), ~Exists(checked), DOUBTED)
    flagged = flags.values("application")
    return Application.objects.visible_to(user).filter(pk__in=flagged).select_related("permit_type").order_by("number")


def maybe_registered(user: User) -> QuerySet[BusinessEmployerLink]:
    """Employers BPJS may have for a waiting file's business: like names and undecided keys, which a person settles."""
    waiting = Application.objects.visible_to(user).filter(state__in=(State.HELD, State.WAITING_BPJS))
    rows = BusinessEmployerLink.objects.filter(business__in=waiting.values("business"), state="SUGGESTED")
    return rows.select_related("business", "employer__village").order_by("-score", "business__name", "id")


def _phone(application: Application) -> str:
    return vault.unseal(application.phone, "application.phone") if application.phone else ""
