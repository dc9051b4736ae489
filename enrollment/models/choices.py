"""What a person said about sheets: how a source names its columns, what its words mean, how a cell is repaired."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from enrollment.models.batch import ImportBatch


class ImportMapping(models.Model):
    """Which heading of a source's sheet is which column, found again by the fingerprint of its heading line.

    `columns` maps the profile's headings to the sheet's; headings are kept, cells never.
    """

    fingerprint = models.CharField(max_length=64, unique=True)
    profile = models.CharField(_("profil"), max_length=12, choices=ImportBatch.Profile.choices)
    source = models.CharField(_("sumber"), max_length=120, blank=True)
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    saved_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("cocokan kolom")
        verbose_name_plural = _("cocokan kolom")


class ValueMeaning(models.Model):
    """What a word met in a sheet means, remembered for every later sheet until somebody withdraws it.

    `text` is the word as it is compared (loosened, upper case); `within` narrows a kelurahan's word to one kecamatan
    (its code) where the sheet named one.
    """

    class Kind(models.TextChoices):
        VILLAGE = "VILLAGE", _("Kelurahan")
        DISTRICT = "DISTRICT", _("Kecamatan")
        SEGMENT = "SEGMENT", _("Segmen")
        PROGRAM = "PROGRAM", _("Program")
        BRANCH = "BRANCH", _("Cabang")
        SCALE = "SCALE", _("Skala")
        GROUP = "GROUP", _("Kelompok")

    kind = models.CharField(_("jenis"), max_length=8, choices=Kind.choices)
    text = models.CharField(_("kata"), max_length=120)
    within = models.CharField(max_length=13, blank=True)
    meaning = models.CharField(_("arti"), max_length=80)
    said_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(db_default=Now())
    withdrawn_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("arti kata")
        verbose_name_plural = _("arti kata")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "text", "within"], condition=Q(withdrawn_at__isnull=True), name="one_meaning_a_word"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="meaning_withdrawn_by_someone",
            ),
        ]


class ImportRepair(models.Model):
    """One repair of a batch's cells, applied each time its file is read; the file itself stays as it came.

    `before` and `after` are sealed: a cell may be somebody's NIK. A CELL or SKIP repair names its row; the others hit
    every row with that text (VALUE) or that problem (RULE, by `code` and `choice`).
    """

    class Kind(models.TextChoices):
        CELL = "CELL", _("Satu sel")
        VALUE = "VALUE", _("Semua sel yang sama")
        RULE = "RULE", _("Satu aturan")
        SKIP = "SKIP", _("Lewati baris")

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="repairs")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    column = models.CharField(max_length=40, blank=True)
    row_number = models.PositiveIntegerField(null=True, blank=True)
    code = models.CharField(max_length=40, blank=True)
    choice = models.CharField(max_length=40, blank=True)
    before = models.BinaryField(null=True)
    after = models.BinaryField(null=True)
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["CELL", "SKIP"], row_number__isnull=False)
                | Q(kind__in=["VALUE", "RULE"], row_number__isnull=True),
                name="repair_of_a_row_or_of_all",
            ),
            models.UniqueConstraint(
                fields=["batch", "row_number", "column"],
                condition=Q(taken_back_at__isnull=True, row_number__isnull=False),
                name="one_repair_a_cell",
            ),
        ]
