"""What an office keeps an eye on: cleared businesses that lapse (A16), matches an applicant disowned, lists checked."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.rules import Role
from accounts.scope import ScopedQuerySet
from permits.models.application import CITY_READERS, OFFICE_ROLES
from permits.models.check import Finding

if TYPE_CHECKING:
    from accounts.models import User


class WatchQuerySet(ScopedQuerySet["Watch"]):
    """The watch list of one's own office; BPJS staff and the auditor read all."""

    def visible_to(self, user: User) -> Self:
        scope = user.scope
        if scope.has(Role.BRANCH_STAFF, Role.BRANCH_HEAD, Role.AUDITOR):
            return self
        return self.filter(agency__in=scope.agencies(*OFFICE_ROLES))


class Watch(models.Model):
    """A business an office has cleared, looked at again after every import and every night.

    `finding` is today's; `lapsed_on` the day it first read worse than it was cleared with, empty while it holds.
    `lapses_by`: it still holds, but would not on that day if nothing were paid or renewed until then.
    """

    agency = models.ForeignKey("districts.Agency", on_delete=models.PROTECT, related_name="+")
    business = models.ForeignKey("enrollment.Business", on_delete=models.PROTECT, related_name="watches")
    application = models.ForeignKey("permits.Application", on_delete=models.PROTECT, related_name="+")
    cleared_on = models.DateField(_("lolos pada"))
    cleared_with = models.CharField(_("temuan saat lolos"), max_length=12, choices=Finding.choices)
    finding = models.CharField(_("temuan"), max_length=12, choices=Finding.choices)
    reasons = models.JSONField(default=list)
    lapsed_on = models.DateField(_("turun sejak"), null=True, blank=True)
    lapses_by = models.DateField(_("akan turun sebelum"), null=True, blank=True)
    looked_at = models.DateTimeField(_("dilihat"), db_default=Now())
    seen_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = WatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("usaha dipantau")
        verbose_name_plural = _("usaha dipantau")
        ordering = ["-lapsed_on", "business_id"]
        indexes = [
            models.Index(fields=["agency", "lapsed_on"], name="watch_lapsed", condition=Q(lapsed_on__isnull=False))
        ]
        constraints = [models.UniqueConstraint(fields=["agency", "business"], name="watch_once")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.business_id}"


class MatchRejectionQuerySet(ScopedQuerySet["MatchRejection"]):
    """Both branches settle those of the whole city; an office reads its own."""

    def visible_to(self, user: User) -> Self:
        scope = user.scope
        if scope.has(*CITY_READERS):
            return self
        return self.filter(agency__in=scope.agencies(*OFFICE_ROLES))

    def in_force(self) -> Self:
        """Not looked at by BPJS yet, or found right by it."""
        return self.filter(Q(settled_at__isnull=True) | Q(upheld=True))


class MatchRejection(models.Model):
    """ "Bukan usaha saya": for this number at this office the business is not offered again.

    BPJS settles it: `upheld` keeps the two apart for good, else the business is offered again.
    """

    check_row = models.ForeignKey("permits.Check", on_delete=models.PROTECT, related_name="rejections")
    asked_index = models.BinaryField(max_length=16)
    agency = models.ForeignKey("districts.Agency", on_delete=models.PROTECT, related_name="+")
    business = models.ForeignKey("enrollment.Business", on_delete=models.PROTECT, related_name="rejections")
    reason = models.CharField(_("alasan"), max_length=300, blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    settled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    upheld = models.BooleanField(_("memang bukan usahanya"), null=True, blank=True)

    objects = MatchRejectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("kecocokan ditolak")
        verbose_name_plural = _("kecocokan ditolak")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["asked_index", "business", "agency"],
                condition=Q(settled_at__isnull=True),
                name="match_rejected_once",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, upheld__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False, upheld__isnull=False),
                name="match_settled_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_row_id} {self.business_id}"


class BulkCheckQuerySet(ScopedQuerySet["BulkCheck"]):
    """Lists of one's own office; the auditor reads all."""

    def visible_to(self, user: User) -> Self:
        if user.scope.has(Role.AUDITOR):
            return self
        roles = (*OFFICE_ROLES, Role.BRANCH_STAFF, Role.BRANCH_HEAD)
        return self.filter(agency__in=user.scope.agencies(*roles))


class BulkCheck(models.Model):
    """Up to 1,000 business numbers checked at once for one service (A17); the answers are a file.

    `numbers` is the encrypted list as given, purged once answered; every number leaves its own Check.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey("districts.Agency", on_delete=models.PROTECT, related_name="+")
    permit_type = models.ForeignKey("permits.PermitType", on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("diminta"), db_default=Now())
    on = models.DateField(_("tanggal yang ditanyakan"))
    numbers = models.BinaryField(null=True, blank=True)
    count = models.PositiveIntegerField(_("banyaknya"))
    findings = models.JSONField(default=dict)
    answers = models.ForeignKey(
        "accounts.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    finished_at = models.DateTimeField(_("selesai"), null=True, blank=True)

    objects = BulkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("cek massal")
        verbose_name_plural = _("cek massal")
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.permit_type_id} {self.count}"
