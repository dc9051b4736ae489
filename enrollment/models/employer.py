"""Employer: BPJS' unit (NPP + division), its contribution months and its arrangements with BPJS."""

from __future__ import annotations

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from enrollment.models.provenance import Traceable
from enrollment.rules.kinds import BusinessScale, EmployerKind
from enrollment.scope import EmployerQuerySet


class Employer(Traceable):
    """Key: NPP + division. Months are first days of months.

    `paid_through`: every month up to and including it is paid (empty: never paid). `reported_through`: wage detail
    reported (DUTK), which is never payment. `closed_on`: closed from that day.
    """

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    npp = models.CharField(_("NPP"), max_length=8)
    division_code = models.CharField(_("divisi"), max_length=10, default="000")
    name = models.CharField(_("nama perusahaan"), max_length=200)
    name_key = models.CharField(max_length=200)
    npwp = models.CharField(_("NPWP 16 angka"), max_length=16, null=True, blank=True)
    kind = models.CharField(
        _("golongan"),
        max_length=10,
        choices=[(k.value, k.value) for k in EmployerKind],
        default=EmployerKind.OTHER.value,
    )
    scale = models.CharField(_("skala"), max_length=10, blank=True, choices=[(s.value, s.value) for s in BusinessScale])
    branch = models.ForeignKey(
        "districts.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    village = models.ForeignKey(
        "districts.Village", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    reported_workers = models.PositiveIntegerField(_("TK aktif menurut berkas"), null=True, blank=True)
    reported_through = models.DateField(_("dilaporkan sampai"), null=True, blank=True)
    paid_through = models.DateField(_("lunas sampai"), null=True, blank=True)
    closed_on = models.DateField(_("nonaktif sejak"), null=True, blank=True)

    objects = EmployerQuerySet.as_manager()

    class Meta:
        verbose_name = _("pemberi kerja")
        verbose_name_plural = _("pemberi kerja")
        indexes = [models.Index(fields=["npwp"], name="employer_npwp", condition=Q(npwp__isnull=False))]
        constraints = [
            models.UniqueConstraint(fields=["npp", "division_code"], name="employer_once"),
            models.CheckConstraint(
                condition=Q(paid_through__isnull=True) | Q(paid_through__day=1), name="employer_paid_is_month"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ContributionMonth(Traceable):
    """What one sheet said of one employer's month: billed, reported, paid are three different things (domain §5.3)."""

    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="months")
    period = models.DateField(_("bulan"))
    is_billed = models.BooleanField(_("ditagih"), default=True)
    is_reported = models.BooleanField(_("dilaporkan"), default=False)
    is_paid = models.BooleanField(_("lunas"), default=False)
    workers = models.PositiveIntegerField(_("tenaga kerja"), null=True, blank=True)
    posted_amount = models.DecimalField(_("nilai posting"), max_digits=16, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("bulan iuran")
        verbose_name_plural = _("bulan iuran")
        constraints = [
            models.UniqueConstraint(fields=["employer", "period"], name="contribution_month_once"),
            models.CheckConstraint(condition=Q(period__day=1), name="contribution_period_is_month"),
        ]


class Arrangement(models.Model):
    """An instalment plan or a dispute that BPJS has recorded: while in force, arrears read CONDITIONAL."""

    class Kind(models.TextChoices):
        INSTALMENT = "INSTALMENT", _("Angsuran")
        DISPUTE = "DISPUTE", _("Keberatan")

    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="arrangements")
    kind = models.CharField(_("jenis"), max_length=10, choices=Kind.choices)
    letter_number = models.CharField(_("nomor surat"), max_length=60)
    valid_from = models.DateField(_("berlaku dari"))
    valid_to = models.DateField(_("berlaku sampai"))
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("kesepakatan pembayaran")
        verbose_name_plural = _("kesepakatan pembayaran")
        constraints = [models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="arrangement_period")]
