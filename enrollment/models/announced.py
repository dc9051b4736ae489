"""AnnouncedWorker: somebody an employer has reported as new (SIPP) and who has no card yet."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from enrollment.models.provenance import Traceable


class AnnouncedWorker(Traceable):
    """Announced is not covered: no verdict and no figure counts these rows (decision 0012).

    Kept apart from Participant, so that a person is known to the register only once BPJS has given a card. `nik` is
    ciphertext under "participant.nik", `nik_index` its keyed index.
    """

    employer = models.ForeignKey("enrollment.Employer", on_delete=models.PROTECT, related_name="announced")
    nik = models.BinaryField(_("NIK"))
    nik_index = models.BinaryField(max_length=16)
    name = models.CharField(_("nama"), max_length=160)
    birth_date = models.DateField(_("tanggal lahir"), null=True, blank=True)
    sex = models.CharField(
        _("jenis kelamin"), max_length=1, blank=True, choices=[("L", _("Laki-laki")), ("P", _("Perempuan"))]
    )
    started_on = models.DateField(_("mulai"))
    wage = models.DecimalField(_("upah"), max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("tenaga kerja yang diberitahukan")
        verbose_name_plural = _("tenaga kerja yang diberitahukan")
        constraints = [models.UniqueConstraint(fields=["employer", "nik_index"], name="announced_once")]
