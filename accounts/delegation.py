"""A supervisor who is absent gives the role at the own office to a colleague, for some days (feature: delegation).

A delegation is an Assignment with `delegated_by`: it begins and ends by itself, is audited, and is never passed on.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.access import Allowed, Decision, Denied, Forbidden, ensure
from accounts.models import Assignment, User
from accounts.rules import Role
from districts.clock import today

__all__ = ["acting_for", "colleagues_of", "delegate", "delegations_of", "end_delegation", "may_delegate", "own_posts"]

MOST_DAYS = 90
NOT_A_SUPERVISOR = _("Hanya atasan kantor yang dapat mendelegasikan; tugas yang didelegasikan tidak dapat diteruskan.")
NOT_A_COLLEAGUE = _("Pilih rekan yang bertugas di kantor yang sama.")
WRONG_DAYS = _(
    "Delegasi mulai paling cepat hari ini, paling lama %(most)s hari, dan tidak melewati tugas Anda sendiri."
)
OVERLAPS = _("Pada hari-hari itu sudah ada yang menggantikan. Akhiri dulu delegasi yang ada.")
TITLE_NEEDED = _("Tulis sebutan pengganti, misalnya Plh. Camat.")
NOT_YOURS = _("Hanya yang mendelegasikan dapat mengakhiri delegasi ini.")


class NotDelegated(Exception):
    """The verb says no: `field` of the form it is about, and the sentence."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        self.sentence = sentence
        super().__init__(field)


def own_posts(user: User, on: date) -> QuerySet[Assignment]:
    """The offices a person supervises in his own right on a day, not in somebody's place."""
    rows = _in_force(Assignment.objects.filter(user=user, role=Role.SUPERVISOR, delegated_by__isnull=True), on)
    return rows.select_related("agency").order_by("valid_from", "id")


def may_delegate(user: User) -> Decision:
    """Only who holds the role himself."""
    return Allowed() if own_posts(user, today()).exists() else Denied(NOT_A_SUPERVISOR)


def colleagues_of(post: Assignment, on: date) -> QuerySet[User]:
    """Active people with a role of their own at the same office."""
    held = _in_force(Assignment.objects.filter(agency=post.agency_id, delegated_by__isnull=True), on)
    rows = User.objects.filter(is_active=True, pk__in=held.values("user")).exclude(pk=post.user_id)
    return rows.order_by("display_name", "username")


def delegations_of(user: User) -> QuerySet[Assignment]:
    """What this person has delegated, newest first; ended ones stay as history."""
    rows = Assignment.objects.filter(delegated_by=user, role=Role.SUPERVISOR)
    return rows.select_related("user", "agency").order_by("-valid_from", "-id")


def acting_for(agency_id: int, on: date) -> Assignment | None:
    """Who stands in for the supervisor of an office on a day."""
    rows = Assignment.objects.filter(agency=agency_id, role=Role.SUPERVISOR, delegated_by__isnull=False)
    active = _in_force(rows, on).filter(user__is_active=True).select_related("user")
    return active.order_by("-valid_from", "-id").first()


@transaction.atomic
def delegate(*, post: Assignment, to: User, first: date, last: date, title: str, by: User) -> Assignment:
    """Give the role of `post` to a colleague from `first` to `last` (both inclusive), under a title for letters."""
    ensure(may_delegate(by))
    # One delegation at a time: two forms meet at the post's row.
    post = Assignment.objects.select_for_update().get(pk=post.pk)
    if not own_posts(by, today()).filter(pk=post.pk).exists():
        raise Forbidden(NOT_A_SUPERVISOR)
    _ensure_days(post, first, last)
    title = title.strip()
    if not title:
        raise NotDelegated("title", str(TITLE_NEEDED))
    if not colleagues_of(post, first).filter(pk=to.pk).exists():
        raise NotDelegated("to", str(NOT_A_COLLEAGUE))
    running = delegations_of(by).filter(agency=post.agency_id, valid_from__lte=last, valid_to__gte=first)
    if running.exists():
        raise NotDelegated("first", str(OVERLAPS))
    given = Assignment.objects.create(
        user=to,
        role=Role.SUPERVISOR,
        agency_id=post.agency_id,
        valid_from=first,
        valid_to=last,
        delegated_by=by,
        acting_title=title,
    )
    data = {"agency": given.agency.code, "from": first, "to": last, "title": title}
    audit.record(verb="accounts.delegate", by=by, target=to, data=data)
    return given


@transaction.atomic
def end_delegation(*, delegation: Assignment, by: User) -> Assignment:
    """The one who gave it takes it back: from now on it counts no longer. One that is over stays as it was."""
    delegation = Assignment.objects.select_for_update().select_related("agency", "user").get(pk=delegation.pk)
    if delegation.delegated_by_id != by.pk:
        raise Forbidden(NOT_YOURS)
    yesterday = today() - timedelta(days=1)
    if delegation.valid_to is None or delegation.valid_to <= yesterday:
        return delegation
    delegation.valid_from, delegation.valid_to = min(delegation.valid_from, yesterday), yesterday
    delegation.save(update_fields=["valid_from", "valid_to"])
    data = {"agency": delegation.agency.code, "to": yesterday}
    audit.record(verb="accounts.end_delegation", by=by, target=delegation.user, data=data)
    return delegation


def _ensure_days(post: Assignment, first: date, last: date) -> None:
    is_known = today() <= first <= last and (last - first).days < MOST_DAYS
    if not is_known or (post.valid_to is not None and last > post.valid_to):
        raise NotDelegated("last", str(WRONG_DAYS % {"most": MOST_DAYS}))


def _in_force(rows: QuerySet[Assignment], on: date) -> QuerySet[Assignment]:
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)
