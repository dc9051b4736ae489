"""Services (permit types), what each demands from when to when, and the law it rests on."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from districts.models import Agency, District


def _speaks_english() -> bool:
    return (get_language() or "").startswith("en")


class LegalBasis(models.Model):
    """A regulation. `article` stays empty until someone has read it; no article is ever invented."""

    code = models.CharField(_("kode"), max_length=30, unique=True)
    short_title = models.CharField(_("sebutan singkat"), max_length=120)
    title = models.CharField(_("judul lengkap"), max_length=300)
    article = models.CharField(_("pasal"), max_length=60, blank=True)
    valid_from = models.DateField(_("berlaku dari"), null=True, blank=True)
    valid_to = models.DateField(_("berlaku sampai"), null=True, blank=True)
    url = models.URLField(_("tautan"), blank=True)
    verified_by = models.CharField(_("diverifikasi oleh"), max_length=120, blank=True)
    verified_on = models.DateField(_("diverifikasi pada"), null=True, blank=True)

    class Meta:
        verbose_name = _("dasar hukum")
        verbose_name_plural = _("dasar hukum")
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_on__isnull=True, verified_by="")
                | (Q(verified_on__isnull=False) & ~Q(verified_by="")),
                name="legal_basis_verification_paired",
            )
        ]

    def __str__(self) -> str:
        return self.short_title


class PermitType(models.Model):
    """A service an office gives (DOMISILI, PTSP_BARU …). What it demands is in its dated ServiceRule rows.

    `agency` is set where one office alone gives it (a dinas' own service); else every office of `authority` does.
    """

    class ApplicantKind(models.TextChoices):
        ANY = "ANY", _("Siapa saja")
        NEW_COMPANY = "NEW", _("Perusahaan baru")
        EXISTING_COMPANY = "EXISTING", _("Perusahaan lama")

    code = models.CharField(_("kode"), max_length=30, unique=True)
    name_id = models.CharField(_("nama"), max_length=120)
    name_en = models.CharField(_("nama (Inggris)"), max_length=120)
    chip_id = models.CharField(_("label tombol"), max_length=30)
    chip_en = models.CharField(_("label tombol (Inggris)"), max_length=30)
    authority = models.CharField(_("kewenangan"), max_length=10, choices=Agency.Kind.choices)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="permit_types")
    applicant_kind = models.CharField(_("pemohon"), max_length=8, choices=ApplicantKind.choices, default="ANY")
    sort_order = models.PositiveSmallIntegerField(_("urutan"), default=100)

    class Meta:
        verbose_name = _("layanan")
        verbose_name_plural = _("layanan")
        ordering = ["sort_order", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language."""
        return self.name_en if _speaks_english() else self.name_id

    @property
    def chip(self) -> str:
        """The short label of its button, in the active language."""
        return self.chip_en if _speaks_english() else self.chip_id


class ServiceRule(models.Model):
    """What a service demands between two days (both inclusive). A check keeps the rule it was judged by.

    Two approved rules of one service never overlap: the database refuses it. `zone`: where the office may give the
    service at all (PP 25/2025 divides the city between BP Batam and the city's own offices); empty = everywhere.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("Rancangan")
        APPROVED = "APPROVED", _("Disetujui")

    class Approver(models.TextChoices):
        """Who says yes to a commitment, an exemption or an override under this rule."""

        SUPERVISOR = "CM", _("Atasan kantor (camat, kasi, kabid)")
        BRANCH_HEAD = "BH", _("Kepala cabang BPJS TK")

    permit_type = models.ForeignKey(PermitType, on_delete=models.PROTECT, related_name="rules")
    version = models.PositiveIntegerField(_("versi"))
    state = models.CharField(_("keadaan"), max_length=8, choices=State.choices, default=State.DRAFT)
    valid_from = models.DateField(_("berlaku dari"))
    valid_to = models.DateField(_("berlaku sampai"), null=True, blank=True)
    # A later rule ends this one: which, and until when this one was meant to hold, should the later be withdrawn.
    ended_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    meant_to = models.DateField(null=True, blank=True)
    is_required = models.BooleanField(_("wajib terdaftar"), default=True)
    must_be_paid_up = models.BooleanField(_("wajib lunas"), default=True)
    tolerance_months = models.PositiveSmallIntegerField(_("toleransi bulan tunggakan"), default=0)
    must_cover_workers = models.BooleanField(_("wajib mencakup semua tenaga kerja"), default=True)
    must_hold_programs = models.BooleanField(_("wajib program menurut skala"), default=True)
    partial_may_pass = models.BooleanField(_("sebagian boleh lolos bersyarat"), default=False)
    grace_passes = models.BooleanField(_("masa tenggang BPU boleh lolos bersyarat"), default=False)
    deadline_days = models.PositiveSmallIntegerField(_("tenggat bersyarat (hari)"), default=30)
    referral_days = models.PositiveSmallIntegerField(_("masa berlaku surat pengantar (hari)"), default=30)
    answer_working_days = models.PositiveSmallIntegerField(_("batas jawaban BPJS (hari kerja)"), default=2)
    commitment_allowed = models.BooleanField(_("komitmen boleh"), default=False)
    commitment_days = models.PositiveSmallIntegerField(_("tenggat komitmen (hari)"), default=30)
    exemption_allowed = models.BooleanField(_("pengecualian boleh"), default=True)
    approver = models.CharField(_("penyetuju"), max_length=2, choices=Approver.choices, default=Approver.SUPERVISOR)
    zone = models.CharField(_("zona kewenangan"), max_length=10, choices=District.Zone.choices, blank=True)
    reason = models.CharField(_("alasan perubahan"), max_length=300, blank=True)
    legal_basis = models.ForeignKey(LegalBasis, on_delete=models.PROTECT, related_name="rules")
    drafted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("aturan layanan")
        verbose_name_plural = _("aturan layanan")
        ordering = ["permit_type", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["permit_type", "version"], name="service_rule_version_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="service_rule_period"
            ),
            ExclusionConstraint(
                name="service_rule_no_overlap",
                expressions=[
                    (F("permit_type"), RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_to"),
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state="APPROVED"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.permit_type_id} v{self.version}"


class RuleRehearsal(models.Model):
    """A draft run over the checks of the last 12 months: who would have been stopped or released (feature H04).

    `result`: {"checks", "businesses", "same", "stopped", "released", "burdened" (a deadline where there was none),
    "skipped", "own" (checks of the service itself), "groups": [{"by", "code", "name", "stopped", "released",
    "burdened"}], "examples": [...]}; empty until the worker is done.
    """

    rule = models.ForeignKey(ServiceRule, on_delete=models.CASCADE, related_name="rehearsals")
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    since = models.DateField(_("cek sejak"))
    result = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.rule} {self.asked_at:%Y-%m-%d}"
