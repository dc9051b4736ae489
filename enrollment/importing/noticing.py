"""What is told of a judged sheet beside its rows' faults: people with several numbers, rows of another's area."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from accounts import audit
from enrollment.importing.errors import Code
from enrollment.models import ImportBatch, ImportProblem

__all__ = ["note_out_of_scope", "note_several_numbers"]

# A row whose NIK another row of the sheet, or the register, has under another KPJ: two memberships, and rightly so.
_SEVERAL = """
    INSERT INTO enrollment_importproblem (batch_id, row_number, "column", code, severity, params)
    SELECT %(batch)s, row_number, 'KPJ', %(code)s, 'WARNING', '{}' FROM (
        SELECT s.row_number FROM enrollment_staged_membership s
        JOIN enrollment_staged_membership o ON o.batch_id = s.batch_id AND o.nik_index = s.nik_index
        WHERE s.batch_id = %(batch)s AND s.follows AND NOT s.bad AND NOT o.bad
          AND o.row_number < s.row_number AND o.kpj <> s.kpj
        UNION
        SELECT s.row_number FROM enrollment_staged_verdict v
        JOIN enrollment_staged_membership s ON s.batch_id = v.batch_id AND s.row_number = v.row_number
        JOIN enrollment_membership m ON m.participant_id = v.other_id
        WHERE v.batch_id = %(batch)s AND v.verdict = 'NEW' AND v.other_id IS NOT NULL AND m.kpj <> s.kpj
    ) several
"""


def note_several_numbers(cursor: Any, batch_id: UUID, table: str) -> None:
    """Warn of each row that gives a person one more KPJ (B42). Runs after the comparison, as often as that does."""
    if table != "enrollment_staged_membership":
        return
    params = {"batch": str(batch_id), "code": str(Code.NIK_SEVERAL_KPJ)}
    cursor.execute("DELETE FROM enrollment_importproblem WHERE batch_id = %(batch)s AND code = %(code)s", params)
    cursor.execute("SET LOCAL enable_nestloop = off")  # fresh staging rows carry no statistics
    cursor.execute(_SEVERAL, params)
    cursor.execute("SET LOCAL enable_nestloop = on")


def note_out_of_scope(batch: ImportBatch) -> None:
    """Rows of an area that the uploader may not bring are an event of their own (B57); call it last."""
    rows = ImportProblem.objects.filter(batch=batch, code=Code.OUT_OF_SCOPE).count()
    if rows:
        audit.record(verb="enrollment.rows_out_of_scope", by=batch.uploaded_by, target=batch, data={"rows": rows})
