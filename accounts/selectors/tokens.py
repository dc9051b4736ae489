"""Keys of other applications as those who look after them see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet, Sum
from django.utils import timezone

from accounts.access import not_found
from accounts.models import ApiToken, ApiUse, User
from accounts.purposes import purposes_of
from accounts.tokens import may_approve, may_rotate
from districts.models import Agency

__all__ = ["Key", "keys_of", "offices_with_purposes", "token_of"]

LIVE, PENDING, ENDING, OVER = "LIVE", "PENDING", "ENDING", "OVER"


@dataclass(frozen=True)
class Key:
    """One key: its state (LIVE, PENDING, ENDING: its secret was replaced, OVER), its calls of the last day, what the
    reader may do."""

    token: ApiToken
    state: str
    calls: int
    may_approve: bool
    may_rotate: bool
    may_revoke: bool


def keys_of(user: User) -> list[Key]:
    """Every key in the user's scope, those in force first."""
    tokens = list(_visible(user))
    since = timezone.now() - timedelta(days=1)
    used = ApiUse.objects.filter(user__in=[token.user_id for token in tokens], hour__gt=since)
    calls = dict(used.values_list("user").annotate(n=Sum("calls")))
    keys = [_key(token, calls.get(token.user_id, 0), user) for token in tokens]
    return sorted(keys, key=lambda key: (PENDING, LIVE, ENDING, OVER).index(key.state))


def token_of(user: User, pk: int) -> ApiToken:
    """One key, else 404."""
    return _visible(user).filter(pk=pk).first() or not_found()


def offices_with_purposes() -> list[Agency]:
    """Offices whose systems may be given a key."""
    return [agency for agency in Agency.objects.order_by("kind", "name") if purposes_of(agency)]


def _visible(user: User) -> QuerySet[ApiToken]:
    rows = ApiToken.objects.visible_to(user)
    return rows.select_related("user", "agency", "created_by", "approved_by").order_by("-created_at")


def _key(token: ApiToken, calls: int, user: User) -> Key:
    if not token.is_alive:
        state = OVER
    elif token.approved_at is None:
        state = PENDING
    else:
        state = ENDING if token.revoked_at else LIVE
    return Key(
        token,
        state,
        calls,
        may_approve=bool(may_approve(user, token)),
        may_rotate=state == LIVE and bool(may_rotate(user, token)),
        may_revoke=state != OVER,
    )
