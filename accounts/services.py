"""Verbs on accounts (security.md §5, `user.*`): by a system admin, never on oneself, audited."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.access import Allowed, Decision, Denied, Forbidden, ensure, may
from accounts.models import Assignment, User
from accounts.rules import Role
from districts.clock import today
from districts.models import Agency

ENDED_BEFORE = timedelta(days=1)


def may_manage(by: User, user: User | None = None) -> Decision:
    """A system admin manages accounts, but never the own one."""
    allowed = may(by, Role.SYSTEM_ADMIN)
    if not allowed:
        return allowed
    if user is not None and user.pk is not None and user.pk == by.pk:
        return Denied(_("Anda tidak dapat mengubah akun sendiri. Minta admin lain."))
    return Allowed()


@transaction.atomic
def make_first_admin(*, username: str, password: str) -> User:
    """The first system admin, made at the server: there is nobody yet to make one. Refused once there is one.

    Raises Forbidden, or ValidationError for a weak password.
    """
    if Assignment.objects.filter(role=Role.SYSTEM_ADMIN, user__is_active=True).exists():
        raise Forbidden(_("Sudah ada admin sistem; admin itu yang membuat akun lain."))
    user = User(username=username, display_name=username)
    validate_new_password(password, user)
    user.set_password(password)
    user.save()
    office = Agency.objects.filter(kind=Agency.Kind.CITY).order_by("code")[0]
    Assignment.objects.create(user=user, role=Role.SYSTEM_ADMIN, agency=office, valid_from=today())
    audit.record(verb="accounts.make_first_admin", by=None, target=user)
    return user


@transaction.atomic
def save_user(*, user: User, by: User, changed: list[str]) -> User:
    """Create or change an account; a disabled one is out at its next request, a new password ends its sessions."""
    ensure(may_manage(by, user))
    is_new = user.pk is None
    user.is_staff = user.is_superuser = False
    user.save()
    verb = "accounts.create_user" if is_new else "accounts.change_user"
    audit.record(verb=verb, by=by, target=user, data={"fields": sorted(changed), "active": user.is_active})
    return user


@transaction.atomic
def save_assignment(*, assignment: Assignment, by: User) -> Assignment:
    """Give or change a role at an office from a day until a day."""
    ensure(may_manage(by, assignment.user))
    is_new = assignment.pk is None
    assignment.save()
    verb = "accounts.assign" if is_new else "accounts.change_assignment"
    audit.record(verb=verb, by=by, target=assignment.user, data=_told(assignment))
    return assignment


@transaction.atomic
def end_assignment(*, assignment: Assignment, by: User, on: date | None = None) -> Assignment:
    """The role ends with the day before `on` (today): it counts no longer from `on`. History stays."""
    ensure(may_manage(by, assignment.user))
    last = (on or today()) - ENDED_BEFORE
    assignment.valid_from = min(assignment.valid_from, last)
    assignment.valid_to = last
    assignment.save()
    audit.record(verb="accounts.end_assignment", by=by, target=assignment.user, data=_told(assignment))
    return assignment


@transaction.atomic
def save_reference(*, row: models.Model, by: User, changed: list[str]) -> models.Model:
    """Reference data that a system admin looks after (offices, figures, holidays, services)."""
    ensure(may(by, Role.SYSTEM_ADMIN))
    is_new = row._state.adding
    row.save()
    audit.record(verb="accounts.save_reference", by=by, target=row, data={"fields": sorted(changed), "new": is_new})
    return row


def validate_new_password(password: str, user: User) -> None:
    """Raises ValidationError where the password is too short, too common or too like the name."""
    validate_password(password, user)


@transaction.atomic
def save_profile(*, user: User, language: str, shortcuts_enabled: bool) -> User:
    """A person's own choices; nothing to audit."""
    user.language, user.shortcuts_enabled = language, shortcuts_enabled
    user.save(update_fields=["language", "shortcuts_enabled"])
    return user


@transaction.atomic
def change_own_password(*, user: User, password: str) -> User:
    """The person's new password; every other session of the account ends with it."""
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(verb="accounts.change_own_password", by=user, target=user)
    return user


@transaction.atomic
def note_factor(*, user: User, verb: str) -> None:
    """A second factor was set up, switched off, or got new recovery codes (the factor's own app stores it)."""
    audit.record(verb=f"accounts.{verb}", by=user, target=user)


@transaction.atomic
def reset_factor(*, user: User, by: User) -> int:
    """Somebody lost the telephone: the second factor goes; where one is required the next login sets up a new one."""
    ensure(may_manage(by, user))
    removed: int = Authenticator.objects.filter(user=user).delete()[0]
    audit.record(verb="accounts.reset_factor", by=by, target=user, data={"removed": removed})
    return removed


@transaction.atomic
def end_sessions(*, user: User, by: User, keep: str = "") -> int:
    """Every open session of the account but `keep` (a key) ends: one's own, or anybody's by a system admin."""
    if user.pk != by.pk:
        ensure(may(by, Role.SYSTEM_ADMIN))
    live = Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=keep)
    keys = [s.session_key for s in live.iterator() if s.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(session_key__in=keys).delete()
    audit.record(verb="accounts.end_sessions", by=by, target=user, data={"ended": len(keys)})
    return len(keys)


def choose_language(*, user: User, language: str) -> User:
    """The language switch in the top bar."""
    return save_profile(user=user, language=language, shortcuts_enabled=user.shortcuts_enabled)


def _told(assignment: Assignment) -> dict[str, Any]:
    return {
        "role": assignment.role,
        "agency": assignment.agency.code,
        "from": assignment.valid_from,
        "to": assignment.valid_to,
    }
