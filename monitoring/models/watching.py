"""What people set beside the figures: targets, notes on a chart, explained outliers, hints of partial registration."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Target(models.Model):
    """A target line for an area (city or kecamatan code) from a month on, with its source.

    Several lines may run at once (`line`); a corrected target is a new row, the old one is withdrawn and stays.
    """

    area_code = models.CharField(max_length=8)
    kind = models.CharField(max_length=20)
    line = models.CharField(_("garis"), max_length=20, blank=True)
    valid_from = models.DateField()
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    source = models.CharField(max_length=200)
    set_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "kind", "line", "valid_from"],
                condition=Q(withdrawn_at__isnull=True),
                name="target_once",
            )
        ]


class ChartNote(models.Model):
    """A remark tied to an area, a month and an indicator; it stands on the chart and goes into the report."""

    area_code = models.CharField(max_length=8)
    indicator = models.CharField(max_length=40)
    period = models.DateField(_("bulan"))
    text = models.CharField(_("catatan"), max_length=300)
    written_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(db_default=Now())
    withdrawn_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("catatan grafik")
        verbose_name_plural = _("catatan grafik")
        ordering = ["-period", "-written_at"]


class FigureHold(models.Model):
    """A figure above 100 % or far from the month before, held until somebody who may explains it."""

    class Why(models.TextChoices):
        ABOVE = "ABOVE", _("di atas 100%")
        JUMP = "JUMP", _("berubah tajam")

    area_code = models.CharField(max_length=13)
    indicator = models.CharField(max_length=40)
    period = models.DateField(_("bulan"))
    why = models.CharField(max_length=5, choices=Why.choices)
    value = models.DecimalField(max_digits=9, decimal_places=2)
    previous = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    found_at = models.DateTimeField(db_default=Now())
    explanation = models.CharField(_("penjelasan"), max_length=500, blank=True)
    explained_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    explained_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("angka ditahan")
        verbose_name_plural = _("angka ditahan")
        constraints = [
            models.UniqueConstraint(fields=["period", "area_code", "indicator", "why"], name="figure_held_once"),
            models.CheckConstraint(
                condition=Q(explanation="", explained_by__isnull=True, explained_at__isnull=True)
                | (~Q(explanation="") & Q(explained_by__isnull=False, explained_at__isnull=False)),
                name="figure_explained_by_someone",
            ),
        ]


class PdsHint(models.Model):
    """A guess that an employer registered only part of its workers, wages or programs, with its evidence.

    A person confirms or rejects it; the share confirmed is the finder's precision, which the page shows.
    """

    class Kind(models.TextChoices):
        WORKERS = "WORKERS", _("Tenaga kerja")
        WAGES = "WAGES", _("Upah")
        PROGRAMS = "PROGRAMS", _("Program")

    class State(models.TextChoices):
        OPEN = "OPEN", _("Belum diperiksa")
        CONFIRMED = "CONFIRMED", _("Benar")
        REJECTED = "REJECTED", _("Tidak benar")
        GONE = "GONE", _("Sudah lengkap")

    employer = models.ForeignKey("enrollment.Employer", on_delete=models.PROTECT, related_name="+")
    business = models.ForeignKey(
        "enrollment.Business", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    score = models.DecimalField(max_digits=4, decimal_places=3)
    evidence = models.JSONField(default=dict)
    found_in = models.DateField(_("bulan"))
    found_at = models.DateTimeField(db_default=Now())
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("dugaan PDS")
        verbose_name_plural = _("dugaan PDS")
        constraints = [
            models.UniqueConstraint(fields=["employer", "kind"], condition=Q(state="OPEN"), name="one_open_hint"),
            models.CheckConstraint(
                condition=Q(state__in=["OPEN", "GONE"], decided_by__isnull=True)
                | Q(state__in=["CONFIRMED", "REJECTED"], decided_by__isnull=False, decided_at__isnull=False),
                name="hint_decided_by_someone",
            ),
        ]
