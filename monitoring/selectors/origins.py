"""From a list's rows down to the file and the line of it that brought each (M03)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from enrollment.importing.places import row_place, sheet_and_row
from enrollment.models import Employer, ImportBatch
from enrollment.selectors.batches import visible_ids

if TYPE_CHECKING:
    from accounts.models import User


class Origin(NamedTuple):
    """The batch and line that last set a row of the register; both None where a person entered it."""

    batch: uuid.UUID | None = None
    line: int | None = None


NOBODYS = Origin()


@dataclass(frozen=True, slots=True)
class Source:
    """An origin as it is told: the file, the line as a person finds it, and its page ("" = not this reader's)."""

    file: str = ""
    sheet: str = ""
    line: int = 0
    place: str = ""
    address: str = ""

    @property
    def words(self) -> str:
        """ "pekerja.xlsx, baris 17"."""
        return _("%(file)s, baris %(row)s") % {"file": self.file, "row": self.place} if self.file else ""

    @property
    def cells(self) -> tuple[str, str | int]:
        """File and line for a workbook; the line with its sheet where several were read as one."""
        if not self.file:
            return "–", "–"
        return self.file, self.place if self.sheet else self.line


def sources(user: User, origins: Iterable[Origin]) -> dict[Origin, Source]:
    """Every origin told; two queries however many rows there are."""
    asked = set(origins)
    files = ImportBatch.objects.select_related("file").only("header", "file__name")
    found = files.in_bulk({one.batch for one in asked if one.batch})
    opened = visible_ids(user, list(found.values())) if found else set()
    return {
        one: _source(one, found[one.batch], one.batch in opened) if one.batch and one.line else Source()
        for one in asked
    }


def _source(origin: Origin, batch: ImportBatch, is_open: bool) -> Source:
    line = origin.line or 0
    header = batch.header if isinstance(batch.header, dict) else {}
    sheet, row = sheet_and_row(header, line)
    address = reverse("import-row", args=[batch.pk, line]) if is_open else ""
    return Source(batch.file.name, sheet, row, row_place(header, line), address)


def employers_sources(user: User, employers: Iterable[int]) -> dict[int, Source]:
    """The line that each employer stands as now."""
    rows = Employer.objects.filter(pk__in=list(employers)).values_list("pk", "batch", "row_number")
    origins = {pk: Origin(batch, line) for pk, batch, line in rows}
    told = sources(user, origins.values())
    return {pk: told[origin] for pk, origin in origins.items()}
