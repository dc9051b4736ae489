"""Business: what stands at the counter, and its link to the employer BPJS knows."""

from __future__ import annotations

from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from enrollment.models.provenance import Traceable
from enrollment.rules.kinds import BusinessScale
from enrollment.scope import BusinessQuerySet, LinkQuerySet


class Business(Traceable):
    """A business site. Key: NIB where it has one, else owner NIK (a foreign owner's passport) + name + kelurahan.

    `owner_nik` and `phone` hold AES-GCM ciphertext, `owner_nik_index` the keyed HMAC for look-up (accounts.vault).
    `npp` is what the licensing sheet claims; the employer itself is reached through BusinessEmployerLink.
    """

    class Source(models.TextChoices):
        IMPORT = "IMPORT", _("Berkas impor")
        COUNTER = "LOKET", _("Loket")

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    nib = models.CharField(_("NIB"), max_length=13, null=True, blank=True, unique=True)
    npwp = models.CharField(_("NPWP 16 angka"), max_length=16, null=True, blank=True)
    npp = models.CharField(_("NPP"), max_length=8, null=True, blank=True)
    name = models.CharField(_("nama usaha"), max_length=200)
    name_key = models.CharField(max_length=200)
    owner_name = models.CharField(_("nama pemilik"), max_length=150, blank=True)
    owner_nik = models.BinaryField(_("NIK pemilik"), null=True, blank=True)
    owner_nik_index = models.BinaryField(max_length=16, null=True, blank=True)
    owner_passport = models.BinaryField(_("paspor pemilik"), null=True, blank=True)
    owner_passport_index = models.BinaryField(max_length=16, null=True, blank=True)
    address = models.CharField(_("alamat"), max_length=250, blank=True)
    village = models.ForeignKey(
        "districts.Village",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kelurahan"),
    )
    kbli_version = models.CharField(_("versi KBLI"), max_length=4, default="2020")
    kbli_code = models.CharField(_("KBLI"), max_length=5, blank=True)
    scale = models.CharField(_("skala"), max_length=10, blank=True, choices=[(s.value, s.value) for s in BusinessScale])
    declared_workers = models.PositiveIntegerField(_("tenaga kerja dilaporkan"), null=True, blank=True)
    phone = models.BinaryField(_("telepon"), null=True, blank=True)
    source = models.CharField(_("sumber"), max_length=6, choices=Source.choices, default=Source.IMPORT)
    # Found to be another record: it keeps its keys, is listed nowhere, and whoever asks by a key gets that other one.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )

    objects = BusinessQuerySet.as_manager()

    class Meta:
        verbose_name = _("usaha")
        verbose_name_plural = _("usaha")
        indexes = [
            models.Index(fields=["npwp"], name="business_npwp", condition=Q(npwp__isnull=False)),
            models.Index(fields=["npp"], name="business_npp", condition=Q(npp__isnull=False)),
            models.Index(fields=["owner_nik_index"], name="business_owner", condition=Q(owner_nik_index__isnull=False)),
            models.Index(
                fields=["owner_passport_index"],
                name="business_passport",
                condition=Q(owner_passport_index__isnull=False),
            ),
            models.Index(fields=["merged_into"], name="business_merged", condition=Q(merged_into__isnull=False)),
            GinIndex(SearchVector("name", config="simple"), name="business_name_words"),
            GinIndex(OpClass("name_key", name="gin_trgm_ops"), name="business_name_trgm"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["owner_nik_index", "name_key", "village"],
                condition=Q(nib__isnull=True),
                name="business_without_nib_once",
            ),
            models.UniqueConstraint(
                fields=["owner_passport_index", "name_key", "village"],
                condition=Q(nib__isnull=True, owner_nik_index__isnull=True),
                name="business_foreign_once",
            ),
            models.CheckConstraint(
                condition=Q(nib__isnull=False)
                | Q(owner_nik_index__isnull=False)
                | Q(owner_passport_index__isnull=False),
                name="business_has_a_key",
            ),
            models.CheckConstraint(
                condition=Q(owner_passport__isnull=True, owner_passport_index__isnull=True)
                | Q(owner_passport__isnull=False, owner_passport_index__isnull=False),
                name="business_passport_paired",
            ),
            models.CheckConstraint(
                condition=Q(owner_nik__isnull=True, owner_nik_index__isnull=True)
                | Q(owner_nik__isnull=False, owner_nik_index__isnull=False),
                name="business_owner_nik_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BusinessEmployerLink(models.Model):
    """The judgement that this business is that employer: how it was made, by whom, from which batch.

    Exact keys confirm by themselves; a name, or several divisions under one NPP, only suggests and a person decides.
    """

    class How(models.TextChoices):
        NIB = "NIB", "NIB"
        NPWP = "NPWP", "NPWP"
        NPP = "NPP", "NPP"
        OWNER_NIK = "OWNER_NIK", _("NIK pemilik")
        NAME = "NAME", _("nama dan kelurahan")
        MANUAL = "MANUAL", _("dipilih petugas")

    class State(models.TextChoices):
        SUGGESTED = "SUGGESTED", _("Usulan")
        CONFIRMED = "CONFIRMED", _("Pasti")
        REJECTED = "REJECTED", _("Ditolak")

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="links")
    employer = models.ForeignKey("enrollment.Employer", on_delete=models.CASCADE, related_name="links")
    how = models.CharField(_("cara"), max_length=10, choices=How.choices)
    state = models.CharField(_("keadaan"), max_length=10, choices=State.choices)
    score = models.DecimalField(_("nilai"), max_digits=4, decimal_places=3, null=True, blank=True)
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    batch = models.ForeignKey(
        "enrollment.ImportBatch", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("hubungan usaha dan pemberi kerja")
        verbose_name_plural = _("hubungan usaha dan pemberi kerja")
        indexes = [models.Index(fields=["made_at"], name="link_queue", condition=Q(state="SUGGESTED"))]
        constraints = [
            models.UniqueConstraint(fields=["business", "employer"], name="link_once"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="link_decision_paired",
            ),
        ]
