"""ApprovalRequest: what an officer may not grant alone asks a second person (commitment, exemption, override)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.rules import Role
from accounts.scope import ScopedQuerySet
from permits.models.application import OFFICE_ROLES
from permits.models.service import ServiceRule

if TYPE_CHECKING:
    from accounts.models import User


class ApprovalRequestQuerySet(ScopedQuerySet["ApprovalRequest"]):
    """Requests of one's own office; a branch head and the auditor read all."""

    def visible_to(self, user: User) -> Self:
        scope = user.scope
        if scope.has(Role.BRANCH_HEAD, Role.AUDITOR):
            return self
        return self.filter(application__agency__in=scope.agencies(*OFFICE_ROLES))


class ApprovalRequest(models.Model):
    """One question to a second person, with the check it rests on. Never approved by the one who asked (database).

    `approver` is copied from the rule when asked: a law that changes meanwhile moves nobody's inbox.
    """

    class Kind(models.TextChoices):
        COMMITMENT = "COMMITMENT", _("Komitmen")
        EXEMPTION = "EXEMPTION", _("Pengecualian")
        OVERRIDE = "OVERRIDE", _("Putusan menyimpang")

    class Ground(models.TextChoices):
        """Why an exemption (feature A13) may be asked; OTHER wants the longer text."""

        NO_WORKERS = "NO_WORKERS", _("Usaha belum berjalan dan tanpa tenaga kerja")
        COVERED_ELSEWHERE = "ELSEWHERE", _("Tenaga kerja terlindungi pada pemberi kerja lain")
        PUBLIC_EMPLOYEE = "PUBLIC", _("Pemilik ASN, TNI, atau Polri")
        DISASTER = "DISASTER", _("Bencana atau keadaan kahar")
        OTHER = "OTHER", _("Alasan lain")

    class State(models.TextChoices):
        PENDING = "PENDING", _("Menunggu persetujuan")
        APPROVED = "APPROVED", _("Disetujui")
        REJECTED = "REJECTED", _("Ditolak")
        WITHDRAWN = "WITHDRAWN", _("Ditarik")

    application = models.ForeignKey("permits.Application", on_delete=models.PROTECT, related_name="requests")
    check_row = models.ForeignKey("permits.Check", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("jenis"), max_length=10, choices=Kind.choices)
    ground = models.CharField(_("dasar"), max_length=10, choices=Ground.choices, blank=True)
    reason = models.CharField(_("alasan"), max_length=500)
    deadline_on = models.DateField(_("tenggat komitmen"), null=True, blank=True)
    approver = models.CharField(_("penyetuju"), max_length=2)
    from_state = models.CharField(max_length=12)
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("diminta"), db_default=Now())
    state = models.CharField(_("keadaan"), max_length=9, choices=State.choices, default=State.PENDING)
    answered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("dijawab"), null=True, blank=True)
    answer_note = models.CharField(_("catatan"), max_length=300, blank=True)

    objects = ApprovalRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("permintaan persetujuan")
        verbose_name_plural = _("permintaan persetujuan")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(state="PENDING"), name="request_pending_once"),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")) | Q(state="WITHDRAWN"),
                name="request_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="PENDING", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(state="PENDING") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="request_answer_paired",
            ),
            models.CheckConstraint(
                condition=Q(kind="COMMITMENT", deadline_on__isnull=False)
                | (~Q(kind="COMMITMENT") & Q(deadline_on__isnull=True)),
                name="request_deadline_iff_commitment",
            ),
            models.CheckConstraint(
                condition=(Q(kind="EXEMPTION") & ~Q(ground="")) | (~Q(kind="EXEMPTION") & Q(ground="")),
                name="request_ground_iff_exemption",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.application_id}"

    @property
    def approver_label(self) -> str:
        """Who answers, in the active language."""
        return str(ServiceRule.Approver(self.approver).label)
