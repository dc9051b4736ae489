"""A staged batch judged against the register: repeated keys, taken numbers, conflicting names; new, changed or same."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import connection

from enrollment.importing.comparebusinesses import BusinessComparison
from enrollment.importing.comparepeople import PeopleComparison
from enrollment.importing.comparison import Comparison, Finding, Judgement
from enrollment.importing.errors import Code
from enrollment.importing.targets import TARGETS

__all__ = ["LATE_CODES", "Finding", "Judgement", "compare"]

# What only the whole file and the register can tell; everything else was said when the cell was read.
LATE_CODES = (Code.DUPLICATE_IN_FILE, Code.DUP_CONFLICT, Code.KPJ_TAKEN, Code.KPJ_UNKNOWN, Code.NAME_CONFLICT)

_OF_TABLE = {"enrollment_membership": PeopleComparison, "enrollment_business": BusinessComparison}


def compare(
    batch_id: UUID, profile: str, present: Collection[str], decided: Mapping[int, tuple[Code, str]] | None = None
) -> Judgement:
    """Judge every staged row anew and fill the verdict table. `present`: canonical headings of the sheet.

    Runs in the caller's transaction. Rows with a problem are marked `bad` and take no further part. `decided`: what a
    person answers just now, by row.
    """
    target = TARGETS[profile]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")  # fresh staging rows carry no statistics
        try:
            comparison = _OF_TABLE.get(target.table, Comparison)
            return comparison(cursor, batch_id, target, frozenset(present), decided or {}).run()
        finally:
            cursor.execute("SET LOCAL enable_nestloop = on")
