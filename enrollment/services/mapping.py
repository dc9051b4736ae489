"""Say which column of a strange sheet is which, and what its words mean; both are remembered and can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now

from accounts import audit
from accounts.access import ensure
from accounts.models import User
from enrollment import access
from enrollment.importing.mapping import fingerprint
from enrollment.importing.meanings import word_of
from enrollment.models import ImportBatch, ImportMapping, ValueMeaning
from enrollment.services.restaging import read_again

__all__ = ["Meaning", "forget_mapping", "map_columns", "say_meanings", "withdraw_meaning"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one word of a sheet stands for; `within` narrows it (ValueMeaning)."""

    kind: str
    text: str
    meaning: str
    within: str = ""


@transaction.atomic
def map_columns(
    *,
    batch: ImportBatch,
    profile: str,
    columns: Mapping[str, int],
    by: User,
    source: str = "",
    remember: bool = False,
    once: Mapping[str, str] | None = None,
) -> ImportBatch:
    """Read the file as `profile` with these columns (heading → position); `once`: what holds for every row of it."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    ensure(access.may_map(by, batch))
    headings, row = batch.asked["headings"], batch.asked["header_row"]
    read_again(batch, by=by)
    batch.profile = profile
    batch.reading = {
        **{name: value for name, value in batch.reading.items() if name != "mapping"},
        "columns": dict(columns),
        "headings": headings,
        "header_row": row,
        "once": dict(once or {}),
    }
    batch.save(update_fields=["state", "submitted_at", "profile", "reading"])
    if remember:
        _remember(headings, profile, columns, source, by)
    told = {"profile": profile, "columns": sorted(columns), "remembered": remember}
    audit.record(verb="enrollment.map_columns", by=by, target=batch, data=told)
    return batch


@transaction.atomic
def forget_mapping(*, mapping: ImportMapping, by: User) -> None:
    """The next sheet headed like this is asked about again."""
    ensure(access.may_upload(by))
    data = {"profile": mapping.profile, "source": mapping.source, "fingerprint": mapping.fingerprint}
    audit.record(verb="enrollment.forget_mapping", by=by, target=mapping, data=data)
    mapping.delete()


@transaction.atomic
def say_meanings(*, batch: ImportBatch, meanings: Sequence[Meaning], by: User) -> int:
    """Remember what these words mean and read the batch again; the number of words said."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    ensure(access.may_map(by, batch))
    for one in meanings:
        _say(one, by)
    if meanings:
        read_again(batch, by=by)
        batch.save(update_fields=["state", "submitted_at"])
        kinds = sorted({one.kind for one in meanings})
        audit.record(verb="enrollment.say_meanings", by=by, target=batch, data={"words": len(meanings), "kinds": kinds})
    return len(meanings)


@transaction.atomic
def withdraw_meaning(*, meaning: ValueMeaning, by: User) -> ValueMeaning:
    """Later sheets take the word for unknown again. What was imported with it stays."""
    meaning = ValueMeaning.objects.select_for_update().get(pk=meaning.pk)
    ensure(access.may_upload(by))
    if meaning.withdrawn_at is None:
        _withdraw(meaning, by)
        audit.record(verb="enrollment.withdraw_meaning", by=by, target=meaning, data={"kind": meaning.kind})
    return meaning


def _remember(headings: list[str], profile: str, columns: Mapping[str, int], source: str, by: User) -> None:
    ImportMapping.objects.update_or_create(
        fingerprint=fingerprint(headings),
        defaults={
            "profile": profile,
            "source": source[:120],
            "headings": headings,
            "columns": dict(columns),
            "saved_by": by,
            "saved_at": Now(),
        },
    )


def _say(said: Meaning, by: User) -> None:
    word = word_of(said.kind, said.text)
    known = ValueMeaning.objects.select_for_update().filter(
        kind=said.kind, text=word, within=said.within, withdrawn_at__isnull=True
    )
    for one in known:
        if one.meaning == said.meaning:
            return
        _withdraw(one, by)
    ValueMeaning.objects.create(kind=said.kind, text=word, within=said.within, meaning=said.meaning, said_by=by)


def _withdraw(meaning: ValueMeaning, by: User) -> None:
    meaning.withdrawn_by, meaning.withdrawn_at = by, Now()
    meaning.save(update_fields=["withdrawn_by", "withdrawn_at"])
    meaning.refresh_from_db(fields=["withdrawn_at"])
