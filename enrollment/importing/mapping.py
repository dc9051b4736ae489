"""A sheet no profile knows: its headings, some example cells, and what is remembered of sheets headed like it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from accounts import vault
from districts.clock import now
from enrollment.importing import sandbox
from enrollment.importing.anyheader import LOOK
from enrollment.importing.celltext import shown
from enrollment.importing.errors import FileRefused, Refusal
from enrollment.importing.guessing import best_profile, guesses
from enrollment.importing.headers import normalise_heading
from enrollment.importing.judging import limits
from enrollment.importing.profiles import PROFILES
from enrollment.importing.said import said_in_titles
from enrollment.importing.sheet import Chunk, SheetInfo
from enrollment.importing.source import Source
from enrollment.models import ImportBatch, ImportMapping

__all__ = [
    "Look",
    "Recalled",
    "ask",
    "fingerprint",
    "glance",
    "offer_columns",
    "recall",
    "recall_fitting",
    "remembered",
    "samples_of",
]

SEALED_AS = "importbatch.samples"
SAMPLES = 3
_MOST_SAMPLE = 60
_ROWS_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Look:
    """What one glance at a file tells: where its headings stand and what stands beneath them."""

    header_row: int
    headings: list[str]
    samples: list[list[str]]
    titles: list[str]


class Recalled(Exception):
    """The batch has taken what was saved for such sheets: read its file again, that way."""


def glance(source: Source, refusal: FileRefused) -> Look | None:
    """A second look at a refused file, where a person could say what its columns are; None where nobody could."""
    if refusal.code is not Refusal.HEADER_NOT_FOUND:
        return None
    candidates = [profile.candidate() for profile in PROFILES.values()]
    kept = {name: value for name, value in source.reading.items() if name in ("sheets", "header_row")}
    try:
        with sandbox.read(source.path, source.suffix, candidates, limits(), {**kept, **LOOK}) as reading:
            info, first = reading.info, next(reading.chunks(), None)
    except FileRefused:
        return None
    if first is None:
        return None
    return Look(info.header_row, info.header, _samples(first), info.title_lines)


def recall(batch: ImportBatch, seen: Look, refusal: FileRefused) -> bool:
    """Take what was saved for sheets headed like this one, unless a person has just said otherwise."""
    found = None if batch.reading.get("columns") else remembered(seen.headings)
    if found is None or batch.profile not in ("", found.profile):
        return False
    _note(batch, seen, batch.profile or _once_profile(refusal))
    _take(batch, found, seen.headings, seen.header_row)
    return True


def recall_fitting(batch: ImportBatch, info: SheetInfo) -> bool:
    """The same for a sheet that a profile fits already: what was said of it goes before what its headings tell."""
    found = None if batch.reading.get("columns") else remembered(info.header)
    if found is None or batch.profile not in ("", found.profile):
        return False
    if (found.profile, found.columns) == (info.profile, info.columns):
        return False
    _take(batch, found, info.header, info.header_row)
    return True


def offer_columns(batch: ImportBatch, info: SheetInfo, first: Chunk) -> None:
    """Columns of a fitting sheet that nobody uses may be said to be ours; the caller saves the batch."""
    _note(batch, Look(info.header_row, info.header, _samples(first), info.title_lines), info.profile)


def _take(batch: ImportBatch, found: ImportMapping, headings: list[str], row: int) -> None:
    batch.profile = found.profile
    batch.reading = {
        **batch.reading,
        "columns": found.columns,
        "headings": headings,
        "header_row": row,
        "mapping": {"by": str(found.saved_by), "at": found.saved_at.isoformat()},
    }
    found.used_at = now()
    with transaction.atomic():
        found.save(update_fields=["used_at"])
        batch.save(update_fields=["profile", "reading", "asked", "samples"])


def ask(batch: ImportBatch, seen: Look, refusal: FileRefused) -> None:
    """The batch waits for a person to say which column is which."""
    batch.state = ImportBatch.State.WAITING
    _note(batch, seen, batch.profile or _once_profile(refusal))
    batch.save(update_fields=["state", "asked", "samples"])


def _once_profile(refusal: FileRefused) -> str:
    """The profile of a sheet that lacks only what is said once."""
    return str(refusal.params["profile"]) if refusal.params.get("once") else ""


def _note(batch: ImportBatch, seen: Look, known: str) -> None:
    sheets = {"sheets": batch.asked["sheets"]} if "sheets" in batch.asked else {}
    batch.asked = {**sheets, **question(seen, known)}
    batch.samples = vault.seal(json.dumps(seen.samples), SEALED_AS)


def question(seen: Look, known: str) -> dict[str, Any]:
    """What the batch asks while it waits (ImportBatch.asked); no cell of the sheet stands in it."""
    return {
        "header_row": seen.header_row,
        "headings": seen.headings,
        "profile": known or best_profile(seen.headings, seen.samples),
        "guesses": {
            name: {column: asdict(guess) for column, guess in guesses(one, seen.headings, seen.samples).items()}
            for name, one in PROFILES.items()
        },
        "once": {name: said_in_titles(one, seen.titles) for name, one in PROFILES.items() if one.once},
    }


def fingerprint(headings: Sequence[str]) -> str:
    """What two sheets of one source share: their headings, in order, as headings are compared."""
    return hashlib.sha256("\n".join(map(normalise_heading, headings)).encode()).hexdigest()


def remembered(headings: Sequence[str]) -> ImportMapping | None:
    """The mapping somebody saved for sheets with exactly these headings."""
    return ImportMapping.objects.select_related("saved_by").filter(fingerprint=fingerprint(headings)).first()


def samples_of(batch: ImportBatch) -> list[list[str]]:
    """The example cells, column by column; none once they are purged."""
    sealed = batch.samples
    found: list[list[str]] = json.loads(vault.unseal(bytes(sealed), SEALED_AS)) if sealed else []
    return found


def _samples(chunk: Chunk) -> list[list[str]]:
    """The first different filled cells of each column."""
    columns = []
    for cells in chunk.columns:
        filled = (text[:_MOST_SAMPLE] for cell in cells[:_ROWS_LOOKED_AT] if (text := shown(cell).strip()))
        columns.append(list(dict.fromkeys(filled))[:SAMPLES])
    return columns
