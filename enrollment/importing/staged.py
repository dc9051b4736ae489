"""The first half of an import, in one transaction of its caller: what a file says, staged, judged and counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.db import connection
from django.db.models import Count

from accounts import vault
from accounts.models import StoredFile
from districts.clock import WIB, today
from districts.models import District
from enrollment.importing.again import count_kept, judge_kept
from enrollment.importing.commit import lock_register
from enrollment.importing.dating import date_in_titles
from enrollment.importing.errors import Severity
from enrollment.importing.judging import Counts, evaluate, rows_from
from enrollment.importing.mapping import Recalled, offer_columns, recall_fitting
from enrollment.importing.profiles import OWN_COLUMNS
from enrollment.importing.reject import XLSX, mended_batch, reject_workbook
from enrollment.importing.scanner import scan
from enrollment.importing.sheet import SheetInfo
from enrollment.importing.source import Source
from enrollment.importing.staging import Known, Reading, read_into_staging
from enrollment.importing.targets import TARGETS
from enrollment.models import ImportBatch, ImportProblem
from enrollment.rules.calendar import month_end

__all__ = ["Progress", "Source", "judge", "make_reject_file", "present_in", "say", "stage"]

Progress = Callable[[int, int, str], None]
State = ImportBatch.State


def stage(batch: ImportBatch, source: Source, *, progress: Progress | None = None, to_commit: bool = False) -> None:
    """Read, clean, stage and judge the file; the batch becomes STAGED with its counts. Raises FileRefused.

    `to_commit`: judge under the register's lock, because `commit(judged=True)` follows in the same transaction.
    """
    if not _mended(batch):
        say(progress, 0, 0, "READ")
        scan(source.path)
        _describe(batch, _read_as_told(batch, source, progress, keep=not to_commit), source)
    say(progress, batch.rows, batch.rows, "COMPARE")
    if to_commit:
        lock_register()
    judge(batch, source)
    count_kept(batch)
    batch.state = State.STAGED
    batch.save()
    make_reject_file(batch)


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


def _mended(batch: ImportBatch) -> bool:
    """Whether judging the rows that something was said about was enough; else the file is to be read."""
    done = judge_kept(batch, allowed=_everywhere(), on=today())
    if done is None:
        return False
    batch.staged_rows, batch.wrong = done.staged, done.wrong_early
    batch.new, batch.changed, batch.same, batch.doubtful = 0, 0, done.staged, 0
    return True


def _read_as_told(batch: ImportBatch, source: Source, progress: Progress | None, *, keep: bool) -> Reading:
    """Read the file; where somebody has told before what the columns of such a sheet are, as it was told."""

    def known(info: SheetInfo) -> None:
        if recall_fitting(batch, info):
            raise Recalled

    try:
        return _read(batch, source, progress, keep=keep, known=known)
    except Recalled:
        return _read(batch, Source.of(batch, source.path), progress, keep=keep)


def _read(
    batch: ImportBatch, source: Source, progress: Progress | None, *, keep: bool, known: Known | None = None
) -> Reading:
    batch.problems.all().delete()
    batch.row_copies.all().delete()
    return read_into_staging(
        batch.id,
        source.path,
        suffix=source.suffix,
        profile=source.profile,
        asked=source.reading,
        allowed=_everywhere(),
        on=today(),
        keep=keep,
        known=known,
        progress=None if progress is None else lambda done, total: progress(done, total, "READ"),
    )


def _everywhere() -> frozenset[str]:
    """The kecamatan an uploader may bring data for: the city's."""
    return frozenset(District.objects.values_list("code", flat=True))


def _describe(batch: ImportBatch, reading: Reading, source: Source) -> None:
    info = reading.info
    batch.profile, batch.sheet_name = info.profile, info.sheet_name[:80]
    batch.header = {"texts": info.header, "columns": info.columns, "date1904": info.date1904}
    batch.header |= {"sheets": reading.sheets, "kept": reading.kept}
    batch.asked = {**batch.asked, "sheets": info.sheets}
    if info.ignored and reading.first is not None:
        offer_columns(batch, info, reading.first)
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


def judge(batch: ImportBatch, source: Source) -> Counts:
    """Compare what is staged with the register as it is now; the batch takes the counts."""
    counts = evaluate(
        batch.id,
        batch.profile,
        present_in(batch),
        batch.rows,
        batch.staged_rows,
        batch.rows - batch.staged_rows,
        rows_from(source.path, source.suffix, batch.profile, source.reading),
    )
    batch.new, batch.changed, batch.same = counts.new, counts.changed, counts.same
    batch.doubtful, batch.wrong = counts.doubtful, counts.wrong
    warned = ImportProblem.objects.filter(batch=batch, severity=Severity.WARNING)
    codes = warned.values_list("code").annotate(Count("id")).order_by("code")
    batch.warnings = {**batch.warnings, "codes": dict(codes), "answered": counts.answered}
    return counts


def present_in(batch: ImportBatch) -> frozenset[str]:
    """The canonical headings of the batch's sheet."""
    return frozenset(batch.header["columns"])


def say(progress: Progress | None, done: int, total: int, step: str) -> None:
    """Tell whoever looks on."""
    if progress:
        progress(done, total, step)
