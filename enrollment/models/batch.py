"""ImportBatch: one file on its way into the register; its problems, copies of bad rows, and before-images for undo."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from enrollment.scope import BatchQuerySet, DoubtQuerySet


class ImportBatch(models.Model):
    """Stage → review → commit. Counts always add up: rows = new + changed + same + doubtful + wrong."""

    class Profile(models.TextChoices):
        WORKFORCE = "workforce", _("Angka tenaga kerja")
        BUSINESSES = "businesses", _("Usaha")
        EMPLOYERS = "employers", _("Pemberi kerja")
        WORKERS = "workers", _("Tenaga kerja")
        BPU = "bpu", _("Bukan penerima upah")
        SIPP = "sipp", _("Tenaga kerja baru (SIPP)")
        FORM2A = "form2a", _("Rincian iuran (formulir 2a)")

    class State(models.TextChoices):
        RECEIVED = "RECEIVED", _("Diterima")
        STAGING = "STAGING", _("Sedang dibaca")
        WAITING = "WAITING", _("Menunggu pilihan")
        STAGED = "STAGED", _("Siap diperiksa")
        COMMITTING = "COMMITTING", _("Sedang diproses")
        COMMITTED = "COMMITTED", _("Selesai")
        REFUSED = "REFUSED", _("Ditolak")
        FAILED = "FAILED", _("Gagal")
        CANCELLED = "CANCELLED", _("Dibatalkan")
        UNDONE = "UNDONE", _("Diurungkan")

    class Mode(models.TextChoices):
        VALID_ROWS = "VALID_ROWS", _("Proses baris yang benar")
        ALL_OR_NOTHING = "ALL_OR_NOTHING", _("Semua atau tidak sama sekali")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    profile = models.CharField(_("profil"), max_length=12, choices=Profile.choices, blank=True)
    state = models.CharField(_("keadaan"), max_length=10, choices=State.choices, default=State.RECEIVED)
    mode = models.CharField(_("cara"), max_length=14, choices=Mode.choices, default=Mode.VALID_ROWS)
    file = models.ForeignKey("accounts.StoredFile", on_delete=models.PROTECT, related_name="batches")
    sha256 = models.CharField(max_length=64, db_index=True)
    sheet_name = models.CharField(max_length=80, blank=True)
    header = models.JSONField(default=list)
    header_row = models.PositiveIntegerField(null=True)
    as_of = models.DateField(_("data per"), null=True, blank=True)
    # How a person said the file is to be read: {"sheets": [names], "header_row": n, "columns": {heading: position}}.
    reading = models.JSONField(default=dict)
    # What the reader asks while WAITING: sheets with row counts, headings, guesses; example cells stay sealed.
    asked = models.JSONField(default=dict)
    samples = models.BinaryField(null=True)
    # Why a rate above 100 % or a steep fall is right; without it such a batch is held.
    explanation = models.CharField(max_length=500, blank=True)
    explained_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    explained_at = models.DateTimeField(null=True, blank=True)
    rows = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    doubtful = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    # Rows laid into staging: those without an error of their own. Fewer found there means a crash emptied it.
    staged_rows = models.PositiveIntegerField(default=0)
    ignored_columns = models.JSONField(default=list)
    warnings = models.JSONField(default=dict)
    effect = models.JSONField(default=dict)
    refusal_code = models.CharField(max_length=40, blank=True)
    refusal_params = models.JSONField(default=dict)
    reject_file = models.ForeignKey(
        "accounts.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    first_batch = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    uploaded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(db_default=Now())
    submitted_at = models.DateTimeField(null=True, blank=True)
    committed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undo_reason = models.CharField(max_length=300, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    # The day its file, reject file, copies of rows and staging went by the schedule; counts, hash and audit stay.
    purged_at = models.DateTimeField(null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("impor")
        verbose_name_plural = _("impor")
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rows=F("new") + F("changed") + F("same") + F("doubtful") + F("wrong")),
                name="batch_counts_add_up",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["COMMITTED", "UNDONE"], committed_at__isnull=False, committed_by__isnull=False)
                | ~Q(state__in=["COMMITTED", "UNDONE"]),
                name="batch_committed_by_someone",
            ),
        ]

    @property
    def is_held(self) -> bool:
        """It would move figures so far that somebody must say why before it may be committed."""
        return bool(self.effect.get("held")) and not self.explanation


class ImportProblem(models.Model):
    """One problem of one cell. A row is wrong, doubtful or merely warned of by its gravest problem."""

    class Severity(models.TextChoices):
        WRONG = "WRONG", _("Salah")
        DOUBTFUL = "DOUBTFUL", _("Meragukan")
        WARNING = "WARNING", _("Peringatan")

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="problems", db_index=False)
    row_number = models.PositiveIntegerField()
    column = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=8, choices=Severity.choices)
    params = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["batch", "severity", "code", "row_number"], name="problem_by_code"),
            models.Index(fields=["batch", "row_number"], name="problem_by_row"),
        ]


class ImportRowCopy(models.Model):
    """The cells of a wrong or doubtful row as they stood in the file (JSON object by heading, encrypted)."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="row_copies", db_index=False)
    row_number = models.PositiveIntegerField()
    is_doubtful = models.BooleanField(default=False)
    cells = models.BinaryField()
    # Of a doubtful row of a committed batch: the row as it was cleaned, sealed, so that deciding it needs no file.
    doubt = models.BinaryField(null=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = DoubtQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "row_number"], name="row_copy_once")]
        indexes = [
            models.Index(fields=["batch"], name="row_copy_open", condition=Q(doubt__isnull=False, settled_at=None))
        ]


class ImportImage(models.Model):
    """What a commit did to the register: a changed row as it was before, or the ids of the rows it inserted.

    One row per changed register row (`row_id`, `before`); inserted ids come a few thousand to a row (`inserted`), so
    that undoing a first import of 300,000 people costs one statement and storing it next to nothing.
    """

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="images")
    table = models.CharField(max_length=40)
    row_id = models.BigIntegerField(null=True)
    before = models.JSONField(null=True)
    inserted = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(row_id__isnull=False, before__isnull=False) | Q(row_id__isnull=True, before__isnull=True),
                name="image_of_a_change_or_inserts",
            )
        ]
