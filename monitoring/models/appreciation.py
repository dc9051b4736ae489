"""Appreciation of consistent kecamatan: earned by numbers anyone can compute again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ConsistencyScore(models.Model):
    """The consistency index of one kecamatan in one month within its peer group, with every input it was made of."""

    period = models.DateField(_("bulan"))
    district = models.ForeignKey("districts.District", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(default=1)
    peer_group = models.CharField(max_length=10)
    inputs = models.JSONField()
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    rank = models.PositiveSmallIntegerField(null=True)
    computed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["period", "district", "version"], name="score_once")]


class Certificate(models.Model):
    """A certificate of appreciation for one score: number, verification code and the bytes that were printed."""

    score = models.OneToOneField(ConsistencyScore, on_delete=models.PROTECT, related_name="certificate")
    number = models.CharField(max_length=40, unique=True)
    code = models.CharField(max_length=16, unique=True)
    note = models.CharField(_("yang dilakukan berbeda"), max_length=1000, blank=True)
    pdf = models.ForeignKey("accounts.StoredFile", on_delete=models.PROTECT, related_name="+")
    issued_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="certificate_revoked_by_someone",
            )
        ]
