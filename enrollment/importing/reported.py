"""Form 2a proves that its employer reported the month: the contribution month says so, and the employer's last one.

Reporting is not paying (domain §5.3). Written with images for undo; a second time it changes nothing.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from enrollment.importing.images import insert_and_note, note_before

__all__ = ["report_months"]

_SAID = (
    "SELECT employer_id, period, min(row_number) AS row_number FROM enrollment_staged_membership"
    " WHERE batch_id = %(batch)s AND NOT bad AND period IS NOT NULL GROUP BY employer_id, period"
)
_MONTHS, _EMPLOYERS = "enrollment_contributionmonth", "enrollment_employer"
_SET = "batch_id = %(batch)s::uuid, row_number = said.row_number, updated_at = now()"


def report_months(cursor: CursorWrapper, batch_id: UUID) -> None:
    """Every employer and month that stands in the staged sheet is reported."""
    params: dict[str, Any] = {"batch": str(batch_id)}
    stale = f"FROM ({_SAID}) said WHERE m.employer_id = said.employer_id AND m.period = said.period"
    note_before(
        cursor,
        _MONTHS,
        f"SELECT m.id FROM {_MONTHS} m, ({_SAID}) said"
        " WHERE m.employer_id = said.employer_id AND m.period = said.period AND NOT m.is_reported",
        params,
    )
    cursor.execute(f"UPDATE {_MONTHS} m SET is_reported = true, {_SET} {stale} AND NOT m.is_reported", params)
    insert_and_note(
        cursor,
        _MONTHS,
        f"""
        INSERT INTO {_MONTHS} (employer_id, period, is_billed, is_reported, is_paid, batch_id, row_number)
        SELECT e.id, said.period, true, true, coalesce(e.paid_through >= said.period, false), %(batch)s::uuid,
               said.row_number
        FROM ({_SAID}) said JOIN {_EMPLOYERS} e ON e.id = said.employer_id
        WHERE NOT EXISTS (SELECT FROM {_MONTHS} m WHERE m.employer_id = e.id AND m.period = said.period)
        """,
        params,
    )
    later = (
        f"FROM (SELECT employer_id, max(period) AS period, min(row_number) AS row_number FROM ({_SAID}) months"
        " GROUP BY employer_id) said WHERE e.id = said.employer_id"
        " AND (e.reported_through IS NULL OR e.reported_through < said.period)"
    )
    note_before(cursor, _EMPLOYERS, f"SELECT e.id {later.replace('FROM (', f'FROM {_EMPLOYERS} e, (', 1)}", params)
    cursor.execute(f"UPDATE {_EMPLOYERS} e SET reported_through = said.period, {_SET} {later}", params)
