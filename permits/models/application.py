"""Application (the file at a counter), its immutable status history, and document numbers."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.rules import Role
from accounts.scope import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User

# Who reads files of the whole city (security.md §5, application.view); the others those of their own office.
CITY_READERS = (Role.BRANCH_STAFF, Role.BRANCH_HEAD, Role.AUDITOR)
OFFICE_ROLES = (Role.COUNTER, Role.SUPERVISOR, Role.ONE_STOP, Role.OPD)


class ApplicationQuerySet(ScopedQuerySet["Application"]):
    """Files: those of one's own office, all of the city for BPJS and the auditor."""

    def visible_to(self, user: User) -> Self:
        scope = user.scope
        if scope.has(*CITY_READERS):
            return self
        return self.filter(agency__in=scope.agencies(*OFFICE_ROLES))


class Application(models.Model):
    """A permit file. It stays with the office that opened it, also when the site lies in another kecamatan.

    `version` grows with every change: a stale tab is told so. `opening_check` is the check that made the file: one
    check makes one file, however often its button is pressed.
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
        FORWARDED = "FORWARDED", _("Diteruskan ke atasan")
        EXEMPTED = "EXEMPTED", _("Dikecualikan")
        LAPSED = "LAPSED", _("Lewat tenggat")

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
    email = models.BinaryField(_("pos-el pemohon"), null=True, blank=True)
    assigned_to = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dipegang")
    )
    declared_workers = models.PositiveIntegerField(_("tenaga kerja dilaporkan"), null=True, blank=True)
    note = models.CharField(_("catatan"), max_length=300, blank=True)
    deadline_on = models.DateField(_("tenggat"), null=True, blank=True)
    opening_check = models.OneToOneField(
        "permits.Check", on_delete=models.PROTECT, null=True, blank=True, related_name="opened"
    )
    proof_number = models.CharField(_("nomor bukti pendaftaran"), max_length=60, blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("diputuskan"), null=True, blank=True)
    ready_at = models.DateTimeField(_("siap sejak"), null=True, blank=True)
    ready_batch = models.ForeignKey(
        "enrollment.ImportBatch", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("permohonan")
        verbose_name_plural = _("permohonan")
        ordering = ["-received_at"]
        indexes = [
            models.Index(fields=["agency", "state", "received_on"], name="application_desk"),
            models.Index(fields=["business"], name="application_held", condition=Q(state="HELD")),
            models.Index(
                fields=["deadline_on"], name="application_clock", condition=Q(state__in=["CONDITIONAL", "WAITING_BPJS"])
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["agency", "received_on", "queue_number"], name="queue_number_once"),
            # Decided without a person: the rule itself ended a question nobody answered.
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(decided_at__isnull=False), name="application_decision_dated"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["CLEARED", "CONDITIONAL", "CONTINUED", "DENIED", "EXEMPTED"])
                | Q(decided_at__isnull=False),
                name="application_final_is_decided",
            ),
        ]

    def __str__(self) -> str:
        return self.number


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
    batch = models.ForeignKey(
        "enrollment.ImportBatch", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # What BPJS reported ahead of the sheets, where that is what the step rests on.
    report = models.ForeignKey(
        "permits.RegistrationEvent", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The form's own key: the same form sent twice is answered with what it did the first time.
    request_key = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.event


class NumberSeries(models.Model):
    """The last number given in a series (office, kind, period such as 2026-11), taken under a row lock."""

    agency = models.ForeignKey("districts.Agency", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    period = models.CharField(max_length=10)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "kind", "period"], name="number_series_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.period}: {self.last}"
