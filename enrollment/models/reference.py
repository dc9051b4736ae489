"""Dated reference rows of the register: holidays and the KBLI classification."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Holiday(models.Model):
    """A public holiday. Moon-dependent days stay unverified until someone has seen the joint decree."""

    date = models.DateField(_("tanggal"), primary_key=True)
    name = models.CharField(_("nama"), max_length=120)
    is_verified = models.BooleanField(_("sudah diverifikasi"), default=False)

    class Meta:
        verbose_name = _("hari libur")
        verbose_name_plural = _("hari libur")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%d-%m-%Y} {self.name}"


class KbliSection(models.Model):
    """A section letter of one KBLI version. Letters move between versions, so the version is part of the key."""

    version = models.CharField(_("versi"), max_length=4)
    section = models.CharField(_("kategori"), max_length=1)
    title_id = models.CharField(_("judul"), max_length=200)
    title_en = models.CharField(_("judul (Inggris)"), max_length=200)

    class Meta:
        verbose_name = _("kategori KBLI")
        verbose_name_plural = _("kategori KBLI")
        ordering = ["version", "section"]
        constraints = [models.UniqueConstraint(fields=["version", "section"], name="kbli_section_once")]


class KbliDivision(models.Model):
    """The two-digit divisions of a version and the section each belongs to."""

    version = models.CharField(_("versi"), max_length=4)
    division = models.CharField(_("golongan pokok"), max_length=2)
    section = models.CharField(_("kategori"), max_length=1)

    class Meta:
        verbose_name = _("golongan pokok KBLI")
        verbose_name_plural = _("golongan pokok KBLI")
        constraints = [models.UniqueConstraint(fields=["version", "division"], name="kbli_division_once")]
