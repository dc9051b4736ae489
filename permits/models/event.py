"""RegistrationEvent: a registration that BPJS' own system reports before the monthly sheets bring it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class RegistrationEvent(models.Model):
    """Who was registered, by one exact key, and when. Immutable; evidence for held files, never the register itself.

    `number` holds AES-GCM ciphertext (accounts.vault), since the key may be a person's NIK or NPWP. `request_key` is
    the sender's Idempotency-Key: the same event sent again, however late, is the same row.
    """

    class Key(models.TextChoices):
        NIB = "NIB", _("NIB")
        NPWP = "NPWP", _("NPWP")
        NPP = "NPP", _("NPP")
        OWNER_NIK = "OWNER_NIK", _("NIK pemilik")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token = models.ForeignKey("accounts.ApiToken", on_delete=models.PROTECT, related_name="+")
    request_key = models.UUIDField()
    key = models.CharField(_("kunci"), max_length=9, choices=Key.choices)
    number = models.BinaryField(_("nomor"))
    number_index = models.BinaryField(max_length=16)
    registered_on = models.DateField(_("tanggal pendaftaran"))
    npp = models.CharField(_("NPP"), max_length=8, blank=True)
    division = models.CharField(_("divisi"), max_length=10, blank=True)
    note = models.CharField(_("catatan"), max_length=200, blank=True)
    received_at = models.DateTimeField(_("diterima"), db_default=Now())

    class Meta:
        verbose_name = _("laporan pendaftaran")
        verbose_name_plural = _("laporan pendaftaran")
        ordering = ["-received_at"]
        constraints = [
            models.UniqueConstraint(fields=["token", "request_key"], name="registration_event_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
