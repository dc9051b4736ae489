"""Long work somebody asked for, and the workers that do it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


class WorkItem(models.Model):
    """Long work, written in the transaction that asks for it; Celery only carries its id.

    A worker takes it by conditional UPDATE (lease + new fencing token, attempt counted before anything else runs);
    every commit of that work carries the token. The sweeper re-sends what has no live lease; three failed attempts
    quarantine. The same row is the progress bar.
    """

    class State(models.TextChoices):
        PENDING = "PENDING", _("Menunggu")
        RUNNING = "RUNNING", _("Berjalan")
        DONE = "DONE", _("Selesai")
        FAILED = "FAILED", _("Gagal")
        QUARANTINED = "QUARANTINED", _("Dikarantina")
        CANCELLED = "CANCELLED", _("Dibatalkan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("jenis"), max_length=60)
    target_id = models.CharField(_("sasaran"), max_length=64, blank=True)
    params = models.JSONField(default=dict)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("keadaan"), max_length=12, choices=State.choices, default=State.PENDING)
    not_before = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.BigIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress_done = models.BigIntegerField(default=0)
    progress_total = models.BigIntegerField(default=0)
    progress_step = models.CharField(max_length=40, blank=True)
    message = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("pekerjaan")
        verbose_name_plural = _("pekerjaan")
        indexes = [models.Index(fields=["not_before"], name="work_open", condition=Q(state__in=["PENDING", "RUNNING"]))]
        constraints = [
            # One live item per kind and target: asking twice is harmless.
            models.UniqueConstraint(
                fields=["kind", "target_id"],
                condition=Q(state__in=["PENDING", "RUNNING"]),
                name="work_live_once",
            ),
            models.CheckConstraint(
                condition=Q(state="RUNNING", lease_until__isnull=False)
                | (~Q(state="RUNNING") & Q(lease_until__isnull=True)),
                name="work_lease_iff_running",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["DONE", "FAILED", "QUARANTINED", "CANCELLED"], finished_at__isnull=False)
                | Q(state__in=["PENDING", "RUNNING"], finished_at__isnull=True),
                name="work_finished_iff_over",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class WorkerBeat(models.Model):
    """When a worker was last seen (one row a worker): `/readyz` asks for one within the last minute."""

    name = models.CharField(max_length=120, primary_key=True)
    seen_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name
