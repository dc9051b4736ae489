"""The walk-in that matches nothing: its keys are noted, and the check is repeated on them (contract §2)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import ensure
from accounts.models import User
from enrollment.walk_in import WalkIn, record_walk_in
from permits.access import may_handle
from permits.errors import Refused
from permits.models import Check
from permits.selectors.matches import disowned
from permits.services.checks import check_business

__all__ = ["intake"]

DISOWNED = _(
    "Nomor ini menunjuk usaha yang sudah dinyatakan bukan usaha pemohon. Tulis nomor lain; BPJS TK memeriksanya."
)


@transaction.atomic
def intake(*, check: Check, walk_in: WalkIn, by: User) -> Check:
    """Note who stands at the counter and check again; returns the new Check."""
    ensure(may_handle(by, check.agency_id))
    business = record_walk_in(walk_in=walk_in, by=by)
    index = bytes(check.asked_index)
    if business.pk in disowned([index], check.agency).get(index, ()):
        raise Refused("MATCH_REJECTED", DISOWNED)
    return check_business(business=business, service=check.permit_type.code, by=by, on=check.on, origin=check)
