"""Taking the call list of referrals away as a workbook: it names people with their telephones, so it leaves a trace."""

from __future__ import annotations

from django.db import transaction

from accounts import audit
from accounts.access import ensure
from accounts.models import User
from permits.access import may_answer
from permits.letters.call_list import call_list
from permits.selectors.referrals import calls_of, referrals_of

__all__ = ["take_call_list"]

MOST_ROWS = 5_000


@transaction.atomic
def take_call_list(*, state: str, everywhere: bool, by: User) -> bytes:
    """The list as XLSX, as the page shows it; BPJS only."""
    ensure(may_answer(by))
    calls = calls_of(referrals_of(by, state=state, everywhere=everywhere)[:MOST_ROWS])
    audit.record(verb="permits.export_referrals", by=by, data={"state": state, "rows": len(calls)})
    return call_list(calls)
