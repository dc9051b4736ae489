"""Facts per month, rebuilt from the register on demand and proven equal to it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


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


class CellFact(models.Model):
    """The finest grain: active people of one month by place, residence, segment, programs, sector, scale and branch
    together, so that any combination of filters has an exact answer (monitoring.facts.cells).

    `pattern` 0: such rows add up. Some have a minus: what two memberships of one person have in common ("~" where they
    differ), taken off wherever both count. A number: people who share the same set of three or more cells, one row a
    cell, each with all of them; whoever sums counts a pattern once. No row stands for a person. `programs` is a set of
    bits (monitoring.facts.active.PROGRAM_BITS). "-" = unknown.
    """

    period = models.DateField(_("bulan"))
    pattern = models.PositiveIntegerField()
    village = models.CharField(max_length=13)
    home = models.CharField(_("tempat tinggal"), max_length=13)
    segment = models.CharField(max_length=5)
    programs = models.PositiveSmallIntegerField()
    sector = models.CharField(max_length=1)
    scale = models.CharField(max_length=10)
    branch = models.CharField(max_length=20)
    people = models.IntegerField()
    memberships = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["period"], name="cell_fact_month")]


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


class MovementFact(models.Model):
    """What a month's change is made of, in distinct people, by kecamatan ("" = the whole city, "-" = place unknown)
    and segment ("" = all): active before + new + reactivated - lapsed + moved_in - moved_out = active now.

    `moved_in` and `moved_out` are people active in both months, elsewhere or in another segment before.
    """

    period = models.DateField(_("bulan"))
    is_due = models.BooleanField()
    district = models.CharField(max_length=8, blank=True)
    segment = models.CharField(max_length=5, blank=True)
    before = models.PositiveIntegerField()
    new = models.PositiveIntegerField(_("baru"))
    reactivated = models.PositiveIntegerField(_("aktif kembali"))
    moved_in = models.PositiveIntegerField(_("pindah masuk"))
    lapsed = models.PositiveIntegerField(_("tidak aktif lagi"))
    moved_out = models.PositiveIntegerField(_("pindah keluar"))
    now = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "district", "segment"], name="movement_fact_once"),
            models.CheckConstraint(
                condition=Q(
                    now=models.F("before")
                    + models.F("new")
                    + models.F("reactivated")
                    + models.F("moved_in")
                    - models.F("lapsed")
                    - models.F("moved_out")
                ),
                name="movement_adds_up",
            ),
        ]


class ArrearsFact(models.Model):
    """Employers in arrears by age in months and kecamatan ("" = the whole city, "-" = place unknown)."""

    period = models.DateField(_("bulan"))
    is_due = models.BooleanField()
    district = models.CharField(max_length=8, blank=True)
    months = models.PositiveSmallIntegerField(_("bulan menunggak"))
    employers = models.PositiveIntegerField()
    people = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["period", "district", "months"], name="arrears_fact_once")]
