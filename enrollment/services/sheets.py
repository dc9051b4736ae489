"""Say which sheets of a file are read together, and which line of them names the columns."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.access import Denied, ensure
from accounts.models import User
from enrollment import access
from enrollment.models import ImportBatch
from enrollment.services.restaging import read_again

__all__ = ["choose_header_row", "choose_sheets"]

# What was said of the columns holds for the headings it was said of, not for another line or sheet.
_OF_THE_HEADINGS = ("columns", "headings", "mapping", "header_row", "once")


@transaction.atomic
def choose_sheets(*, batch: ImportBatch, sheets: Sequence[str], by: User) -> ImportBatch:
    """Read these sheets, one after the other, as one; they must have the same columns at the same places."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    ensure(access.may_map(by, batch))
    chosen = [sheet for sheet in batch.asked.get("sheets", []) if sheet["name"] in sheets]
    layouts = {sheet["layout"] for sheet in chosen}
    if len(layouts) != 1 or None in layouts:
        ensure(Denied(_("Pilih satu lembar, atau beberapa lembar yang susunan kolomnya sama.")))
    names = [sheet["name"] for sheet in chosen]
    _read_as(batch, {**_kept(batch), "sheets": names}, chosen[0]["profile"], by)
    told = {"sheets": len(names), "rows": sum(sheet["rows"] for sheet in chosen)}
    audit.record(verb="enrollment.choose_sheets", by=by, target=batch, data=told)
    return batch


@transaction.atomic
def choose_header_row(*, batch: ImportBatch, row: int, by: User) -> ImportBatch:
    """Read the file again with line `row` as the one that names the columns."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    ensure(access.may_map(by, batch))
    _read_as(batch, {**_kept(batch), "header_row": row}, "", by)
    audit.record(verb="enrollment.choose_header_row", by=by, target=batch, data={"row": row})
    return batch


def _kept(batch: ImportBatch) -> dict[str, object]:
    return {name: value for name, value in batch.reading.items() if name not in _OF_THE_HEADINGS}


def _read_as(batch: ImportBatch, reading: dict[str, object], profile: str, by: User) -> None:
    read_again(batch, by=by)
    batch.reading, batch.profile = reading, profile
    batch.save(update_fields=["state", "submitted_at", "reading", "profile"])
