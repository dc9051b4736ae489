"""Who may bring, look into, commit and take back an import, and decide which business is which employer.

security.md §5 and its head: the uploader commits and undoes alone below a number of changed rows; above it a second
person (branch head, or another importer) confirms, and a branch head approves the undo.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.access import Allowed, Decision, Denied, may
from accounts.models import User
from accounts.rules import Role
from districts.clock import now
from enrollment.models import DoubtDecision, ImportBatch, RecordMerge

OPERATOR = "operator"
UPLOADERS = (Role.IMPORTER, Role.BRANCH_STAFF)
APPROVERS = (Role.BRANCH_HEAD, Role.IMPORTER)
HISTORY = (Role.IMPORTER, Role.BRANCH_STAFF, Role.BRANCH_HEAD, Role.SYSTEM_ADMIN, Role.AUDITOR)
LINKERS = (Role.BRANCH_STAFF, Role.BRANCH_HEAD)
REGISTER = (
    Role.COUNTER, Role.SUPERVISOR, Role.ONE_STOP, Role.OPD, Role.BRANCH_STAFF, Role.BRANCH_HEAD, Role.AUDITOR,
)  # fmt: skip
FILLABLE = ("workforce", "businesses", "employers")
UNDO_DAYS = 30
State = ImportBatch.State


def is_operator(user: User) -> bool:
    """The account of the command line: nobody can sign in with it."""
    return user.username == OPERATOR and not user.has_usable_password()


def second_person_rows() -> int:
    """Above this many changed rows somebody else must confirm."""
    return int(settings.IMPORT_SECOND_PERSON_ROWS)


def needs_second_person(batch: ImportBatch) -> bool:
    """Whether what the batch writes (new and changed rows) is more than its uploader may decide alone."""
    return batch.new + batch.changed > second_person_rows()


def may_upload(user: User) -> Decision:
    return Allowed() if is_operator(user) else may(user, *UPLOADERS)


def may_submit(user: User, batch: ImportBatch) -> Decision:
    """Hand a large batch to the second person."""
    if batch.uploaded_by_id != user.pk:
        return Denied(_("Hanya pengunggah yang dapat mengajukan impor ini."))
    return _in_state(batch, State.STAGED)


def may_commit(user: User, batch: ImportBatch, mode: str) -> Decision:
    """Confirm the preview: the uploader below the limit, somebody else above it."""
    if isinstance(decision := _in_state(batch, State.STAGED), Denied):
        return decision
    if batch.rows == batch.wrong:
        return Denied(_("Tidak ada baris yang dapat diproses."))
    if mode == ImportBatch.Mode.ALL_OR_NOTHING and (batch.wrong or batch.doubtful):
        return Denied(_("Masih ada baris salah atau meragukan. Perbaiki dulu, atau pilih proses baris yang benar."))
    if is_operator(user):
        return Allowed()
    if batch.is_held:
        return Denied(_("Impor ini ditahan: cakupan berubah di luar batas wajar. Petugas BPJS menjelaskannya dulu."))
    if not needs_second_person(batch):
        return may_upload(user) if batch.uploaded_by_id == user.pk else may(user, *APPROVERS)
    if batch.uploaded_by_id == user.pk:
        return Denied(_("Impor sebesar ini perlu disetujui orang kedua. Ajukan ke kepala cabang atau importir lain."))
    if batch.submitted_at is None:
        return Denied(_("Impor ini belum diajukan oleh pengunggahnya."))
    return may(user, *APPROVERS)


def may_explain(user: User, batch: ImportBatch) -> Decision:
    """Say why a held batch is right: those who see what it does to coverage."""
    if isinstance(decision := _in_state(batch, State.STAGED), Denied):
        return decision
    if not batch.is_held:
        return Denied(_("Impor ini tidak ditahan."))
    return may(user, *LINKERS)


def may_cancel(user: User, batch: ImportBatch) -> Decision:
    if batch.uploaded_by_id != user.pk and not may(user, *APPROVERS):
        return Denied(_("Hanya pengunggah atau penyetuju yang dapat membatalkan impor ini."))
    return _in_state(batch, State.RECEIVED, State.STAGING, State.WAITING, State.STAGED, State.COMMITTING)


def may_map(user: User, batch: ImportBatch) -> Decision:
    """Say which column is which, and what words mean, before anything is written."""
    if batch.uploaded_by_id != user.pk:
        return Denied(_("Hanya pengunggah yang dapat mencocokkan kolom impor ini."))
    return _in_state(batch, State.WAITING, State.STAGED) and may_upload(user)


def may_fill_template(user: User, profile: str) -> Decision:
    """Take a template away that is filled from the register. Rows that name people leave another way."""
    if profile not in FILLABLE:
        return Denied(_("Templat ini berisi data orang; isi templat kosong."))
    return may(user, *LINKERS)


def may_take_last_sheet(user: User, batch: ImportBatch | None) -> Decision:
    """Take rows of people back as a template: of a sheet one may have anyway (worker.export is nobody's alone)."""
    if batch is None:
        return Denied(_("Belum ada lembar jenis ini yang berkasnya boleh Anda ambil."))
    return may_have_file(user, batch)


def may_repair(user: User, batch: ImportBatch) -> Decision:
    """Repair cells of the preview: its uploader, so that whoever approves it has only looked."""
    if batch.uploaded_by_id != user.pk:
        return Denied(_("Hanya pengunggah yang dapat memperbaiki baris impor ini."))
    return _in_state(batch, State.STAGED) and may_upload(user)


def may_undo(user: User, batch: ImportBatch) -> Decision:
    """Take a whole commit back, for thirty days."""
    if isinstance(decision := _in_state(batch, State.COMMITTED), Denied):
        return decision
    if batch.committed_at is None or batch.committed_at < now() - timedelta(days=UNDO_DAYS):
        return Denied(_("Impor ini sudah lewat 30 hari dan tidak dapat dibatalkan lagi."))
    if is_operator(user) or may(user, Role.BRANCH_HEAD):
        return Allowed()
    if batch.uploaded_by_id == user.pk and not needs_second_person(batch):
        return may_upload(user)
    return Denied(_("Pembatalan impor sebesar ini dilakukan oleh kepala cabang."))


def sees_effects(user: User) -> bool:
    """Whether the preview tells what a commit does to coverage and to held applications."""
    return user.scope.has(*LINKERS)


def may_see_effects(user: User) -> Decision:
    """The effects in full: coverage, files and employers by name."""
    return may(user, *LINKERS)


def may_have_file(user: User, batch: ImportBatch) -> Decision:
    """The original file, full of numbers of people: its uploader and a branch head, while it is kept."""
    if batch.file.purged_at is not None:
        return Denied(_("File asli sudah dihapus menurut jadwal."))
    return may_upload(user) if batch.uploaded_by_id == user.pk else may(user, Role.BRANCH_HEAD)


def may_link(user: User) -> Decision:
    return may(user, *LINKERS)


def may_settle(user: User, batch: ImportBatch, answer: str) -> Decision:
    """Decide a doubtful row of a committed sheet. What writes is the second person's: not whoever brought the sheet."""
    if isinstance(decision := may(user, *LINKERS), Denied):
        return decision
    if batch.uploaded_by_id == user.pk and answer != DoubtDecision.Answer.KEEP:
        return Denied(_("Baris dari berkas Anda sendiri diputuskan oleh orang kedua. Anda hanya dapat membiarkannya."))
    return _in_state(batch, State.COMMITTED)


def may_decide_merge(user: User, merge: RecordMerge) -> Decision:
    """Merging records takes two people (worker.merge, security.md §5)."""
    if merge.state != RecordMerge.State.ASKED:
        return Denied(_("Penggabungan ini sudah diputuskan."))
    if merge.asked_by_id == user.pk:
        return Denied(_("Penggabungan diputuskan oleh orang kedua, bukan oleh yang mengajukan."))
    return may(user, *LINKERS)


def may_take_merge_back(user: User, merge: RecordMerge) -> Decision:
    if merge.state != RecordMerge.State.DONE:
        return Denied(_("Hanya penggabungan yang sudah dilakukan dapat dipisah lagi."))
    return may(user, *LINKERS)


def _in_state(batch: ImportBatch, *states: str) -> Decision:
    if batch.state in states:
        return Allowed()
    return Denied(_("Keadaan impor ini sudah berubah. Muat ulang halaman untuk melihatnya."))
