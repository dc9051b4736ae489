"""From a line of a file to the rows of the register it wrote, and from such a row back through every file before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Model
from django.urls import reverse

from accounts.models import User
from districts.models import Agency, Village
from enrollment.importing.targets import TARGETS
from enrollment.models import (
    AnnouncedWorker,
    Business,
    Employer,
    ImportBatch,
    ImportImage,
    ImportProblem,
    Membership,
    Participant,
)
from enrollment.rules.identifiers import mask_kpj, mask_npp
from enrollment.words_effects import TABLES

__all__ = ["Origin", "Written", "earlier", "problems_of", "written_by"]

# Longer chains are read in the audit; a page shows the last two years of monthly sheets.
MOST_STEPS = 24
_MODELS: tuple[type[Model], ...] = (Business, Employer, Participant, Membership, AnnouncedWorker)


@dataclass(frozen=True, slots=True)
class Written:
    """A row of the register that holds what a line of a file said."""

    table: str
    label: str
    url: str
    earlier: list[Origin]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an earlier version of a row came from: file and line, or a person (both empty)."""

    batch: ImportBatch | None
    row: int | None
    changed: list[Replaced]


class Replaced(NamedTuple):
    """One value that a later file replaced."""

    name: str
    before: str
    after: str


def written_by(batch: ImportBatch, number: int, user: User) -> list[Written]:
    """The register rows that carry this batch and line as their origin now, inside the person's scope."""
    if batch.state not in (ImportBatch.State.COMMITTED, ImportBatch.State.UNDONE) or batch.profile not in TARGETS:
        return []
    found = []
    for model in _models_of(batch.profile):
        rows: Any = model._default_manager
        for row in rows.filter(batch=batch, row_number=number):
            found.append(Written(str(TABLES[model._meta.db_table]), *_shown(row, user), earlier(row)))
    return found


def earlier(row: Any) -> list[Origin]:
    """The versions of a row that imports replaced, newest first, each with its own file and line."""
    table, found = row._meta.db_table, []
    current: dict[str, Any] = {field.column: getattr(row, field.attname) for field in row._meta.concrete_fields}
    batch_id: UUID | None = row.batch_id
    for _step in range(MOST_STEPS):
        image = ImportImage.objects.filter(batch_id=batch_id, table=table, row_id=row.pk).first() if batch_id else None
        if image is None or image.before is None:
            break
        before = image.before
        found.append((before["batch_id"], before.get("row_number"), _changed(type(row), before, current)))
        batch_id, current = UUID(before["batch_id"]) if before["batch_id"] else None, before
    files = ImportBatch.objects.select_related("file").in_bulk([pk for pk, _row, _what in found if pk])
    return [Origin(files.get(UUID(pk)) if pk else None, line, what) for pk, line, what in found]


def problems_of(batch: ImportBatch, number: int) -> list[ImportProblem]:
    """What was said of this line when it was read."""
    return list(ImportProblem.objects.filter(batch=batch, row_number=number).order_by("pk"))


def _models_of(profile: str) -> tuple[type[Model], ...]:
    table = TARGETS[profile].table
    if table == "enrollment_membership":
        return (Participant, Membership)
    return tuple(model for model in _MODELS if model._meta.db_table == table)


def _shown(row: Any, user: User) -> tuple[str, str]:
    if isinstance(row, Business):
        mine = Business.objects.visible_to(user).filter(pk=row.pk).exists()
        return row.name, reverse("business", args=[row.public_id]) if mine else ""
    if isinstance(row, Employer):
        link = Business.objects.visible_to(user).filter(links__employer=row, links__state="CONFIRMED").first()
        return f"{row.name} · NPP {mask_npp(row.npp)}", reverse("business", args=[link.public_id]) if link else ""
    if isinstance(row, Membership):
        return f"KPJ {mask_kpj(row.kpj)}", ""
    return row.name, ""


_UNTOLD = frozenset(
    {"batch_id", "row_number", "updated_at", "created_at", "nik", "nik_index", "owner_nik", "phone", "wage", "name_key"}
    | {"owner_nik_index", "merged_into_id"}
)


def _changed(model: type[Model], before: dict[str, Any], after: dict[str, Any]) -> list[Replaced]:
    """The values that became others; what is sealed, and wages, stand in no list."""
    found = []
    for field in model._meta.concrete_fields:
        name = field.column
        if name in _UNTOLD or name not in before or name not in after:
            continue
        old, new = _text(before[name]), _text(after[name])
        if old != new:
            found.append(Replaced(str(field.verbose_name), _named(name, old), _named(name, new)))
    return found


def _named(column: str, text: str) -> str:
    """Codes and ids as a person reads them."""
    if column == "village_id" and text:
        return Village.objects.filter(pk=text).values_list("name", flat=True).first() or text
    if column == "branch_id" and text:
        return Agency.objects.filter(pk=text).values_list("short_name", flat=True).first() or text
    return text or "—"


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
