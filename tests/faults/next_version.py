"""A kind of work that only workers of the next version know."""

from __future__ import annotations

from django.db import transaction

from accounts import work
from tests.faults.handlers import quick


@work.handler("tests.next")
def next_kind(claim: work.Claim) -> None:
    with transaction.atomic():
        quick(claim)
