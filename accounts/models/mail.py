"""How the product sends mail."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MailSettings(models.Model):
    """How the product sends mail: one row, edited by a system admin; the environment's settings without one."""

    is_single = models.BooleanField(default=True, unique=True, editable=False)
    host = models.CharField(_("peladen"), max_length=120)
    port = models.PositiveIntegerField(_("porta"), default=587)
    security = models.CharField(
        _("pengamanan"),
        max_length=8,
        choices=[("STARTTLS", "STARTTLS"), ("TLS", "TLS"), ("NONE", "-")],
        default="STARTTLS",
    )
    username = models.CharField(_("nama pengguna"), max_length=120, blank=True)
    password = models.BinaryField(null=True, blank=True)
    sender = models.EmailField(_("alamat pengirim"))
    tested_at = models.DateTimeField(_("terakhir dicoba"), null=True, blank=True)
    test_result = models.CharField(_("hasil percobaan"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("surel")
        verbose_name_plural = _("surel")
        constraints = [models.CheckConstraint(condition=Q(is_single=True), name="mail_settings_once")]

    def __str__(self) -> str:
        return self.host
