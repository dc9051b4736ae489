"""Application (the file at a counter), its immutable status history, referrals and document numbers."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Application(models.Model):
    """A permit file. It stays with the office that opened it, also when the site lies in another kecamatan.

    `version` grows with every change: a stale tab is told so. `receipt_code` is the public number of a clearance.
    """

    class State(models.TextChoices):
        RECEIVED = "RECEIVED", _("Menunggu")
        WAITING_BPJS = "WAITING_BPJS", _("Menunggu jawaban BPJS TK")
        HELD = "HELD", _("Ditahan")
        READY = "READY", _("Siap diterbitkan")
        CLEARED = "CLEARED", _("Lolos")
        CLEARED_CONDITIONAL = "CONDITIONAL", _("Lolos bersyarat")
        CONTINUED = "CONTINUED", _("Dilanjutkan menurut aturan")
        DENIED = "DENIED", _("Dihentikan (TMP2T)")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("nomor"), max_length=40, unique=True)
    agency = models.ForeignKey("districts.Agency", on_delete=models.PROTECT, related_name="applications")
    permit_type = models.ForeignKey("permits.PermitType", on_delete=models.PROTECT, related_name="applications")
    business = models.ForeignKey(
        "enrollment.Business", on_delete=models.PROTECT, null=True, blank=True, related_name="applications"
    )
    state = models.CharField(_("keadaan"), max_length=12, choices=State.choices, default=State.RECEIVED)
    queue_number = models.PositiveIntegerField(_("nomor antrean"))
    received_on = models.DateField(_("tanggal masuk"))
    received_at = models.DateTimeField(db_default=Now())
    received_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    applicant_name = models.CharField(_("nama pemohon"), max_length=150, blank=True)
    business_name = models.CharField(_("nama usaha"), max_length=200)
    phone = models.BinaryField(_("telepon pemohon"), null=True, blank=True)
    declared_workers = models.PositiveIntegerField(_("tenaga kerja dilaporkan"), null=True, blank=True)
    note = models.CharField(_("catatan"), max_length=300, blank=True)
    deadline_on = models.DateField(_("tenggat"), null=True, blank=True)
    receipt_code = models.CharField(_("kode bukti"), max_length=16, null=True, blank=True, unique=True)
    receipt_file = models.ForeignKey(
        "accounts.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("diputuskan"), null=True, blank=True)
    ready_at = models.DateTimeField(_("siap sejak"), null=True, blank=True)
    ready_batch = models.ForeignKey(
        "enrollment.ImportBatch", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("permohonan")
        verbose_name_plural = _("permohonan")
        ordering = ["-received_at"]
        indexes = [
            models.Index(fields=["agency", "state", "received_on"], name="application_desk"),
            models.Index(fields=["business"], name="application_held", condition=Q(state="HELD")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["agency", "received_on", "queue_number"], name="queue_number_once"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="application_decision_paired",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["CLEARED", "CONDITIONAL", "CONTINUED", "DENIED"]) | Q(decided_at__isnull=False),
                name="application_final_is_decided",
            ),
        ]


class StatusChange(models.Model):
    """One step of a file. Immutable; the dossier's timeline is read from here, never from the audit."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="history")
    at = models.DateTimeField(_("waktu"), db_default=Now())
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    event = models.CharField(_("peristiwa"), max_length=24)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12, choices=Application.State.choices)
    note = models.CharField(_("catatan"), max_length=300, blank=True)
    check_row = models.ForeignKey("permits.Check", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    batch = models.ForeignKey("enrollment.ImportBatch", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            # The day's clear or hold of one file happens once, whatever two officers press at once.
            models.UniqueConstraint(
                fields=["application"], condition=Q(event="CLEARED"), name="application_cleared_once"
            )
        ]


class Referral(models.Model):
    """The letter a held applicant takes to BPJS: its number, its public code, its validity, its PDF as printed."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="referrals")
    code = models.CharField(_("kode verifikasi"), max_length=16, unique=True)
    number = models.CharField(_("nomor surat"), max_length=60, unique=True)
    check_row = models.ForeignKey("permits.Check", on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField(_("tanggal surat"))
    valid_until = models.DateField(_("berlaku sampai"))
    issued_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    branch = models.ForeignKey("districts.Agency", on_delete=models.PROTECT, related_name="+")
    letter = models.ForeignKey("accounts.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_("selesai"), null=True, blank=True)

    class Meta:
        verbose_name = _("surat pengantar")
        verbose_name_plural = _("surat pengantar")
        indexes = [models.Index(fields=["valid_until"], name="referral_open", condition=Q(closed_at__isnull=True))]


class NumberSeries(models.Model):
    """The last number given in a series (office, kind, period such as 2026-11), taken under a row lock."""

    agency = models.ForeignKey("districts.Agency", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    period = models.CharField(max_length=10)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "kind", "period"], name="number_series_once")]
