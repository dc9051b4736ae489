"""Two records found to be one business or one person: asked by one, done by another, and taken back whole."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts import audit
from accounts.access import Denied, ensure
from accounts.models import User
from enrollment import access
from enrollment.importing.commit import lock_register
from enrollment.models import RecordMerge
from enrollment.references import MODELS, Record, clashes, move_references, return_references
from enrollment.signals import register_changed

__all__ = ["approve_merge", "ask_merge", "decline_merge", "take_merge_back"]

State = RecordMerge.State
LIVE = (State.ASKED, State.DONE)


@transaction.atomic
def ask_merge(*, kind: str, kept: Record, gone: Record, reason: str, by: User) -> RecordMerge:
    """Ask that `gone` becomes `kept`. Nothing moves before a second person agrees."""
    ensure(access.may_link(by))
    lock_register()
    kept, gone = _locked(kind, kept.pk, gone.pk)
    _ensure_standing(kept, gone)
    taken = (
        Q(gone_id=gone.pk, state__in=LIVE)
        | Q(gone_id=kept.pk, state=State.ASKED)
        | Q(kept_id=gone.pk, state=State.ASKED)
    )
    if RecordMerge.objects.filter(taken, kind=kind).exists():
        ensure(Denied(_("Penggabungan catatan ini sudah diajukan. Selesaikan itu dulu.")))
    _ensure_no_clash(kept, gone)
    merge = RecordMerge.objects.create(kind=kind, kept_id=kept.pk, gone_id=gone.pk, reason=reason, asked_by=by)
    audit.record(verb="enrollment.ask_merge", by=by, target=merge, data=_told(merge, kept, gone))
    return merge


@transaction.atomic
def approve_merge(*, merge: RecordMerge, by: User) -> RecordMerge:
    """The second person agrees: what names the one record names the other, and it is listed no more."""
    lock_register()
    merge = RecordMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    ensure(access.may_decide_merge(by, merge))
    kept, gone = _locked(merge.kind, merge.kept_id, merge.gone_id)
    _ensure_standing(kept, gone)
    _ensure_no_clash(kept, gone)
    merge.images, _clashed = move_references(kept, gone)
    type(gone).objects.filter(pk=gone.pk).update(merged_into=kept.pk)
    _decide(merge, State.DONE, by)
    register_changed.send(sender=RecordMerge, by=by, name=f"merge {merge.pk}")
    data = _told(merge, kept, gone) | {"moved": len(merge.images)}
    audit.record(verb="enrollment.approve_merge", by=by, target=merge, data=data)
    return merge


@transaction.atomic
def decline_merge(*, merge: RecordMerge, by: User) -> RecordMerge:
    """They stay two. Whoever asked may withdraw it the same way a second person refuses it."""
    merge = RecordMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    ensure(access.may_decide_merge(by, merge))
    _decide(merge, State.DECLINED, by)
    audit.record(
        verb="enrollment.decline_merge",
        by=by,
        target=merge,
        data=_told(merge, *_locked(merge.kind, merge.kept_id, merge.gone_id)),
    )
    return merge


@transaction.atomic
def take_merge_back(*, merge: RecordMerge, by: User) -> RecordMerge:
    """Two again: every moved row goes back unless it was given elsewhere since; those are marked in `images`."""
    lock_register()
    merge = RecordMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    ensure(access.may_take_merge_back(by, merge))
    kept, gone = _locked(merge.kind, merge.kept_id, merge.gone_id)
    if gone.merged_into_id != kept.pk:
        ensure(Denied(_("Catatan ini sudah digabung lagi ke catatan lain. Pisahkan penggabungan yang terakhir dulu.")))
    merge.images = return_references(merge.images, kept.pk)
    type(gone).objects.filter(pk=gone.pk).update(merged_into=None)
    merge.state, merge.taken_back_by, merge.taken_back_at = State.TAKEN_BACK, by, Now()
    merge.save(update_fields=["state", "images", "taken_back_by", "taken_back_at"])
    merge.refresh_from_db(fields=["taken_back_at"])
    register_changed.send(sender=RecordMerge, by=by, name=f"merge {merge.pk} back")
    left = [{"table": image["table"], "id": image["id"]} for image in merge.images if image.get("left")]
    audit.record(verb="enrollment.take_merge_back", by=by, target=merge, data=_told(merge, kept, gone) | {"left": left})
    return merge


def _locked(kind: str, kept: int, gone: int) -> tuple[Record, Record]:
    """Both rows as they are now, locked in one order whoever comes first."""
    found = MODELS[kind].objects.select_for_update(of=("self",)).filter(pk__in=(kept, gone)).order_by("pk")
    rows: dict[int, Record] = {row.pk: row for row in found}
    return rows[kept], rows[gone]


def _ensure_standing(kept: Record, gone: Record) -> None:
    if kept.pk == gone.pk or kept.merged_into_id is not None or gone.merged_into_id is not None:
        ensure(Denied(_("Salah satu catatan ini sudah digabung. Muat ulang halaman untuk melihatnya.")))


def _ensure_no_clash(kept: Record, gone: Record) -> None:
    if clashed := clashes(kept, gone):
        names = ", ".join(dict.fromkeys(clashed))
        ensure(
            Denied(
                _("Kedua catatan memiliki baris dengan kunci yang sama (%(what)s). Perbaiki itu dulu.")
                % {"what": names}
            )
        )


def _decide(merge: RecordMerge, state: str, by: User) -> None:
    merge.state, merge.decided_by, merge.decided_at = state, by, Now()
    merge.save(update_fields=["state", "images", "decided_by", "decided_at"])
    merge.refresh_from_db(fields=["decided_at"])


def _told(merge: RecordMerge, kept: Record, gone: Record) -> dict[str, str]:
    return {
        "kind": merge.kind,
        "kept": str(kept.public_id),
        "gone": str(gone.public_id),
        "reason": merge.reason,
    }
