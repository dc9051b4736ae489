"""What a batch would do, told before anybody commits it; and whether it is so odd that it must be explained first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from enrollment.importing import effects
from enrollment.importing.commit import apply_batch
from enrollment.importing.shadow import shadow_register
from enrollment.models import ImportBatch

__all__ = ["Unexplained", "foresee", "hold_back", "write_and_measure"]


class Unexplained(Exception):
    """The commit would go beyond what may pass without a word; nothing of it was written."""

    def __init__(self, found: list[dict[str, Any]]) -> None:
        self.found = found
        super().__init__(f"{len(found)} breaches")


def foresee(batch: ImportBatch) -> None:
    """Measure the register, and a copy of it with the batch applied; keep both with the batch, whatever its size."""
    told = {key: value for key, value in batch.effect.items() if key not in ("preview", "held")}
    if batch.new + batch.changed:
        before = effects.measure(batch)
        with shadow_register(batch.profile):
            apply_batch(batch.id, batch.profile, _present(batch))
            after = effects.measure(batch)
        told["preview"] = effects.differences(before, after)
        told["held"] = effects.breaches(before, after)
    _forget_explanation(batch, told.get("held", []))
    batch.effect = told
    batch.save(update_fields=["effect", "explanation", "explained_by", "explained_at"])


def write_and_measure(batch: ImportBatch, wrote: Callable[[int], None] | None = None) -> dict[str, Any]:
    """Write the batch under the register's lock; returns what it did. Raises Unexplained, with nothing written."""
    before = effects.measure(batch)
    with transaction.atomic():
        apply_batch(batch.id, batch.profile, _present(batch), wrote)
        after = effects.measure(batch)
        found = effects.breaches(before, after)
        if found and not batch.explanation:
            raise Unexplained(found)
    return effects.differences(before, after)


def hold_back(batch: ImportBatch, found: list[dict[str, Any]]) -> None:
    """The register moved so that the batch is odd now: back to its preview, to be explained."""
    batch.state = ImportBatch.State.STAGED
    batch.effect = {**batch.effect, "held": found}
    batch.save(update_fields=["state", "effect"])


def _forget_explanation(batch: ImportBatch, found: list[dict[str, Any]]) -> None:
    """An explanation is of what was seen; other breaches want another."""
    if batch.explanation and found != batch.effect.get("held", []):
        batch.explanation, batch.explained_by, batch.explained_at = "", None, None


def _present(batch: ImportBatch) -> frozenset[str]:
    return frozenset(batch.header["columns"])
