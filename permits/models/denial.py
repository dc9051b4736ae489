"""ServiceDenial (TMP2T): the only statutory refusal, imposed and lifted by letter at BPJS' request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.rules import Role
from accounts.scope import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class ServiceDenialQuerySet(ScopedQuerySet["ServiceDenial"]):
    """Branch heads look after all of them; everybody else meets one in a check only."""

    def visible_to(self, user: User) -> Self:
        return self if user.scope.has(Role.BRANCH_HEAD) else self.none()


class ServiceDenial(models.Model):
    """PP 86/2013 art. 8; imposing and lifting: Permenaker 4/2018. In force until `lifted_on` (exclusive).

    `letter_number` and `lifting_letter_number` are of BPJS' own letters; `number` and `lifting_number` of the notices
    made here once a second branch head has approved.
    """

    public_id = models.UUIDField(unique=True, db_default=RandomUUID(), editable=False)
    branch = models.ForeignKey("districts.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    business = models.ForeignKey("enrollment.Business", on_delete=models.PROTECT, related_name="denials")
    letter_number = models.CharField(_("nomor surat"), max_length=60)
    letter_date = models.DateField(_("tanggal surat"))
    legal_basis = models.ForeignKey("permits.LegalBasis", on_delete=models.PROTECT, related_name="+")
    imposed_on = models.DateField(_("berlaku sejak"))
    imposed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    imposed_at = models.DateTimeField(db_default=Now())
    approved_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    number = models.CharField(_("nomor pemberitahuan"), max_length=60, unique=True, null=True, blank=True)
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
    lifting_number = models.CharField(
        _("nomor pemberitahuan pencabutan"), max_length=60, unique=True, null=True, blank=True
    )
    lifting_letter_date = models.DateField(_("tanggal surat pencabutan"), null=True, blank=True)
    lifting_letter_number = models.CharField(_("nomor surat pencabutan"), max_length=60, blank=True)
    lifted_on = models.DateField(_("dicabut pada"), null=True, blank=True)
    lifted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ServiceDenialQuerySet.as_manager()

    class Meta:
        verbose_name = _("penghentian layanan (TMP2T)")
        verbose_name_plural = _("penghentian layanan (TMP2T)")
        constraints = [
            models.UniqueConstraint(
                fields=["business"], condition=Q(lifted_on__isnull=True), name="denial_in_force_once"
            ),
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True, lifted_by__isnull=True)
                | (Q(lifted_on__isnull=False, lifted_by__isnull=False) & ~Q(lifting_letter_number="")),
                name="denial_lifting_paired",
            ),
            models.CheckConstraint(
                condition=Q(lifting_asked_by__isnull=True, lifting_asked_at__isnull=True)
                | (Q(lifting_asked_by__isnull=False, lifting_asked_at__isnull=False) & ~Q(lifting_letter_number="")),
                name="denial_lifting_asked_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.letter_number

    @property
    def stage(self) -> str:
        """ASKED, IN_FORCE, LIFTING (asked for) or LIFTED."""
        if self.lifted_on is not None:
            return "LIFTED"
        if self.approved_by_id is None:
            return "ASKED"
        return "LIFTING" if self.lifting_asked_by_id else "IN_FORCE"
