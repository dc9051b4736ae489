"""The watch: facts per month, targets, and reports that are frozen with their figures."""

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


class CoverageFact(models.Model):
    """Distinct active people of one month at one grain. Distinct people never add up, so every grain that is shown
    is kept and none is summed from another. Empty string = this dimension is not part of the grain; "-" = unknown
    (unallocated). `is_due`: counted as a month already past its due date (contract, "Active in month M").
    """

    period = models.DateField(_("bulan"))
    is_due = models.BooleanField(_("sudah jatuh tempo"))
    grain = models.CharField(max_length=40)
    district = models.CharField(max_length=8, blank=True)
    village = models.CharField(max_length=13, blank=True)
    segment = models.CharField(max_length=5, blank=True)
    program = models.CharField(max_length=3, blank=True)
    sector = models.CharField(max_length=1, blank=True)
    scale = models.CharField(max_length=10, blank=True)
    branch = models.CharField(max_length=20, blank=True)
    people = models.PositiveIntegerField()
    memberships = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("fakta cakupan")
        verbose_name_plural = _("fakta cakupan")
        constraints = [
            models.UniqueConstraint(
                fields=["period", "grain", "district", "village", "segment", "program", "sector", "scale", "branch"],
                name="coverage_fact_once",
            ),
            models.CheckConstraint(condition=Q(period__day=1), name="coverage_period_is_month"),
        ]


class EmployerFact(models.Model):
    """Employers of one month and district ("" = the whole city, "-" = place unknown) by state."""

    period = models.DateField(_("bulan"))
    is_due = models.BooleanField()
    district = models.CharField(max_length=8, blank=True)
    active = models.PositiveIntegerField(_("aktif"))
    paid_up = models.PositiveIntegerField(_("tertib iuran"))
    in_arrears = models.PositiveIntegerField(_("menunggak"))
    newly_registered = models.PositiveIntegerField(_("baru"), default=0)
    closed = models.PositiveIntegerField(_("nonaktif"), default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["period", "district"], name="employer_fact_once")]


class SectorFact(models.Model):
    """Declared workers of one month by KBLI section ("-" = unknown) and district ("" = the whole city), and how many
    of them are covered at the business' confirmed employers."""

    period = models.DateField(_("bulan"))
    is_due = models.BooleanField()
    district = models.CharField(max_length=8, blank=True)
    sector = models.CharField(max_length=1)
    businesses = models.PositiveIntegerField(_("usaha"))
    declared = models.PositiveIntegerField(_("tenaga kerja dilaporkan"))
    covered = models.PositiveIntegerField(_("terlindungi"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["period", "district", "sector"], name="sector_fact_once")]


class FactBuild(models.Model):
    """When a month's facts were last built, as of which day, by which batch if one caused it."""

    period = models.DateField(primary_key=True)
    as_of = models.DateField()
    is_due = models.BooleanField()
    built_at = models.DateTimeField(db_default=Now())
    batch = models.ForeignKey(
        "enrollment.ImportBatch", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )


class Target(models.Model):
    """A target line for an area (city or district code) from a month on, with its source."""

    area_code = models.CharField(max_length=8)
    kind = models.CharField(max_length=20)
    valid_from = models.DateField()
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area_code", "kind", "valid_from"], name="target_once")]


class ReportQuerySet(ScopedQuerySet["MonthlyReport"]):
    """Reports a person may open (report.view)."""

    def visible_to(self, user: User) -> Self:
        """The city's roles all, a kecamatan's officers their own; a dinas has no report yet."""
        scope = user.scope
        return self if scope.is_city else self.filter(district__in=scope.district_codes)


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
    area_code = models.CharField(max_length=8)
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
