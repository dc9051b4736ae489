"""Numbered papers: the referral letter of a held file and the receipt of a cleared one. Both verify publicly."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Referral(models.Model):
    """The letter a held applicant takes to BPJS: its number, its public code, its validity, its PDF as printed."""

    application = models.ForeignKey("permits.Application", on_delete=models.PROTECT, related_name="referrals")
    code = models.CharField(_("kode verifikasi"), max_length=16, unique=True)
    number = models.CharField(_("nomor surat"), max_length=60, unique=True)
    check_row = models.ForeignKey("permits.Check", on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField(_("tanggal surat"))
    valid_until = models.DateField(_("berlaku sampai"))
    issued_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    branch = models.ForeignKey("districts.Agency", on_delete=models.PROTECT, related_name="+")
    letter = models.ForeignKey("accounts.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_("selesai"), null=True, blank=True)

    class Meta:
        verbose_name = _("surat pengantar")
        verbose_name_plural = _("surat pengantar")
        indexes = [models.Index(fields=["valid_until"], name="referral_open", condition=Q(closed_at__isnull=True))]

    def __str__(self) -> str:
        return self.number


class Receipt(models.Model):
    """The number of a clearance. Undoing the decision revokes it; it is never given again.

    `issued_by` is empty where the rule let the file go on (a question BPJS did not answer in time).
    """

    application = models.ForeignKey("permits.Application", on_delete=models.PROTECT, related_name="receipts")
    code = models.CharField(_("kode bukti"), max_length=16, unique=True)
    number = models.CharField(_("nomor urut"), max_length=60, unique=True, null=True, blank=True)
    check_row = models.ForeignKey("permits.Check", on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField(_("tanggal"))
    issued_at = models.DateTimeField(db_default=Now())
    issued_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    valid_until = models.DateField(_("tenggat"), null=True, blank=True)
    slip = models.ForeignKey("accounts.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(_("dibatalkan"), null=True, blank=True)
    revoked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revoke_reason = models.CharField(_("alasan dibatalkan"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("bukti cek")
        verbose_name_plural = _("bukti cek")

    def __str__(self) -> str:
        return self.code


class Printing(models.Model):
    """One print of a kept paper: copy 0 is the original as it was made, every later one is marked "SALINAN"."""

    paper = models.ForeignKey("accounts.StoredFile", on_delete=models.PROTECT, related_name="+")
    copy = models.PositiveIntegerField(_("salinan ke"))
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("cetakan")
        verbose_name_plural = _("cetakan")
        constraints = [models.UniqueConstraint(fields=["paper", "copy"], name="printing_once")]

    def __str__(self) -> str:
        return f"{self.paper} {self.copy}"
