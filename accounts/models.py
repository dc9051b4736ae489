"""Who: users, what they may do where and from when, the audit chain, and the long work they asked for."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.rules import Role
from accounts.scope import Scope, scope_of


class User(AbstractUser):
    """A person with an account. Rights come from Assignments only; Django's groups and permissions are not used."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    display_name = models.CharField(_("nama tampilan"), max_length=120, blank=True)
    language = models.CharField(_("bahasa"), max_length=2, choices=settings.LANGUAGES, default="id")
    shortcuts_enabled = models.BooleanField(_("pintasan papan ketik"), default=True)
    is_demo = models.BooleanField(_("akun contoh"), default=False)

    class Meta:
        verbose_name = _("pengguna")
        verbose_name_plural = _("pengguna")

    def __str__(self) -> str:
        return self.display_name or self.username

    @cached_property
    def scope(self) -> Scope:
        """What this person may do today; read once per loaded user, so once per request and once per task."""
        return scope_of(self)


class Assignment(models.Model):
    """A role held at an office from a day until a day (inclusive), evaluated at every request and inside tasks."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(_("peran"), max_length=2, choices=[(r.value, r.value) for r in Role])
    agency = models.ForeignKey("districts.Agency", on_delete=models.PROTECT, related_name="assignments")
    valid_from = models.DateField(_("berlaku dari"))
    valid_to = models.DateField(_("berlaku sampai"), null=True, blank=True)

    class Meta:
        verbose_name = _("penugasan")
        verbose_name_plural = _("penugasan")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="assignment_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.agency}"


class AuditEvent(models.Model):
    """One thing somebody did. Append-only (a database trigger refuses UPDATE and DELETE) and hash-chained:
    `digest` = SHA-256 over `previous_digest` and the row's canonical JSON (accounts.audit)."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("waktu"), db_default=Now())
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    actor_name = models.CharField(_("pelaku"), max_length=150)
    verb = models.CharField(_("perbuatan"), max_length=60)
    target_kind = models.CharField(_("jenis sasaran"), max_length=60, blank=True)
    target_id = models.CharField(_("sasaran"), max_length=64, blank=True)
    agency_code = models.CharField(_("kode instansi"), max_length=20, blank=True)
    data = models.JSONField(_("rincian"), default=dict)
    request_id = models.CharField(max_length=36, blank=True)
    previous_digest = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("jejak audit")
        verbose_name_plural = _("jejak audit")
        ordering = ["id"]
        indexes = [models.Index(fields=["target_kind", "target_id"], name="audit_target")]

    def __str__(self) -> str:
        return f"{self.id} {self.verb}"


class WorkItem(models.Model):
    """Long work, written in the transaction that asks for it; Celery only carries its id.

    A worker takes it by conditional UPDATE (lease + new fencing token, attempt counted before anything else runs);
    every commit of that work carries the token. The sweeper re-sends what has no live lease; three failed attempts
    quarantine. The same row is the progress bar.
    """

    class State(models.TextChoices):
        PENDING = "PENDING", _("Menunggu")
        RUNNING = "RUNNING", _("Berjalan")
        DONE = "DONE", _("Selesai")
        FAILED = "FAILED", _("Gagal")
        QUARANTINED = "QUARANTINED", _("Dikarantina")
        CANCELLED = "CANCELLED", _("Dibatalkan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("jenis"), max_length=60)
    target_id = models.CharField(_("sasaran"), max_length=64, blank=True)
    params = models.JSONField(default=dict)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("keadaan"), max_length=12, choices=State.choices, default=State.PENDING)
    not_before = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.BigIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress_done = models.BigIntegerField(default=0)
    progress_total = models.BigIntegerField(default=0)
    progress_step = models.CharField(max_length=40, blank=True)
    message = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("pekerjaan")
        verbose_name_plural = _("pekerjaan")
        indexes = [models.Index(fields=["not_before"], name="work_open", condition=Q(state__in=["PENDING", "RUNNING"]))]
        constraints = [
            # One live item per kind and target: asking twice is harmless.
            models.UniqueConstraint(
                fields=["kind", "target_id"],
                condition=Q(state__in=["PENDING", "RUNNING"]),
                name="work_live_once",
            ),
            models.CheckConstraint(
                condition=Q(state="RUNNING", lease_until__isnull=False)
                | (~Q(state="RUNNING") & Q(lease_until__isnull=True)),
                name="work_lease_iff_running",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["DONE", "FAILED", "QUARANTINED", "CANCELLED"], finished_at__isnull=False)
                | Q(state__in=["PENDING", "RUNNING"], finished_at__isnull=True),
                name="work_finished_iff_over",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class WorkerBeat(models.Model):
    """When a worker was last seen (one row a worker): `/readyz` asks for one within the last minute."""

    name = models.CharField(max_length=120, primary_key=True)
    seen_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name


class StoredFile(models.Model):
    """A file in the encrypted store (accounts.vault): uploads, reject workbooks, letters, reports.

    `sha256` and `size` are of the clear bytes; the name is what the person called it, never a path.
    """

    class Kind(models.TextChoices):
        UPLOAD = "UPLOAD", _("Unggahan")
        REJECT = "REJECT", _("Baris salah")
        LETTER = "LETTER", _("Surat")
        REPORT = "REPORT", _("Laporan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(_("nama berkas"), max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    purge_after = models.DateField(null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
