"""Participant: one person by NIK. Membership: one of possibly several covers that person has."""

from __future__ import annotations

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrollment.models.provenance import Traceable
from enrollment.rules.kinds import Segment


class Participant(Traceable):
    """A person. `nik` is AES-GCM ciphertext, `nik_index` the keyed HMAC by which alone a person is found."""

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    nik = models.BinaryField(_("NIK"))
    nik_index = models.BinaryField(max_length=16, unique=True)
    name = models.CharField(_("nama"), max_length=150)
    birth_date = models.DateField(_("tanggal lahir"), null=True, blank=True)
    sex = models.CharField(
        _("jenis kelamin"), max_length=1, blank=True, choices=[("L", _("Laki-laki")), ("P", _("Perempuan"))]
    )
    # Found to be another person's record: it keeps its NIK, and its covers are that person's.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )

    class Meta:
        verbose_name = _("peserta")
        verbose_name_plural = _("peserta")
        indexes = [
            models.Index(fields=["merged_into"], name="participant_merged", condition=Q(merged_into__isnull=False))
        ]


class Membership(Traceable):
    """One cover of one person. With an employer (PU, Jakon, PMI): key KPJ + employer. BPU: key person + KPJ.

    `village` is the place that counts for coverage: the worker's site (PU), the project (Jakon), the residence
    (BPU, PMI). BPU has `protected_until` (inclusive) and no other end; the others have `ended_on`.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="memberships")
    employer = models.ForeignKey(
        "enrollment.Employer", on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    kpj = models.CharField(_("KPJ"), max_length=11)
    segment = models.CharField(_("segmen"), max_length=5, choices=[(s.value, s.value) for s in Segment])
    jkk = models.BooleanField(default=False)
    jkm = models.BooleanField(default=False)
    jht = models.BooleanField(default=False)
    jp = models.BooleanField(default=False)
    jkp = models.BooleanField(default=False)
    started_on = models.DateField(_("mulai"))
    ended_on = models.DateField(_("berakhir"), null=True, blank=True)
    protected_until = models.DateField(_("terlindungi sampai"), null=True, blank=True)
    wage = models.DecimalField(_("upah"), max_digits=14, decimal_places=2, null=True, blank=True)
    village = models.ForeignKey(
        "districts.Village", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    branch = models.ForeignKey(
        "districts.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    occupation = models.CharField(_("jenis pekerjaan"), max_length=80, blank=True)
    group_name = models.CharField(_("kelompok (wadah)"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("kepesertaan")
        verbose_name_plural = _("kepesertaan")
        # The card's number of an employed person leads the unique key below; a BPU card needs an index of its own.
        indexes = [models.Index(fields=["kpj"], name="membership_own_kpj", condition=Q(employer__isnull=True))]
        constraints = [
            models.UniqueConstraint(
                fields=["kpj", "employer"], condition=Q(employer__isnull=False), name="membership_employed_once"
            ),
            models.UniqueConstraint(
                fields=["participant", "kpj"], condition=Q(employer__isnull=True), name="membership_own_once"
            ),
            models.CheckConstraint(
                condition=Q(segment="BPU", employer__isnull=True, ended_on__isnull=True, protected_until__isnull=False)
                | (~Q(segment="BPU") & Q(employer__isnull=False, protected_until__isnull=True)),
                name="membership_shape_by_segment",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")), name="membership_period"
            ),
            models.CheckConstraint(
                condition=Q(protected_until__isnull=True) | Q(protected_until__gte=F("started_on")),
                name="membership_protection_period",
            ),
        ]
