"""A clearance that turns out wrong after its minutes of undoing: revoked with a reason, then checked anew."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.access import Allowed, Decision, Denied, ensure
from accounts.models import User
from accounts.rules import Role
from districts.clock import WIB, today
from permits.access import may_handle
from permits.errors import Refused
from permits.models import Application
from permits.passing import revoke_receipt
from permits.records import locked, move
from permits.services.files import ensure_current

__all__ = ["LEAST_REASON", "may_revoke", "revoke"]

State = Application.State
REVOCABLE = (State.CLEARED, State.CLEARED_CONDITIONAL, State.CONTINUED, State.EXEMPTED)
LEAST_REASON = 10  # the sentence below says so too
NOT_YOURS = _("Hanya atasan, atau yang memutuskan pada hari yang sama, dapat membatalkan bukti ini.")
REASON_NEEDED = _("Tulis alasan pembatalan, paling sedikit 10 huruf.")
NOTHING_TO_REVOKE = _("Permohonan ini tidak punya bukti yang berlaku.")


def may_revoke(user: User, application: Application) -> Decision:
    """The supervisor of the file's office at any time; whoever decided, until the day is over."""
    if not (decision := may_handle(user, application.agency_id)):
        return decision
    if application.agency_id in user.scope.agencies(Role.SUPERVISOR):
        return Allowed()
    decided = application.decided_at
    is_own = application.decided_by_id == user.pk and decided is not None
    return Allowed() if is_own and decided and decided.astimezone(WIB).date() == today() else Denied(NOT_YOURS)


@transaction.atomic
def revoke(*, application: Application, reason: str, by: User, version: int | None = None) -> Application:
    """Take the number back for good and open the file again; both records are kept, the next receipt is a new one."""
    ensure(may_revoke(by, application))
    reason = reason.strip()
    if len(reason) < LEAST_REASON:
        raise Refused("REASON_NEEDED", REASON_NEEDED)
    application = locked(application.pk)
    ensure_current(application, version)
    if application.state not in REVOCABLE:
        raise Refused("NOTHING_TO_REVOKE", NOTHING_TO_REVOKE)
    codes = list(application.receipts.filter(revoked_at__isnull=True).values_list("code", flat=True))
    revoke_receipt(application, by=by, reason=reason[:300])
    application.decided_by = application.decided_at = application.deadline_on = None
    application.ready_at = application.ready_batch = None
    move(application, "REVOKED", State.RECEIVED, by=by, note=reason[:300])
    audit.record(verb="permits.revoke", by=by, target=application, data={"codes": codes})
    return application
