"""The one pen of the audit trail (security.md T09, T18): append-only, hash-chained, written at the verb.

`digest` = SHA-256 over the previous row's digest and this row's canonical JSON (sorted keys, UTC, no spaces), its id
included, so a changed, removed, inserted or moved row breaks the chain at a row that `verify` names.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from accounts import request_id
from accounts.models import AuditEvent, User

GENESIS = "0" * 64
# Any number nobody else locks on: writers of the chain queue behind it until their transaction ends.
CHAIN_LOCK = 0x4A414D534F53


def record(
    *, verb: str, by: User | None, target: models.Model | None = None, data: dict[str, Any] | None = None
) -> AuditEvent:
    """Append one event and return it. Call it LAST in the verb's transaction: it holds the chain until that ends.

    `verb` is "app.act" ("permits.hold"); `data` holds codes, counts and ids, never a NIK, KPJ, wage or phone.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An audit event belongs into the transaction of what it tells of.")
    event = AuditEvent(
        verb=verb,
        actor=by,
        actor_name=by.username if by else "system",
        target_kind=target._meta.label if target is not None else "",
        target_id=str(getattr(target, "public_id", None) or target.pk) if target is not None else "",
        agency_code=_agency_code(by),
        data=_plain(data or {}),
        request_id=request_id.current.get(),
    )
    with connection.cursor() as cursor:
        # Two statements: the second must see what the holder before us has committed.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('accounts_auditevent', 'id')), clock_timestamp(),"
            " (SELECT digest FROM accounts_auditevent ORDER BY id DESC LIMIT 1)"
        )
        event.id, event.at, previous = cursor.fetchone()
    event.previous_digest = previous or GENESIS
    event.digest = digest_of(event)
    event.save(force_insert=True)
    return event


def verify() -> int | None:
    """The id of the first row that does not continue the chain, or None where it holds."""
    previous = GENESIS
    for event in AuditEvent.objects.order_by("id").iterator(chunk_size=2000):
        if event.previous_digest != previous or event.digest != digest_of(event):
            return event.id
        previous = event.digest
    return None


def digest_of(event: AuditEvent) -> str:
    """SHA-256 (hex) over the event's previous digest and canonical JSON."""
    content = {
        "id": event.id,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor_id,
        "actor_name": event.actor_name,
        "verb": event.verb,
        "target_kind": event.target_kind,
        "target_id": event.target_id,
        "agency_code": event.agency_code,
        "data": _settled(event.data),
        "request_id": event.request_id,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(f"{event.previous_digest}\n{canonical}".encode()).hexdigest()


def database_now() -> datetime:
    """This moment by the database's clock, which alone decides leases and order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """As PostgreSQL will give it back: dates and numbers as JSON has them, no NUL."""
    text = json.dumps(data, cls=DjangoJSONEncoder, allow_nan=False).replace("\\u0000", "")
    return json.loads(text)


def _settled(value: Any) -> Any:
    """jsonb may return 1e22 as a whole number: whole floats count as integers on both sides."""
    if isinstance(value, dict):
        return {k: _settled(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_settled(v) for v in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _agency_code(by: User | None) -> str:
    return by.scope.main_agency_code if by is not None else ""
