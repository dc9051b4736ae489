"""Bring a file in, submit it to a second person, commit it, cancel it."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from django.db import OperationalError, connection, transaction
from django.db.models.functions import Now

from accounts import audit, vault, work
from accounts.access import ensure
from accounts.models import StoredFile, User
from enrollment import access
from enrollment.closing import close_cancelled
from enrollment.importing.errors import FileRefused, Refusal
from enrollment.importing.judging import limits
from enrollment.importing.pipeline import figures
from enrollment.importing.sheet import MIB
from enrollment.models import ImportBatch
from enrollment.services.kinds import CLOSE, COMMIT, STAGE

State = ImportBatch.State
DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
UNDER_WAY = (State.RECEIVED, State.STAGING, State.WAITING, State.STAGED, State.COMMITTING)
CANCEL_PATIENCE = "3s"


@dataclass(frozen=True, slots=True)
class Received:
    """The batch of an uploaded file; `is_new` is False where these very bytes were there already."""

    batch: ImportBatch
    is_new: bool


class TakenByAnother(Exception):
    """These very bytes were committed before, or another person is bringing them in just now (B26, F36)."""

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        super().__init__(str(batch.pk))


def operator() -> User:
    """The account of the command line, made when first needed; it is inactive, so nobody signs in with it."""
    user, is_new = User.objects.get_or_create(
        username=access.OPERATOR, defaults={"display_name": "Operator", "is_active": False}
    )
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def largest_upload(name: str) -> int:
    """Bytes an upload of that name may have."""
    allowed = limits()
    return allowed.csv_bytes if Path(name).suffix.lower() in (".csv", ".txt", ".tsv") else allowed.workbook_bytes


@transaction.atomic
def receive_batch(
    *,
    content: bytes | Path | BinaryIO | Iterable[bytes],
    name: str,
    by: User,
    profile: str = "",
    as_of: date | None = None,
    content_type: str = "application/octet-stream",
) -> Received:
    """Store the file and have a worker stage it. Raises FileRefused(FILE_TOO_LARGE) and TakenByAnother.

    The same bytes a second time give the uploader the batch that is under way (a double click is one upload); where
    they are committed, or another person brings them just now, TakenByAnother names that batch.
    """
    ensure(access.may_upload(by))
    stored = keep_file(content=content, name=name, by=by, content_type=content_type)
    _queue_behind(stored.sha256)
    earlier = first_batch(stored.sha256)
    under_way = ImportBatch.objects.filter(sha256=stored.sha256, state__in=UNDER_WAY).first()
    if under_way is not None and under_way.uploaded_by_id == by.pk:
        vault.purge(stored)
        return Received(under_way, is_new=False)
    if found := under_way or earlier:
        vault.purge(stored)
        raise TakenByAnother(found)
    batch = open_batch(stored=stored, by=by, profile=profile, as_of=as_of)
    work.ask(kind=STAGE, target_id=str(batch.pk), by=by)
    audit.record(
        verb="enrollment.receive_batch", by=by, target=batch, data={"sha256": batch.sha256, "file": stored.name}
    )
    return Received(batch, is_new=True)


def keep_file(
    *, content: bytes | Path | BinaryIO | Iterable[bytes], name: str, by: User, content_type: str = ""
) -> StoredFile:
    """The upload in the encrypted store; FILE_TOO_LARGE beyond the limit of its kind."""
    most = largest_upload(name)
    try:
        return vault.store_file(
            content=content,
            name=name,
            kind=StoredFile.Kind.UPLOAD,
            content_type=content_type or "application/octet-stream",
            by=by,
            max_bytes=most,
        )
    except vault.TooLarge:
        raise FileRefused(Refusal.FILE_TOO_LARGE, megabytes=most // MIB + 1, limit=most // MIB) from None
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise
        raise FileRefused(Refusal.DISK_FULL) from None


def open_batch(*, stored: StoredFile, by: User, profile: str = "", as_of: date | None = None) -> ImportBatch:
    """The row of a received file."""
    batch = ImportBatch(
        profile=profile, file=stored, sha256=stored.sha256, as_of=as_of, uploaded_by=by,
        first_batch=first_batch(stored.sha256),
    )  # fmt: skip
    batch.save(force_insert=True)
    batch.refresh_from_db()
    return batch


def first_batch(sha256: str) -> ImportBatch | None:
    """The committed batch that these very bytes came in with first."""
    return ImportBatch.objects.filter(sha256=sha256, state=State.COMMITTED).order_by("committed_at").first()


@transaction.atomic
def submit_batch(*, batch: ImportBatch, by: User) -> ImportBatch:
    """Open the preview of a large batch to the second person. Submitting twice changes nothing."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    ensure(access.may_submit(by, batch))
    if batch.submitted_at is None:
        batch.submitted_at = Now()
        batch.save(update_fields=["submitted_at"])
        batch.refresh_from_db(fields=["submitted_at"])
        audit.record(verb="enrollment.submit_batch", by=by, target=batch, data=figures(batch))
    return batch


@transaction.atomic
def commit_batch(*, batch: ImportBatch, by: User, mode: str = ImportBatch.Mode.VALID_ROWS) -> ImportBatch:
    """Confirm the preview: a worker writes the register. Confirming again while it runs or is done changes nothing."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state in (State.COMMITTING, State.COMMITTED):
        return batch
    ensure(access.may_commit(by, batch, mode))
    batch.state, batch.mode = State.COMMITTING, mode
    batch.save(update_fields=["state", "mode"])
    work.ask(kind=COMMIT, target_id=str(batch.pk), by=by)
    return batch


def cancel_batch(*, batch: ImportBatch, by: User) -> ImportBatch:
    """End a batch nobody wants: its rows leave staging, its file goes by the schedule.

    First its work loses the right to commit, in a transaction of its own: whoever runs it holds rows of the batch, and
    lets go once it notices. Where that takes longer than a page may, a worker closes the batch.
    """
    with transaction.atomic():
        ensure(access.may_cancel(by, batch))
        for kind in (STAGE, COMMIT):
            if (item := work.latest(kind=kind, target_id=str(batch.pk))) is not None:
                work.cancel(item, by=by)  # waits for a commit that is being written, which then has happened
        work.ask(kind=CLOSE, target_id=str(batch.pk), by=by)
    with suppress(OperationalError), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = %s", [CANCEL_PATIENCE])
        close_cancelled(batch.pk, by=by)
    batch.refresh_from_db()
    return batch


def _queue_behind(sha256: str) -> None:
    """Two uploads of the same bytes take turns until the first one's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [sha256])
