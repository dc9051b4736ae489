"""A Check as other programs get it, the command line and the API alike: codes to decide by, sentences to show."""

from __future__ import annotations

from typing import Any

from permits.models import Check
from permits.shown import card_of
from permits.words import headline, in_language

__all__ = ["answer_of"]


def answer_of(row: Check) -> dict[str, Any]:
    """Plain values; `headline`, `summary` and `steps` in the active language, a reason's sentence in both."""
    card = card_of(row)
    return {
        "check": str(row.pk),
        "finding": row.finding,
        "headline": headline(row.finding, row.reasons, row.conditional_until),
        "summary": card.reason,
        "findings": list(dict.fromkeys(one["finding"] for one in row.findings)),
        "outcome": row.outcome,
        "reasons": [
            {
                "code": reason["code"],
                "params": reason["params"],
                "sentence_id": in_language("id", **reason),
                "sentence_en": in_language("en", **reason),
            }
            for reason in row.reasons
        ],
        "next_step": row.answer["next_step"],
        "steps": card.steps,
        "legal_basis": row.legal_basis_text,
        "as_of": row.as_of,
        "on": row.on,
        "matched": row.matched,
        "keys_checked": row.keys_checked,
        "business": row.answer["business"] or None,
        "candidates": row.candidates,
        "conditional_until": row.conditional_until,
    }
