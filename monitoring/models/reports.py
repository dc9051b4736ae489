"""Monthly reports that are frozen with their figures, what is said of them, and who gets them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.scope import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class ReportQuerySet(ScopedQuerySet["MonthlyReport"]):
    """Reports a person may open (report.view)."""

    def visible_to(self, user: User) -> Self:
        """The city's roles all; a kecamatan, a dinas and DPMPTSP their own."""
        scope = user.scope
        own = Q(district__in=scope.district_codes) | Q(agency__in=scope.agency_ids)
        return self if scope.is_city else self.filter(own)


class MonthlyReport(models.Model):
    """One issued report: figures and sentences are stored with it, so it prints identically for ever.

    `district` empty = the whole city. A recompute makes a new version with its reason; the old one stays.
    """

    class State(models.TextChoices):
        BUILDING = "BUILDING", _("Sedang disusun")
        PROVISIONAL = "PROVISIONAL", _("Sementara")
        FROZEN = "FROZEN", _("Terbit")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.DateField(_("bulan"))
    district = models.ForeignKey(
        "districts.District", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # A dinas that issues permits, or a BPJS branch; empty for a kecamatan and the city.
    agency = models.ForeignKey("districts.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    area_code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField(_("versi"))
    state = models.CharField(_("keadaan"), max_length=12, choices=State.choices, default=State.BUILDING)
    number = models.CharField(_("nomor"), max_length=40)
    code = models.CharField(_("kode verifikasi"), max_length=16, unique=True)
    as_of = models.DateField(_("dihitung per"))
    data_date = models.DateField(_("data per"), null=True, blank=True)
    figures = models.JSONField(default=dict)
    sentences = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64, blank=True)
    pdf = models.ForeignKey("accounts.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    xlsx = models.ForeignKey("accounts.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("alasan versi baru"), max_length=300, blank=True)
    built_at = models.DateTimeField(db_default=Now())
    built_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    frozen_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("laporan bulanan")
        verbose_name_plural = _("laporan bulanan")
        ordering = ["-period", "area_code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["period", "area_code", "version"], name="report_version_once"),
            models.CheckConstraint(
                condition=Q(state="FROZEN", frozen_at__isnull=False) | (~Q(state="FROZEN") & Q(frozen_at__isnull=True)),
                name="report_frozen_paired",
            ),
            models.CheckConstraint(condition=Q(state="BUILDING") | ~Q(sha256=""), name="report_shown_only_complete"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def area_is_city(self) -> bool:
        """Neither a kecamatan's nor an office's."""
        return self.district_id is None and self.agency_id is None


class ReportReview(models.Model):
    """What an office said of a report: a comment, back to be corrected, or signed. Never changed afterwards."""

    class Act(models.TextChoices):
        COMMENT = "COMMENT", _("Catatan")
        RETURN = "RETURN", _("Dikembalikan")
        SIGN = "SIGN", _("Ditandatangani")

    report = models.ForeignKey(MonthlyReport, on_delete=models.PROTECT, related_name="reviews")
    act = models.CharField(max_length=7, choices=Act.choices)
    side = models.CharField(max_length=2)
    text = models.CharField(max_length=1000, blank=True)
    name = models.CharField(max_length=150)
    title = models.CharField(max_length=150)
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "side"], condition=Q(act="SIGN"), name="one_signature_a_side")
        ]


class ReportSubscription(models.Model):
    """Who gets the reports of an area by mail, until they end it or lose the right."""

    area_code = models.CharField(max_length=40)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="report_subscriptions")
    since = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "user"], condition=Q(ended_at__isnull=True), name="subscribed_once"
            )
        ]


class Delivery(models.Model):
    """One report on its way to one person; the right is looked at again when it is sent."""

    class State(models.TextChoices):
        ASKED = "ASKED", _("Menunggu")
        SENT = "SENT", _("Terkirim")
        REFUSED = "REFUSED", _("Tidak berhak lagi")
        FAILED = "FAILED", _("Gagal")

    report = models.ForeignKey(MonthlyReport, on_delete=models.PROTECT, related_name="deliveries")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "user"], name="delivered_once")]
