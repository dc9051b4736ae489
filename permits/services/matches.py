"""A wrong match, corrected at the desk: "bukan usaha saya" keeps number and business apart until BPJS has looked."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.access import ensure
from accounts.models import User
from districts.clock import now, today
from enrollment.rules.recognition import IdentifierKind, Recognised
from enrollment.rules.status import Found, RegistrationStatus
from enrollment.selectors.status import newest_data
from permits.access import may_reject_match, may_settle_match
from permits.errors import Refused
from permits.models import Application, Check, MatchRejection
from permits.records import locked, move, record_check
from permits.services.checks import service_in_force

__all__ = ["reject_match", "settle_match"]

NO_MATCH = _("Cek ini tidak menunjuk satu usaha.")
IS_SETTLED = _("Kecocokan ini sudah diperiksa.")


@transaction.atomic
def reject_match(*, check: Check, by: User, reason: str = "") -> Check:
    """The applicant says the business found is not his: it is not offered for that number again at that office.

    Files on that match are flagged. Returns the check that stands for the number from now on: not confirmed.
    """
    ensure(may_reject_match(by, check.agency_id))
    if check.business_id is None or check.agency is None:
        raise Refused("NO_MATCH", NO_MATCH)
    index = bytes(check.asked_index)
    row, is_new = MatchRejection.objects.get_or_create(
        asked_index=index,
        business_id=check.business_id,
        agency=check.agency,
        settled_at=None,
        defaults={"check_row": check, "by": by, "reason": reason},
    )
    if is_new:
        _flag_files(row, by)
        audit.record(verb="permits.reject_match", by=by, target=row, data={"check": str(check.pk)})
    return _check_without(check, by)


@transaction.atomic
def settle_match(*, rejection: MatchRejection, upheld: bool, by: User) -> MatchRejection:
    """What BPJS found: the two do not belong together (`upheld`), or they do and the business is offered again."""
    ensure(may_settle_match(by))
    row = MatchRejection.objects.select_for_update().get(pk=rejection.pk)
    if row.settled_at is not None:
        raise Refused("SETTLED", IS_SETTLED)
    row.settled_at, row.settled_by, row.upheld = now(), by, upheld
    row.save(update_fields=["settled_at", "settled_by", "upheld"])
    audit.record(verb="permits.settle_match", by=by, target=row, data={"upheld": upheld})
    return row


def _flag_files(row: MatchRejection, by: User) -> None:
    """Files of that office opened or decided on this match: their timeline says so, a clearance above all."""
    files = Application.objects.filter(
        agency=row.agency_id, business=row.business_id, history__check_row__asked_index=row.asked_index
    )
    for pk in sorted(set(files.values_list("pk", flat=True))):
        file = locked(pk)
        move(file, "MISMATCHED", file.state, by=by, check=row.check_row, note=row.reason)


def _check_without(check: Check, by: User) -> Check:
    """The same question again, answered without the disowned business."""
    permit_type, rule = service_in_force(check.permit_type.code, today())
    return record_check(
        status=RegistrationStatus(Found.NOTHING, keys=tuple(check.keys_checked), as_of=newest_data(), is_disowned=True),
        permit_type=permit_type,
        rule=rule,
        on=today(),
        by=by,
        office=check.agency,
        asked=Recognised(IdentifierKind.NAME, check.asked_masked),
        asked_index=bytes(check.asked_index),
        verb="permits.check",
    )
