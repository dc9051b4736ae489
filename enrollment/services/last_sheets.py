"""A template filled with the sheet somebody brought last: rows of people go back only to whoever may have that file."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import vault
from accounts.access import ensure
from accounts.exports import Export, Head
from accounts.models import User
from enrollment import access
from enrollment.importing.celltext import shown
from enrollment.importing.judging import limits
from enrollment.importing.meanings import Meanings
from enrollment.importing.preview import profile_title
from enrollment.importing.profiles import PROFILES
from enrollment.importing.said import Said
from enrollment.importing.sandbox import read
from enrollment.importing.source import Source
from enrollment.importing.templates import template_workbook
from enrollment.models import ImportBatch
from enrollment.selectors.batches import last_sheet

__all__ = ["last_sheet_template"]


def last_sheet_template(*, profile: str, by: User) -> Export:
    """The profile's template with the rows of the newest sheet this person may have, every cell as it came."""
    batch = last_sheet(by, profile)
    ensure(access.may_take_last_sheet(by, batch))
    assert batch is not None

    def make(head: Head) -> bytes:
        about = ((head.title, ""), *head.lines)
        return template_workbook(PROFILES[profile], _rows(batch), about=about)

    return Export(
        verb="enrollment.take_last_sheet",
        title=_("Templat %(profile)s berisi lembar terakhir") % {"profile": profile_title(profile)},
        stem=f"templat-{profile}-terakhir",
        rows=batch.rows,
        make=make,
        back=reverse("imports"),
        as_of=batch.as_of,
        target=batch,
    )


def _rows(batch: ImportBatch) -> Iterator[list[str]]:
    profile = PROFILES[batch.profile]
    with vault.file_to_path(batch.file) as path:
        source = Source.of(batch, path)
        with read(path, source.suffix, [profile.candidate()], limits(), source.reading) as reading:
            said = Said(profile, reading.info, source.reading, Meanings())
            places = [said.info.columns.get(column.name) for column in profile.columns]
            for chunk in reading.chunks():
                columns = said.applied(chunk).columns
                for index in range(len(chunk.row_numbers)):
                    yield ["" if place is None else shown(columns[place][index]) for place in places]
