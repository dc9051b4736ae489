"""The audit chain."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


class AuditEvent(models.Model):
    """One thing somebody did. Append-only (a database trigger refuses UPDATE and DELETE) and hash-chained:
    `digest` = SHA-256 over `previous_digest` and the row's canonical JSON (accounts.audit)."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("waktu"), db_default=Now())
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    actor_name = models.CharField(_("pelaku"), max_length=150)
    verb = models.CharField(_("perbuatan"), max_length=60)
    target_kind = models.CharField(_("jenis sasaran"), max_length=60, blank=True)
    target_id = models.CharField(_("sasaran"), max_length=64, blank=True)
    agency_code = models.CharField(_("kode instansi"), max_length=20, blank=True)
    data = models.JSONField(_("rincian"), default=dict)
    request_id = models.CharField(max_length=36, blank=True)
    previous_digest = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("jejak audit")
        verbose_name_plural = _("jejak audit")
        ordering = ["id"]
        indexes = [models.Index(fields=["target_kind", "target_id"], name="audit_target")]

    def __str__(self) -> str:
        return f"{self.id} {self.verb}"
