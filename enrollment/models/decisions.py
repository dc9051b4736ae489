"""What a person decided about doubtful rows, and records that were found to be one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from enrollment.models.batch import ImportBatch
from enrollment.scope import DecisionQuerySet


class DoubtDecision(models.Model):
    """A doubtful row decided by a person, and remembered: the same doubt in a later sheet is answered the same.

    `key` names the doubt without naming anybody: a keyed hash of its code and of what stood against what.
    """

    class Answer(models.TextChoices):
        TAKE = "TAKE", _("Pakai isi berkas")
        APART = "APART", _("Orang atau usaha yang berbeda")
        KEEP = "KEEP", _("Biarkan isi register")

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="doubt_decisions")
    row_number = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    key = models.BinaryField(max_length=16)
    answer = models.CharField(max_length=5, choices=Answer.choices)
    note = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    taken_back_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(taken_back_at__isnull=True), name="one_answer_a_doubt"),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_by__isnull=True)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="answer_taken_back_by_someone",
            ),
        ]


class RecordMerge(models.Model):
    """Two businesses or two participants made one by two people, and how to make them two again.

    `images` are the rows as they were before the merge, each {"table", "id", "before"}; ids never go away with a row.
    """

    class Kind(models.TextChoices):
        BUSINESS = "BUSINESS", _("Usaha")
        PARTICIPANT = "PARTICIPANT", _("Peserta")

    class State(models.TextChoices):
        ASKED = "ASKED", _("Diajukan")
        DONE = "DONE", _("Digabung")
        DECLINED = "DECLINED", _("Ditolak")
        TAKEN_BACK = "TAKEN_BACK", _("Dipisah lagi")

    kind = models.CharField(max_length=11, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    kept_id = models.BigIntegerField()
    gone_id = models.BigIntegerField()
    reason = models.CharField(_("alasan"), max_length=300)
    images = models.JSONField(default=list)
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(kept_id=models.F("gone_id")), name="merge_of_two"),
            models.CheckConstraint(
                condition=Q(state="ASKED", decided_by__isnull=True, decided_at__isnull=True)
                | Q(state__in=["DONE", "DECLINED", "TAKEN_BACK"], decided_by__isnull=False, decided_at__isnull=False),
                name="merge_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("asked_by")), name="merge_by_two_people"
            ),
            models.UniqueConstraint(
                fields=["kind", "gone_id"], condition=Q(state__in=["ASKED", "DONE"]), name="one_merge_a_record"
            ),
        ]
