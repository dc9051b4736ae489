"""Making, approving, rotating and revoking a key: by a system admin or a branch head, never alone."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.access import Allowed, Decision, Denied, ensure, may
from accounts.models import ApiToken, Assignment, User
from accounts.purposes import purposes_of
from accounts.rules import Role
from accounts.tokens.secret import HINT, digest_of, new_secret
from districts.clock import today
from districts.models import Agency

KEEPERS = (Role.SYSTEM_ADMIN, Role.BRANCH_HEAD)
MOST_DAYS = 90
OLD_SECRET_LIVES = timedelta(hours=24)

OWN_TOKEN = _("Token ini Anda buat sendiri. Orang kedua yang menyetujuinya.")
NOT_PENDING = _("Token ini tidak menunggu persetujuan.")
NOT_IN_FORCE = _("Token ini tidak berlaku lagi. Buat token baru.")
HAS_SUCCESSOR = _("Rahasia token ini sudah diganti.")
TOO_LONG = _("Token berlaku paling lama %(days)s hari.")
NO_PURPOSE = _("Pilih layanan kantor itu, paling sedikit satu.")


@dataclass(frozen=True)
class Wanted:
    """What a new key shall be."""

    name: str
    agency: Agency
    purposes: list[str]
    expires_on: date
    quota_hour: int
    quota_day: int
    addresses: tuple[str, ...] = ()


class Issued(NamedTuple):
    """A key and its secret, which nobody sees again."""

    token: ApiToken
    secret: str


def may_keep(by: User) -> Decision:
    """Whether somebody looks after keys."""
    return may(by, *KEEPERS)


def may_approve(by: User, token: ApiToken) -> Decision:
    """The second person: another one than who made it."""
    if not (decision := may_keep(by)):
        return decision
    if token.approved_at is not None or not token.is_alive:
        return Denied(NOT_PENDING)
    return Denied(OWN_TOKEN) if token.created_by_id == by.pk else Allowed()


def may_rotate(by: User, token: ApiToken) -> Decision:
    """A key in force gets a new secret, one at a time."""
    if not (decision := may_keep(by)):
        return decision
    if not token.is_in_force:
        return Denied(NOT_IN_FORCE)
    return Denied(HAS_SUCCESSOR) if ApiToken.objects.filter(rotated_from=token).exists() else Allowed()


@transaction.atomic
def create(*, wanted: Wanted, by: User) -> Issued:
    """A key with an account of its own that nobody can log in with; in force once a second person approved it."""
    ensure(may_keep(by))
    ensure(_is_allowed(wanted))
    user = User(username=f"api.{slugify(wanted.name)[:40]}.{secrets.token_hex(3)}", display_name=wanted.name)
    user.set_unusable_password()
    user.save()
    Assignment.objects.create(user=user, role=Role.API_CLIENT, agency=wanted.agency, valid_from=today())
    secret = new_secret()
    token = _kept(secret, wanted, user=user, by=by)
    audit.record(verb="accounts.create_token", by=by, target=token, data=_told(token))
    return Issued(token, secret)


@transaction.atomic
def approve(*, token: ApiToken, by: User) -> ApiToken:
    """The second person; where the key is a new secret of an older one, that one lives another day."""
    token = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    ensure(may_approve(by, token))
    token.approved_by, token.approved_at = by, timezone.now()
    token.save(update_fields=["approved_by", "approved_at"])
    if token.rotated_from_id is not None:
        ends = timezone.now() + OLD_SECRET_LIVES
        ApiToken.objects.filter(pk=token.rotated_from_id, revoked_at__isnull=True).update(
            revoked_at=ends, revoked_by=by
        )
    audit.record(verb="accounts.approve_token", by=by, target=token, data=_told(token))
    return token


@transaction.atomic
def rotate(*, token: ApiToken, by: User) -> Issued:
    """A new secret for the same application, office and purposes, with a new term; it too waits for its approval."""
    token = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    ensure(may_rotate(by, token))
    wanted = Wanted(
        token.name,
        token.agency,
        token.purposes,
        today() + timedelta(days=MOST_DAYS),
        token.quota_hour,
        token.quota_day,
        tuple(token.addresses),
    )
    secret = new_secret()
    new = _kept(secret, wanted, user=token.user, by=by, rotated_from=token)
    audit.record(verb="accounts.rotate_token", by=by, target=new, data={"from": token.hint, **_told(new)})
    return Issued(new, secret)


@transaction.atomic
def revoke(*, token: ApiToken, by: User) -> ApiToken:
    """At once, by one person alone."""
    ensure(may_keep(by))
    token = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if token.is_alive:
        token.revoked_at, token.revoked_by = timezone.now(), by
        token.save(update_fields=["revoked_at", "revoked_by"])
        audit.record(verb="accounts.revoke_token", by=by, target=token, data=_told(token))
    return token


def _is_allowed(wanted: Wanted) -> Decision:
    if not today() <= wanted.expires_on <= today() + timedelta(days=MOST_DAYS):
        return Denied(TOO_LONG % {"days": MOST_DAYS})
    known = {code for code, _label in purposes_of(wanted.agency)}
    return Allowed() if wanted.purposes and known.issuperset(wanted.purposes) else Denied(NO_PURPOSE)


def _kept(secret: str, wanted: Wanted, *, user: User, by: User, rotated_from: ApiToken | None = None) -> ApiToken:
    token = ApiToken.objects.create(
        user=user,
        agency=wanted.agency,
        name=wanted.name,
        digest=digest_of(secret),
        hint=secret[:HINT],
        purposes=wanted.purposes,
        addresses=list(wanted.addresses),
        quota_hour=wanted.quota_hour,
        quota_day=wanted.quota_day,
        created_by=by,
        expires_on=wanted.expires_on,
        rotated_from=rotated_from,
    )
    token.refresh_from_db(fields=["created_at"])
    return token


def _told(token: ApiToken) -> dict[str, object]:
    return {
        "hint": token.hint,
        "agency": token.agency.code,
        "purposes": token.purposes,
        "addresses": token.addresses,
        "expires": token.expires_on,
    }
