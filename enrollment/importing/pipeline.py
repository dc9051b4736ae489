"""The two halves of an import, each in one transaction of its caller: stage what a file says, commit what was staged.

The worker's tasks and the command line both run these, so a batch is the same whoever brought it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Count
from django.db.models.functions import Now

from accounts import audit, vault
from accounts.models import StoredFile, User
from districts.clock import WIB, today
from districts.models import District
from enrollment.importing.commit import apply_batch, lock_register, purge_staging, take_turn
from enrollment.importing.consequences import Unexplained, hold_back, write_and_measure
from enrollment.importing.dating import date_in_titles
from enrollment.importing.errors import FileRefused, Severity
from enrollment.importing.profiles import OWN_COLUMNS
from enrollment.importing.reject import XLSX, mended_batch, reject_workbook
from enrollment.importing.scanner import scan
from enrollment.importing.sheet import SheetInfo
from enrollment.importing.staging import (
    Counts,
    Reading,
    StagingLost,
    cells_from,
    evaluate,
    read_into_staging,
)
from enrollment.importing.targets import TARGETS
from enrollment.importing.undo import undo
from enrollment.models import ImportBatch, ImportProblem
from enrollment.rules.calendar import month_end, month_start
from enrollment.signals import batch_committed, batch_undone

__all__ = [
    "RegisterMoved",
    "Source",
    "commit",
    "figures",
    "refuse",
    "stage",
    "take_back",
]

Progress = Callable[[int, int, str], None]
State = ImportBatch.State


class RegisterMoved(Exception):
    """The register changed since the preview: its counts were renewed and a person must look again (M2, F41)."""


@dataclass(frozen=True, slots=True)
class Source:
    """The clear file a batch was made from, and how its reader is to take it."""

    path: Path
    suffix: str
    profile: str | None = None
    as_of: date | None = None
    reading: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, batch: ImportBatch, path: Path) -> Source:
        """The source of a batch that was read before."""
        return cls(path, Path(batch.file.name).suffix.lower(), batch.profile or None, batch.as_of, batch.reading)


def stage(batch: ImportBatch, source: Source, *, progress: Progress | None = None, to_commit: bool = False) -> None:
    """Read, clean, stage and judge the file; the batch becomes STAGED with its counts. Raises FileRefused.

    `to_commit`: judge under the register's lock, because `commit(judged=True)` follows in the same transaction.
    """
    _say(progress, 0, 0, "READ")
    scan(source.path)
    reading = _read(batch, source, progress)
    _describe(batch, reading, source)
    _say(progress, reading.rows, reading.rows, "COMPARE")
    if to_commit:
        lock_register()
    _judge(batch, source)
    batch.state = State.STAGED
    batch.save()
    make_reject_file(batch)


def commit(
    batch: ImportBatch,
    source: Source,
    *,
    by: User,
    judged: bool = False,
    with_effects: bool = True,
    progress: Progress | None = None,
) -> None:
    """Write the staged rows into the register and tell whoever listens. Raises RegisterMoved where counts changed,
    or the batch is so odd now that somebody must explain it first.

    `judged`: the rows were judged in this very transaction, under the register's lock (the command line).
    """
    if not judged:
        take_turn(lambda: _say(progress, 0, batch.rows, "TURN"))
        _say(progress, 0, batch.rows, "COMPARE")
        _renew(batch, source)
    _say(progress, 0, batch.rows, "WRITE")

    def wrote(rows: int) -> None:
        _say(progress, rows, batch.rows, "WRITE")

    if with_effects:
        try:
            batch.effect = {**batch.effect, "result": write_and_measure(batch, wrote)}
        except Unexplained as held:
            hold_back(batch, held.found)
            raise RegisterMoved from None
    else:
        apply_batch(batch.id, batch.profile, _present(batch))
    purge_staging(batch.id, batch.profile)
    batch.state, batch.committed_by, batch.committed_at = State.COMMITTED, by, Now()
    batch.save()
    batch.refresh_from_db(fields=["committed_at"])
    _say(progress, batch.rows, batch.rows, "FACTS")
    batch_committed.send(sender=ImportBatch, batch=batch, months=_months(batch))
    audit.record(verb="enrollment.commit_batch", by=by, target=batch, data=figures(batch))


def take_back(batch: ImportBatch, *, by: User, reason: str) -> dict[str, Any]:
    """Undo a committed batch under the register's lock; what was reversed, kept and failed is kept with the batch."""
    done = undo(batch.pk)
    result = done.told()
    batch.state, batch.undone_by, batch.undone_at = State.UNDONE, by, Now()
    batch.undo_reason = reason[:300]
    batch.effect = {**batch.effect, "undo": {**result, "left": done.left}}
    batch.save()
    batch.refresh_from_db(fields=["undone_at"])
    batch_undone.send(sender=ImportBatch, batch=batch, months=_months(batch))
    audit.record(verb="enrollment.undo_batch", by=by, target=batch, data={**result, "reason": batch.undo_reason})
    return result


def refuse(batch: ImportBatch, refusal: FileRefused, *, by: User | None) -> None:
    """The file as a whole is refused: the batch keeps the reason, nothing keeps the file."""
    batch.state = State.REFUSED
    batch.refusal_code, batch.refusal_params = str(refusal.code), _plain(refusal.params)
    batch.profile = batch.profile or str(refusal.params.get("profile") or "")
    batch.save()
    vault.purge(batch.file)
    audit.record(verb="enrollment.refuse_file", by=by, target=batch, data={"code": batch.refusal_code})


def figures(batch: ImportBatch) -> dict[str, Any]:
    """What the audit keeps of a batch."""
    names = ("profile", "sha256", "rows", "new", "changed", "same", "doubtful", "wrong", "skipped", "mode")
    return {name: getattr(batch, name) for name in names} | {"as_of": batch.as_of, "file": batch.file.name}


def make_reject_file(batch: ImportBatch) -> None:
    """The workbook of wrong and doubtful rows, in the file store; none where there is no such row."""
    old = batch.reject_file
    if old is not None:
        batch.reject_file = None
        batch.save(update_fields=["reject_file"])
        vault.purge(old)
    if batch.wrong + batch.doubtful:
        with reject_workbook(batch) as path:
            batch.reject_file = vault.store_file(
                content=path,
                name=f"{Path(batch.file.name).stem}.salah.xlsx",
                kind=StoredFile.Kind.REJECT,
                content_type=XLSX,
                by=batch.uploaded_by,
            )
        batch.save(update_fields=["reject_file"])


def _read(batch: ImportBatch, source: Source, progress: Progress | None) -> Reading:
    batch.problems.all().delete()
    batch.row_copies.all().delete()
    return read_into_staging(
        batch.id,
        source.path,
        suffix=source.suffix,
        profile=source.profile,
        asked=source.reading,
        allowed=frozenset(District.objects.values_list("code", flat=True)),
        on=today(),
        progress=None if progress is None else lambda done, total: progress(done, total, "READ"),
    )


def _describe(batch: ImportBatch, reading: Reading, source: Source) -> None:
    info = reading.info
    batch.profile, batch.sheet_name = info.profile, info.sheet_name[:80]
    batch.header = {"texts": info.header, "columns": info.columns, "date1904": info.date1904}
    batch.header["sheets"] = reading.sheets
    batch.asked = {**batch.asked, "sheets": info.sheets}
    batch.header_row = info.header_row
    batch.ignored_columns = [text for text in info.ignored if text not in OWN_COLUMNS]
    batch.rows, batch.staged_rows, batch.skipped = reading.rows, reading.staged, reading.skipped
    batch.new, batch.changed, batch.same, batch.doubtful = 0, 0, reading.staged, 0
    batch.wrong = reading.wrong_early
    mended = mended_batch(info)
    batch.first_batch = mended or batch.first_batch
    batch.as_of = source.as_of or (mended.as_of if mended else None) or _sheet_day(batch, info)
    batch.warnings = {"notes": reading.notes, "meant": reading.meant}


def _sheet_day(batch: ImportBatch, info: SheetInfo) -> date:
    """The end of a monthly sheet's newest month; else its title's day, the day it was made, the day it came."""
    if info.profile in ("employers", "form2a"):
        with connection.cursor() as cursor:
            staged = TARGETS[info.profile].staged
            cursor.execute(f"SELECT max(period) FROM {staged} WHERE batch_id = %s", [str(batch.id)])
            if newest := cursor.fetchone()[0]:
                return month_end(newest)
    return date_in_titles(info.title_lines) or info.created or batch.uploaded_at.astimezone(WIB).date()


def _judge(batch: ImportBatch, source: Source) -> Counts:
    counts = evaluate(
        batch.id,
        batch.profile,
        _present(batch),
        batch.rows,
        batch.staged_rows,
        batch.rows - batch.staged_rows,
        cells_from(source.path, source.suffix, batch.profile, source.reading),
    )
    batch.new, batch.changed, batch.same = counts.new, counts.changed, counts.same
    batch.doubtful, batch.wrong = counts.doubtful, counts.wrong
    warned = ImportProblem.objects.filter(batch=batch, severity=Severity.WARNING)
    codes = warned.values_list("code").annotate(Count("id")).order_by("code")
    batch.warnings = {**batch.warnings, "codes": dict(codes), "answered": counts.answered}
    return counts


def _renew(batch: ImportBatch, source: Source) -> None:
    """Judge again under the lock; staging lost in a crash is read again first. What a person saw must still be so."""
    seen = (batch.new, batch.changed, batch.same, batch.doubtful, batch.wrong)
    try:
        with transaction.atomic():
            _judge(batch, source)
    except StagingLost:
        stage(batch, source)
    if seen != (batch.new, batch.changed, batch.same, batch.doubtful, batch.wrong):
        batch.state = State.STAGED
        batch.effect = {**batch.effect, "seen_before": dict(zip(_COUNTS, seen, strict=True))}
        batch.save()
        make_reject_file(batch)
        raise RegisterMoved


_COUNTS = ("new", "changed", "same", "doubtful", "wrong")


def _months(batch: ImportBatch) -> tuple[date, ...]:
    return (month_start(batch.as_of),) if batch.as_of else ()


def _present(batch: ImportBatch) -> frozenset[str]:
    return frozenset(batch.header["columns"])


def _say(progress: Progress | None, done: int, total: int, step: str) -> None:
    if progress:
        progress(done, total, step)


def _plain(params: dict[str, Any]) -> dict[str, Any]:
    """Params as JSON stores them; headings of a hostile file may hold what PostgreSQL's JSON does not."""
    return {key: _shown(value) for key, value in params.items()}


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode().replace("\x00", "")
    return [_shown(one) for one in value] if isinstance(value, list) else value
