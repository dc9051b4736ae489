"""Check: what was asked, what the register said, as of when, judged by which rule. Written once, never changed."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.rules import Role
from accounts.scope import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


def _offices(user: User) -> frozenset[int] | None:
    """Whose checks somebody reads; None: everybody's."""
    if user.scope.has(Role.AUDITOR):
        return None
    return user.scope.agencies(
        Role.COUNTER, Role.SUPERVISOR, Role.ONE_STOP, Role.OPD, Role.BRANCH_STAFF, Role.BRANCH_HEAD
    )


class CheckQuerySet(ScopedQuerySet["Check"]):
    """Checks made at one's own office; the auditor reads all."""

    def visible_to(self, user: User) -> Self:
        offices = _offices(user)
        return self if offices is None else self.filter(agency__in=offices)


class Finding(models.TextChoices):
    CLEAR = "CLEAR", _("Lolos")
    CONDITIONAL = "CONDITIONAL", _("Bersyarat")
    PARTIAL = "PARTIAL", _("Sebagian")
    ARREARS = "ARREARS", _("Tunggakan")
    UNREGISTERED = "UNREGISTERED", _("Belum terdaftar")
    UNCERTAIN = "UNCERTAIN", _("Meragukan")
    SOURCE_DOWN = "SOURCE_DOWN", _("Sumber mati")
    DENIED = "DENIED", _("TMP2T")


class Outcome(models.TextChoices):
    PASS = "PASS", _("Boleh dilanjutkan")
    PASS_WITH_DEADLINE = "PASS_WITH_DEADLINE", _("Boleh dilanjutkan dengan tenggat")
    HOLD = "HOLD", _("Ditahan")
    ASK_BPJS = "ASK_BPJS", _("Tanyakan ke BPJS TK")
    CONTINUE_BY_RULE = "CONTINUE_BY_RULE", _("Dilanjutkan menurut aturan")
    DENY = "DENY", _("Dihentikan menurut undang-undang")


class Check(models.Model):
    """One look-up with its purpose. The typed number is kept as kind + masked text + keyed index, never in clear.

    One look-up always ends in one row, also where the look-up found nothing.

    `answer` is the narrow frozen answer of architecture §3.6 (JSON), `findings` every overlapping finding with its
    evidence, `reasons` codes with params; sentences are made when shown, in the reader's language.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(_("waktu"), db_default=Now())
    on = models.DateField(_("tanggal yang ditanyakan"))
    # Empty: the system itself, when a committed batch released the file.
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agency = models.ForeignKey("districts.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    permit_type = models.ForeignKey("permits.PermitType", on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey("permits.ServiceRule", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    legal_basis_text = models.CharField(_("dasar hukum hari itu"), max_length=300, blank=True)
    asked_kind = models.CharField(_("jenis nomor"), max_length=12)
    asked_masked = models.CharField(_("yang ditanyakan"), max_length=120)
    asked_index = models.BinaryField(max_length=16)
    keys_checked = models.JSONField(default=list)
    business = models.ForeignKey(
        "enrollment.Business", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    matched = models.CharField(_("cara cocok"), max_length=12, blank=True)
    finding = models.CharField(_("temuan"), max_length=12, choices=Finding.choices)
    outcome = models.CharField(_("akibat"), max_length=18, choices=Outcome.choices)
    findings = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    answer = models.JSONField(default=dict)
    candidates = models.JSONField(default=list)
    as_of = models.DateField(_("data per"), null=True, blank=True)
    conditional_until = models.DateField(_("bersyarat sampai"), null=True, blank=True)
    application = models.ForeignKey(
        "permits.Application", on_delete=models.PROTECT, null=True, blank=True, related_name="checks"
    )
    # Set where many numbers were asked at once; those count against the office's numbers, not the person's look-ups.
    bulk = models.ForeignKey(
        "permits.BulkCheck", on_delete=models.PROTECT, null=True, blank=True, related_name="checks"
    )
    # The asking system's own number of the file, where another application asked.
    outside_number = models.CharField(_("nomor permohonan pada sistem penanya"), max_length=60, blank=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("cek")
        verbose_name_plural = _("cek")
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["agency", "at"], name="check_by_office"),
            models.Index(fields=["by", "at"], name="check_by_user"),
            models.Index(fields=["business", "at"], name="check_by_business"),
        ]

    def __str__(self) -> str:
        return f"{self.finding} {self.pk}"

    def is_visible_to(self, user: User) -> bool:
        """The same as `visible_to`, of a row that is there."""
        offices = _offices(user)
        return offices is None or self.agency_id in offices
