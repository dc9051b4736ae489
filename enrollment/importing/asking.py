"""A file with several sheets that match: the batch waits for a person to say which of them are meant."""

from __future__ import annotations

from enrollment.importing.errors import FileRefused, Refusal
from enrollment.models import ImportBatch

__all__ = ["ask_sheets", "asks_sheets"]


def ask_sheets(batch: ImportBatch, refusal: FileRefused) -> bool:
    """Let the batch wait where `refusal` is a question about sheets; False where it is something else."""
    if refusal.code is not Refusal.AMBIGUOUS_SHEET or "found" not in refusal.params:
        return False
    batch.state = ImportBatch.State.WAITING
    batch.asked = {"sheets": refusal.params["found"]}
    batch.save(update_fields=["state", "asked"])
    return True


def asks_sheets(batch: ImportBatch) -> bool:
    """Whether the batch waits for sheets to be chosen, and not for its columns."""
    return batch.state == ImportBatch.State.WAITING and "headings" not in batch.asked
