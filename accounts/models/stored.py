"""Files in the encrypted store."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


class StoredFile(models.Model):
    """A file in the encrypted store (accounts.vault): uploads, reject workbooks, letters, reports.

    `sha256` and `size` are of the clear bytes; the name is what the person called it, never a path.
    """

    class Kind(models.TextChoices):
        UPLOAD = "UPLOAD", _("Unggahan")
        REJECT = "REJECT", _("Baris salah")
        LETTER = "LETTER", _("Surat")
        REPORT = "REPORT", _("Laporan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(_("nama berkas"), max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    purge_after = models.DateField(null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
