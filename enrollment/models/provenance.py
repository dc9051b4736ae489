"""What every register row carries: where its present values came from."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Traceable(models.Model):
    """Batch and line of the file that last set this row; both empty where a person entered it.

    No index on the batch: undo walks ImportImage, which has one.
    """

    batch = models.ForeignKey(
        "enrollment.ImportBatch",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("berkas asal"),
    )
    row_number = models.PositiveIntegerField(_("baris asal"), null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True
