"""ServiceDenial (TMP2T): the only statutory refusal, imposed and lifted by letter at BPJS' request."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ServiceDenial(models.Model):
    """PP 86/2013 art. 8; imposing and lifting: Permenaker 4/2018. In force until `lifted_on` (exclusive)."""

    business = models.ForeignKey("enrollment.Business", on_delete=models.PROTECT, related_name="denials")
    letter_number = models.CharField(_("nomor surat"), max_length=60)
    letter_date = models.DateField(_("tanggal surat"))
    legal_basis = models.ForeignKey("permits.LegalBasis", on_delete=models.PROTECT, related_name="+")
    imposed_on = models.DateField(_("berlaku sejak"))
    imposed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    imposed_at = models.DateTimeField(db_default=Now())
    approved_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    code = models.CharField(_("kode verifikasi"), max_length=16, unique=True, null=True, blank=True)
    letter = models.ForeignKey("accounts.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifting_asked_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifting_asked_at = models.DateTimeField(null=True, blank=True)
    lifting_code = models.CharField(_("kode verifikasi pencabutan"), max_length=16, unique=True, null=True, blank=True)
    lifting_letter = models.ForeignKey(
        "accounts.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifting_letter_number = models.CharField(_("nomor surat pencabutan"), max_length=60, blank=True)
    lifted_on = models.DateField(_("dicabut pada"), null=True, blank=True)
    lifted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("penghentian layanan (TMP2T)")
        verbose_name_plural = _("penghentian layanan (TMP2T)")
        constraints = [
            models.UniqueConstraint(
                fields=["business"], condition=Q(lifted_on__isnull=True), name="denial_in_force_once"
            ),
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True, lifted_by__isnull=True, lifting_letter_number="")
                | (Q(lifted_on__isnull=False, lifted_by__isnull=False) & ~Q(lifting_letter_number="")),
                name="denial_lifting_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.letter_number
