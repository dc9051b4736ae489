"""Letting a file go on: the step, its numbered receipt with the slip, and the end of its letters.

Called by verbs and by the clocks; the right to do it, the lock and the audit event are the caller's.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from accounts.models import User
from districts.clock import now, today
from permits.letters import receipt_slip
from permits.models import Application, Check, Receipt, Referral
from permits.numbers import next_code, next_receipt_number
from permits.records import move

__all__ = ["let_pass", "revoke_receipt"]


def let_pass(
    application: Application,
    check: Check,
    *,
    event: str,
    state: str,
    by: User | None,
    until: date | None = None,
    note: str = "",
    key: UUID | None = None,
) -> Receipt:
    """Bring a locked file into a passing state on a check, until a deadline where there is one; its receipt."""
    application.decided_by, application.decided_at, application.deadline_on = by, now(), until
    move(application, event, state, by=by, check=check, note=note, key=key)
    receipt = Receipt.objects.create(
        application=application,
        code=next_code(application.agency),
        number=next_receipt_number(application.agency, today()),
        check_row=check,
        issued_on=today(),
        issued_by=by,
        valid_until=until,
    )
    receipt.refresh_from_db(fields=["issued_at"])
    receipt.slip = receipt_slip(receipt)
    receipt.save(update_fields=["slip"])
    Referral.objects.filter(application=application, closed_at__isnull=True).update(closed_at=now())
    return receipt


def revoke_receipt(application: Application, *, by: User | None, reason: str = "") -> None:
    """The number in force no longer verifies."""
    rows = Receipt.objects.filter(application=application, revoked_at__isnull=True)
    rows.update(revoked_at=now(), revoked_by=by, revoke_reason=reason)
