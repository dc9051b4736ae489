"""Notice: one thing an applicant is to be told or reminded of, and what became of it (features A11, F03)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.scope import ScopedQuerySet
from permits.models.application import CITY_READERS, OFFICE_ROLES

if TYPE_CHECKING:
    from accounts.models import User


class NoticeQuerySet(ScopedQuerySet["Notice"]):
    """Notices of one's own office's files; BPJS and the auditor read all."""

    def visible_to(self, user: User) -> Self:
        scope = user.scope
        if scope.has(*CITY_READERS):
            return self
        return self.filter(application__agency__in=scope.agencies(*OFFICE_ROLES))


class Notice(models.Model):
    """Written once per file, kind and letter. With an address it goes by e-mail; else the desk copies its text to
    WhatsApp or calls, and notes the outcome. The text itself is made when shown: nothing personal is stored here.
    """

    class Kind(models.TextChoices):
        HELD = "HELD", _("Surat pengantar")
        DAY_3 = "DAY_3", _("Pengingat hari ke-3")
        DAY_7 = "DAY_7", _("Pengingat hari ke-7")
        DAY_14 = "DAY_14", _("Pengingat hari ke-14")
        READY = "READY", _("Siap diterbitkan")
        DEADLINE = "DEADLINE", _("Tenggat hampir habis")
        LAPSED = "LAPSED", _("Tenggat lewat")
        REVOKED = "REVOKED", _("Bukti dibatalkan")

    class Channel(models.TextChoices):
        EMAIL = "EMAIL", _("Pos-el")
        DESK = "DESK", _("Petugas")

    class State(models.TextChoices):
        PENDING = "PENDING", _("Belum")
        SENT = "SENT", _("Terkirim")
        DONE = "DONE", _("Sudah diberi tahu")
        SKIPPED = "SKIPPED", _("Tidak perlu lagi")
        FAILED = "FAILED", _("Gagal terkirim")

    application = models.ForeignKey("permits.Application", on_delete=models.PROTECT, related_name="notices")
    referral = models.ForeignKey(
        "permits.Referral", on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )
    kind = models.CharField(_("jenis"), max_length=8, choices=Kind.choices)
    channel = models.CharField(_("saluran"), max_length=5, choices=Channel.choices)
    due_on = models.DateField(_("tanggal"))
    state = models.CharField(_("keadaan"), max_length=7, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    made_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("hasil"), max_length=200, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pemberitahuan")
        verbose_name_plural = _("pemberitahuan")
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["due_on"], name="notice_open", condition=Q(state="PENDING"))]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind", "referral"], name="notice_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(state="PENDING", closed_at__isnull=True)
                | (~Q(state="PENDING") & Q(closed_at__isnull=False)),
                name="notice_closed_iff_over",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.application_id}"
