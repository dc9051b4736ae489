"""A key at the door: is it known, in force, at its own address; how often was it used; was it shouted in a URL."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Sum
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts import audit
from accounts.models import ApiToken, ApiUse, AuditEvent, User
from accounts.rules import Role
from accounts.tokens.secret import digest_of, secrets_in

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
REFUSED = "accounts.token_refused"
_COUNT = """
INSERT INTO accounts_apiuse (user_id, hour, calls) VALUES (%s, %s, 1)
ON CONFLICT (user_id, hour) DO UPDATE SET calls = accounts_apiuse.calls + 1 RETURNING calls
"""


class TokenRefused(Exception):
    """`code`: UNKNOWN, PENDING, EXPIRED, REVOKED, DISABLED (401) or ADDRESS (403)."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class OverQuota(Exception):
    """Too many calls; `seconds` until it is worth asking again."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(seconds)


def use(secret: str, address: str) -> ApiToken:
    """The key behind a secret, its use noted; TokenRefused where it opens nothing. One query whatever was sent."""
    digest = digest_of(secret)
    token = ApiToken.objects.select_related("user", "agency").filter(digest=digest).first()
    if token is None or not constant_time_compare(token.digest, digest):
        raise TokenRefused("UNKNOWN")
    code = _problem(token, address)
    if code:
        _tell(token, code, address)
        raise TokenRefused(code)
    ApiToken.objects.filter(pk=token.pk).update(last_used_at=Now())
    return token


def count_call(token: ApiToken) -> None:
    """One more call of this client; OverQuota beyond the hour's or the day's. A refused call counts too."""
    now = timezone.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [token.user_id, hour])
        in_hour = cursor.fetchone()[0]
    if in_hour > token.quota_hour:
        raise OverQuota(_until(hour + HOUR, now))
    uses = ApiUse.objects.filter(user=token.user_id, hour__gt=now - DAY)
    if (uses.aggregate(calls=Sum("calls"))["calls"] or 0) > token.quota_day:
        oldest = uses.order_by("hour").values_list("hour", flat=True)[0]
        raise OverQuota(_until(oldest + DAY, now))


@transaction.atomic
def revoke_leaked(text: str) -> int:
    """Revoke every living key whose secret stands in a text that logs and proxies keep (B73); how many there were."""
    digests = [digest_of(secret) for secret in secrets_in(text)]
    rows = ApiToken.objects.select_for_update(of=("self",)).filter(digest__in=digests)
    leaked = [token for token in rows if token.is_alive]
    for token in leaked:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        audit.record(verb="accounts.token_leaked", by=None, target=token, data={"hint": token.hint})
    return len(leaked)


def _problem(token: ApiToken, address: str) -> str:
    user: User = token.user
    if not token.is_alive:
        return "REVOKED" if token.is_revoked else "EXPIRED"
    if token.approved_at is None:
        return "PENDING"
    if not user.is_active or token.agency_id not in user.scope.agencies(Role.API_CLIENT):
        return "DISABLED"
    return "ADDRESS" if token.addresses and address not in token.addresses else ""


@transaction.atomic
def _tell(token: ApiToken, code: str, address: str) -> None:
    """The first refusal of its kind in an hour leaves its event; a client that keeps asking does not fill the trail."""
    told = AuditEvent.objects.filter(
        verb=REFUSED, target_id=str(token.pk), data__code=code, at__gte=timezone.now() - HOUR
    )
    if not told.exists():
        audit.record(verb=REFUSED, by=None, target=token, data={"code": code, "address": address, "hint": token.hint})


def _until(moment: datetime, now: datetime) -> int:
    return max(1, int((moment - now).total_seconds()) + 1)
