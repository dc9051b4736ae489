"""What an undo left alone, row by row: which row of the register, its line in the file, and what wrote it since."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model

from accounts.models import User
from enrollment.models import ContributionMonth, Employer, ImportBatch, Membership
from enrollment.rules.identifiers import mask_kpj, mask_npp
from enrollment.words_effects import TABLES, left_reason

__all__ = ["LeftRow", "left_rows"]


@dataclass(frozen=True, slots=True)
class LeftRow:
    """One row that was not taken back; `since` is the batch that wrote it later, if one did and not a person."""

    table: str
    label: str
    row: int | None
    reason: str
    code: str
    since: ImportBatch | None
    may_open: bool = False


def left_rows(batch: ImportBatch, user: User) -> list[LeftRow]:
    """The rows kept and failed by themselves, as far as the undo named them."""
    named: list[dict[str, Any]] = batch.effect.get("undo", {}).get("left", [])
    labels = _labels(named)
    later = ImportBatch.objects.select_related("file", "committed_by").in_bulk(
        {n["since"] for n in named if n["since"]}
    )
    since = {str(pk): found for pk, found in later.items()}
    openable = {
        str(pk) for pk in ImportBatch.objects.visible_to(user).filter(pk__in=later).values_list("pk", flat=True)
    }
    return [
        LeftRow(
            str(TABLES[one["table"]]),
            labels.get((one["table"], one["id"]), "—"),
            one["row"],
            left_reason(one["reason"]),
            one["reason"],
            since.get(one["since"]),
            one["since"] in openable,
        )
        for one in named
    ]


def _labels(named: list[dict[str, Any]]) -> dict[tuple[str, int], str]:
    ids: dict[str, list[int]] = defaultdict(list)
    for one in named:
        ids[one["table"]].append(one["id"])
    return {(table, row.pk): _label(row) for table, wanted in ids.items() for row in _rows(table, wanted)}


def _rows(table: str, wanted: list[int]) -> Any:
    model: Any = next(model for model in apps.get_models() if model._meta.db_table == table)
    rows = model._default_manager.filter(pk__in=wanted)
    if model is Membership:
        return rows.select_related("participant")
    if model is ContributionMonth:
        return rows.select_related("employer")
    return rows


def _label(row: Model) -> str:
    """A row as a person knows it; numbers masked."""
    if isinstance(row, Membership):
        return f"{row.participant.name} · KPJ {mask_kpj(row.kpj)}"
    if isinstance(row, ContributionMonth):
        return f"{row.employer.name} · {row.period:%m-%Y}"
    if isinstance(row, Employer):
        return f"{row.name} · NPP {mask_npp(row.npp)}"
    return str(getattr(row, "name", "") or getattr(row, "area_code", "") or f"#{row.pk}")
