"""A person decides a doubtful row; the answer is followed at once, and again whenever the same doubt comes back."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Max, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts import audit
from accounts.access import Denied, ensure
from accounts.models import User
from enrollment import access
from enrollment.importing.commit import apply_batch, lock_register, purge_staging
from enrollment.importing.compare import LATE_CODES, Finding, compare
from enrollment.importing.doubtful import Kept, hindrance, keep_doubts, lay_again, opened
from enrollment.importing.doubts import Answer
from enrollment.importing.stagewriter import copy_problems
from enrollment.importing.targets import TARGETS
from enrollment.models import DoubtDecision, ImportBatch, ImportImage, ImportProblem, ImportRowCopy
from enrollment.signals import register_changed

__all__ = ["forget_answer", "reveal_doubt", "settle_doubt"]


@transaction.atomic
def settle_doubt(*, doubt: ImportRowCopy, answer: str, by: User, note: str = "") -> ImportRowCopy:
    """Decide one row. It stays unsettled where, written, it would raise another doubt, which then is asked.

    TAKE and APART write the row under its own batch, with images, so that undoing the batch takes it back too; TAKE
    leaves the rows of the file it stood against. Deciding a settled row changes nothing.
    """
    lock_register()
    rows = ImportRowCopy.objects.select_for_update(of=("self",)).select_related("batch")
    row: ImportRowCopy = rows.get(pk=doubt.pk)
    if row.settled_at is not None or row.doubt is None:
        return row
    ensure(access.may_settle(by, row.batch, answer))
    kept = opened(row.doubt)
    if hindrance(kept, answer):
        ensure(Denied(_("Register tidak dapat memuat jawaban ini. Muat ulang halaman untuk melihat sebabnya.")))
    _remember(row, kept, answer, by, note)
    written = answer != Answer.KEEP and _write(row, kept, answer)
    if written or answer == Answer.KEEP:
        _settled(row)
    left = _leave_rivals(row, kept, by) if answer == Answer.TAKE else []
    if written:
        register_changed.send(sender=ImportBatch, batch=row.batch, by=by, name=f"doubt {row.pk}")
    told = {"row": row.row_number, "code": str(kept.code), "answer": answer, "note": note, "left": left}
    audit.record(verb="enrollment.settle_doubt", by=by, target=row.batch, data={**told, "written": written})
    return row


@transaction.atomic
def forget_answer(*, decision: DoubtDecision, by: User) -> DoubtDecision:
    """The same doubt is asked again in the next sheet; what the answer has written stays."""
    ensure(access.may_link(by))
    decision = DoubtDecision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if decision.taken_back_at is None:
        _take_back(decision, by)
        data = {"row": decision.row_number, "code": decision.code, "answer": decision.answer}
        audit.record(verb="enrollment.forget_answer", by=by, target=decision.batch, data=data)
    return decision


@transaction.atomic
def reveal_doubt(*, doubt: ImportRowCopy, by: User, reason: str) -> None:
    """NIK or wages are looked at in full because they are what differs; who, when and why stays on record."""
    ensure(access.may_link(by))
    data = {"row": doubt.row_number, "reason": reason}
    audit.record(verb="enrollment.reveal_nik", by=by, target=doubt.batch, data=data)


def _write(row: ImportRowCopy, kept: Kept, answer: str) -> bool:
    """The row through the same comparison and writing as its whole sheet; False where something else is in doubt."""
    batch = row.batch
    target, present = TARGETS[batch.profile], frozenset(batch.header["columns"])
    newest = ImportImage.objects.filter(batch=batch).aggregate(newest=Max("id"))["newest"] or 0
    with connection.cursor() as cursor:
        purge_staging(batch.pk, batch.profile)
        lay_again(cursor, target, kept.row)
        findings = compare(batch.pk, batch.profile, present, {row.row_number: (kept.code, answer)}).findings
        if findings:
            _doubt_anew(cursor, row, findings)
        else:
            apply_batch(batch.pk, batch.profile, present)
            _forget_own_images(cursor, batch, newest)
        purge_staging(batch.pk, batch.profile)
    return not findings


def _doubt_anew(cursor: CursorWrapper, row: ImportRowCopy, findings: list[Finding]) -> None:
    late = [str(code) for code in LATE_CODES]
    ImportProblem.objects.filter(batch=row.batch, row_number=row.row_number, code__in=late).delete()
    copy_problems(cursor, row.batch.pk, ((f.row_number, f.column, f.code, f.params) for f in findings))
    keep_doubts(cursor, row.batch.pk, TARGETS[row.batch.profile], findings)


def _forget_own_images(cursor: CursorWrapper, batch: ImportBatch, newest: int) -> None:
    """A row this batch itself inserted goes when it is undone; how it stood in between is nothing to restore."""
    cursor.execute(
        "DELETE FROM enrollment_importimage i WHERE i.batch_id = %s AND i.id > %s AND i.row_id IS NOT NULL AND EXISTS"
        ' (SELECT FROM enrollment_importimage m WHERE m.batch_id = i.batch_id AND m."table" = i."table"'
        " AND i.row_id = ANY(m.inserted))",
        [str(batch.pk), newest],
    )


def _leave_rivals(row: ImportRowCopy, kept: Kept, by: User) -> list[int]:
    """Rows of the same file that said otherwise under the same key, or claimed the same number: they are left."""
    rivals = ImportRowCopy.objects.select_for_update(of=("self",)).select_related("batch")
    left = []
    for other in rivals.filter(
        batch=row.batch, row_number__in=kept.identity.rivals, settled_at=None, doubt__isnull=False
    ).order_by("row_number"):
        theirs = opened(bytes(other.doubt or b""))
        if theirs.code is kept.code and row.row_number in theirs.identity.rivals:
            _remember(other, theirs, Answer.KEEP, by, "")
            _settled(other)
            left.append(other.row_number)
    return left


def _remember(row: ImportRowCopy, kept: Kept, answer: str, by: User, note: str) -> None:
    """One answer a doubt: an earlier other one is taken back, an earlier same one stays."""
    key = kept.identity.pair if answer == Answer.APART and kept.identity.pair else kept.identity.own
    keys = [one for one in (kept.identity.own, kept.identity.pair) if one]
    known = DoubtDecision.objects.select_for_update(of=("self",)).filter(key__in=keys, taken_back_at=None)
    for other in known.exclude(Q(key=key, answer=answer)):
        _take_back(other, by)
    if not known.filter(key=key, answer=answer).exists():
        DoubtDecision.objects.create(
            batch=row.batch, row_number=row.row_number, code=kept.code, key=key, answer=answer, note=note, made_by=by
        )


def _take_back(decision: DoubtDecision, by: User) -> None:
    decision.taken_back_by, decision.taken_back_at = by, Now()
    decision.save(update_fields=["taken_back_by", "taken_back_at"])
    decision.refresh_from_db(fields=["taken_back_at"])


def _settled(row: ImportRowCopy) -> None:
    row.settled_at = Now()
    row.save(update_fields=["settled_at"])
    row.refresh_from_db(fields=["settled_at"])
