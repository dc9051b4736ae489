"""A batch's repairs as rows; what is shown of them is importing.repairable's."""

from __future__ import annotations

from accounts.access import not_found
from enrollment.models import ImportBatch, ImportRepair

__all__ = ["repair_of"]


def repair_of(batch: ImportBatch, pk: int) -> ImportRepair:
    """One repair of a batch that the person may open, else 404."""
    found = ImportRepair.objects.select_related("batch").filter(batch=batch, pk=pk).first() if pk < 2**31 else None
    if found is None:
        not_found()
    return found
